"""Does an encoding that was chosen by a sample read the whole file? In bounded memory.

Not for: choosing.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import re
from collections.abc import Iterable

from garblefix.detect.candidates import CANDIDATES, ERRORS, MARK, SINGLE_BYTES

# An answer that some bytes contradict is never surer than this, nor is any answer but pure ASCII
# sure altogether.
MOST_WITH_INVALID = 0.9
CERTAIN = 0.9999
# So many bytes of a file, or such a share, may be invalid in an answer that is still given.
MOST_INVALID = 2
INVALID_SHARE = 0.02
# Behind a lost byte all of UTF-16 is something else, and in UTF-7 a run.
_BEGINNING_DECIDES = ("utf-16", "utf-32", "utf-7")
BLOCK = 1 << 20
_BROKEN = re.compile(f"{MARK}+")


def standing(data: bytes, name: str, confidence: float) -> float:
    """What is left of the confidence in an encoding once it has read all of ``data``."""
    invalid = invalid_bytes(data, name)
    left = standing_after(invalid, len(data), name, confidence)
    if not left and name == "utf-8" and _is_mostly_whole(data):
        return min(confidence, MOST_WITH_INVALID)
    return left


def _is_mostly_whole(data: bytes) -> bool:
    """Whether UTF-8 is broken in few places, by no more bytes than it has in whole characters.

    Bytes that came in from elsewhere stand together.
    """
    text = data.decode("utf-8", ERRORS)
    whole = len(text) - len(text.encode("ascii", "ignore")) - text.count(MARK)
    return len(_BROKEN.findall(text)) <= MOST_INVALID and text.count(MARK) <= 2 * whole


def standing_after(invalid: int, size: int, name: str, confidence: float) -> float:
    """The same for so many invalid bytes in so many."""
    if not invalid:
        return min(confidence, CERTAIN)
    if invalid > max(MOST_INVALID, size * INVALID_SHARE) and not name.startswith(
        _BEGINNING_DECIDES
    ):
        return 0.0
    return min(confidence, MOST_WITH_INVALID)


def invalid_bytes(data: bytes, name: str) -> int:
    """How many bytes of ``data`` this encoding cannot read; a character that the end cuts is fine.

    >>> invalid_bytes(b"a\\x81b", "cp1252"), invalid_bytes("a你".encode()[:-1], "utf-8")
    (1, 0)
    """
    if name in SINGLE_BYTES:
        return len(data.translate(None, _readable_bytes(name)))
    with contextlib.suppress(UnicodeError):
        data.decode(name)
        return 0
    return invalid_bytes_of_blocks([data], name)[1]


def invalid_bytes_of_blocks(blocks: Iterable[bytes], name: str) -> tuple[int, int]:
    """How many bytes there are, and how many of them this encoding cannot read."""
    decoder = codecs.getincrementaldecoder(name)(ERRORS)
    size = invalid = 0
    for block in blocks:
        size += len(block)
        # ASCII between whole characters is ASCII in all that are found by their structure or text.
        if block.isascii() and name in _SUPERSETS_OF_ASCII and not decoder.getstate()[0]:
            continue
        if name in SINGLE_BYTES:
            invalid += len(block.translate(None, _readable_bytes(name)))
        else:
            try:
                invalid += decoder.decode(block).count(MARK)
            except UnicodeError:  # as where UTF-16 has not the mark that it needs
                invalid += len(block)
    return size, invalid


_SUPERSETS_OF_ASCII = frozenset(candidate.name for candidate in CANDIDATES)


@functools.cache
def _readable_bytes(name: str) -> bytes:
    """The bytes that are characters in a code page of one byte a character."""
    found = bytes(range(256)).decode(name, "replace")
    return bytes(byte for byte, character in enumerate(found) if character != "\ufffd")
