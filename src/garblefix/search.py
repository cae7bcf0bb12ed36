"""The search that joins damages, lattice and language model, for one piece of text.

Every damage proposes readings; the lattice finds where each holds; the model says how much better the
outcome reads, in total over the same text; what is still garbled is searched again (layers). The
outcome's probability is its share among all outcomes found, "nothing happened" included.
Not for: splitting text into pieces, options, bytes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from garblefix import damage, lattice
from garblefix.damage import Edge, Reading
from garblefix.language import identify

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
SECOND_DAMAGE = 7.0
# A single replaced span of two characters must gain this much: who writes ``AHÅ™`` may mean it.
MARGIN_SINGLE = 6.0
# What a stretch of words pays to be explained as text of an unknown language, and each word of it.
UNKNOWN = 16
UNKNOWN_WORD = 1.5
# How much less likely than coherent text of its scripts the new part of an outcome may be (nats),
# and how much of what it gains may make up for that.
SLACK = 8
TRUST = 0.5
SEQUENCE = 3  # characters of garbled UTF-8 that count as structure
TRUST_STRUCTURED = 2.0  # where sequences of UTF-8 speak for it
# A window of text is searched when the model likes it that much less than coherent text, in nats: a
# quarter of clean lines of dev text, and all but 1 in 100 of the Latin lines read as Latin.
SUSPICIOUS = -4.0
SUSPICIOUS_WINDOW = 12
# By how much the model should prefer an outcome to coherent text, nats a character, and what it
# costs where it does not: one letter for another in a language hardly known gains as much as a repair.
EXPECTED = float(__import__("os").environ.get("EXPE", "0.3"))
FOREIGN = float(__import__("os").environ.get("FORE", "0.7"))
# How much the best language of a text counts, beside n-grams that forget it after three characters.
LANGUAGE = float(__import__("os").environ.get("LANGW", "0.5"))
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
    """What is known beyond the text itself: surveys of the document, by the damages to look for."""

    surveys: Mapping[str, object]


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


def enough(outcome: Outcome) -> bool:
    """Whether an outcome gains enough to be taken at all."""
    edges = [item.edge for item in outcome.applied]
    single = len(edges) == 1 and edges[0].end - edges[0].start == 2
    return outcome.gain >= (MARGIN_SINGLE if single else MARGIN)


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
            item = replace(inner, edge=edge, chain=f"{outer.chain}>{inner.chain}")
        applied.append(item)
    chance = first.probability * second.probability
    return Outcome(second.text, first.gain + second.gain, tuple(applied), chance)


def without(text: str, outcome: Outcome, drop: Callable[[Applied], bool]) -> Outcome:
    """``outcome`` for ``text`` less the replaced spans to ``drop``."""
    kept = tuple(item for item in outcome.applied if not drop(item))
    if len(kept) == len(outcome.applied):
        return outcome
    reading = Reading("", "", 0.0, tuple(item.edge for item in kept))
    return replace(outcome, text=reading.apply(text), applied=kept)


def laid_over(text: str, chain: str, outcome: str) -> tuple[Edge, ...]:
    """The edges by which a chain of misreads turns ``text`` into ``outcome``."""
    misread = damage.modules()["misread"]
    names = chain.split(">")
    edges: tuple[Edge, ...] = ()
    middle = text
    for index in range(len(names) - 2, -1, -2):
        step = tuple(misread.edges(middle, names[index], names[index + 1]))
        edges = compose(text, edges, step)
        middle = Reading("", "", 0.0, step).apply(middle)
    if middle != outcome:
        return (Edge(0, len(text), outcome),)
    return edges


def _readings(text: str, evidence: Evidence, model: Model) -> list[Reading]:
    proposed: list[Reading] = []
    modules = damage.modules()
    for name, survey in evidence.surveys.items():
        proposed += modules[name].propose(text, survey, model)
    return proposed + _deepened(text, proposed, model)


def _deepened(text: str, readings: list[Reading], model: Model) -> list[Reading]:
    """Readings on top of readings: what is still garbled after the first is read once more."""
    result: list[Reading] = []
    misread = damage.modules()["misread"]
    layer = [reading for reading in readings if reading.chain.startswith("utf-8>")]
    for _ in range(MAX_LAYERS - 1):
        deeper = []
        for reading in layer[:1]:
            inner = reading.apply(text)
            if inner.isascii() or plausible(inner, model):
                continue
            for more in misread.propose(inner, None, model)[:2]:
                edges = compose(text, reading.edges, more.edges)
                if edges:
                    again = reading.chain.startswith(more.chain)
                    structured = more.chain.startswith("utf-8>")
                    extra = 0.0 if structured else SECOND_DAMAGE
                    cost = reading.cost + more.cost + extra - (LAYER_DISCOUNT if again else 0.0)
                    chain = f"{more.chain}>{reading.chain}"
                    deeper.append(Reading(reading.damage, chain, cost, edges))
        result += deeper
        layer = [reading for reading in deeper if reading.chain.startswith("utf-8>")]
        if not layer:
            break
    return result


def suspicious(texts: Sequence[str], model: Model) -> list[bool]:
    """Which texts have a place that the model likes less than coherent text of its scripts.

    Twelve characters in a row, of which those count that are not ASCII or stand close behind such.
    The others are never damaged enough for a repair to gain.
    """
    import numpy as np

    surplus = model.characters(texts)[0] - model.coherence(texts)
    result = []
    place = 0
    for text in texts:
        end = place + len(text) + 1
        foreign = np.fromiter((character >= "\x80" for character in text), bool, len(text))
        near = np.zeros(len(text) + 3, dtype=bool)
        for behind in range(3):
            near[behind : behind + len(text)] |= foreign
        counted = np.where(near[: len(text) + 1], surplus[place:end], 0.0)
        total = np.concatenate(([0.0], np.cumsum(counted)))
        worst = total[-1] - total[0]
        if len(counted) > SUSPICIOUS_WINDOW:
            worst = (total[SUSPICIOUS_WINDOW:] - total[:-SUSPICIOUS_WINDOW]).min()
        result.append(bool(worst < SUSPICIOUS))
        place = end
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
    )
    # UTF-8 has a say whatever it says: the model does not know every symbol.
    structured = [index for index in order if _structured(readings[index].chain)][:1]
    order = order[:CHANNELS] + [index for index in structured if index not in order[:CHANNELS]]
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
    outcomes = list(found)
    each, starts = model.characters(outcomes)
    surplus = _split(each - model.coherence(outcomes), starts)
    coherent = LANGUAGE * identify.log_odds([text, *outcomes]).max(axis=1)
    reads = [float(part.sum()) for part in _split(each, starts)]
    # Sequences of UTF-8 are evidence by themselves: what they say may be symbols or words that the
    # model has never seen. Of several such outcomes the model picks all the same.
    structured = [
        number
        for number, outcome in enumerate(outcomes)
        if all(_structured(item.chain) for item in found[outcome][1])
    ]
    best = max(structured, key=lambda number: reads[number] - found[outcomes[number]][0], default=-1)
    result = []
    for number, (outcome, part, extra) in enumerate(
        zip(outcomes, _split(each, starts), surplus, strict=True)
    ):
        cost, applied = found[outcome]
        if number in structured:
            if number == best and sum(a.edge.end - a.edge.start for a in applied) >= SEQUENCE:
                reads[number] = max(reads[number], fair(outcome, part, model))
        else:
            reads[number] -= FOREIGN * max(0.0, EXPECTED * len(outcome) - float(extra.sum()))
        gain = reads[number] - base - cost + float(coherent[number + 1] - coherent[0])
        trust = TRUST_STRUCTURED if number == best else TRUST
        if _surplus(applied, extra) + trust * gain > -SLACK:
            result.append(Outcome(outcome, gain, applied))
    return result


def _structured(chain: str) -> bool:
    """Whether the last accident of a chain happened to UTF-8."""
    return chain.split(">")[-2:-1] == ["utf-8"]


def _surplus(applied: tuple[Applied, ...], surplus: Floats) -> float:
    """How much better the model likes what was put in than coherent text of its scripts, in nats.

    What was put in must be text in its own right, not just better than what stood there.
    ``surplus``: the same for each character of the outcome.
    """
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
