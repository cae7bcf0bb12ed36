"""Builds lossy misreads: bytes read by another encoding, what it could not read marked.

Independent of garblefix on purpose, so that a mistake there is not measured with itself. Not for:
damage that keeps all bytes (``benchmarks.misreads``).
"""

from __future__ import annotations

import functools

BYTE = "one marker a byte"
"""Python's ``errors="replace"``, Java: each unreadable byte has a marker, the next is read anew."""
PAIR = "a pair swallowed"
"""Windows, PHP: a lead byte takes the next byte with it behind one marker, ASCII or not."""
MARKERS = {"\N{REPLACEMENT CHARACTER}": "U+FFFD", "?": "?"}
READERS = ("gbk", "gb18030", "cp932", "cp949", "cp1252")
# The lead bytes of Windows (``IsDBCSLeadByteEx``), whether or not a character begins so.
LEADS = {
    "gbk": ((0x81, 0xFE),),
    "gb18030": ((0x81, 0xFE),),
    "cp932": ((0x81, 0x9F), (0xE0, 0xFC)),
    "cp949": ((0x81, 0xFE),),
    "big5": ((0x81, 0xFE),),
}


def ways(reader: str) -> tuple[str, ...]:
    """How a decoder of this encoding may mark what it cannot read."""
    return (BYTE, PAIR) if reader in LEADS else (BYTE,)


def garbled(text: str, reader: str, marker: str, way: str, source: str = "utf-8") -> str | None:
    """``text`` in an encoding as a reader shows it; None where nothing was lost.

    And where ``source`` has no such text.

    >>> garbled("你好，世界", "gbk", "?", BYTE)
    '浣犲ソ锛屼笘鐣?'
    """
    try:
        data = text.encode(source)
    except UnicodeEncodeError:
        return None
    if way == BYTE:
        shown = data.decode(reader, "replace").replace("\N{REPLACEMENT CHARACTER}", marker)
        lost = "\N{REPLACEMENT CHARACTER}" in data.decode(reader, "replace")
        return shown if lost else None
    pieces = []
    lost = False
    place = 0
    while place < len(data):
        length = next((n for n in (1, 2, 4) if _read(data[place : place + n], reader)), 0)
        if length:
            pieces.append(_read(data[place : place + length], reader))
            place += length
            continue
        lost = True
        pieces.append(marker)
        place += 2 if _leads(data[place], reader) else 1
    return "".join(pieces) if lost else None


@functools.cache
def _read(piece: bytes, reader: str) -> str:
    try:
        shown = piece.decode(reader)
    except UnicodeDecodeError:
        return ""
    return shown if len(shown) == 1 else ""


def _leads(byte: int, reader: str) -> bool:
    return any(first <= byte <= last for first, last in LEADS.get(reader, ()))
