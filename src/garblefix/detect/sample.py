"""The part of a file that decides: what surrounds its bytes beyond ASCII, from all over the file.

ASCII bytes are the same text in nearly every encoding, so what matters is where they are not.
Bounded: however large the file, at most SIZE bytes come back. Not for: UTF-16 and UTF-32, whose
characters must not be cut at odd places (see ``marks``).
"""

from __future__ import annotations

import re

SIZE = 16_384
# Pieces of a large file; each begins at the first byte beyond ASCII after an evenly spaced place.
PIECES = 16
# No encoding has a byte below "0" inside a character, so a piece may begin and end there.
_SAFE = re.compile(rb"[\x00-\x2f]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# How far to look back for the start of a line, or at least of a word.
_BACK = 200


def sample(data: bytes, size: int = SIZE, pieces: int = PIECES) -> bytes:
    """About ``size`` bytes of ``data`` at most, in so many pieces; whole lines where these are
    short.

    >>> sample(b"plain\\n" * 1000 + "déjà vu\\n".encode() + b"plain\\n" * 1000, 200).decode()
    'déjà vu'
    """
    if len(data) <= size:
        return data
    found_pieces: list[bytes] = []
    share = size // pieces
    done = 0
    for number in range(pieces):
        found = _BEYOND_ASCII.search(data, max(done, len(data) * number // pieces))
        if found is None:
            break
        start = _start(data, found.start(), done)
        end = _end(data, start, share)
        found_pieces.append(data[start:end])
        done = end
    return b"\n".join(piece.rstrip(b"\r\n") for piece in found_pieces)


def _start(data: bytes, place: int, least: int) -> int:
    """The start of the line around ``place``, or of the word where that is far away."""
    low = max(least, place - _BACK)
    line = data.rfind(b"\n", low, place)
    if line >= 0:
        return line + 1
    if low == 0:
        return 0
    safe = _SAFE.search(data, low, place)
    return safe.end() if safe else place


def _end(data: bytes, start: int, share: int) -> int:
    """At most ``share`` bytes on, after the last line end, or else after the last safe byte."""
    end = start + share
    if end >= len(data):
        return len(data)
    line = data.rfind(b"\n", start, end)
    # A line end early in the piece would waste most of it.
    if line >= start + share // 2:
        return line + 1
    last = end
    for safe in _SAFE.finditer(data, start + share // 2, end):
        last = safe.end()
    return last
