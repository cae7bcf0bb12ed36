"""The encodings against Python's own codecs, character by character.

Not for: which of them damaged a text.
"""

from __future__ import annotations

import codecs
import io
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs import make_encodings
from garblefix.encodings import (
    BY_NAME,
    ENCODINGS,
    SPELLED,
    UTF8_SEQUENCE,
    decode,
    known,
    reader_bytes,
)
from garblefix.units import units

ADDED = {
    "tcvn": "TCVN5712-1",
    "viscii": "VISCII",
    "armscii-8": "ARMSCII-8",
    "georgian-ps": "GEORGIAN-PS",
    "georgian-academy": "GEORGIAN-ACADEMY",
    "mik": "MIK",
}
"""Python's name → iconv's, of the pages that garblefix brings."""
PLANE = [chr(point) for point in range(0x10000)]
NAMES = list(BY_NAME)


def by_codec(character: str, name: str) -> bytes | None:
    """What Python's codec makes of a character."""
    try:
        return character.encode(name)
    except UnicodeEncodeError:
        return None


@pytest.mark.parametrize("name", NAMES)
def test_readers_agree_with_the_codecs(name: str) -> None:
    """Where Python's codec has bytes, they are these; what else a reader shows, it shows alone."""
    table = reader_bytes(name)
    more = {}
    for character in PLANE:
        # An exception for each that the codec lacks would take longer than all the rest.
        expected = character.encode(name, "ignore") or None
        found = table[character]
        if found is None:
            # Python writes the yen sign in EUC-JP as a backslash, but never reads one so.
            assert expected is None or character in BY_NAME[name].never_shown
        elif found != expected:
            more[character] = found
            assert expected is None
    for byte in range(0x80, 0x100):  # those that were spelled out
        assert more.pop(chr(SPELLED + byte)) == bytes([byte])
    assert more.items() >= BY_NAME[name].also_shown.items()
    for character in BY_NAME[name].also_shown:
        del more[character]
    if name == "gbk":
        # User-defined pairs, and pairs that the standard of 2000 added.
        assert len(more.keys() & set(map(chr, range(0xE000, 0xE766)))) > 1800
        for character, data in more.items():
            assert len(data) == 2 and data.decode("gb18030") == character
    elif BY_NAME[name].lenient:
        assert more
        assert all(ord(character) == data[0] for character, data in more.items())
    else:
        assert not more


@pytest.mark.parametrize("name", NAMES)
def test_what_a_reader_shows_goes_back(name: str) -> None:
    """Every byte, alone and in front of every other, comes back from the character it shows as."""
    table = reader_bytes(name)
    alone = [bytes([byte]) for byte in range(256)]
    pairs = [first + second for first in alone[0x80:] for second in alone[0x40:]]
    for data in alone + (pairs if BY_NAME[name].multibyte else []):
        text = decode(data, name)
        if text is None or len(text) > 1:
            continue
        # Of two pairs for one character (Big5, CP932) the codec knows one way back.
        assert decode(table[text] or b"", name) == text


@pytest.mark.parametrize("name", NAMES)
def test_a_character_without_bytes_stays_without(name: str) -> None:
    table = reader_bytes(name)
    if name not in ("utf-8", "gb18030"):
        assert [table["\U0001f600"] for _ in range(2)] == [None, None]
        assert table.of("a\U0001f600") is None
    assert [table["\ud800"] for _ in range(2)] == [None, None]
    assert table.of("az") == b"az"


@given(st.binary(max_size=12), st.sampled_from(NAMES))
def test_decoding_is_pythons(data: bytes, name: str) -> None:
    """But for surrogate pairs in UTF-8, which are characters here."""
    try:
        expected: str | None = data.decode(name)
    except UnicodeDecodeError:
        expected = None
    if not (name == "utf-8" and b"\xed" in data):
        assert decode(data, name) == expected


@given(st.text(max_size=10))
def test_surrogate_pairs_in_utf_8_are_characters(text: str) -> None:
    halves = text.encode("utf-16-be", "surrogatepass")
    points = [chr(int.from_bytes(halves[i : i + 2])) for i in range(0, len(halves), 2)]
    assert decode("".join(points).encode("utf-8", "surrogatepass"), "utf-8") == text


@given(st.characters(min_codepoint=0x80, exclude_categories=["Cs"]))
def test_the_pattern_of_utf_8_knows_every_character(character: str) -> None:
    data = character.encode()
    assert UTF8_SEQUENCE.fullmatch(data)
    assert not UTF8_SEQUENCE.search(data[:-1])
    assert not UTF8_SEQUENCE.search(data[1:])


@given(st.text(min_size=1, max_size=8), st.sampled_from(NAMES))
def test_units_are_the_characters(text: str, name: str) -> None:
    """Cutting bytes character by character gives the text that they are."""
    data = by_codec(text, name)
    if data is None or any("\x80" <= character < "\xa0" for character in data.decode(name)):
        return
    place = 0
    found = ""
    while place < len(data):
        unit = units(name).first(data, place)
        assert unit is not None
        length, character = unit
        found += character
        place += length
    assert found == data.decode(name)


