"""The search that joins damages, lattice and language model, for one piece of text.

Every damage proposes readings; the lattice finds where each holds; the model says how much better the
outcome reads, in total over the same text; what is still garbled is searched again (layers). The
outcome's probability is its share among all outcomes found, "nothing happened" included.
Not for: splitting text into pieces, options, bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from garblefix import damage, lattice
from garblefix.damage import Edge, Reading

_WORD = re.compile(r"[^ \n]*[ \n]?")

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# What an outcome must gain over "as is" beyond its cost, in nats.
MARGIN = 2
# Another accident of the same kind on top of the first is likelier than the first was.
LAYER_DISCOUNT = 5.0
MAX_LAYERS = 4
# Two different damages in one piece of text are rarer than their product.
SECOND_DAMAGE = 6.0
# What a stretch of words pays to be explained as text of an unknown language, and each word of it.
UNKNOWN = 16
UNKNOWN_WORD = 1.5
# How much less likely than coherent text of its scripts the new part of an outcome may be (nats),
# and how much of what it gains may make up for that.
SLACK = 8
TRUST = 0.5
# Readings that the lattice looks at, best first.
CHANNELS = 4


@dataclass(frozen=True, slots=True)
class Applied:
    """One replaced span of an outcome, with the reading that it comes from."""

    edge: Edge
    damage: str
    chain: str
    chance: float  # of the path being here, 0 to 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole text that may have been the original. ``gain`` in nats over "as is", costs taken off."""

    text: str
    gain: float
    applied: tuple[Applied, ...] = ()
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beyond the text itself: surveys of the document by damage."""

    surveys: Mapping[str, object]
    allowed: frozenset[str] | None = None


def outcomes(text: str, evidence: Evidence, model: Model) -> list[Outcome]:
    """Every outcome found for ``text``, likeliest first; "as is" is always among them."""
    readings = _readings(text, evidence, model)
    as_is = Outcome(text, 0.0)
    if not readings:
        return [replace(as_is, probability=1.0)]
    found = {text: as_is}
    for outcome in _paths(text, readings, model):
        known = found.get(outcome.text)
        if known is None or outcome.gain > known.gain:
            found[outcome.text] = outcome
    ranked = sorted(found.values(), key=lambda outcome: -outcome.gain)
    top = ranked[0].gain
    weights = [math.exp(max(outcome.gain - top, -700.0)) for outcome in ranked]
    total = sum(weights)
    return [
        replace(outcome, probability=weight / total)
        for outcome, weight in zip(ranked, weights, strict=True)
    ]


def _readings(text: str, evidence: Evidence, model: Model) -> list[Reading]:
    proposed: list[Reading] = []
    for name, module in damage.modules().items():
        if evidence.allowed is None or name in evidence.allowed:
            proposed += module.propose(text, evidence.surveys.get(name), model)
    return proposed + _deepened(text, proposed, evidence, model)


def _deepened(
    text: str, readings: list[Reading], evidence: Evidence, model: Model
) -> list[Reading]:
    """Readings on top of readings: what is still garbled after the first is read once more."""
    result: list[Reading] = []
    misread = damage.modules()["misread"]
    layer = [reading for reading in readings if reading.chain.startswith("utf-8>")]
    for _ in range(MAX_LAYERS - 1):
        deeper = []
        for reading in layer[:2]:
            inner = reading.apply(text)
            if inner.isascii() or plausible(inner, model):
                continue
            for more in misread.propose(inner, None, model)[:2]:
                edges = compose(text, reading.edges, more.edges)
                if edges:
                    again = reading.chain.startswith(more.chain)
                    cost = reading.cost + more.cost - (LAYER_DISCOUNT if again else 0.0)
                    chain = f"{more.chain}>{reading.chain}"
                    deeper.append(Reading(reading.damage, chain, cost, edges))
        result += deeper
        layer = [reading for reading in deeper if reading.chain.startswith("utf-8>")]
        if not layer:
            break
    return result


def plausible(text: str, model: Model) -> bool:
    """Whether the model finds ``text`` likelier than any coherent text of its scripts.

    Asked of the non-ASCII characters and what follows each.
    """
    import numpy as np

    surplus = model.characters([text])[0] - model.coherence([text])
    foreign = np.fromiter((character >= "\x80" for character in text), dtype=bool, count=len(text))
    near = np.zeros(len(text) + 1, dtype=bool)
    near[:-1] |= foreign
    near[1:] |= foreign
    return bool(surplus[near].sum() > 0)


def fair(text: str, each: Floats, model: Model) -> float:
    """log P of ``text`` as it is, where stretches of words may be text of an unknown language.

    A language that the model has hardly seen is not implausible for that. ``each``: the model's
    scores of the characters.
    """
    import numpy as np

    starts = [match.start() for match in _WORD.finditer(text)] or [0]
    known_words = np.add.reduceat(each, starts).tolist()
    coherent_words = np.add.reduceat(model.coherence([text]), starts).tolist()
    known, unknown = 0.0, -UNKNOWN
    for known_word, coherent_word in zip(known_words, coherent_words, strict=True):
        known, unknown = (
            max(known, unknown) + known_word,
            max(unknown, known - UNKNOWN) + coherent_word - UNKNOWN_WORD,
        )
    return max(known, unknown)


def compose(text: str, first: tuple[Edge, ...], second: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """Edges on ``text`` that do ``first`` and then ``second`` (whose offsets are in its outcome).

    >>> compose("xAAy", (Edge(1, 3, "bc"),), (Edge(1, 3, "d"),))
    (Edge(start=1, end=3, after='d', lossy=False),)
    """
    # Pieces of the middle text with the span of ``text`` that each came from, one a kept character.
    pieces: list[tuple[int, int, str]] = []
    place = 0
    for edge in first:
        pieces += [(i, i + 1, text[i]) for i in range(place, edge.start)]
        pieces.append((edge.start, edge.end, edge.after))
        place = edge.end
    pieces += [(i, i + 1, text[i]) for i in range(place, len(text))]
    middle = "".join(piece for _, _, piece in pieces)
    starts = []
    position = 0
    for _, _, piece in pieces:
        starts.append(position)
        position += len(piece)
    result: list[Edge] = []
    index = 0
    waiting = list(second)
    while index < len(pieces):
        begin = index
        low, high = starts[index], starts[index] + len(pieces[index][2])
        # Take in every later piece that an edge of the second step ties to this one.
        while True:
            reach = max((edge.end for edge in waiting if edge.start < high and edge.end > low), default=high)
            if reach <= high or index + 1 >= len(pieces):
                break
            index += 1
            high = starts[index] + len(pieces[index][2])
        after = []
        place = low
        lossy = False
        while waiting and waiting[0].start < high:
            edge = waiting.pop(0)
            after += [middle[place : edge.start], edge.after]
            place = edge.end
            lossy |= edge.lossy
        after.append(middle[place:high])
        start, end = pieces[begin][0], pieces[index][1]
        original = "".join(after)
        if original != text[start:end]:
            result.append(Edge(start, end, original, lossy))
        index += 1
    return tuple(result)


def _paths(text: str, readings: list[Reading], model: Model) -> list[Outcome]:
    """The best outcome of each promising reading, and of pairs of them."""
    texts = [text, *(reading.apply(text) for reading in readings)]
    each, starts = model.characters(texts)
    totals = [float(part.sum()) for part in _split(each, starts)]
    order = sorted(
        range(len(readings)), key=lambda index: readings[index].cost - totals[index + 1]
    )[:CHANNELS]
    parts = _split(each, starts)
    channels = [lattice.Channel(0.0, _cumulative(text, (), parts[0]))]
    chosen = []
    for index in order:
        reading = readings[index]
        chosen.append(reading)
        cumulative = _cumulative(text, reading.edges, parts[index + 1])
        channels.append(
            lattice.Channel(reading.cost, cumulative, tuple(edge.start for edge in reading.edges))
        )
    sets = [(number,) for number in range(1, len(channels))]
    sets += [(1, number) for number in range(2, len(channels))]
    found: dict[str, tuple[float, tuple[Applied, ...]]] = {}
    for used in sets:
        path = lattice.best_path(channels, used)
        applied = _applied(path, chosen)
        outcome = Reading("", "", 0.0, tuple(item.edge for item in applied)).apply(text)
        entered = {number for _, _, number, _ in path.stretches if number}
        cost = sum(chosen[number - 1].cost for number in entered)
        cost += SECOND_DAMAGE * max(len(entered) - 1, 0)
        if applied and (outcome not in found or found[outcome][0] > cost):
            found[outcome] = (cost, applied)
    if not found:
        return []
    base = fair(text, parts[0], model)
    result = []
    for (outcome, (cost, applied)), score in zip(found.items(), model.score([*found]), strict=True):
        gain = float(score) - base - cost
        if _surplus(outcome, applied, model) + TRUST * gain > -SLACK:
            result.append(Outcome(outcome, gain, applied))
    return result


def _surplus(outcome: str, applied: tuple[Applied, ...], model: Model) -> float:
    """How much better the model likes what was put in than coherent text of its scripts, in nats.

    What was put in must be text in its own right, not just better than what stood there.
    """
    surplus = model.characters([outcome])[0] - model.coherence([outcome])
    total = 0.0
    shift = 0
    for item in applied:
        start = item.edge.start + shift
        shift += len(item.edge.after) - (item.edge.end - item.edge.start)
        total += float(surplus[start : start + len(item.edge.after) + 1].sum())
    return total


def _split(each: object, starts: object) -> list:  # type: ignore[type-arg]
    import numpy as np

    return np.split(each, starts[1:])  # type: ignore[index,arg-type,call-overload,no-any-return]


def _cumulative(text: str, edges: tuple[Edge, ...], scores: object) -> list[float | None]:
    """The score of an outcome up to each position of the text that it came from."""
    running = [0.0, *scores.cumsum().tolist()]  # type: ignore[attr-defined]
    result: list[float | None] = []
    place = 0  # in the text
    at = 0  # in the outcome
    for edge in edges:
        result += running[at : at + edge.start - place]
        at += edge.start - place
        result.append(running[at])
        result += [None] * (edge.end - edge.start - 1)
        at += len(edge.after)
        place = edge.end
    result += running[at : at + len(text) - place]
    result.append(running[-1])  # the line end goes with the last character
    return result


def _applied(path: lattice.Path, readings: list[Reading]) -> tuple[Applied, ...]:
    result = []
    for start, end, channel, chance in path.stretches:
        if channel:
            reading = readings[channel - 1]
            result += [
                Applied(edge, reading.damage, reading.chain, chance)
                for edge in reading.edges
                if start <= edge.start < end
            ]
    return tuple(result)
