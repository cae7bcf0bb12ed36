"""What a file is, before it is converted: text in which encoding and how surely, or no text.

The stream decides on encodings too, but it may be wrong about a file that holds no text at all, and
a picture that is converted from Windows-1252 to UTF-8 is lost. Here a doubt means: leave the bytes
as they are. Not for: the decision itself (``detect``).
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from garblefix.coding import is_utf8, is_valid_utf8, may_shift, unit, with_line_feeds
from garblefix.stream import WINDOW

# Formats that begin like text and count their own bytes, or name the encoding of parts themselves.
_LIKE_TEXT = (b"%PDF-", b"{\\rtf")
# Of text in an encoding that has some bytes wrong: no more than ``detect`` gives such an answer.
_NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class Look:
    """``text``: whether to convert it. ``encoding`` is None for plain ASCII and for no text;
    ``confidence`` its chance, 0 to 1. ``doubt`` says why bytes stay that may be text."""

    text: bool
    encoding: str | None = None
    confidence: float = 1.0
    doubt: str = ""


BINARY = Look(text=False)


def look(file: BinaryIO, least: float) -> Look:
    """Judge a file from its start, at least up to its first window beyond ASCII.

    ``least``: encodings less sure than this are not believed. The file is left where it was.
    """
    start = file.tell()
    try:
        return _look(file, least)
    finally:
        file.seek(start)


def _look(file: BinaryIO, least: float) -> Look:
    first = True
    while window := file.read(WINDOW):
        if first and window.startswith(_LIKE_TEXT):
            return BINARY
        first = False
        plain = window.isascii() and b"\0" not in window
        if plain and not may_shift(window):
            continue
        found = _judge(_whole_lines(window), least)
        if found.encoding != "ascii":
            return found if found.text and _reads(file, found) else _doubtful(found)
    return Look(text=True)


def _whole_lines(window: bytes) -> bytes:
    """Without the line that the end of a window cuts; lines of wide units hold NULs."""
    if len(window) < WINDOW or b"\0" in window:
        return window
    return window[: window.rfind(b"\n") + 1] or window


def _judge(window: bytes, least: float) -> Look:
    if b"\0" not in window and not window.isascii() and is_utf8(window):
        return Look(True, "utf-8", 1.0 if is_valid_utf8(window) else _NEARLY)
    from garblefix.detect import decide

    best = decide(window)[0]
    if best.encoding == "ascii" and b"\0" not in window:
        return Look(True, "ascii")
    if best.confidence == 0.0 or (b"\0" in window and unit(best.encoding) == 1):
        return BINARY
    if best.confidence < least:
        if mixed := _mixed(window, least):
            return mixed
        guess = f"may be {best.encoding} ({best.confidence:.0%})"
        return Look(False, best.encoding, best.confidence, f"unsure of the encoding: {guess}")
    return Look(True, best.encoding, best.confidence)


def _mixed(window: bytes, least: float) -> Look | None:
    """The most frequent encoding of text whose lines are in several; None where it is none."""
    from garblefix.detect.mixed import runs, shares
    from garblefix.detect.whole import ANY_BYTES

    found = runs(window, ANY_BYTES)
    confidence = min(run.confidence for run in found)
    if len(found) < 2 or confidence < least:
        return None
    return Look(True, next(iter(shares(found))), confidence)


def _reads(file: BinaryIO, found: Look) -> bool:
    """Whether a wide encoding reads the whole file: half a unit would leave all of it as it is."""
    if unit(found.encoding) == 1:
        return True
    file.seek(0)
    decoder = codecs.getincrementaldecoder(found.encoding or "utf-16")()
    try:
        while data := file.read(WINDOW):
            decoder.decode(data)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _doubtful(found: Look) -> Look:
    if not found.text:
        return found
    return Look(False, found.encoding, found.confidence, f"{found.encoding} with broken characters")


def outdated(data: bytes) -> str:
    """The encoding that text of UTF-8 says near its start that it is in; "" where that is true.

    >>> outdated(b'<meta charset="gb2312">'), outdated(b"<?xml version='1.0' encoding='utf-8'?>")
    ('gb2312', '')
    """
    from garblefix.detect.declared import declared, named

    data = data.removeprefix(codecs.BOM_UTF8)
    return named(data) if declared(data) not in ("", "utf-8") else ""


class Decoded(io.RawIOBase):
    """A file whose bytes of ASCII are other text (UTF-7, ISO-2022, EBCDIC) as a stream of UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._encoding = encoding
        self._decode: Callable[[bytes, bool], str] = codecs.getincrementaldecoder(encoding)(
            "surrogateescape"
        ).decode

    def read(self, size: int = -1) -> bytes:
        """About as many bytes; none at the end."""
        while data := self._file.read(size):
            if text := self._decode(data, False):
                return self._encoded(text)
        return self._encoded(self._decode(b"", True))

    def _encoded(self, text: str) -> bytes:
        return with_line_feeds(text, self._encoding).encode("utf-8", "surrogateescape")
