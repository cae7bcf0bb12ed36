r"""Text that was decomposed before it was misread: ``Ra虉kna`` was Räkna, as Macs write file names.

A letter and a mark behind it are the letter that they are together, for the models and for all that
is asked of an account; so a reading is searched with that, and what was written comes back with the
outcome. Not for: garbled text that was decomposed afterwards (``document.decomposed``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from garblefix.damage import Edge, Reading, rewritten
from garblefix.parts import composed, in_parts
from garblefix.search.outcome import Outcome


def with_letters(text: str, reading: Reading) -> Reading:
    r"""A reading that puts in the letter for each mark that belongs to one.

    >>> reading = Reading("misread", "utf-8>gbk", 4.0, (Edge(2, 3, "\u0308"),))
    >>> with_letters("Ra虉kna", reading).edges
    (Edge(start=1, end=3, after='ä', lossy=False),)
    """
    if not in_parts("".join(edge.after for edge in reading.edges)):
        return reading
    return replace(reading, edges=tuple(_joined(text, reading.edges)))


def as_written(text: str, outcome: Outcome) -> Outcome:
    """An outcome with letters and marks as they were."""
    if not any(item.edge.written for item in outcome.applied):
        return outcome
    applied = tuple(
        replace(item, edge=replace(item.edge, after=item.edge.written, written=""))
        if item.edge.written
        else item
        for item in outcome.applied
    )
    return replace(outcome, text=rewritten(text, (item.edge for item in applied)), applied=applied)


def _joined(text: str, edges: Iterable[Edge]) -> list[Edge]:
    """The edges, of which those are one with what stands before them whose marks belong there."""
    found: list[Edge] = []
    for edge in edges:
        if edge.lossy or not edge.after:
            found.append(edge)
            continue
        start = edge.start
        before = ""
        if found and found[-1].end == start:
            before = "" if found[-1].lossy else found[-1].written or found[-1].after
        elif start:
            before = text[start - 1]
        written = before + edge.after
        letter = composed(before[-1:] + edge.after)
        if before and len(letter) < 1 + len(edge.after) and letter[0] != before[-1]:
            start = start - 1 if not found or found[-1].end < start else found.pop().start
        else:
            written = edge.after
        after = composed(written)
        found.append(Edge(start, edge.end, after, written=written if after != written else ""))
    return found
