"""The posterior over the texts that some bytes may be.

Every candidate's text gets log P(text) by the language model, what the text says about its
language counted in, minus its costs; equal texts are one answer. Bytes that are no text at all are
one of the readings. Not for: checking a whole file.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from garblefix.detect import drawings, odd
from garblefix.detect.candidates import MARK, SINGLE_BYTE, Candidate, Decoded, pieces_tolerantly
from garblefix.detect.hints import LANGUAGE as LANGUAGE_HINT
from garblefix.detect.listed import may_be_listed
from garblefix.detect.spelling import (
    INSIDE_WORD,
    apart,
    last_byte_is_letter,
    modern,
    quantities,
    signs_inside_words,
    spellings,
    symbol_floors,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from garblefix.language.model import Model

    Floats = npt.NDArray[np.float32]
    Booleans = npt.NDArray[np.bool_]

# Unreadable bytes: for each more than a byte of noise, or a file that is unreadable throughout
# would be taken; so much for each run of them; and so much for a file that is damaged at all. With
# less than this 'geëgaliseerd' in Windows-1252 is UTF-8 with a stray byte.
INVALID_BYTE = 8.0
INVALID_RUN = 4.0
DAMAGED = 11.0
# Damaged, and not one character beyond ASCII is read in spite of it.
NOTHING_READ = 10.0
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
# Addresses and markup, which the model has hardly seen, cost no more than this a character (nats):
# they are the same in every reading.
MOST_OF_ASCII = 9.0
ASCII = 128
# Of what a text says about its language: n-grams overlap about threefold.
LANGUAGE = 0.2
# Characters that this is taken from; fewer tell the language itself, or so many words that the
# texts have in common.
LONG, SHORT, WORDS = 4000, 250, 50
# A text in a language that its encoding is not for.
FOREIGN = 2.5
# A sign of Hebrew abbreviations in a text that has no Hebrew letter.
LONE_GERSHAYIM = 8.0
# The last byte in a word of ASCII letters, in pages that have no letter there but a blank or an
# apostrophe: in the commonest one it is the 'ÿ' of names.
NO_LETTER = 20.0
# Characters before one that the model looks at, in alphabets.
LOOKED_BACK = 3
# Answers less likely than this are not given.
LEAST = 0.001
# Answers so far behind the best are none (nats).
NEAR = 60.0
# The posterior is taken at this power: n-grams far from independent overstate their case. With it
# 75 % of 250 answers between 0.6 and 0.8 are right, and 99.9 % of 40,791 from 0.99 on
# (benchmarks.detect --number 2, draws 12 and 51).
TEMPER = 0.45


@dataclass(slots=True)
class Answer:
    """One text, with the candidates that decode to it, the likeliest first once weighed."""

    text: str
    candidates: list[Candidate]
    costs: float  # nats, negative: unreadable bytes and control characters
    text_score: float = -math.inf  # log P(text), nats
    probability: float = 0.0
    language: str | None = None  # ISO 639 code or "", None where it was not asked for
    # What was scored: the text, or those of its words that differ; and what all have in common.
    scored: str = ""
    common: str = ""
    may_be_lists: bool = False  # whether its bytes may only list letters

    @property
    def score(self) -> float:
        """log P of the text, unreadable bytes counted, candidates not; nats."""
        return self.costs + self.text_score

    @property
    def names(self) -> list[str]:
        """The codec names of its candidates."""
        return [candidate.name for candidate in self.candidates]


def answers(pieces: Sequence[bytes], candidates: Sequence[Candidate]) -> list[Answer]:
    """Every text of ``pieces`` that one of ``candidates`` makes, not yet scored."""
    found: dict[str, Answer] = {}
    may_be_lists = may_be_listed(b"\n".join(pieces))
    for candidate in sorted(candidates, key=lambda candidate: candidate.cost):
        decoded = pieces_tolerantly(pieces, candidate.name)
        answer = found.get(decoded.text)
        if answer is None:
            answer = Answer(decoded.text, [candidate], -_cost(decoded), may_be_lists=may_be_lists)
            found[decoded.text] = answer
        else:
            answer.candidates.append(candidate)
    return list(found.values())


def score(found: Sequence[Answer], model: Model, *, differences: bool = False) -> None:
    """Ask the model for log P of each text; of the words that differ alone, if that will do."""
    import numpy as np

    texts: list[str] = []
    owners: list[int] = []
    costs: list[float] = []
    scored, common = [answer.text for answer in found], ""
    if differences:
        scored, common = _differing_words(scored)
    for place, (answer, text) in enumerate(zip(found, scored, strict=True)):
        answer.scored, answer.common = text, common
        for spelling, cost in spellings(apart(_UNSCORED.sub("", text))):
            texts.append(spelling)
            owners.append(place)
            costs.append(cost)
    each, foreign, starts = _characters(texts, model)
    totals = np.add.reduceat(each, starts) - costs
    ends = [*starts[1:].tolist(), len(each)]
    for number, (owner, total) in enumerate(zip(owners, totals.tolist(), strict=True)):
        answer = found[owner]
        if MARK not in answer.text:
            characters = slice(starts[number], ends[number])
            name = answer.candidates[0].name
            seen = each[characters], foreign[characters]
            total = max(total, odd.best(texts[number], name, *seen, lists=answer.may_be_lists))
        answer.text_score = max(answer.text_score, total)


def _differing_words(texts: list[str]) -> tuple[list[str], str]:
    """The texts without the words that they all have in the same places, but for the nearest.

    Of these what the model looks back at. And the beginning of what is left out; where the words
    have no places in common it is nothing.

    >>> _differing_words(["one two three fòur five six", "one two three foür five six"])
    (['ree fòur fiv', 'ree foür fiv'], 'one two three five six')
    """
    split = [text.split(" ") for text in texts]
    if len(set(map(len, split))) > 1:
        return texts, ""
    columns = list(zip(*split, strict=True))
    one = split[0]
    number = len(texts)
    different = [place for place, words in enumerate(columns) if words.count(words[0]) < number]
    apart = set(different)
    common = " ".join(word for place, word in enumerate(one[:WORDS]) if place not in apart)
    found: list[list[str]] = [[] for _ in texts]
    last = -1
    for place in different:
        if last < place - 1:
            for words in found:
                words.append(one[place - 1][-LOOKED_BACK:])
        for words, word in zip(found, columns[place], strict=True):
            words.append(word)
        last = place
        if place + 1 < len(one) and place + 1 not in apart:
            for words in found:
                words.append(one[place + 1][:LOOKED_BACK])
            last += 1
    return [" ".join(words) for words in found], common


def _cost(decoded: Decoded) -> float:
    text = decoded.text
    cost = CUT if decoded.cut else 0.0
    bad = text.count(MARK)
    if (bad or decoded.cut) and text.replace(MARK, "").isascii():
        cost += NOTHING_READ
    if bad:
        cost += DAMAGED + INVALID_BYTE * bad + INVALID_RUN * len(_MARKS.findall(text))
    if _DRAWN.search(text):
        cost += drawings.against(text)
    if _GERSHAYIM in text and not _HEBREW.search(text):
        cost += LONE_GERSHAYIM
    cost += CONTROL * len(_CONTROLS.findall(text))
    return cost + RARE_CONTROL * (text.count("\x1b") + text.count("\f"))


def _characters(
    texts: Sequence[str], model: Model
) -> tuple[Floats, Booleans, npt.NDArray[np.intp]]:
    """log P of every character of the texts, which of them are beyond ASCII, and their starts.

    The ends of the texts are no line ends.
    """
    import numpy as np

    from garblefix.language import alphabet

    # The model learned from single lines: behind the end of one it expects nothing but a new one.
    texts = [text.replace("\n", _LINE_GAP) for text in texts]
    each, starts = model.characters(texts)
    points = alphabet.code_points("".join(f"{text}\n" for text in texts))
    line_end = (points == _LF) | (points == _CR)
    each[1:][line_end[1:] & line_end[:-1]] = 0.0
    kinds = model.case_kinds.take(points)
    each = np.maximum(each, symbol_floors(points, kinds != alphabet.NO_LETTER))
    each[signs_inside_words(points, kinds)] -= INSIDE_WORD
    for place, least in quantities("\n".join(texts)):
        each[place] = max(each[place], least)
    foreign = points >= ASCII
    np.maximum(each, -MOST_OF_ASCII, out=each, where=~foreign)
    # The end of a sample is no line end: what the model says of one there does not count.
    each[starts[1:] - 1] = 0.0
    each[-1] = 0.0
    return each, foreign, starts


_LINE_GAP = "\n\n\n"  # what stands between texts in the model, ``PAD`` of them
_LF, _CR = ord("\n"), ord("\r")
# With the escape sequences that colour a terminal.
_UNSCORED = re.compile(f"\x1b\\[[0-9;]*[A-Za-z]|[{MARK}\0-\x08\x0b\x0c\x0e-\x1f]")
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = re.compile(rb"[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_DRAWN = re.compile("[\u2500-\u25a0]")
_GERSHAYIM = "\u05f4"
_HEBREW = re.compile("[\u05d0-\u05ea]")
_MARKS = re.compile(f"{MARK}+")


def weigh(
    found: Sequence[Answer],
    data: bytes,
    nats: Mapping[str, float] = MappingProxyType({}),
    *,
    language: str = "",
    noise: bool = True,
) -> list[Answer]:
    """The answers near the top with ``probability``, best first; noise has what is missing to 1.

    ``data`` is what was decoded; ``nats`` speak for encodings, by codec name; ``language`` is that
    of the text, if the caller knows. Without ``noise`` it is text.
    """
    from garblefix.language import identify

    best = near(found, nats)
    scores = []
    spoken = _languages(best)
    every_odds = _language_odds(spoken, language)
    is_letter = last_byte_is_letter(data)
    for answer, odds in zip(best, every_odds, strict=True):
        likeliest = max(odds)
        gains = [
            (_gain(candidate, odds, likeliest, nats), -place)
            for place, candidate in enumerate(answer.candidates)
        ]
        order = sorted(range(len(gains)), key=gains.__getitem__, reverse=True)
        answer.candidates[:] = [answer.candidates[place] for place in order]
        scores.append(answer.score + max(gains)[0])
        if is_letter and answer.names[0] in _WITHOUT_LAST_LETTER:
            scores[-1] -= NO_LETTER
    nothing = -math.inf
    if noise:
        # A text's language is evidence against other texts, not against noise.
        nothing = max(map(max, every_odds)) - NOISE - _noise(data)
        if not _CONTROL_BYTES.search(data):
            nothing -= NOISE_WITHOUT_CONTROLS
    top = max(nothing, *scores)
    weights = [math.exp(max(TEMPER * (score - top), -700.0)) for score in scores]
    total = sum(weights) + math.exp(max(TEMPER * (nothing - top), -700.0))
    for answer, weight, one in zip(best, weights, spoken, strict=True):
        answer.probability = weight / total
        if answer.probability >= LEAST:
            answer.language = identify.named(one.odds, one.size, answer.text[:SHORT])
    return sorted(best, key=lambda answer: -answer.probability)


_WITHOUT_LAST_LETTER = frozenset(
    name for name in SINGLE_BYTE if not b"\xff".decode(name, "replace").isalpha()
)


def near(found: Sequence[Answer], nats: Mapping[str, float]) -> list[Answer]:
    """The answers that are not too far behind the best, with ``nats`` by codec name."""
    scores = [answer.score for answer in found]
    if nats:
        scores = [each.score + max(nats.get(name, 0.0) for name in each.names) for each in found]
    least = max(scores) - NEAR
    return [answer for answer, score in zip(found, scores, strict=True) if score >= least]


def only_text(answer: Answer, nats: Mapping[str, float], language: str) -> Answer:
    """The one text there is: it is right, only its names are still to be put in order."""
    from garblefix.language import identify

    answer.probability = 1.0
    if len(answer.candidates) == 1:
        return answer  # what language it is in nobody may ask
    answer.language = identify.language(modern(answer.text[:SHORT]))
    spoken = (language, answer.language)

    def gain(candidate: Candidate) -> float:
        own = candidate.languages
        foreign = own and not any(code.partition("-")[0] in spoken for code in own)
        return nats.get(candidate.name, 0.0) - candidate.cost - (FOREIGN if foreign else 0.0)

    answer.candidates.sort(key=gain, reverse=True)
    return answer


def _noise(data: bytes) -> float:
    printable = len(data) - len(data.translate(None, _PRINTABLE))
    return NOISE_ASCII * printable + NOISE_BYTE * (len(data) - printable)


_PRINTABLE = bytes(range(32, 127))


class _Spoken(NamedTuple):
    """What a text says about its language: log-odds as in ``identify``, from so many n-grams."""

    odds: Floats
    size: int


def _languages(found: Sequence[Answer]) -> list[_Spoken]:
    from garblefix.language import identify

    # What they have in common is counted once.
    texts = [modern(answer.scored[:LONG]) for answer in found]
    parts, sizes = identify.evidence([*texts, modern(found[0].common)])
    odds = parts[:-1] + parts[-1:]
    return [_Spoken(row, size + sizes[-1]) for row, size in zip(odds, sizes, strict=False)]


def _language_odds(spoken: Sequence[_Spoken], hint: str) -> list[list[float]]:
    """For each text and each of ``identify.codes()``, nats in favour of its being in that."""
    from garblefix.language import identify

    every = [(one.odds * LANGUAGE).tolist() for one in spoken]
    if hint:
        own = [place for place, code in enumerate(identify.codes()) if _is_of(code, hint)]
        for odds in every:
            for place in own:
                odds[place] += LANGUAGE_HINT
    return every


def _is_of(code: str, language: str) -> bool:
    """Whether a code as in ``identify.codes()`` is of this language, in whichever script."""
    return code.partition("-")[0] == language


@functools.cache
def _places(languages: frozenset[str]) -> tuple[int, ...]:
    """Where these languages are in ``identify.codes()``."""
    from garblefix.language import identify

    return tuple(place for place, code in enumerate(identify.codes()) if code in languages)


def _gain(
    candidate: Candidate, odds: Sequence[float], likeliest: float, nats: Mapping[str, float]
) -> float:
    """What speaks for a candidate: its languages and other evidence, less its cost.

    ``likeliest``: the greatest of ``odds``.
    """
    if candidate.languages:
        own = max([odds[place] for place in _places(candidate.languages)], default=-math.inf)
        likeliest = max(own, likeliest - FOREIGN)
    return likeliest + nats.get(candidate.name, 0.0) - candidate.cost
