"""What may have been: a text that a search proposes as the original, span by span.

Outcomes can be stacked (a second damage found on what the first gave back) and thinned out.
Not for: finding them, or scoring text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from garblefix.chain import steps_of
from garblefix.damage import Edge, rewritten
from garblefix.damage.undoing import edges as misread_edges
from garblefix.language import words
from garblefix.language.scripts import GREEK
from garblefix.results import Options

# What an outcome must gain over "as is" beyond its cost, in nats.
MARGIN = 2.0
# A single replaced span of two characters must gain this much: who writes ``AHÅ™`` may mean it.
MARGIN_SINGLE = 5.0
# And a text of so few characters this much: it shows too little of its language.
TINY = 4
MARGIN_TINY = 9.0
# But this much where all of it becomes a word of another alphabet that hardly a page does without,
# ``×Ï`` во, of such log P; not a Latin one, as short words of other languages would become it.
COMMON, MARGIN_COMMON = -6.0, 1.5
# What is less likely has no say in what outcomes agree on.
LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Applied:
    """One replaced span of an outcome, with the reading that it comes from."""

    edge: Edge
    damage: str
    chain: str
    chance: float  # of the path being here, 0 to 1

    def wanted(self, options: Options, confidence: float) -> bool:
        """Whether to make this fix, where its outcome is so sure."""
        sure = confidence * self.chance >= options.min_confidence
        return sure and options.allows(self.damage, lossy=self.edge.lossy)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole text that may have been the original; ``gain`` in nats over "as is", less costs.

    ``probability``: its share among all outcomes found; ``confidence``: the chance that it is
    right (see ``calibration``); both 0 to 1. ``left``: some stays garbled, for nothing tells
    what it was.
    """

    text: str
    gain: float
    applied: tuple[Applied, ...] = ()
    probability: float = 0.0
    confidence: float = 0.0
    left: bool = False


def enough(outcome: Outcome) -> bool:
    """Whether an outcome gains enough to be taken at all."""
    edges = [item.edge for item in outcome.applied]
    if len(outcome.text) < TINY:
        return outcome.gain >= (MARGIN_COMMON if _is_common(outcome.text) else MARGIN_TINY)
    single = len(edges) == 1 and edges[0].end - edges[0].start == 2
    return outcome.gain >= (MARGIN_SINGLE if single else MARGIN)


def _is_common(text: str) -> bool:
    """Whether it is a word of another alphabet than Latin, and that common."""
    if not text.isalpha() or min(text) < GREEK:
        return False
    log = words.frequency(text)
    return log is not None and log > COMMON


def again(text: str, first: Outcome, second: Outcome) -> Outcome:
    """``second``, found on the outcome of ``first``, as an outcome for ``text``."""
    edges = compose(
        text,
        tuple(item.edge for item in first.applied),
        tuple(item.edge for item in second.applied),
    )
    applied = []
    for edge in edges:
        inner = next((a for a in first.applied if edge.start <= a.edge.start < edge.end), None)
        outer = second.applied[0]
        if inner is None:
            item = replace(outer, edge=edge)
        elif any(a.edge == edge for a in first.applied):
            item = inner
        else:
            # A damage that is no misread has no chain.
            chain = ">".join(filter(None, (outer.chain, inner.chain)))
            item = replace(inner, edge=edge, chain=chain)
        applied.append(item)
    chance = first.probability * second.probability
    return Outcome(second.text, first.gain + second.gain, tuple(applied), chance)


def without(text: str, outcome: Outcome, drop: Callable[[Applied], bool]) -> Outcome:
    """``outcome`` for ``text`` less the replaced spans to ``drop``."""
    kept = tuple(item for item in outcome.applied if not drop(item))
    if len(kept) == len(outcome.applied):
        return outcome
    return replace(outcome, text=rewritten(text, (item.edge for item in kept)), applied=kept)


def agreed(text: str, best: Outcome, found: Iterable[Outcome]) -> Outcome | None:
    """The replaced spans of ``best`` that all others of ``found`` that share any have too.

    They are as likely as all of these together. None where there is nothing of that kind.
    """
    own = {item.edge for item in best.applied}
    alike = [outcome for outcome in found if own & {item.edge for item in outcome.applied}]
    for outcome in alike:
        if outcome.probability >= LEAST_SHARE:
            own &= {item.edge for item in outcome.applied}
    if not own or len(own) == len(best.applied):
        return None
    common = without(text, best, lambda item: item.edge not in own)
    return replace(common, probability=min(1.0, sum(outcome.probability for outcome in alike)))


def laid_over(text: str, chain: str) -> tuple[Edge, ...]:
    """The edges by which a chain of misreads goes back, wherever in ``text`` it can."""
    edges: tuple[Edge, ...] = ()
    middle = text
    for source, reader in reversed(steps_of(chain)):
        step = tuple(misread_edges(middle, source, reader))
        edges = compose(text, edges, step)
        middle = rewritten(middle, step)
    return edges


def compose(text: str, first: tuple[Edge, ...], second: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """Edges on ``text`` that do ``first`` and then ``second`` (whose offsets are in its outcome).

    >>> compose("xAAy", (Edge(1, 3, "bc"),), (Edge(1, 3, "d"),))
    (Edge(start=1, end=3, after='d', lossy=False),)
    """
    if not first:
        return tuple(edge for edge in second if edge.after != text[edge.start : edge.end])
    # Pieces of the middle text with the span of ``text`` that each came from, one a kept character.
    pieces: list[tuple[int, int, str]] = []
    place = 0
    for edge in first:
        pieces += [(i, i + 1, text[i]) for i in range(place, edge.start)]
        pieces.append((edge.start, edge.end, edge.after))
        place = edge.end
    pieces += [(i, i + 1, text[i]) for i in range(place, len(text))]
    middle = "".join(piece for _, _, piece in pieces)
    starts = [0, *accumulate(len(piece) for _, _, piece in pieces)]
    result: list[Edge] = []
    kept = {edge.start: edge for edge in first}
    index = 0
    waiting = 0  # the first edge of the second step that is not yet done
    while index < len(pieces):
        begin = index
        index += 1
        after = []
        place = starts[begin]
        lossy = False
        # Take in every later piece that an edge of the second step ties to this one.
        while waiting < len(second) and second[waiting].start < starts[index]:
            edge = second[waiting]
            waiting += 1
            after += [middle[place : edge.start], edge.after]
            place = edge.end
            lossy |= edge.lossy
            while starts[index] < edge.end:
                index += 1
        after.append(middle[place : starts[index]])
        start, end = pieces[begin][0], pieces[index - 1][1]
        original = "".join(after)
        same = kept.get(start)
        if same is not None and (same.end, same.after) == (end, original):
            result.append(same)
        elif original != text[start:end]:
            lossy |= any(kept[place].lossy for place, _, _ in pieces[begin:index] if place in kept)
            result.append(Edge(start, end, original, lossy))
    return tuple(result)
