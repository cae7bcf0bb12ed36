"""The search that joins damages, lattice and language model, for one piece of text.

Every damage proposes readings; the lattice finds where each holds; the model says how much better
the outcome reads, in total over the same text; what is still garbled is searched again (layers).
The outcome's probability is its share among all outcomes found, "nothing happened" included.
Not for: splitting text into pieces, options, bytes.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from garblefix import damage
from garblefix.damage import Reading
from garblefix.language.plausibility import plausible
from garblefix.search.accounts import ALL, SECOND_DAMAGE, Account, Accounts, covered, structured
from garblefix.search.decomposed import as_written, with_letters
from garblefix.search.judgement import gains
from garblefix.search.outcome import Applied, Outcome, compose
from garblefix.search.vetoes import refused

if TYPE_CHECKING:
    from garblefix.language.model import Model

# Another accident of the same kind on top of the first is likelier than the first was.
LAYER_DISCOUNT = 5.0
# What it costs that another software read it a second time, nats: it seldom is.
OTHER_SOFTWARE = 8.0
MAX_LAYERS = 4
# A layer that is not UTF-8 must explain so much of the non-ASCII characters under the first, in so
# many places.
MOST, MANY = 0.7, 2
# By how much each character beyond ASCII of what is under the first may read worse than the garbled
# text, nats: Korean that was Latin-1 and then UTF-8 and Korean again.
WORSE = 2.0
# A first layer that explains less of them is looked under when it was taken, if it is.
FEW = 0.3
# Of less likely outcomes nobody asks how sure each of their spans is.
NOTABLE = 0.01
# What is not seen where it was inferred.
_UNSEEN = frozenset("\xa0\xad")


class Evidence:
    """What is known beyond the text itself: what the damages to look for make of its document.

    ``names``: of these damages. Only a search needs to know, so ``document`` is called and surveyed
    then.
    """

    def __init__(self, document: Callable[[], str], names: Collection[str]) -> None:
        self._document = document
        self._names = names

    @functools.cached_property
    def surveys(self) -> Mapping[str, object]:
        """The surveys of the document by the names of the damages that may be in it."""
        # One program may leave several kinds of signs, so that those of one call for all.
        document = self._document()
        signed = damage.signed(document)
        return {
            name: module.survey(document)
            for name, module in damage.modules().items()
            if name in self._names and (signed or not hasattr(module, "signs"))
        }

    def without(self, name: str) -> Evidence:
        """The same, but for one damage."""
        rest = Evidence(self._document, [other for other in self._names if other != name])
        rest.surveys = {other: found for other, found in self.surveys.items() if other != name}
        return rest

    def signs(self, text: str) -> list[int]:
        """Where ``text``, which is part of the document, has signs that count in it."""
        left = damage.left_over(text, self._names)
        if "surveys" in self.__dict__ or damage.signed(text):
            return left + damage.signs(text, self.surveys)
        return left


def outcomes(text: str, evidence: Evidence, model: Model) -> list[Outcome]:
    """Every outcome found for ``text``, likeliest first; "as is" is always among them."""
    readings = readings_of(text, evidence, model)
    if not readings:
        return [Outcome(text, 0.0, (), 1.0)]
    accounts = Accounts(text, readings, model)
    found = [account for account in accounts.found.values() if account.text != text]
    gained = zip(gains(text, accounts.as_is, found, model), found, strict=True)
    ranked = [(gain, account) for gain, account in gained if gain is not None]
    ranked.sort(key=lambda item: -item[0])
    top = max(0.0, ranked[0][0]) if ranked else 0.0
    weights = [math.exp(max(gain - top, -700.0)) for gain, _ in ranked]
    nothing = math.exp(-top)
    total = nothing + sum(weights)
    result = []
    for (gain, account), weight in zip(ranked, weights, strict=True):
        probability = weight / total
        applied = account.applied
        if probability > NOTABLE:
            applied = accounts.with_chances(account)
        result.append(Outcome(account.text, gain, applied, probability))
    result.append(Outcome(text, 0.0, (), nothing / total))
    result = [as_written(text, outcome) for outcome in result]
    return sorted(result, key=lambda outcome: -outcome.gain)


def readings_of(text: str, evidence: Evidence, model: Model) -> list[Reading]:
    """Every reading of ``text``, those on top of others included."""
    proposed: list[Reading] = []
    modules = damage.modules()
    for name, survey in evidence.surveys.items():
        proposed += modules[name].propose(text, survey, model)
    every = proposed + _deepened(text, proposed, model)
    return [with_letters(text, reading) for reading in every]


def _deepened(text: str, readings: list[Reading], model: Model) -> list[Reading]:
    """Readings on top of readings: what is still garbled after the first is read once more."""
    result: list[Reading] = []
    misread = damage.modules()["misread"]
    layer = [_as_seen(each) for each in readings if each.chain.startswith("utf-8>")]
    for _ in range(MAX_LAYERS - 1):
        deeper = []
        inners = [reading.apply(text) for reading in layer]
        scores = model.score([text, *inners]).tolist()
        ranked = sorted(
            zip(layer, inners, scores[1:], strict=True), key=lambda item: item[0].cost - item[2]
        )
        # The best, the one that explains the most, and the best that nothing was inferred for.
        chosen = ranked[:1]
        chosen += sorted(ranked, key=lambda item: -covered(text, item[0]))[:1]
        chosen += [item for item in ranked if not any(e.lossy for e in item[0].edges)][:1]
        for reading, inner, score in dict.fromkeys(chosen):
            # The first layer may read worse than the garbled text, but not by much; where all of it
            # was UTF-8, however it reads.
            foreign = sum(sign >= "\x80" for sign in inner)
            worse = reading.cost + WORSE * foreign
            share = covered(text, reading)
            if (score < scores[0] - worse and share < ALL) or share < FEW:
                continue
            if inner.isascii() or plausible(inner, model):
                continue
            for more in _likeliest(misread.propose(inner, None, model), reading.chain):
                if not structured(more) and not _convinces(inner, more, model):
                    continue
                if _is_a_chance_find(inner, more):
                    continue
                edges = compose(text, reading.edges, more.edges)
                # What changes nothing of the first layer is none on top of it.
                if not set(reading.edges) <= set(edges):
                    again = reading.chain.startswith(more.chain)
                    extra = 0.0 if structured(more) else SECOND_DAMAGE
                    extra += -LAYER_DISCOUNT if again else OTHER_SOFTWARE
                    cost = reading.cost + more.cost + extra
                    chain = f"{more.chain}>{reading.chain}"
                    deeper.append(Reading(reading.damage, chain, cost, edges))
        result += deeper
        layer = [_as_seen(each) for each in deeper if each.chain.startswith("utf-8>")]
        if not layer:
            break
    return result


def _as_seen(reading: Reading) -> Reading:
    """The same without what was inferred that is not seen, as it is not in the text.

    What is under it tells which it was: ``ÃƒÂ`` was à or í.
    """
    alone = [
        edge.lossy and edge.after in _UNSEEN and edge.end == edge.start + 1
        for edge in reading.edges
    ]
    if not any(alone):
        return reading
    pairs = zip(reading.edges, alone, strict=True)
    edges = tuple(replace(edge, after="") if unseen else edge for edge, unseen in pairs)
    return replace(reading, edges=edges)


def _likeliest(readings: list[Reading], above: str) -> list[Reading]:
    """The first two, the first that has signs of its own, and the same as the layer ``above``."""
    strong = [reading for reading in readings[2:] if structured(reading)]
    again = [reading for reading in strong if above.startswith(reading.chain)]
    whole = [each for each in again if not any(edge.lossy for edge in each.edges)]
    # And what was inferred besides, of a byte that neither layer shows.
    inferred = [each for each in again if any(edge.lossy for edge in each.edges)][:1]
    first = strong[: not any(map(structured, readings[:2]))]
    return list(dict.fromkeys([*readings[:2], *first, *whole, *inferred]))


def _is_a_chance_find(text: str, reading: Reading) -> bool:
    """Whether a reading of one place is out of question for what is under a layer, ``Яё`` as ``߸``.

    As if that were all there is.
    """
    if len(reading.edges) > 1:
        return False
    applied = (Applied(edge, reading.damage, reading.chain, 1.0) for edge in reading.edges)
    return refused(text, Account(reading.apply(text), reading.cost, tuple(applied)))


def _convinces(text: str, reading: Reading, model: Model) -> bool:
    """Whether a reading that has no signs of its own would do if ``text`` were all there is.

    It must put in letters for most of what is foreign, and for more than one sign: one page for
    another happens to a whole text, not to the odd sign in it.
    """
    after = "".join(edge.after for edge in reading.edges)
    letters = 2 * sum(map(str.isalpha, after)) > len(after)
    if not letters or len(reading.edges) < MANY or covered(text, reading) < MOST:
        return False
    accounts = Accounts(text, [reading], model)
    found = [account for account in accounts.found.values() if account.text != text]
    return any((gain or 0.0) > 0.0 for gain in gains(text, accounts.as_is, found, model))
