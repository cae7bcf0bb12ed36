"""From the share that an outcome has in a search to the chance that it is right.

The share of an outcome among all that a search found says nothing of originals that were not found,
nor of what the model does not know; many wrong fixes have nearly all of it. How often outcomes of
such a share are right, by what happened, length and script, is fitted on text of which half is
garbled (``training.calibration``). Every confidence of a repair that a user sees comes from here.
Not for: which outcome is likeliest (``search``), or the encoding of bytes (``detect``).
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from garblefix.encodings import BY_NAME
from garblefix.language import alphabet, coherence
from garblefix.language import model as language_model

if TYPE_CHECKING:
    from garblefix.language.model import Model
    from garblefix.search.outcome import Applied, Outcome

FILE = "calibration.tsv"
# Between these log odds (nats) the curves are straight; outside they are level.
KNOTS = (-4.0, 0.0, 4.0, 8.0, 16.0)
# From so many characters on a text is of the next class of length.
LENGTHS = (9, 25, 60)
# Characters that tell the script of a text.
SAMPLE = 200

# What happened to a text that is left as it is: it was searched, or nothing in it was suspicious;
# or it holds what nobody can bring back.
SEARCHED, PASSED, LOST = "searched", "passed", "lost"
# And to one that one chain explains beyond doubt, without a search.
EXPLAINED = "explained"
INFERRED = "inferred"  # bytes were lost
LAYERS = "layers"  # misread more than once
SWAPPED = "letters for letters"
# The damages that infer bytes with nothing but language to go by; readings in brackets tell more.
_BYTES_LOST = ("misread", "replaced")

_SCRIPTS = {
    "latin": ("latin letter", "rare latin letter"),
    "cyrillic": ("cyrillic letter", "rare cyrillic letter"),
    "greek": ("greek letter",),
    "cjk": ("han", "rare han", "kana", "hangul", "half-width kana"),
}
OTHER_SCRIPT = "other"

# To which the product of the chances of what was inferred is raised: they are not independent.
POWER = "power of what was inferred"
# How the measures begin that grow with the odds, and which therefore never weigh less than 0.
RISE = "rise, "


class Situation(NamedTuple):
    """What a confidence depends on: log odds in the search (nats), what happened, where."""

    log_odds: float
    kind: str
    length: int = 0  # characters of the text, as it became
    script: str = OTHER_SCRIPT

    @property
    def features(self) -> dict[str, float]:
        """The measures that are weighed, by name; those that begin with RISE grow with the odds."""
        if self.kind == LOST:
            return {LOST: 1.0}
        if self.kind.startswith(EXPLAINED):
            return {EXPLAINED: 1.0, self.kind: 1.0}
        side = "kept" if self.kind in (SEARCHED, PASSED) else "made"
        size = sum(self.length >= least for least in LENGTHS)
        found = {
            side: 1.0,
            self.kind: 1.0,
            f"{side}, length {size}": 1.0,
            f"{side}, {self.script}": 1.0,
            f"{self.kind}, {self.script}": 1.0,
        }
        if self.kind != PASSED:
            for start, end in itertools.pairwise(KNOTS):
                climbed = min(max(self.log_odds - start, 0.0), end - start)
                found[f"{RISE}{side} from {start:g}"] = climbed
        return found


class Calibration:
    """The fitted map: the weight of each measure, by name; one that it does not know counts 0."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = dict(weights)
        self._explained: dict[str, float] = {}

    def chance(self, situation: Situation) -> float:
        """The chance, 0 to 1, that what was done, or left, is right.

        >>> sure, unsure = (Situation(odds, SWAPPED, 12, "latin") for odds in (9.0, 1.0))
        >>> load().chance(unsure) < load().chance(sure) < 1.0
        True
        """
        weight = self._weights.get
        total = sum(value * weight(name, 0.0) for name, value in situation.features.items())
        return 1.0 / (1.0 + math.exp(-total))

    def explained(self, chain: str) -> float:
        """The same for lines that a chain explains from end to end, beyond doubt."""
        if chain not in self._explained:
            kind = f"{EXPLAINED}, {of_chain(chain)}"
            self._explained[chain] = self.chance(Situation(0.0, kind))
        return self._explained[chain]

    def rated(self, text: str, outcome: Outcome, model: Model) -> Outcome:
        """An outcome of a search for ``text``, with the chance that it is right."""
        kind = _kind(text, outcome, model)
        return replace(outcome, confidence=self.chance(_situation(outcome, kind, model)))

    def inferred(self, chance: float) -> float:
        """The chance that all inferred characters are right, of the product of their chances."""
        return float(chance ** self._weights.get(POWER, 1.0))

    def passed(self, text: str, model: Model) -> float:
        """The chance that a text in which nothing is suspicious is as it should be."""
        script = script_of(text[:SAMPLE], model)
        return self.chance(Situation(KNOTS[0], PASSED, len(text), script))

    def lost(self) -> float:
        """The chance that a text is the original though something in it seems to be gone."""
        return self.chance(Situation(KNOTS[0], LOST))


