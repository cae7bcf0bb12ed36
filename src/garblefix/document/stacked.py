"""Fixes on top of fixes: what one step made of a text, and the next step of that.

Not for: finding any. Offsets count characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from garblefix.damage import rewritten
from garblefix.results import Fix


@dataclass(slots=True)
class _Group:
    """Fixes that touch the same of the text between the steps, from ``start`` to ``end`` there."""

    start: int
    end: int
    first: list[Fix]
    second: list[Fix]


def stacked(
    text: str, first: Sequence[Fix], second: Sequence[Fix], least: float = 0.0
) -> list[Fix]:
    """Fixes of ``text`` that do ``first`` and then ``second``, whose offsets are in its outcome.

    Where both together are less sure than ``least`` the first alone is done.

    >>> first = [Fix(1, 5, "<C3>", "Ã", "escape", "unicode>html", 0.9)]
    >>> second = [Fix(1, 3, "Ã©", "é", "misread", "utf-8>cp1252", 1.0)]
    >>> [fix] = stacked("x<C3>©", first, second)
    >>> fix.before, fix.after, fix.damage, fix.chain
    ('<C3>©', 'é', 'escape', 'utf-8>cp1252>unicode>html')
    """
    if not first or not second:
        return list(first or second)
    middle = rewritten(text, first)
    result = []
    shift = 0  # from the text between to ``text``
    for group in _groups(first, second):
        start = group.start + shift
        shift += sum(len(fix.before) - len(fix.after) for fix in group.first)
        end = group.end + shift
        after = rewritten(
            middle[group.start : group.end],
            (
                replace(fix, start=fix.start - group.start, end=fix.end - group.start)
                for fix in group.second
            ),
        )
        if after != text[start:end]:
            joined = _joined(group, start, text[start:end], after)
            result += [joined] if joined.confidence >= least else group.first
    return result


def _groups(first: Iterable[Fix], second: Iterable[Fix]) -> Iterator[_Group]:
    groups: list[_Group] = []
    shift = 0  # from ``text`` to the text between
    for fix in first:
        start = fix.start + shift
        groups.append(_Group(start, start + len(fix.after), [fix], []))
        shift += len(fix.after) - len(fix.before)
    groups += [_Group(fix.start, fix.end, [], [fix]) for fix in second]
    groups.sort(key=lambda group: (group.start, group.end))
    open_group: _Group | None = None
    for group in groups:
        if open_group is not None and group.start < open_group.end:
            open_group.end = max(open_group.end, group.end)
            open_group.first += group.first
            open_group.second += group.second
            continue
        if open_group is not None:
            yield open_group
        open_group = group
    if open_group is not None:
        yield open_group


def _joined(group: _Group, start: int, before: str, after: str) -> Fix:
    every = group.first + group.second
    sure = 1.0
    for step in filter(None, (group.first, group.second)):
        sure *= min(fix.confidence for fix in step)
    inner = every[0].chain
    outer = next((fix.chain for fix in group.second if ">" in fix.chain), "")
    chain = f"{outer}>{inner}" if group.first and outer and inner else inner or outer
    lossy = any(fix.lossy for fix in every)
    end = start + len(before)
    return Fix(start, end, before, after, every[0].damage, chain, sure, lossy)