@pytest.mark.skipif(not shutil.which("iconv"), reason="iconv is not here")
@pytest.mark.parametrize(("name", "named"), ADDED.items())
def test_pages_that_python_lacks_are_as_iconv_has_them(name: str, named: str) -> None:
    each = [bytes([byte]) for byte in range(0x20 if name == "tcvn" else 0, 0x100)]
    command = ["iconv", "-c", "-f", named, "-t", "UTF-8"]
    # Between two signs nothing is composed.
    done = subprocess.run(command, input=b"<>".join(each), capture_output=True, check=False)
    assert [byte.decode(name, "ignore") for byte in each] == done.stdout.decode().split("<>")


@pytest.mark.parametrize("name", ADDED)
def test_pages_that_python_lacks_come_round(name: str) -> None:
    text = bytes(range(0x100)).decode(name, "ignore")
    assert text.encode(name).decode(name) == text
    assert "(1.2), -".encode(name) == b"(1.2), -"
    written = io.BytesIO()
    with io.TextIOWrapper(written, encoding=name, newline="") as file:
        file.write(text)
        file.flush()
        assert codecs.getreader(name)(io.BytesIO(written.getvalue())).read() == text
    with pytest.raises(UnicodeEncodeError):
        "北".encode(name)


VNI = [
    ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ("ÑOÄC LAÄP – TÖÏ DO – HAÏNH PHUÙC", "ĐỘC LẬP – TỰ DO – HẠNH PHÚC"),
    ("“Ñaø Naüng”, caên cöù, ngöôøi Myõ, kyû luaät, aå", "“Đà Nẵng”, căn cứ, người Mỹ, kỷ luật, ẩ"),
]


@pytest.mark.parametrize(("shown", "meant"), VNI)
def test_marks_of_vni_stand_behind_their_letters(shown: str, meant: str) -> None:
    data = shown.encode("cp1252")
    assert data.decode("vni") == meant
    assert meant.encode("vni") == data
    byte_by_byte = codecs.getincrementaldecoder("vni")()
    assert (
        "".join(byte_by_byte.decode(data[i : i + 1], i + 1 == len(data)) for i in range(len(data)))
        == meant
    )


def test_every_letter_of_vietnamese_comes_round_through_vni() -> None:
    """Each vowel with each mark that Unicode has it with, and đ."""
    tones = ["", *"\u0300\u0309\u0303\u0301\u0323"]
    vowels = [vowel + tone for vowel in "aâăeêioôơuưy" for tone in tones]
    letters = [unicodedata.normalize("NFC", letter) for letter in [*vowels, "đ"]]
    text = "".join([*letters, *map(str.upper, letters)])
    assert len(text) == 2 * (12 * 6 + 1)
    assert text.encode("vni").decode("vni") == text


def test_a_mark_without_its_letter_is_no_vni() -> None:
    assert "Aùo daøi".encode("cp1252").decode("vni") == "Áo dài"
    with pytest.raises(UnicodeDecodeError, match="mark without its letter"):
        "café".encode("cp1252").decode("vni")
    assert "café ñ".encode("cp1252").decode("vni", "replace") == "caf\ufffd đ"
    data = "1é 2".encode("cp1252")
    assert data.decode("vni", "surrogateescape").encode("vni", "surrogateescape") == data


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ("VNI-Windows", "vni"),
        ("TCVN-3", "tcvn"),
        ("tcvn5712-1:1993", "tcvn"),
        ("csVISCII", "viscii"),
        ("armscii8", "armscii-8"),
    ],
)
def test_their_other_names_are_known(named: str, name: str) -> None:
    assert known(named) == name


def test_names_and_labels_are_distinct() -> None:
    assert len({encoding.name for encoding in ENCODINGS}) == len(ENCODINGS)
    assert len({encoding.label for encoding in ENCODINGS}) == len(ENCODINGS)
    assert all(encoding.as_source >= 0 and encoding.as_reader >= 0 for encoding in ENCODINGS)
    assert all(known(encoding.name) for encoding in ENCODINGS)


@pytest.mark.parametrize("name", ["klingon", "", "base64", "rot13", "hex"])
def test_what_is_no_encoding_of_text_is_refused(name: str) -> None:
    with pytest.raises(LookupError):
        known(name)


def test_the_page_of_encodings_is_that_of_the_code() -> None:
    assert make_encodings.TARGET.read_text("utf-8") == make_encodings.page(), (
        "run python -m docs.make_encodings"
    )


@pytest.mark.skipif(not shutil.which("java"), reason="Java is not here")
def test_mac_cyrillic_is_also_as_java_has_it(tmp_path: Path) -> None:
    source = tmp_path / "Shown.java"
    source.write_text(
        "public class Shown { public static void main(String[] none) throws Exception {"
        " var data = new byte[] {(byte) 0xa2, (byte) 0xb6, (byte) 0xff};"
        ' new java.io.PrintStream(System.out, true, "UTF-8")'
        '.print(new String(data, "x-MacCyrillic")); } }'
    )
    ran = subprocess.run(["java", str(source)], capture_output=True, timeout=60, check=True)
    shown = reader_bytes("mac-cyrillic")
    assert [shown[sign] for sign in ran.stdout.decode()] == [b"\xa2", b"\xb6", b"\xff"]
