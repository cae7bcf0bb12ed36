"""The search that joins damages, lattice and language model, for one piece of text.

Every damage proposes readings; the lattice finds where each holds; the model says how much better
the outcome reads, in total over the same text; what is still garbled is searched again (layers).
The outcome's probability is its share among all outcomes found, "nothing happened" included.
Not for: splitting text into pieces, options, bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from garblefix import damage, lattice
from garblefix.damage import Edge, Reading
from garblefix.language import identify
from garblefix.language.plausibility import fair, plausible
from garblefix.outcome import Applied, Outcome, compose

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# Another accident of the same kind on top of the first is likelier than the first was.
LAYER_DISCOUNT = 5.0
MAX_LAYERS = 4
# Two different damages in one piece of text are rarer than their product.
SECOND_DAMAGE = 10.0
# How much less likely than coherent text of its scripts the new part of an outcome may be (nats),
# and how much of what it gains may make up for that.
SLACK = 8.0
SLACK_LETTER = 3.0
TRUST = 0.5
SEQUENCE = 3  # characters of garbled UTF-8 that count as structure
TRUST_STRUCTURED = 2.0  # where sequences of UTF-8 speak for it
# By how much the model should prefer an outcome to coherent text, nats a character, and what it
# costs where it does not: in a language hardly known one letter for another gains as much as that.
EXPECTED = 0.3
FOREIGN = 0.7
# How much the best language of a text counts, beside n-grams that forget it after three characters.
LANGUAGE = 0.5
# A layer that is not UTF-8 must explain so much of the non-ASCII characters under the first.
MOST = 0.7
# One page for another happens to a whole text, seldom to less than this share of its characters.
FEW = 0.3
ODD_SIGN = 12.0
# A damage that could hold for more of a text than it is said to is rarer.
PARTIAL = 6.0
# Where more than this share of what would be replaced repeats the character before, it is a ruler.
MONOTONOUS = 0.5
# Readings that the lattice looks at, best first.
CHANNELS = 4


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
        inners = [reading.apply(text) for reading in layer]
        scores = model.score([text, *inners]).tolist()
        ranked = sorted(
            zip(layer, inners, scores[1:], strict=True), key=lambda item: item[0].cost - item[2]
        )
        for reading, inner, score in ranked[:1]:
            # The first layer may read worse than the garbled text, but not by much.
            if score < scores[0] - reading.cost or inner.isascii() or plausible(inner, model):
                continue
            for more in misread.propose(inner, None, model)[:2]:
                structured = more.chain.startswith("utf-8>")
                if not structured and _covered(inner, more) < MOST:
                    # One page for another happens to a whole text, not to the odd sign in it.
                    continue
                edges = compose(text, reading.edges, more.edges)
                if edges:
                    again = reading.chain.startswith(more.chain)
                    extra = 0.0 if structured else SECOND_DAMAGE
                    cost = reading.cost + more.cost + extra - (LAYER_DISCOUNT if again else 0.0)
                    chain = f"{more.chain}>{reading.chain}"
                    deeper.append(Reading(reading.damage, chain, cost, edges))
        result += deeper
        layer = [reading for reading in deeper if reading.chain.startswith("utf-8>")]
        if not layer:
            break
    return result


def _covered(text: str, reading: Reading) -> float:
    """The share of the non-ASCII characters of ``text`` that a reading explains."""
    foreign = sum(character >= "\x80" for character in text)
    explained = sum(
        character >= "\x80" for edge in reading.edges for character in text[edge.start : edge.end]
    )
    return explained / foreign if foreign else 0.0


def _same_script(text: str, reading: Reading, model: Model) -> bool:
    """Whether a reading puts in letters of no script but those that the text has anyway."""
    after = "".join(edge.after for edge in reading.edges)
    return model.scripts(after) <= model.scripts(text)


def _ruler(text: str, reading: Reading) -> bool:
    """Whether most of what a reading replaces stands behind its like, as in rulers and boxes."""
    places = [place for edge in reading.edges for place in range(edge.start, edge.end)]
    again = sum(place > 0 and text[place] == text[place - 1] for place in places)
    return len(places) >= 6 and again > MONOTONOUS * len(places)


def _paths(text: str, readings: list[Reading], model: Model) -> list[Outcome]:
    """The best outcome of each promising reading, and of pairs of them."""
    texts = [text, *(reading.apply(text) for reading in readings)]
    each, starts = model.characters(texts)
    totals = [float(part.sum()) for part in _split(each, starts)]
    order = sorted(range(len(readings)), key=lambda index: readings[index].cost - totals[index + 1])
    # UTF-8 has a say whatever it says: the model does not know every symbol.
    structured = [index for index in order if _structured(readings[index])][:1]
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
    sets: list[tuple[int, ...]] = [(number,) for number in range(1, len(channels))]
    sets += [(1, number) for number in range(2, len(channels))]
    found: dict[str, tuple[float, tuple[Applied, ...]]] = {}
    accounts = [_applied(lattice.best_path(channels, used), chosen) for used in sets]
    # A damage that holds all over is the first thing to expect, wherever the lattice ends it.
    accounts += [
        tuple(Applied(edge, reading.damage, reading.chain, 1.0) for edge in reading.edges)
        for reading in chosen
    ]
    for applied in accounts:
        outcome = Reading("", "", 0.0, tuple(item.edge for item in applied)).apply(text)
        entered = [reading for reading in chosen if _uses(applied, reading)]
        cost = sum(reading.cost for reading in entered)
        # Readings in brackets and bytes out of step are one program's work, and no coincidence.
        misreads = [reading for reading in entered if reading.damage == "misread"]
        cost += SECOND_DAMAGE * max(len(misreads) - 1, 0)
        kept = {item.edge for item in applied}
        left = sum(
            any(edge not in kept and not _overlaps(edge, kept) for edge in reading.edges)
            for reading in misreads
        )
        cost += PARTIAL * left
        if applied and (outcome not in found or found[outcome][0] > cost):
            found[outcome] = (cost, applied)
    if not found:
        return []
    base = fair(text, parts[0], model)
    outcomes = list(found)
    each, starts = model.characters(outcomes)
    surplus = _split(each - model.coherence(outcomes), starts)
    coherent = LANGUAGE * identify.log_odds([text, *outcomes]).max(axis=1)
    reads = [
        fair(outcome, part, model, _changed(found[outcome][1]))
        for outcome, part in zip(outcomes, _split(each, starts), strict=True)
    ]
    # Sequences of UTF-8 are evidence by themselves: what they say may be symbols or words that the
    # model has never seen. Of several such outcomes the model picks all the same.
    structured = [
        number
        for number, outcome in enumerate(outcomes)
        if all(_structured(item) for item in found[outcome][1])
    ]
    raw = np.add.reduceat(each, starts).tolist()
    best = max(structured, key=lambda number: raw[number] - found[outcomes[number]][0], default=-1)
    result = []
    for number, (outcome, part, extra) in enumerate(
        zip(outcomes, _split(each, starts), surplus, strict=True)
    ):
        cost, applied = found[outcome]
        if number in structured:
            replaced = sum(item.edge.end - item.edge.start for item in applied)
            after = "".join(item.edge.after for item in applied)
            if number == best and replaced >= SEQUENCE and model.knows_letters(after):
                reads[number] = max(reads[number], fair(outcome, part, model))
        else:
            laid = Reading("misread", "", 0.0, tuple(item.edge for item in applied))
            if _covered(text, laid) < FEW:
                cost += ODD_SIGN
            if _ruler(text, laid):
                continue
            if _same_script(text, laid, model):
                reads[number] -= FOREIGN * max(0.0, EXPECTED * len(outcome) - float(extra.sum()))
        gain = reads[number] - base - cost + float(coherent[number + 1] - coherent[0])
        trust = TRUST_STRUCTURED if number == best else TRUST
        guessed = [item for item in applied if item.damage == "misread"]
        slack = SLACK
        if guessed and number not in structured and not _same_script(text, laid, model):
            # Letters of another script, as many as these, are no chance find.
            slack += SLACK_LETTER * sum(len(item.edge.after) for item in applied)
        if not guessed or _surplus(applied, extra) + trust * gain > -slack:
            result.append(Outcome(outcome, gain, applied))
    return result


def _structured(item: Applied | Reading) -> bool:
    """Whether the damage leaves signs of its own: sequences of UTF-8, readings in brackets."""
    return item.damage != "misread" or item.chain.split(">")[-2:-1] == ["utf-8"]


def _uses(applied: tuple[Applied, ...], reading: Reading) -> bool:
    return any(item.chain == reading.chain and item.edge in reading.edges for item in applied)


def _overlaps(edge: Edge, others: set[Edge]) -> bool:
    return any(edge.start < other.end and other.start < edge.end for other in others)


def _changed(applied: tuple[Applied, ...]) -> list[tuple[int, int]]:
    """The spans of an outcome that were put in."""
    spans = []
    shift = 0
    for item in applied:
        start = item.edge.start + shift
        shift += len(item.edge.after) - (item.edge.end - item.edge.start)
        spans.append((start, start + len(item.edge.after)))
    return spans


def _surplus(applied: tuple[Applied, ...], surplus: Floats) -> float:
    """How much better the model likes what was put in than coherent text of its scripts, in nats.

    What was put in must be text in its own right, not just better than what stood there.
    ``surplus``: the same for each character of the outcome.
    """
    total = 0.0
    for start, end in _changed(applied):
        total += float(surplus[start : end + 1].sum())
    return total


def _split(each: Floats, starts: npt.NDArray[np.intp]) -> list[Floats]:
    return np.split(each, starts[1:])


def _cumulative(text: str, edges: tuple[Edge, ...], scores: Floats) -> list[float | None]:
    """The score of an outcome up to each position of the text that it came from."""
    running = [0.0, *scores.cumsum().tolist()]
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
