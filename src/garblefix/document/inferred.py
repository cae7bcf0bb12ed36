"""Characters that were inferred because their bytes were lost: which to write, what else may be.

Each has a chance of its own, given that the damage is what it seems to be. Where that is too small
U+FFFD is written, so that nothing invented looks certain; but where that would be all that becomes
of a run, it stays, for it holds more bytes than that. Not for: inferring (``damage``).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from garblefix.damage import Edge, rewritten
from garblefix.document.losses import runs_of
from garblefix.encodings import PLAIN
from garblefix.language.scripts import REPLACEMENT

if TYPE_CHECKING:
    from garblefix.search.outcome import Outcome

# What stands for a character that could not be inferred.
UNDECIDED = REPLACEMENT
SIGNS = frozenset(PLAIN.values()) - {" "}
# Inferred characters surer than this have no others offered; and so many are, at most.
SURE = 0.95
VARIANTS = 3
LEAST = 1e-9  # a chance, so that its logarithm is a number


def undecided(text: str, outcome: Outcome, least: float) -> Outcome:
    """``outcome`` for ``text`` with U+FFFD for the inferred characters less sure than ``least``."""
    applied = []
    left = outcome.left
    for item in outcome.applied:
        # Each is as sure as its outcome, its place in that and itself are together.
        bar = least / max(outcome.confidence * item.chance, least, LEAST)
        if not _keeps_a_sign(text, item.edge, bar):
            edge = _left_open(item.edge, bar)
            if not _tells_nothing(text, edge):
                applied.append(item if edge is item.edge else replace(item, edge=edge))
        else:
            left |= not text[item.edge.start : item.edge.end].isascii()
    alone = {
        edge
        for run in runs_of([item.edge for item in applied])
        if all(edge.lossy and {*edge.after} == {UNDECIDED} for edge in run)
        for edge in run
    }
    applied = [item for item in applied if item.edge not in alone]
    if tuple(applied) == outcome.applied:
        return outcome
    after = rewritten(text, (item.edge for item in applied))
    return replace(outcome, text=after, applied=tuple(applied), left=left or bool(alone))


def _keeps_a_sign(text: str, edge: Edge, least: float) -> bool:
    """Whether an edge stays as it is for a space, or a quote or dash in it, and is not sure.

    What is there may be itself; nobody would rather see it undecided, or gone.
    """
    before = text[edge.start : edge.end]
    ends = len(edge.after) if before.endswith(" ") and edge.after.endswith(" ") else None
    return any(
        part.chance < least
        and (
            before == " "
            or part.end == ends
            or not SIGNS.isdisjoint(before[part.place : part.until])
        )
        for part in edge.inferred
    )


def _tells_nothing(text: str, edge: Edge) -> bool:
    """Whether nothing of an edge could be inferred, and nothing but markers stands there."""
    return {*text[edge.start : edge.end], *edge.after} == {UNDECIDED}


def _left_open(edge: Edge, least: float) -> Edge:
    if all(part.chance >= least for part in edge.inferred):
        return edge
    pieces = []
    kept = []
    place = length = 0
    for part in edge.inferred:
        pieces.append(edge.after[place : part.start])
        length += part.start - place
        after = edge.after[part.start : part.end]
        if part.chance < least:
            # That it is lost is as sure as the damage is.
            part = replace(part, chance=1.0, others=(after, *part.others))
            after = UNDECIDED * len(after)
        pieces.append(after)
        kept.append(replace(part, start=length, end=length + len(after)))
        length += len(after)
        place = part.end
    after = "".join(pieces) + edge.after[place:]
    return edge if after == edge.after else replace(edge, after=after, inferred=tuple(kept))


def variants(text: str, outcome: Outcome) -> list[Outcome]:
    """What else ``outcome`` may be: with the next best of its least sure inferred characters."""
    found = []
    for number, item in enumerate(outcome.applied):
        for part in item.edge.inferred:
            if part.chance < SURE and part.others:
                after = item.edge.after
                after = after[: part.start] + part.others[0] + after[part.end :]
                found.append((part.chance, number, replace(item.edge, after=after, inferred=())))
    found.sort(key=lambda variant: variant[0])
    result = []
    for chance, number, edge in found[:VARIANTS]:
        applied = list(outcome.applied)
        applied[number] = replace(applied[number], edge=edge)
        gain = outcome.gain + math.log(max(1.0 - chance, LEAST) / max(chance, LEAST))
        result.append(
            replace(
                outcome,
                text=rewritten(text, (one.edge for one in applied)),
                gain=gain,
                applied=tuple(applied),
                probability=outcome.probability * (1.0 - chance),
                confidence=outcome.confidence * (1.0 - chance),
            )
        )
    return result


def inferred_chance(outcome: Outcome) -> float:
    """The chance that all inferred characters of an outcome are right, given the damage.

    0 where one was left undecided, or garbled: that is not what the text was.
    """
    if outcome.left:
        return 0.0
    parts = [(item.edge.after, part) for item in outcome.applied for part in item.edge.inferred]
    if any(UNDECIDED in after[part.start : part.end] for after, part in parts):
        return 0.0
    return math.prod(part.chance for _, part in parts)
