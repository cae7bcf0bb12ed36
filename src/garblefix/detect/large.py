"""Files too large to be looked at as a whole: a sample from all over, then a check block by block.

Memory stays within a few megabytes, time is that of reading the file twice. Not for: choosing an
encoding, which ``whole`` does by the sample.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from garblefix.detect.hints import Hints
from garblefix.detect.verify import BLOCK, invalid_bytes_of_blocks, standing_after
from garblefix.detect.whole import ANY_BYTES, Decision, decide

Blocks = Callable[[], Iterable[bytes]]
"""Reads the file from its beginning, each time it is called."""

# Files up to this size are decided on as they are.
LARGE = 4 * BLOCK
# The beginning is taken whole; a multiple of the widest unit.
BEGINNING = 1 << 18
# Pieces with something beyond ASCII that are kept of the rest, at most, and bytes of each.
PIECES, PIECE = 64, 1 << 13


def blocks_of_bytes(data: bytes) -> Blocks:
    """``data`` in blocks."""
    return lambda: (data[start : start + BLOCK] for start in range(0, len(data), BLOCK))


def blocks_of_file(file: BinaryIO) -> Blocks:
    """A file that can be read again from where it stands now."""
    start = file.tell()

    def read() -> Iterator[bytes]:
        file.seek(start)
        while block := file.read(BLOCK):
            yield block

    return read


def decide_large(blocks: Blocks, hints: Hints) -> list[Decision]:
    """The encodings that a file may be in, best first."""
    found = []
    for decision in decide(gathered(blocks()), hints):
        size, invalid = invalid_bytes_of_blocks(blocks(), decision.encoding)
        confidence = standing_after(invalid, size, decision.encoding, decision.confidence)
        if confidence or decision.encoding == ANY_BYTES:
            found.append(replace(decision, confidence=confidence))
        if confidence:
            break
    return found or [Decision(ANY_BYTES, 0.0, "")]


def gathered(blocks: Iterable[bytes]) -> bytes:
    """The beginning, and lines beyond ASCII from all over the rest.

    >>> accented = "déjà vu\\nplain\\n".encode("latin-1")
    >>> blocks = [b"a\\n" * (BEGINNING // 2), b"plain\\n" * 9, accented]
    >>> gathered(blocks)[BEGINNING:]
    b'\\nd\\xe9j\\xe0 vu\\nplain\\n'
    """
    beginning = bytearray()
    pieces: list[bytes] = []
    step, last = 1, b"\n"
    for number, block in enumerate(blocks):
        room = max(0, BEGINNING - len(beginning))
        before = block[room - 1 : room] if room else last
        beginning += block[:room]
        last = block[-1:]
        if number % step or len(block) <= room:
            continue
        piece = _beyond_ascii(block[room:], at_start=before == b"\n")
        if piece:
            pieces.append(piece)
        if len(pieces) > PIECES:
            # Every second one from here on, so that they stay spread over the whole.
            pieces, step = pieces[::2], step * 2
    if b"\0" in beginning:
        return bytes(beginning)
    if pieces:
        # No character is cut apart at a line end.
        del beginning[beginning.rfind(b"\n") + 1 or len(beginning) :]
    return b"\n".join([bytes(beginning), *pieces])


def _beyond_ascii(rest: bytes, *, at_start: bool) -> bytes:
    """Lines from the first byte beyond ASCII on; b"" where there is none.

    ``at_start``: a line begins where ``rest`` does, which may else be the middle of a character.
    """
    if rest.isascii():
        return b""
    place = rest.find(rest.translate(None, _ASCII)[:1])
    first = rest.rfind(b"\n", max(0, place - PIECE // 2), place) + 1
    if not first and not (at_start and place < PIECE // 2):
        found = _LINE_END.search(rest, place) or _SAFE.search(rest, place)
        first = found.end() if found else place
    piece = rest[first : first + PIECE]
    return piece[: piece.rfind(b"\n") + 1] or piece


_LINE_END = re.compile(rb"\n(?=[^\n]*[\x80-\xff])")
# No encoding has a byte below "0" inside a character.
_SAFE = re.compile(rb"[\x00-\x2f]")
_ASCII = bytes(range(128))
