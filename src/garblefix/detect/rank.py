"""The posterior over the texts that some bytes may be.

Every candidate's text gets log P(text) by the language model, what the text says about its
language counted in, minus its costs; equal texts are one answer. Bytes that are no text at all are
one of the readings. Not for: checking a whole file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garblefix.detect.candidates import MARK, Candidate, Decoded, tolerantly
from garblefix.detect.sample import sample
from garblefix.detect.spelling import spellings, symbol_floors

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from garblefix.language.model import Model

    Floats = npt.NDArray[np.float32]

# Unreadable bytes: for each more than a byte of noise, or a file that is unreadable throughout
# would be taken; so much for each run of them; and so much for a file that is damaged at all. With
# less than this 'geëgaliseerd' in Windows-1252 is UTF-8 with a stray byte.
INVALID_BYTE = 8.0
INVALID_RUN = 4.0
DAMAGED = 11.0
# A character that the end of the sample cuts: about what a whole one costs, or the cut is a gain
# and the 'à' that ends a line in Latin-1 the beginning of a character in UTF-8.
CUT = 12.0
# Control characters among text, which the model has never seen: most are the mark of binary files,
# but terminals are coloured by ESC, and pages end with FF.
CONTROL = 12.0
RARE_CONTROL = 4.0
# Bytes of no text: printable ASCII is rarer there than in text of a language that nobody knows.
NOISE_ASCII = 7.0
NOISE_BYTE = 5.2
# How much rarer random bytes are than text where a detector is asked; and how much rarer still
# where they hold no control characters, as one random byte in nine is.
NOISE = 6.0
NOISE_WITHOUT_CONTROLS = 25.0
# UTF-8 of text that is no language: tables, symbols, text garbled before it was written. So much to
# begin with, and at most so much for a character; that other bytes are valid UTF-8 is rarer.
ODD_UTF8 = 8.0
ODD_UTF8_CHARACTER = 7.0
# Of what a text says about its language: n-grams overlap about threefold.
LANGUAGE = 0.2
# A text in a language that its encoding is not for.
FOREIGN = 2.5
# Samples of so many bytes (whole units of any wide encoding) are scored first, and only what comes
# near the best is scored on.
COARSE = (252, 2000)
NEAR = 80.0
# The posterior is taken at this power: n-grams far from independent overstate their case.
TEMPER = 0.45


@dataclass(slots=True)
class Answer:
    """One text, with the candidates that decode to it, the likeliest first once weighed."""

    text: str
    candidates: list[Candidate]
    score: float  # nats: log P(text), unreadable bytes counted, candidates not
    probability: float = 0.0

    @property
    def names(self) -> list[str]:
        """The codec names of its candidates."""
        return [candidate.name for candidate in self.candidates]


def answers(
    data: bytes, candidates: Sequence[Candidate], model: Model, *, wide: bool = False
) -> list[Answer]:
    """Every distinct text of ``data`` that may be the best, without ``probability``.

    ``wide``: characters may take two or four bytes throughout, so pieces from the middle are none.
    """
    for size in COARSE:
        if len(data) > 2 * size:
            beginning = data[:size] if wide else sample(data, size, pieces=2)
            coarse = _scored(beginning, candidates, model)
            top = max(answer.score for answer in coarse)
            near = [answer for answer in coarse if answer.score >= top - NEAR]
            candidates = [candidate for answer in near for candidate in answer.candidates]
    return _scored(data, candidates, model)


def _scored(data: bytes, candidates: Sequence[Candidate], model: Model) -> list[Answer]:
    import numpy as np

    found: dict[str, Answer] = {}
    for candidate in sorted(candidates, key=lambda candidate: candidate.cost):
        decoded = tolerantly(data, candidate.name)
        answer = found.get(decoded.text)
        if answer is None:
            found[decoded.text] = Answer(decoded.text, [candidate], -_cost(decoded))
        else:
            answer.candidates.append(candidate)
    ranked = list(found.values())
    texts: list[str] = []
    owners: list[int] = []
    costs: list[float] = []
    for place, answer in enumerate(ranked):
        for spelling, cost in spellings(_UNSCORED.sub("", answer.text)):
            texts.append(spelling)
            owners.append(place)
            costs.append(cost)
    totals = _totals(texts, model) - costs
    best = np.full(len(ranked), -np.inf)
    np.maximum.at(best, owners, totals)
    for answer, total in zip(ranked, best, strict=True):
        if answer.candidates[0].name == "utf-8" and MARK not in answer.text:
            total = max(float(total), _odd_utf8(answer.text, model))
        answer.score += float(total)
    return ranked


def _odd_utf8(text: str, model: Model) -> float:
    """log P of text that is valid UTF-8, whatever it says."""
    import numpy as np

    each, _ = model.characters([_UNSCORED.sub("", text)])
    return float(np.maximum(each[:-1], -ODD_UTF8_CHARACTER).sum()) - ODD_UTF8


def _cost(decoded: Decoded) -> float:
    text = decoded.text
    cost = CUT if decoded.cut else 0.0
    bad = text.count(MARK)
    if bad:
        cost += DAMAGED + INVALID_BYTE * bad + INVALID_RUN * len(_MARKS.findall(text))
    cost += CONTROL * len(_CONTROLS.findall(text))
    return cost + RARE_CONTROL * (text.count("\x1b") + text.count("\f"))


def _totals(texts: Sequence[str], model: Model) -> Floats:
    """log P of each text, whose end is no line end."""
    import numpy as np

    from garblefix.language import alphabet

    each, starts = model.characters(texts)
    points = alphabet.code_points("".join(f"{text}\n" for text in texts))
    each = np.maximum(each, symbol_floors(points, model.case_kinds[points] != alphabet.NO_LETTER))
    # The end of a sample is no line end: what the model says of one there does not count.
    ends = np.r_[starts[1:], len(each)] - 1
    each[ends] = 0.0
    result: Floats = np.add.reduceat(each, starts)
    return result


# With the escape sequences that colour a terminal.
_UNSCORED = re.compile(f"\x1b\\[[0-9;]*[A-Za-z]|[{MARK}\0-\x08\x0b\x0c\x0e-\x1f]")
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = re.compile(rb"[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MARKS = re.compile(f"{MARK}+")


def weigh(
    found: Sequence[Answer], data: bytes, advice: Mapping[str, float] | None = None
) -> list[Answer]:
    """The answers near the top with ``probability``, best first; noise has what is missing to 1.

    ``data`` is what was decoded; ``advice`` is nats by codec name.
    """
    top = max(answer.score for answer in found)
    near = [answer for answer in found if answer.score >= top - NEAR]
    scores = []
    every_odds = _language_odds(near)
    for answer, odds in zip(near, every_odds, strict=True):
        gains = [
            (_gain(candidate, odds, advice or {}), -place)
            for place, candidate in enumerate(answer.candidates)
        ]
        order = sorted(range(len(gains)), key=gains.__getitem__, reverse=True)
        answer.candidates[:] = [answer.candidates[place] for place in order]
        scores.append(answer.score + max(gains)[0])
    # A text's language is evidence against other texts, not against noise.
    noise = max(max(odds.values()) for odds in every_odds)
    noise -= NOISE + _noise(data)
    if not _CONTROL_BYTES.search(data):
        noise -= NOISE_WITHOUT_CONTROLS
    top = max(noise, *scores)
    weights = [math.exp(max(TEMPER * (score - top), -700.0)) for score in scores]
    total = sum(weights) + math.exp(max(TEMPER * (noise - top), -700.0))
    for answer, weight in zip(near, weights, strict=True):
        answer.probability = weight / total
    return sorted(near, key=lambda answer: -answer.probability)


def _noise(data: bytes) -> float:
    printable = len(data) - len(data.translate(None, _PRINTABLE))
    return NOISE_ASCII * printable + NOISE_BYTE * (len(data) - printable)


_PRINTABLE = bytes(range(32, 127))


def _language_odds(found: Sequence[Answer]) -> list[dict[str, float]]:
    """For each text and language, nats in favour of its being in that language."""
    from garblefix.language import identify

    odds = identify.log_odds([answer.text[: identify.ENOUGH] for answer in found]) * LANGUAGE
    return [dict(zip(identify.codes(), row.tolist(), strict=True)) for row in odds]


def _gain(candidate: Candidate, odds: Mapping[str, float], advice: Mapping[str, float]) -> float:
    """What a candidate adds to its text: its languages, the advisers' word, less its cost."""
    own = candidate.languages
    best = max(
        gain - (FOREIGN if own and language not in own else 0.0) for language, gain in odds.items()
    )
    return best + advice.get(candidate.name, 0.0) - candidate.cost
