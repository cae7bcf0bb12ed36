"""Lines that a file keeps from repair, in any encoding that has ASCII, however the bytes arrive.

Not for: the repairs themselves.
"""

from __future__ import annotations

import io

import pytest

from garblefix import stream
from garblefix.stream import StreamRepairer
from tests.texts import SENTENCES

REPAIRED = "le garçon a posé le café"
GARBLED = REPAIRED.encode().decode("cp1252")


class Slowly(io.BytesIO):
    """A source that gives a few bytes at a time."""

    def read1(self, size: int | None = -1) -> bytes:
        return super().read1(7)


def repaired(text: str, source: type[io.BytesIO] = io.BytesIO) -> str:
    blocks = StreamRepairer().blocks(source(text.encode()))
    return b"".join(block.data for block in blocks).decode()


# {} is garbled text. The first lies outside of every protection, the last where it says.
PROTECTED = {
    "a comment of Python": "{}\nx = '{}'  # garblefix:ignore\n",
    "of HTML": "{}\n<!-- garblefix:ignore --> {}\n",
    "of C, with a reason": "{}\n{} /* garblefix:ignore because it is quoted */\n",
    "the next line": "{}\n// garblefix:ignore-next-line\n{}\n",
    "the next line, ended by CR and LF": "{}\r\n; garblefix:ignore-next-line\r\n{}\r\n",
    "a region": "{}\n-- garblefix:off\n{}\n\n{}\n-- garblefix:on\n",
    "a region without an end": "{}\n% garblefix:off\n{}\n{}",
    "the lines that begin and end a region": "{}\n{} garblefix:off\n{} garblefix:on\n",
    "without a line end": "{}\n{} garblefix:ignore",
    "Chinese right before it": "{}\n{} 注释garblefix:ignore\n",
}
OPEN = {
    "another word": "{} garblefix:ignored\n",
    "another word behind a hyphen": "{} garblefix:ignore-this\n",
    "no word": "{} garblefix: ignore\n",
    "the line after the next": "# garblefix:ignore-next-line\nx\n{}\n",
    "after a region": "# garblefix:off\n# garblefix:on\n{}\n",
    "the line after an ignored one": "# garblefix:ignore\n{}\n",
}


@pytest.mark.parametrize("source", [io.BytesIO, Slowly])
@pytest.mark.parametrize("text", PROTECTED.values(), ids=PROTECTED)
def test_protected(text: str, source: type[io.BytesIO]) -> None:
    expected = text.replace("{}", REPAIRED, 1).replace("{}", GARBLED)
    assert repaired(text.replace("{}", GARBLED), source) == expected


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_not_protected(text: str) -> None:
    assert repaired(text.replace("{}", GARBLED)) == text.replace("{}", REPAIRED)


def test_a_protected_line_is_not_reported() -> None:
    text = f"{GARBLED} # garblefix:ignore\n{GARBLED}\n".encode()
    fixes = [fix for block in StreamRepairer().blocks(io.BytesIO(text)) for fix in block.fixes]
    assert {fix.line for fix in fixes} == {2}


@pytest.mark.parametrize("filler", ["plain\n", "é\n"], ids=["ASCII", "other"])
def test_a_region_longer_than_a_window(filler: str) -> None:
    filling = filler * (2 * stream.WINDOW // len(filler.encode()))
    text = f"{GARBLED}\n# garblefix:off\n{filling}{GARBLED}\n# garblefix:on\n{GARBLED}\n"
    expected = f"{REPAIRED}\n# garblefix:off\n{filling}{GARBLED}\n# garblefix:on\n{REPAIRED}\n"
    assert repaired(text) == expected


def test_other_encodings() -> None:
    # GBK bytes that say nothing in Windows-1252 but what UTF-8 would; both lines are garbled.
    sentence = SENTENCES["zh-Hans"]
    garbled = sentence.encode().decode("gbk", "ignore")
    lines = [*[sentence] * 5, f"{garbled} // garblefix:ignore", garbled]
    data = "\n".join(lines).encode("gbk")
    output = b"".join(
        block.data for block in StreamRepairer(encoding="gbk").blocks(io.BytesIO(data))
    )
    assert output.split(b"\n")[:6] == data.split(b"\n")[:6]
    assert output.split(b"\n")[6] != data.split(b"\n")[6]
