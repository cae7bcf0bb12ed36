"""Lines whose characters were changed in form after they were garbled, repaired as before that.

Where that finds nothing the line is repaired as it stands. Not for: any such change
(``decomposed``, ``lowered``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from garblefix.damage import rewritten
from garblefix.document.line import LineRepair, Lines
from garblefix.results import Fix

Repair = Callable[[Sequence[str]], Lines]
Told = Callable[[str, Sequence[Fix]], Iterable[Fix]]
"""Fixes of a line as it was before, as fixes of the line as it stands, which is given."""


def as_before(
    repair: Repair, earlier: Callable[[Sequence[str]], Mapping[int, str]], told: Told
) -> Repair:
    """``repair`` of lines that were changed afterwards, and of others.

    ``earlier``: what some lines may have been before that, by their places.
    """

    def repaired(before: Sequence[str]) -> Lines:
        left = dict(earlier(before))
        while True:
            lines = repair(
                [left.get(place, line) for place, line in enumerate(before)] if left else before
            )
            unchanged = left.keys() - set(lines.changed())
            if not unchanged:
                break
            for place in unchanged:
                del left[place]
        repairs = {place: lines.repair(place) for place in left}
        lines.before = before
        for place, found in repairs.items():
            if found is not None:
                line = before[place]
                fixes = tuple(told(line, found.fixes))
                sure = min([found.confidence, *(fix.confidence for fix in fixes)])
                lines.put(place, LineRepair(rewritten(line, fixes), sure, line, found=fixes))
        return lines

    return repaired