@functools.cache
def load() -> Calibration:
    """The installed map."""
    rows = (language_model.DATA / FILE).read_text("utf-8").splitlines()
    return Calibration({name: float(weight) for name, weight in (row.split("\t") for row in rows)})


def log_odds(probability: float) -> float:
    """Of a probability, in nats, within the knots.

    >>> log_odds(0.5), round(log_odds(1.0), 3)
    (0.0, 16.0)
    """
    least = 1.0 / (1.0 + math.exp(KNOTS[-1]))
    within = min(max(probability, least), 1.0 - least)
    return min(max(math.log(within / (1.0 - within)), KNOTS[0]), KNOTS[-1])


def of_chain(chain: str) -> str:
    """What kind of accident a chain of misreadings is.

    >>> [of_chain(chain) for chain in ("utf-8>cp1252", "utf-8>gbk", "cp1251>koi8-r")]
    ['UTF-8 as a page', 'UTF-8 as pairs', 'a page as a page']
    """
    names = chain.split(">")
    if len(names) > 2:
        return LAYERS
    source, reader = names
    written = "UTF-8" if source == "utf-8" else "pairs" if BY_NAME[source].in_pairs else "a page"
    return f"{written} as {'pairs' if BY_NAME[reader].multibyte else 'a page'}"


def script_of(text: str, model: Model) -> str:
    """The script of most letters of a text beyond ASCII.

    >>> from garblefix.language.model import load
    >>> [script_of(text, load()) for text in ("café", "кафе in Paris", "กาแฟ", "“cafe”")]
    ['latin', 'cyrillic', 'other', 'latin']
    """
    counts = np.bincount(model.kinds[alphabet.code_points(text)], minlength=256)
    by_script = {
        script: int(sum(counts[coherence.KIND[kind]] for kind in kinds))
        for script, kinds in _SCRIPTS.items()
    }
    by_script[OTHER_SCRIPT] = int(counts[coherence.OTHER_SCRIPTS :].sum())
    most = max(by_script, key=lambda script: by_script[script])
    if by_script[most]:
        return most
    return "latin" if counts[coherence.KIND["ascii letter"]] else OTHER_SCRIPT


def shared(left: float, found: Iterable[Outcome], taken: Collection[str]) -> list[Outcome]:
    """The outcomes found but for the texts taken: of the chance that is left each has its share."""
    rest = [outcome for outcome in found if outcome.text not in taken]
    total = sum(outcome.probability for outcome in rest)
    return [
        replace(outcome, confidence=left * outcome.probability / total if total else 0.0)
        for outcome in rest
    ]


def _situation(outcome: Outcome, kind: str, model: Model) -> Situation:
    script = script_of(outcome.text[:SAMPLE], model)
    return Situation(log_odds(outcome.probability), kind, len(outcome.text), script)


def _kind(text: str, outcome: Outcome, model: Model) -> str:
    applied = outcome.applied
    if not applied:
        return SEARCHED
    other = next((item.damage for item in applied if item.damage not in _BYTES_LOST), None)
    if other is not None:
        return other
    if any(item.edge.lossy for item in applied):
        return INFERRED
    kinds = {of_chain(item.chain) for item in applied}
    if LAYERS in kinds:
        return LAYERS
    kind = of_chain(applied[0].chain)
    swapped = kind == "a page as a page" and _swaps(text, applied, model)
    return SWAPPED if swapped else kind


def _swaps(text: str, applied: Iterable[Applied], model: Model) -> bool:
    """Whether letters took the place of letters of scripts that the text has."""
    return model.scripts("".join(item.edge.after for item in applied)) <= model.scripts(text)
