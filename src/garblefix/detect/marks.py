"""Byte order marks, and UTF-16 and UTF-32 that have none.

Not for: choosing between wide encodings and others, which the model does by their texts.
"""

from __future__ import annotations

import codecs
import re

from garblefix.detect.candidates import Candidate

# The mark of UTF-32-LE begins with that of UTF-16-LE, so it is asked first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes of a wide encoding must not be cut apart, and behind a lost byte they all are: so the
# beginning decides, and where that is torn itself, the first few characters.
BEGINNINGS = (256, 64)
# Text without a NUL in so many bytes has no line end or space either, if it is wide. No longer than
# a sample, whose pieces begin at odd places.
LONGEST_WITHOUT_NUL = 600
# An odd number of bytes is UTF-16 that was cut, from so many on.
_SHORTEST_CUT = 16
# With fewer NULs than one in so many bytes, their places say nothing about the order of bytes.
FEW_NULS = 16
_CONTROLS = bytes(range(1, 9)) + bytes(range(0x0E, 0x1B)) + bytes(range(0x1C, 0x20))
# Joiners and marks of direction, which text has among its letters.
_INVISIBLE = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WITH_NUL = 1.0  # nats; what else has NUL bytes is binary
_WITHOUT_NUL = 6.0  # nats; files of CJK alone, without line end


# Of characters, in what may still be text.
NULS_IN_TEXT = 0.05
# What fills space that nothing was written to, on disks and in flash memory, from so much on.
_FILLS = (b"\0", b"\xff")
_FILL = 8


def byte_order_mark(data: bytes) -> str:
    """The codec that the mark at the start of ``data`` names, "" without one.

    >>> byte_order_mark("é".encode("utf-8-sig")), byte_order_mark("é".encode("utf-16"))
    ('utf-8-sig', 'utf-16')
    >>> byte_order_mark(b"\\xff\\xfe\\xfd")  # three bytes are no UTF-16
    ''
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            # One that was cut has a whole character before the end.
            width = {"utf-16": 2, "utf-32": 4}.get(name, 1)
            if len(data) % width and len(data) < 2 * width:
                continue
            return name
    return ""


def is_fill(data: bytes) -> bool:
    """Whether ``data`` is one byte over and over that stands where nothing was written.

    >>> is_fill(bytes(1)), is_fill(b"\\xff" * 64), is_fill(b"\\xff" * 3)
    (True, True, False)
    """
    byte = data[:1]
    is_enough = len(data) >= _FILL or byte == b"\0"
    return byte in _FILLS and is_enough and data.count(byte) == len(data)


def has_nul(data: bytes) -> bool:
    """Whether ``data`` begins with NUL bytes here and there: a wide encoding, or a binary file."""
    return data.find(b"\0", 0, 1 << 16) >= 0


def maybe_wide(data: bytes) -> bool:
    """Whether ASCII bytes without NUL may be UTF-16 all the same: Thai and Cyrillic can be.

    Their high bytes are control characters, which no other text has in such numbers.

    >>> maybe_wide("поздно".encode("utf-16-le")), maybe_wide(b"Bush hid the facts")
    (True, False)
    """
    if len(data) % 2 or len(data) > LONGEST_WITHOUT_NUL:
        return False
    return len(data) - len(data.translate(None, _CONTROLS)) >= len(data) // 4


def is_plain(data: bytes, name: str) -> bool:
    """Whether this wide encoding makes printable characters and spaces of all of ``data``.

    >>> is_plain("né\\u3000!".encode("utf-16-le"), "utf-16-le"), is_plain(bytes(4), "utf-16-be")
    (True, False)
    """
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return False
    return _INVISIBLE.sub("", "".join(text.split())).isprintable()


def reads_nuls(data: bytes, name: str) -> bool:
    r"""Whether this wide encoding reads U+0000 again and again, as no text has it.

    >>> reads_nuls(b"\x7fELF\2\1\1" + bytes(9), "utf-32-le"), reads_nuls(b"a\0b\0", "utf-16-le")
    (True, False)
    """
    return has_nuls(data.decode(name, "replace"))


def has_nuls(text: str) -> bool:
    """The same for what it reads."""
    return text.count("\0") > NULS_IN_TEXT * len(text)


def wide_candidates(data: bytes) -> list[Candidate]:
    """UTF-16 and UTF-32 of either order, where ``data`` may be such at all.

    >>> [candidate.name for candidate in wide_candidates("né".encode("utf-16-le"))]
    ['utf-16-le']
    """
    if not has_nul(data):
        odd = len(data) % 2 and len(data) < _SHORTEST_CUT
        if odd or len(data) > LONGEST_WITHOUT_NUL:
            return []
        return [Candidate(name, _WITHOUT_NUL) for name in ("utf-16-le", "utf-16-be")]
    beginning = data[: BEGINNINGS[0]]
    nuls = [beginning[place::4].count(0) for place in range(4)]
    found = []
    # Letters, spaces and line ends have the byte that is zero in one place, a few rare characters
    # (一, U+4E00) in the other.
    few = sum(nuls) * FEW_NULS < len(beginning)
    if few or nuls[1] + nuls[3] >= nuls[0] + nuls[2]:
        found.append("utf-16-le")
    if few or nuls[0] + nuls[2] >= nuls[1] + nuls[3]:
        found.append("utf-16-be")
    # No character of UTF-32 has more than three bytes that are not zero, hardly any more than two.
    quarters = len(beginning) // 4
    if quarters and nuls[2] + nuls[3] >= 1.8 * quarters:
        found.append("utf-32-le")
    if quarters and nuls[0] + nuls[1] >= 1.8 * quarters:
        found.append("utf-32-be")
    return [Candidate(name, _WITH_NUL) for name in found]
