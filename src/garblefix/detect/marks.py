"""Byte order marks, and UTF-16 and UTF-32 that have none.

Not for: choosing between wide encodings and others, which the model does by their texts.
"""

from __future__ import annotations

import codecs

from garblefix.detect.candidates import Candidate

# The mark of UTF-32-LE begins with that of UTF-16-LE, so it is asked first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes of a wide encoding must not be cut apart: the sample is the beginning of the file.
WIDE_SAMPLE = 2048
# Text without a NUL in so many bytes has no line end or space either, if it is wide.
LONGEST_WITHOUT_NUL = 1024
_CONTROLS = bytes(range(1, 9)) + bytes(range(0x0E, 0x1B)) + bytes(range(0x1C, 0x20))
_WITH_NUL = 1.0  # nats; what else has NUL bytes is binary
_WITHOUT_NUL = 6.0  # nats; files of CJK alone, without line end


def byte_order_mark(data: bytes) -> str:
    """The codec that the mark at the start of ``data`` names, "" without one.

    >>> byte_order_mark("é".encode("utf-8-sig")), byte_order_mark("é".encode("utf-16"))
    ('utf-8-sig', 'utf-16')
    >>> byte_order_mark(b"\\xff\\xfe\\xfd")  # three bytes are no UTF-16
    ''
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            unit = {"utf-16": 2, "utf-32": 4}.get(name, 1)
            if name == "utf-32" and len(data) % unit:
                continue
            return "" if len(data) % unit else name
    return ""


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


def wide_candidates(data: bytes) -> list[Candidate]:
    """UTF-16 and UTF-32 of either order, where ``data`` may be such at all.

    >>> [candidate.name for candidate in wide_candidates("né".encode("utf-16-le"))]
    ['utf-16-le', 'utf-16-be', 'utf-32-le', 'utf-32-be']
    """
    if has_nul(data):
        found = [Candidate(name, _WITH_NUL) for name in ("utf-16-le", "utf-16-be")]
        if len(data) >= 4:
            found += [Candidate(name, _WITH_NUL) for name in ("utf-32-le", "utf-32-be")]
        return found
    if len(data) % 2 or len(data) > LONGEST_WITHOUT_NUL:
        return []
    return [Candidate(name, _WITHOUT_NUL) for name in ("utf-16-le", "utf-16-be")]
