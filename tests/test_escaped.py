r"""Escapes: what was left as ``&#x533A;`` or ``%E5%8C%BA`` is read, what is meant so stays.

Not for: the command around it (``tests/commands``).
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from html.entities import codepoint2name
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import garblefix
from garblefix.damage import escape
from garblefix.files.fixing import Plan, fix_file
from garblefix.files.walk import Found
from garblefix.results import Options
from garblefix.stream import StreamRepairer, windows
from tests.test_cli import run_here
from tests.test_fixtures import CLEAN_FIELDS, GARBLED_FIELDS, each, each_repairable, load
from tests.test_stream import Trickle
from tests.texts import SENTENCES

FIXTURES = Path(__file__).parent.parent / "fixtures"
ESCAPED = load(FIXTURES / "escaped.json")
ON_PURPOSE = load(FIXTURES / "escaped_on_purpose.json")


def of_bytes(form: str, encoding: str) -> Callable[[str], str]:
    """Writes each byte of what is not ASCII in the form of ``%``-formatting."""
    return lambda text: re.sub(
        r"[^\x00-\x7f]+",
        lambda match: "".join(form % byte for byte in match.group().encode(encoding)),
        text,
    )


def of_units(form: str) -> Callable[[str], str]:
    """Writes each unit of UTF-16 of what is not ASCII."""

    def written(match: re.Match[str]) -> str:
        data = match.group().encode("utf-16-be")
        return "".join(form % int.from_bytes(data[n : n + 2]) for n in range(0, len(data), 2))

    return lambda text: re.sub(r"[^\x00-\x7f]+", written, text)


def of_characters(form: str) -> Callable[[str], str]:
    """Writes each code point of what is not ASCII."""
    return lambda text: re.sub(r"[^\x00-\x7f]", lambda match: form % ord(match.group()), text)


def named(text: str) -> str:
    """Writes references by name, where there is one in HTML 4."""
    return "".join(
        f"&{codepoint2name[ord(character)]};"
        if character > "\x7f" and ord(character) in codepoint2name
        else of_characters("&#%d;")(character)
        for character in text
    )


WRITERS: dict[str, Callable[[str], str]] = {
    "html decimal": of_characters("&#%d;"),
    "html hexadecimal": of_characters("&#x%X;"),
    "html twice": of_characters("&amp;#%d;"),
    "html names": named,
    "units": of_units("\\u%04x"),
    "units twice": of_units("\\\\u%04X"),
    "long": of_characters("\\U%08x"),
    "braces": of_characters("\\u{%x}"),
    "percent units": of_units("%%u%04X"),
    "code points": of_characters("<U+%04X>"),
    "bytes": of_bytes("\\x%02x", "utf-8"),
    "octal": of_bytes("\\%03o", "utf-8"),
    "percent": of_bytes("%%%02X", "utf-8"),
    "percent small": of_bytes("%%%02x", "utf-8"),
    "percent twice": of_bytes("%%25%02X", "utf-8"),
    "quoted-printable": of_bytes("=%02X", "utf-8"),
    "angle bytes": of_bytes("<%02x>", "utf-8"),
}

# A page that each language was written in.
PAGES = {
    "zh-Hans": "gbk",
    "zh-Hant": "big5",
    "ja": "euc_jp",
    "ko": "cp949",
    "ru": "cp1251",
    "el": "cp1253",
    "de": "cp1252",
    "fr": "cp1252",
    "pl": "cp1250",
    "th": "cp874",
}


def repaired(text: str) -> garblefix.Repair:
    """With escapes, and what always holds: fixes replay, and nothing is left to do."""
    result = garblefix.repair(text, escapes=True)
    pieces = []
    place = 0
    for fix in result.fixes:
        assert place <= fix.start < fix.end
        assert text[fix.start : fix.end] == fix.before != fix.after
        assert 0.0 < fix.confidence <= 1.0
        pieces += [text[place : fix.start], fix.after]
        place = fix.end
    assert "".join(pieces) + text[place:] == result.text
    assert not garblefix.repair(result.text, escapes=True).changed
    return result


@each_repairable(ESCAPED)
def test_what_was_left_escaped_is_read(record: dict[str, str]) -> None:
    result = repaired(record["garbled"])
    assert result.text == record["expected"]
    assert {fix.damage for fix in result.fixes} == {"escape"}
    assert {fix.chain for fix in result.fixes} == set(record["chain"].split(";"))


@each(ON_PURPOSE)
def test_what_is_meant_so_stays(record: dict[str, str]) -> None:
    assert repaired(record["text"]).text == record["text"]


@each([record for record in ESCAPED if record["garbled"].isascii()])
def test_nobody_asked(record: dict[str, str]) -> None:
    """Without the option escapes are text like any other."""
    assert garblefix.repair(record["garbled"]) == garblefix.Repair(record["garbled"], 1.0)


def test_the_fixtures_are_as_they_should_be() -> None:
    records = ESCAPED + ON_PURPOSE
    assert len({record["label"] for record in records}) == len(records)
    assert all(record.keys() - {"known_failure"} == GARBLED_FIELDS for record in ESCAPED)
    assert all(record.keys() == CLEAN_FIELDS for record in ON_PURPOSE)


@pytest.mark.parametrize("way", WRITERS)
@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_come_back(language: str, way: str) -> None:
    text = SENTENCES[language]
    assert repaired(WRITERS[way](text)).text == text


@pytest.mark.parametrize("form", ["%%%02X", "=%02X", "\\x%02x"])
@pytest.mark.parametrize("language", PAGES)
def test_so_do_the_bytes_of_old_pages(language: str, form: str) -> None:
    text = SENTENCES[language]
    result = repaired(of_bytes(form, PAGES[language])(text))
    assert result.text == text


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(SENTENCES)),
    st.sampled_from(sorted(WRITERS)),
    st.integers(0, 40),
    st.integers(8, 40),
    st.sampled_from(["", "{}", '{{"text": "{}"}}', "<p>{}</p>", "# {}", "a, {}; b"]),
)
def test_parts_of_sentences_come_back(
    language: str, way: str, start: int, length: int, around: str
) -> None:
    sentence = SENTENCES[language]
    if " " in sentence:  # only whole words
        start = sentence.rfind(" ", 0, start) + 1
        length = max(sentence.find(" ", start + length), 0) - start
    words = sentence[start : start + length] if length > 0 else sentence[start:]
    text = around.replace("{}", words).replace("{{", "{").replace("}}", "}")
    result = repaired(WRITERS[way](text))
    # The end of a sentence alone may be too little to be sure of.
    assert result.text == text or sum(character > "\x7f" for character in words) < 4


PIECES = [
    *("&", "#", "x", "41", "65B0", ";", "\\", "u", "U", "%", "=", "<", ">", "?", "N{", "}", "E5"),
    *("&amp;", "&eacute;", "&nbsp;", "&lt;", "&#x80;", "&#150;", "&#55357;", "\\ud83d", "\\ude00"),
    *(
        "\\u4e00",
        "-",
        "\\u9fff",
        "\\xe5",
        "\\x8c\\xba",
        "%E5%8C%BA",
        "=C3=A9",
        "\\303\\251",
        "[",
        "]",
    ),
    *(
        "=?utf-8?B?5Yy6?=",
        "=?x?Q?",
        "é",
        "区",
        "Ã©",
        " ",
        "\n",
        "\r",
        "\ufffd",
        "\0",
        "\udc80",
        "word",
    ),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
@example("\\u00c3\\u00a9")
@example("=?utf-8?B?5Yy6?= =?utf-8?Q?=E5=8C?=")
@example("\\ud83d&#56832;")
def test_anything_may_be_escaped(text: str) -> None:
    result = repaired(text)
    for fix in result.fixes:
        if fix.damage == "escape":
            # ASCII and what no text has are never read.
            assert not fix.after.isascii()
            assert not re.search(
                "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", fix.after
            )


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("&#x;\\uUN{}%=<>?0123456789abcdefABCDEF-[] \n"), max_size=60))
def test_nothing_raises(text: str) -> None:
    repaired(text)


LINES = [
    *(record["garbled"].encode() for record in ESCAPED),
    *(record["text"].encode() for record in ON_PURPOSE),
    *(SENTENCES[language].encode() for language in ("ru", "zh-Hans")),
    *(b"", b"plain ASCII", "Le cafÃ© est fermÃ©.".encode(), b"caf\xe9 &eacute;", b"x" * 300),
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=14).map(b"\n".join),
    st.integers(0, 1 << 30),
    st.sampled_from([1, 7, 60, 1000]),
)
def test_it_does_not_matter_how_the_bytes_arrive(data: bytes, seed: int, largest: int) -> None:
    options = Options(escapes=True)

    def through(source: io.BytesIO) -> tuple[bytes, list[object]]:
        blocks = list(StreamRepairer(options).blocks(source))
        return b"".join(block.data for block in blocks), [
            f for block in blocks for f in block.fixes
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", 512)
        whole = through(io.BytesIO(data))
        assert through(Trickle(data, seed, largest)) == whole


def filtered(data: bytes, *, encoding: str = "auto") -> bytes:
    repairer = StreamRepairer(Options(escapes=True), encoding=encoding)
    return b"".join(block.data for block in repairer.blocks(io.BytesIO(data)))


def test_what_was_escaped_is_written_in_the_encoding_of_the_file() -> None:
    text = "Предложение, которое написали давно.\nещё &#1086;&#1076;&#1085;&#1086;\n"
    assert filtered(text.encode("cp1251")) == text.replace(
        "&#1086;&#1076;&#1085;&#1086;", "одно"
    ).encode("cp1251")


def test_the_encoding_may_come_later() -> None:
    """A window of ASCII with escapes is read before anything tells the encoding."""
    first = b"caf\\u00e9 au lait\n" + b"0123456789 plain\n" * 40
    rest = "Le théâtre était fermé à cause de la fête.\n".encode("cp1252")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", 512)
        assert filtered(first + rest) == first.replace(b"\\u00e9", b"\xe9") + rest


def test_it_may_in_a_file_that_is_written_in_place(tmp_path: Path) -> None:
    first = b"caf\\u00e9 au lait\n" + b"0123456789 plain\n" * 40
    rest = "Le théâtre était fermé à cause de la fête.\n".encode("cp1252")
    path = tmp_path / "menu.txt"
    path.write_bytes(first + rest)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", 512)
        done = fix_file(Plan(Options(escapes=True), write=True), Found(str(path), named=True))
    assert done.written
    assert path.read_bytes() == first.replace(b"\\u00e9", b"\xe9") + rest


def test_what_the_encoding_does_not_have_stays() -> None:
    data = "théâtre, &#26481;&#20140;\n".encode("cp1252")
    repairer = StreamRepairer(Options(escapes=True), encoding="cp1252")
    [block] = repairer.blocks(io.BytesIO(data))
    assert block.data == data
    assert block.stays
    assert [found.applied for found in block.fixes] == [False]


def test_wide_encodings_have_escapes_too() -> None:
    text = "Le caf&eacute; de la gare\n"
    assert (
        filtered(text.encode("utf-16-le"), encoding="utf-16-le").decode("utf-16-le")
        == "Le café de la gare\n"
    )


def test_long_lines_are_not_cut_inside_an_escape() -> None:
    sentence = SENTENCES["zh-Hans"]
    line = json.dumps([sentence] * 40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", 1024)
        assert json.loads(filtered(line.encode())) == [sentence] * 40
        assert b"\\u" not in filtered(line.encode())


def test_only_and_skip() -> None:
    text = "No&euml;l et un cafÃ©"
    assert garblefix.repair(text, escapes=True).text == "Noël et un café"
    assert garblefix.repair(text, escapes=True, skip=["escape"]).text == "No&euml;l et un café"
    assert garblefix.repair(text, escapes=True, only=["misread"]).text == "No&euml;l et un café"
    # Who names it has asked for it.
    assert garblefix.repair(text, only=["escape"]).text == "Noël et un cafÃ©"
    assert garblefix.fix_text(text, only=["escape", "misread"]) == "Noël et un café"


def test_min_confidence() -> None:
    text = r"{\u00bf?}"
    [fix] = garblefix.repair(text, escapes=True).fixes
    assert not garblefix.repair(text, escapes=True, min_confidence=fix.confidence + 0.01).changed
    assert garblefix.repair(text, escapes=True, min_confidence=fix.confidence - 0.01).changed


def test_a_document_says_what_a_line_does_not() -> None:
    lines = [
        json.dumps({"name": name}) for name in ("山田花子", "鈴木一郎", "高橋さくら", "伊藤健")
    ]
    alone = json.dumps({"sex": "女", "floor": "上"})
    assert garblefix.repair("\n".join([*lines, alone]), escapes=True).text.endswith(
        '{"sex": "女", "floor": "上"}'
    )


def test_bytes() -> None:
    result = garblefix.repair_bytes(b"caf&eacute;", escapes=True)
    assert (result.text, result.fixes[0].damage) == ("café", "escape")


def test_signs() -> None:
    assert list(escape.places(b"a%20b &eacute; \\u0041")) == [1, 6, 15]
    assert not escape.shows("fish & chips, 5 % off, a = b, C:\\new")


def test_a_clean_pipe_does_not_know_of_escapes() -> None:
    program = (
        "import io, sys; from garblefix.stream import StreamRepairer as S; "
        "list(S().blocks(io.BytesIO(b'caf&eacute;\\n'))); "
        "print({'garblefix.damage', 'garblefix.document.steps', 'html.entities', 'numpy'}"
        " & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"set()"


def test_convert_has_the_options_too(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    (old / "a.txt").write_bytes(b"\\u5b66\\u6821 &amp;\n")
    (old / "b.txt").write_bytes("学校 caf&#233;\n".encode("gbk"))
    done = run_here(["convert", "--escapes", "--script", "traditional", str(old), str(new)])
    assert done.returncode == 0, done.stderr
    assert (new / "a.txt").read_text("utf-8") == "學校 &amp;\n"
    assert (new / "b.txt").read_text("utf-8") == "學校 café\n"
    [manifest] = (new / ".garblefix").glob("*.jsonl")
    asked = json.loads(manifest.read_text("utf-8").splitlines()[0])
    assert (asked["escapes"], asked["script"]) == (True, "traditional")


BESIDE_BRACKETS = [
    (r"[\xe9]", r"[\xe9]"),  # alone it may be a byte
    (r"\xe9]", r"\xe9]"),
    (r"x [caf\xe9]", "x [café]"),
]


@pytest.mark.parametrize(("text", "expected"), BESIDE_BRACKETS)
def test_a_text_may_end_behind_a_bracket(text: str, expected: str) -> None:
    assert garblefix.repair(text, escapes=True).text == expected


def test_no_fix_is_made_that_is_less_sure_than_asked() -> None:
    """Where what was misread ends in an escape that lost a byte, both together may be doubtful."""
    garbled = "ĺ›ľäą=C3=A9¦é¦†çš„ć–°äą¦ĺ·˛ç»Źä¸Šćž¶ďĽŚć¬˘čżŽĺ€źé…ă€‚"
    for least in (0.3, 0.5, 0.99):
        result = garblefix.repair(garbled, escapes=True, min_confidence=least)
        assert all(fix.confidence >= least for fix in result.fixes if fix.damage == "escape")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_that_are_one_are_one_in_files(
    line_end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [
        "To: x@example.org",
        "Subject: =?utf-8?b?xIxlcnN0dsOpIHBlxI1pdm8=?=",
        " =?utf-8?q?_a_k=C3=A1va?=",
        "",
        "Ve ve=C4=8Dern=C3=ADch hodin=C3=A1ch tu h=C5=99eje slun=",
        "ce a zp=C3=ADvaj=C3=AD pt=C3=A1ci.",
        "x =",
        "y",
    ]
    after = [
        "To: x@example.org",
        "Subject: Čerstvé pečivo a káva",
        "",
        "Ve večerních hodinách tu hřeje slunce a zpívají ptáci.",
        "x =",
        "y",
    ]
    data = line_end.join(before).encode()
    blocks = list(StreamRepairer(Options(escapes=True)).blocks(io.BytesIO(data)))
    assert b"".join(block.data for block in blocks) == line_end.join(after).encode()
    for found in (fix for block in blocks for fix in block.fixes):
        assert data[found.byte_start : found.byte_end].decode() == found.fix.before
        assert before[found.line - 1][found.column - 1 :].startswith(found.fix.before[:2])
    many = b"\n".join(line.encode() for line in before[4:6]) + b"\n"
    whole = after[3].encode() + b"\n"
    for start in range(0, len(many), 7):
        monkeypatch.setattr(windows, "WINDOW", 3 * len(many) - start)
        stream = StreamRepairer(Options(escapes=True))
        assert b"".join(block.data for block in stream.blocks(io.BytesIO(many * 5))) == whole * 5
    text = line_end.join(before)
    assert garblefix.repair(text, escapes=True).text == line_end.join(after)
    assert garblefix.repair(text).text == text
