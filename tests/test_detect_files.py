"""The detector on whole files: several encodings in one, and files too large to be looked at."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garblefix import repair_bytes
from garblefix.detect import detect, detect_file_and_runs
from garblefix.detect.large import BEGINNING, LARGE, PIECE, PIECES, gathered
from garblefix.detect.mixed import decode, runs
from garblefix.detect.sample import sample
from garblefix.detect.verify import BLOCK, invalid_bytes
from garblefix.results import Run

RUSSIAN = [
    "Сегодня утром шёл дождь, и мы остались дома.",
    "Потом вышло солнце, и дети побежали на реку.",
    "Вечером приехали гости из соседнего города.",
]
CHINESE = ["今天下午我们去图书馆借书。", "晚上大家一起回家做饭。", "明天还要早起去上班。"]
FRENCH = [
    "Où est passée la clé de la boîte ?",
    "L’été à Genève fut très chaud.",
    "Ça va déjà mieux.",
]
POLISH = [
    "Zażółć gęślą jaźń, a potem idź spać.",
    "Jutro będzie świeciło słońce.",
    "Dziękuję bardzo.",
]

# Lines of text, two encodings that they are in.
MIXED = [
    (RUSSIAN, "utf-8", "cp1251"),
    (RUSSIAN, "cp1251", "koi8-r"),
    (RUSSIAN, "cp866", "cp1251"),
    (CHINESE, "utf-8", "gbk"),
    (FRENCH, "utf-8", "cp1252"),
    (POLISH, "cp1250", "utf-8"),
]


def _bytes(lines: list[str], encodings: list[str]) -> bytes:
    return b"".join(
        line.encode(encoding) + b"\n" for line, encoding in zip(lines, encodings, strict=True)
    )


@pytest.mark.parametrize(("lines", "first", "second"), MIXED)
def test_lines_in_two_encodings(lines: list[str], first: str, second: str) -> None:
    many = lines * 4
    halves = [first] * 6 + [second] * 6
    one = [first] * 5 + [second] + [first] * 6
    for encodings in (halves, one) if "utf-8" in (first, second) else (halves,):
        data = _bytes(many, encodings)
        found = runs(data, detect(data)[0].encoding)
        assert decode(data, found) == "\n".join(many) + "\n"
        assert len(found) == len(
            [n for n in range(12) if not n or encodings[n] != encodings[n - 1]]
        )


def test_an_advertisement_among_subtitles() -> None:
    subtitles = ["1", "00:00:01,000 --> 00:00:02,000", CHINESE[0], "", "2", CHINESE[1], ""] * 3
    data = "\n".join(subtitles).encode() + b"\n" + "更多字幕请访问本站".encode("gbk") + b"\n"
    *rest, last = runs(data, "utf-8")
    assert [run.encoding for run in rest] == ["utf-8"]
    assert data[last.byte_start : last.byte_end].decode(last.encoding) == "更多字幕请访问本站\n"


@pytest.mark.parametrize(
    ("lines", "encoding"),
    [(RUSSIAN, "utf-8"), (RUSSIAN, "koi8-r"), (CHINESE, "gb18030"), (FRENCH, "cp1252")],
)
def test_a_file_in_one_encoding_is_one_run(lines: list[str], encoding: str) -> None:
    data = _bytes(lines * 10, [encoding] * 30)
    assert runs(data, encoding) == (Run(0, len(data), encoding, 1.0),)


def test_each_run_says_how_sure_it_is() -> None:
    data = _bytes(RUSSIAN * 4, ["utf-8"] * 6 + ["koi8-r"] * 6)
    result = repair_bytes(data)
    assert result.text == "\n".join(RUSSIAN * 4) + "\n"
    assert [run.encoding for run in result.runs] == ["utf-8", "koi8-r"]
    assert all(run.confidence > 0.99 for run in result.runs)
    assert result.confidence > 0.9
    noise = random.Random(3).randbytes(3000).replace(b"\0", b"\n")
    assert all(run.confidence < 0.5 for run in repair_bytes(noise).runs)
    assert repair_bytes(b"").runs == ()


def test_runs_of_a_file_are_looked_for_where_no_encoding_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    line = RUSSIAN[0].encode("cp1251") + b"\n"
    many = RUSSIAN[0].encode() + b"\n"
    path.write_bytes(many * (LARGE // len(many)) + line * 99 + b"plain\n")
    with path.open("rb") as file:
        guesses, found = detect_file_and_runs(file)
    assert guesses[0].confidence < 0.95
    assert [run.run.encoding for run in found] == ["utf-8", "cp1251"]
    assert found[1].last_line - found[1].line == 99
    with path.open("rb") as file:
        assert detect_file_and_runs(file, candidates=["utf-8", "cp1251"])[1] == ()


def test_the_answer_for_a_mixed_file_is_not_sure() -> None:
    data = _bytes(CHINESE * 4, ["utf-8"] * 6 + ["gbk"] * 6)
    guesses = detect(data)
    assert {guess.encoding for guess in guesses} == {"utf-8", "gb18030"}
    assert all(guess.confidence <= 0.5 for guess in guesses)


# Bytes of nothing, as they stand in a line.
STRAY = [
    b"\xe9",
    b"\xff\xfe",
    b"n = \x80\x81\x82",
    b"<b>\xc0\x80</b>",
    b"id \xbf 17",
    b"\xed\xa0\x80",
]


@pytest.mark.parametrize("lines", [RUSSIAN, CHINESE, FRENCH, POLISH])
@pytest.mark.parametrize("stray", STRAY)
def test_stray_bytes_are_no_letters(lines: list[str], stray: bytes) -> None:
    data = "\n".join(lines).encode() + b"\n" + stray + b"\n" + lines[0].encode() + b"\n"
    result = repair_bytes(data)
    assert result.text.encode("utf-8", "surrogateescape") == data
    assert [run.encoding for run in result.runs] == ["utf-8"]


@pytest.mark.parametrize(
    ("line", "encoding"),
    [
        ("une tasse de café", "cp1252"),
        ("Miloš Dvořáček", "cp1250"),
        ("он купил хлеб", "koi8-r"),
        ("we don’t know", "cp1252"),
        ("电话号码", "gbk"),
    ],
)
def test_a_line_of_words_is_in_its_own_encoding(line: str, encoding: str) -> None:
    before = "\n".join(POLISH).encode() + b"\n"
    result = repair_bytes(before + line.encode(encoding) + b"\n" + before)
    assert result.text.split("\n")[3] == line


def test_what_is_less_sure_than_wanted_is_no_run() -> None:
    data = "\n".join(FRENCH).encode() + "\nDvořák\n".encode("cp1250")
    *_, last = runs(data, "utf-8")
    assert last.encoding != "utf-8"
    assert [run.encoding for run in runs(data, "utf-8", least=last.confidence + 0.001)] == ["utf-8"]


@pytest.mark.parametrize("stray", [b"\xff\xfe\x80", b"\x80\x81\x82\x83", b"\xfe\xff\xfa"])
def test_utf_8_with_stray_bytes_in_its_only_line(stray: bytes) -> None:
    for line in FRENCH + POLISH + RUSSIAN:
        words = line.encode().split(b" ")
        data = b" ".join([*words[:2], stray, *words[2:]])
        assert detect(data)[0].encoding == "utf-8"
    garbled = "Le garÃ§on ".encode() + stray + " a posÃ© sa tasse.".encode()
    assert repair_bytes(garbled).text.encode("utf-8", "surrogateescape") == (
        "Le garçon ".encode() + stray + " a posé sa tasse.".encode()
    )


@given(st.lists(st.binary(max_size=30), max_size=8), st.sampled_from(["utf-8", "cp1251", "gbk"]))
@settings(max_examples=50, deadline=None)
def test_runs_cover_all_bytes(lines: list[bytes], encoding: str) -> None:
    data = b"\n".join(lines)
    found = runs(data, encoding)
    assert [run.byte_start for run in found[1:]] == [run.byte_end for run in found[:-1]]
    assert (found[0].byte_start, found[-1].byte_end) == (0, len(data))


def test_a_large_file_is_decided_by_what_is_far_inside(tmp_path: Path) -> None:
    path = tmp_path / "log"
    line = RUSSIAN[0].encode("koi8-r") + b"\n"
    path.write_bytes(b"plain\n" * BLOCK + line + b"plain\n" * BLOCK)
    with path.open("rb") as file:
        assert detect_file_and_runs(file)[0][0].encoding == "koi8-r"
    with path.open("rb") as file:
        file.read(6)
        assert detect_file_and_runs(file, language="ru")[0][0].encoding == "koi8-r"
    assert detect(path.read_bytes())[0].encoding == "koi8-r"


def test_a_large_file_is_verified_to_its_end() -> None:
    text = RUSSIAN[0].encode() + b"\n"
    data = text * (LARGE // len(text) + 1)
    assert detect(data)[0].confidence > 0.99
    assert 0.5 < detect(data + b"\xff")[0].confidence <= 0.9
    assert detect(data + b"\xff" * len(data))[0].encoding != "utf-8"


def test_a_pipe_is_read_once() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert detect_file_and_runs(Pipe(RUSSIAN[0].encode("cp1251")))[0][0].encoding == "cp1251"
    assert detect_file_and_runs(Pipe()) == ([], ())


def test_what_is_gathered_is_bounded() -> None:
    blocks = (random.Random(number).randbytes(BLOCK).replace(b"\0", b"x") for number in range(150))
    assert len(gathered(blocks)) <= BEGINNING + (PIECES + 1) * (PIECE + 1)


def test_bytes_of_wide_files_stay_aligned() -> None:
    data = ("текст и ещё немного текста\n" * 40_000).encode("utf-16-le")
    assert len(gathered([data])) % 4 == 0
    assert detect(data)[0].encoding == "utf-16-le"


def test_a_sample_shows_the_words_of_rare_bytes() -> None:
    """CP1253 and ISO-8859-7 differ in a capital letter with accent that may stand anywhere."""
    text = "Σήμερα ο καιρός είναι πολύ καλός.\n" * 400
    data = (text + "Όλοι στο Άλσος.\n" + text).encode("iso8859-7")
    assert any("Άλσος".encode("iso8859-7") in piece for piece in sample(data))
    assert data.decode(detect(data)[0].encoding) == data.decode("iso8859-7")


@pytest.mark.parametrize("name", ["cp1252", "utf-8", "cp932", "cp1255", "gb18030"])
@given(data=st.binary(max_size=200))
@settings(max_examples=40, deadline=None)
def test_invalid_bytes_are_counted_alike(name: str, data: bytes) -> None:
    """Nothing is invalid exactly where a strict decoder reads all, but for what the end cuts."""
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        assert invalid_bytes(data, name) > 0 or error.end == len(data)
    else:
        assert invalid_bytes(data, name) == 0


def test_no_line_of_another_file_is_in_utf_16() -> None:
    data = "Grüße\n".encode() + b"\xff\xfe bad \x80\n" + "naïve\n".encode()
    result = repair_bytes(data)
    assert all(not run.encoding.startswith("utf-16") for run in result.runs)
    assert result.text.startswith("Grüße\n") and result.text.endswith("naïve\n")
