r"""Garbled text that was brought into NFD afterwards: ``A`` and a tilde, ``©`` for ``é``.

File systems of Macs, and what they were copied to, hold the names of files so; the characters that
a reader has shown are then letters and marks, which no reader shows. So a line with such is
repaired as it was before that, and as it stands where that finds nothing. What is no part of a fix
stays decomposed. Not for: text that was decomposed before it was misread (``search.decomposed``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

from garblefix.damage import Edge, rewritten
from garblefix.document.beforehand import Repair, as_before
from garblefix.parts import FINALS, MARKS, VOWELS, in_parts
from garblefix.results import Fix

_LETTER = re.compile(f"[^\r\n][{MARKS}{VOWELS}{FINALS}]+")


def as_composed(repair: Repair) -> Repair:
    """``repair`` of lines that are decomposed, and of others."""
    return as_before(repair, _composed, _told)


def _composed(lines: Sequence[str]) -> Mapping[int, str]:
    """The lines that are decomposed as they were before, by their places."""
    parts = in_parts("\n".join(lines))
    if not parts:
        return {}
    return {
        place: rewritten(line, _compositions(line))
        for place, line in enumerate(lines)
        if any(part in line for part in parts) and _compositions(line)
    }


@functools.lru_cache(maxsize=1)
def _compositions(line: str) -> tuple[Edge, ...]:
    r"""Where letters stand in their parts, and the characters that they are in NFC.

    >>> [(edge.start, edge.end, edge.after) for edge in _compositions("xA\u0303©e\u0323\u0302")]
    [(1, 3, 'Ã'), (4, 7, 'ệ')]
    """
    return tuple(_each_composition(line))


def _each_composition(line: str) -> Iterator[Edge]:
    for letter in _LETTER.finditer(line):
        start, last = letter.span()
        for end in range(last, start + 1, -1):
            whole = normalize("NFC", line[start:end])
            if len(whole) == 1:
                yield Edge(start, end, whole)
                break


def _told(line: str, fixes: Sequence[Fix]) -> Iterator[Fix]:
    """Fixes of the line in NFC as those of the line as it stands."""
    places: list[int] = []
    end = 0
    for edge in _compositions(line):
        places += range(end, edge.start + 1)
        end = edge.end
    places += range(end, len(line) + 1)
    for fix in fixes:
        first, last = places[fix.start], places[fix.end]
        yield replace(fix, start=first, end=last, before=line[first:last])
