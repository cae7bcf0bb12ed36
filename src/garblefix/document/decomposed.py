r"""Garbled text that was brought into NFD afterwards: ``A`` and a tilde, ``©`` for ``é``.

File systems of Macs, and what they were copied to, hold the names of files so; the characters that
a reader has shown are then letters and marks, which no reader shows. So a line with such is
repaired as it was before that, and as it stands where that finds nothing. What is no part of a fix
stays decomposed. Not for: text that was decomposed before it was misread (``search.decomposed``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from unicodedata import normalize

from garblefix.damage import Edge, rewritten
from garblefix.document.line import LineRepair, Lines
from garblefix.parts import FINALS, MARKS, VOWELS
from garblefix.results import Fix

Repair = Callable[[Sequence[str]], Lines]

_LETTER = re.compile(f"[^\r\n][{MARKS}{VOWELS}{FINALS}]+")


def as_composed(repair: Repair) -> Repair:
    """``repair`` of lines that are decomposed, and of others."""

    def repaired(before: Sequence[str]) -> Lines:
        parts = {
            place: edges
            for place, line in enumerate(before)
            if not line.isascii() and (edges := tuple(_compositions(line)))
        }
        while True:
            lines = repair(
                [
                    rewritten(line, parts[place]) if place in parts else line
                    for place, line in enumerate(before)
                ]
                if parts
                else before
            )
            unchanged = parts.keys() - set(lines.changed())
            if not unchanged:
                break
            for place in unchanged:
                del parts[place]
        repairs = {place: lines.repair(place) for place in parts}
        lines.before = before
        for place, found in repairs.items():
            if found is not None:
                fixes = tuple(_told(before[place], parts[place], found.fixes))
                after = rewritten(before[place], fixes)
                lines.put(place, LineRepair(after, found.confidence, before[place], found=fixes))
        return lines

    return repaired


def _compositions(line: str) -> Iterator[Edge]:
    r"""Where letters stand in their parts, and the characters that they are in NFC.

    >>> [(edge.start, edge.end, edge.after) for edge in _compositions("xA\u0303©e\u0323\u0302")]
    [(1, 3, 'Ã'), (4, 7, 'ệ')]
    """
    for letter in _LETTER.finditer(line):
        start, last = letter.span()
        for end in range(last, start + 1, -1):
            whole = normalize("NFC", line[start:end])
            if len(whole) == 1:
                yield Edge(start, end, whole)
                break


def _told(line: str, parts: Sequence[Edge], fixes: Sequence[Fix]) -> Iterator[Fix]:
    """Fixes of the line in NFC as those of the line as it stands."""
    places: list[int] = []
    end = 0
    for edge in parts:
        places += range(end, edge.start + 1)
        end = edge.end
    places += range(end, len(line) + 1)
    for fix in fixes:
        first, last = places[fix.start], places[fix.end]
        yield replace(fix, start=first, end=last, before=line[first:last])
