"""A byte order mark that was read as text, at the beginning of a document."""

from __future__ import annotations

import io

import pytest

import garblefix
from garblefix.document.mark import MARK, garbled_mark
from garblefix.stream import StreamRepairer

ASCII = "id;name\n1;2\n"
GERMAN = "Der Bäcker öffnet früh, die Straße ist noch naß.\n"
CHINESE = "今天的面包很好吃，我们明天再来。\n"
ONE_BYTE = ["cp1252", "latin-1", "cp1251", "cp850", "cp437", "mac-roman", "cp1250", "koi8-r"]
PAIRS = ["gbk", "cp949", "cp932"]


def pipe(text: str) -> str:
    """What the pipe makes of a file."""
    source = io.BytesIO(text.encode())
    return b"".join(block.data for block in StreamRepairer().blocks(source)).decode()


@pytest.mark.parametrize("reader", ONE_BYTE)
@pytest.mark.parametrize("text", [ASCII, GERMAN, 400 * GERMAN, f"{ASCII}{CHINESE}"])
def test_it_comes_back(reader: str, text: str) -> None:
    try:
        garbled = (MARK + text).encode().decode(reader)
    except UnicodeDecodeError:
        pytest.skip("this software has no character for some of these bytes")
    assert pipe(garbled) == MARK + text
    assert garblefix.fix_text(garbled) == MARK + text


@pytest.mark.parametrize("reader", PAIRS)
@pytest.mark.parametrize("text", ["\n", "1;2\n", CHINESE])
def test_its_last_byte_goes_with_the_first_of_the_text(reader: str, text: str) -> None:
    garbled = (MARK + text).encode().decode(reader, "replace")
    assert garblefix.fix_text(garbled) == MARK + text


def test_twice() -> None:
    garbled = (MARK + GERMAN).encode().decode("cp1252").encode().decode("cp1252")
    assert garblefix.fix_text(garbled) == MARK + GERMAN


def test_the_fixes_say_where_they_are() -> None:
    text = "ï»¿Die StraÃŸe"
    result = garblefix.repair(text)
    assert [(fix.start, fix.before, fix.after) for fix in result.fixes] == [
        (0, "ï»¿", MARK),
        (11, "ÃŸ", "ß"),
    ]
    assert garblefix.repair(result.text).text == result.text


@pytest.mark.parametrize(
    "text", ["ï»¿ at the start is a mark", "a ï»¿b", "«ï»¿»", "one\nï»¿ is it\n", "ïs it", "", MARK]
)
def test_talk_of_it_stays(text: str) -> None:
    assert garbled_mark(text) is None
    assert garblefix.fix_text(text) == text


def test_the_options_hold() -> None:
    assert garblefix.fix_text("ï»¿id", skip=["misread"]) == "ï»¿id"
    assert garblefix.fix_text("ï»¿id", min_confidence=1.0) == "ï»¿id"
