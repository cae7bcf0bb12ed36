"""Bytes of UTF-8 that were lost when a single-byte page read them: ``Ã `` is ``à``, ``Ä�`` ``č``.

Each hole stands only for bytes that this reader could not show: strict Windows-1252 has five. Part
of ``misread``, to find the pairs. Not for: filling the holes (``inferring``).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

from garblefix.damage.inferring import need
from garblefix.encodings import BY_NAME, NO_BREAK_SPACE, ReaderBytes, decode, reader_bytes

CANDIDATES = 64


@functools.cache
def unreadable(reader: str) -> frozenset[int]:
    """Continuation bytes that the strict decoder of this page has no character for.

    >>> sorted(hex(byte) for byte in unreadable("cp1252"))
    ['0x81', '0x8d', '0x8f', '0x90', '0x9d']
    """
    return frozenset(
        byte
        for byte in range(0x80, 0xC0)
        if (shown := decode(bytes([byte]), reader)) is None or "\x80" <= shown < "\xa0"
    )


def holes(text: str, reader: str) -> Iterator[tuple[int, int, list[str], bool]]:
    """(start, end, candidates, whether bytes were lost) of each sequence with a hole in it.

    >>> list(holes("voilÃ !", "cp1252"))
    [(4, 6, ['à ', 'à'], False)]
    """
    if BY_NAME[reader].multibyte:
        return
    table = reader_bytes(reader)
    spaces = (
        frozenset({NO_BREAK_SPACE})
        if table["\xa0"] == b"\xa0" or _shows_space(reader)
        else frozenset()
    )
    lost = unreadable(reader)
    place = 0
    while place < len(text):
        lead = _byte(table, text[place])
        length = need(lead)
        rest = text[place + 1 : place + length]
        if length and len(rest) == length - 1:
            options: list[frozenset[int]] = []
            marked = spaced = False
            for character in rest:
                byte = _byte(table, character)
                if 0x80 <= byte < 0xC0:
                    options.append(frozenset({byte}))
                elif character == " " and spaces:
                    options.append(spaces)
                    spaced = True
                elif character in "\ufffd?" and lost:
                    options.append(lost)
                    marked = True
                else:
                    break
            # A question mark is one byte lost only where the others are all there.
            sure = "?" not in rest or (length > 2 and rest.count("?") == 1 and rest[-1] == "?")
            if len(options) == length - 1 and marked + spaced and sure:
                found = [
                    decoded
                    for rest_bytes in itertools.islice(
                        itertools.product(*map(sorted, options)), CANDIDATES
                    )
                    if (decoded := decode(bytes([lead, *rest_bytes]), "utf-8"))
                ]
                if found:
                    # Where runs of spaces were folded, the one that follows the letter went too.
                    if spaced and rest[-1] == " ":
                        found = [letter + space for letter in found for space in (" ", "")]
                    yield place, place + length, found, marked
                    place += length
                    continue
        place += 1


def _shows_space(reader: str) -> bool:
    return decode(b"\xa0", reader) == "\xa0"


def _byte(table: ReaderBytes, character: str) -> int:
    data = table[character]
    return data[0] if data else -1
