"""The pieces of a line that are searched, and the fixes that come of them.

Not for: deciding anything. Offsets count characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from garblefix.outcome import Applied
from garblefix.results import Fix

# A long line is searched in pieces: spans with non-ASCII characters, and this much around them.
CONTEXT = 16
# A piece is cut at the next space or full stop after so many characters, at the latest at twice.
PIECE = 400
_BREAK = re.compile(r"[\x00- .。]")


def spans(line: str) -> Iterator[tuple[int, int]]:
    """The pieces of a line to search: around its non-ASCII characters, none too long.

    >>> list(spans("x" * 100 + " é " + "y" * 100))
    [(85, 118)]
    """
    start = end = -1
    for match in re.finditer(r"[^\x00-\x7f]+", line):
        if start >= 0 and match.start() - end <= 2 * CONTEXT:
            end = match.end()
        else:
            if start >= 0:
                yield from _cut(line, max(0, start - CONTEXT), min(len(line), end + CONTEXT))
            start, end = match.span()
    if start >= 0:
        yield from _cut(line, max(0, start - CONTEXT), min(len(line), end + CONTEXT))


def _cut(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > 2 * PIECE:
        good = _BREAK.search(line, start + PIECE, start + 2 * PIECE)
        cut = good.end() if good else start + 2 * PIECE
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def fixes_of(text: str, applied: Iterable[Applied], probability: float) -> Iterator[Fix]:
    """The replaced spans of an outcome; those with nothing but signs between them are one fix."""
    current: Fix | None = None
    for item in applied:
        edge = item.edge
        fix = Fix(
            edge.start,
            edge.end,
            text[edge.start : edge.end],
            edge.after,
            item.damage,
            item.chain,
            min(item.chance, 1.0) * probability,
            edge.lossy,
        )
        if current is not None and _touches(text, current, fix):
            between = text[current.end : fix.start]
            current = replace(
                fix,
                start=current.start,
                before=current.before + between + fix.before,
                after=current.after + between + fix.after,
                confidence=min(current.confidence, fix.confidence),
                lossy=current.lossy or fix.lossy,
            )
            continue
        if current is not None:
            yield current
        current = fix
    if current is not None:
        yield current


def _touches(text: str, first: Fix, second: Fix) -> bool:
    between = text[first.end : second.start]
    alike = first.chain == second.chain and first.damage == second.damage == "misread"
    return alike and not any(character.isalnum() or character > "\x7f" for character in between)


def moved(fix: Fix, by: int) -> Fix:
    """The same fix, ``by`` characters further on."""
    return replace(fix, start=fix.start + by, end=fix.end + by)
