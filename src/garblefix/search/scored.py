"""A text, and what each account makes of it, as the models see them, in nats.

The language model, the model of any coherent text, the best language and the gate each look at all
of these texts in one go. Not for: what follows from it (``judgement``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from garblefix.language import gate, identify
from garblefix.language.plausibility import fair
from garblefix.search.accounts import Account, laid

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# How much the best language of a text counts, beside n-grams that forget it after three characters.
LANGUAGE = 0.5
# What it costs where the words of ASCII are in another language than the others, as in programs.
APART = 4.0
TOLD = 4  # letters of a word that tell its language

# In the names of programs a capital begins a new word.
_FOREIGN_WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f](?:[^\W\d_A-Z]+|[A-Z]+(?![a-z]))*")


@dataclass(slots=True)
class Scored:
    """A text, or what an account makes of it, as the models see it; scores in nats."""

    account: Account
    scores: Floats  # of the language model, by character and end
    surplus: Floats  # of these over coherent text
    coherent: Floats  # by the frequency of the characters
    language: float  # log odds of its best language
    languages: float  # the same where words of ASCII may be in another one than the others
    suspicion: float  # of the gate

    @property
    def own(self) -> float:
        """How much better than coherent text what was put in is."""
        return sum(float(self.surplus[start : end + 1].sum()) for start, end in self.spans)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The spans of the outcome that were put in."""
        return [(first, last) for _, first, last in self.account.placed]

    def reads(self, *, known: bool) -> float:
        """log P of the text; where ``known``, what was put in must be text that the model knows."""
        spans = self.spans if known else ()
        return fair(self.account.text, self.scores, self.coherent, spans)


# Names in programs: with ASCII in them, before what programs put behind names, or alone.
_NAME = re.compile(r"[\w.]*[A-Za-z0-9_][\w.]*|[\w.]+(?=[(;:\[]|\s?=)|\A[\w.]+\Z")


def scored(text: str, as_is: Floats, accounts: Sequence[Account], model: Model) -> list[Scored]:
    """``text`` itself, then each account, as the models see them."""
    texts = [text, *(laid(account).as_read(text) for account in accounts)]
    names = [number for number, each in enumerate(texts) if _begins_words(each)]
    each, starts = model.characters(texts[1:])
    each, starts = np.concatenate((as_is, each)), np.append(0, starts + len(as_is))
    for number in names:
        first = starts[number]
        each[first : first + len(texts[number]) + 1] = _in_words(texts[number], model)
    surplus = each - model.coherence(texts)
    coherent = model.coherence(texts, by_frequency=True)
    language, languages = _languages(texts)
    parts = zip(
        [Account(text, 0.0, ()), *accounts],
        *(np.split(values, starts[1:]) for values in (each, surplus, coherent)),
        language.tolist(),
        languages.tolist(),
        [gate.STEP * steps for steps in gate.suspicion(texts)],
        strict=True,
    )
    return [Scored(*part) for part in parts]


def _begins_words(text: str) -> list[int]:
    """The places of capitals beyond ASCII that begin words within names: ``открытьФайл``.

    >>> _begins_words("открытьФайл"), _begins_words("новаяВ saveÉtat"), _begins_words("он божиМни")
    ([7], [], [])
    """
    return [
        place
        for name in _NAME.finditer(text)
        for place in range(name.start() + 1, name.end())
        if text[place] >= "\x80"
        and text[place].isupper()
        and text[place - 1] >= "\x80"
        and text[place - 1].islower()
        and text[place + 1 : place + 2].islower()
    ]


def _in_words(text: str, model: Model) -> Floats:
    """The model's scores of the characters of a text and its end, names in it taken apart."""
    places = _begins_words(text)
    parts = [text[start:end] for start, end in itertools.pairwise([0, *places, len(text)])]
    each, _ = model.characters([" ".join(parts)])
    return np.delete(each, [place + number for number, place in enumerate(places)])


def told(text: str) -> float:
    """The log odds of the best language of a text, as much as they count."""
    return float(LANGUAGE * identify.log_odds([text]).max())


def _languages(texts: Sequence[str]) -> tuple[Floats, Floats]:
    """The log odds of each text's best language; of two, where words of ASCII may be in another."""
    words_of = [_FOREIGN_WORD.findall(text) for text in texts]
    foreign = [" ".join(word for word in found if len(word) >= TOLD) for found in words_of]
    ascii_only = _FOREIGN_WORD.sub(" ", texts[0])
    best = LANGUAGE * identify.log_odds([*texts, *foreign, ascii_only]).max(axis=1)
    together, apart = best[: len(texts)], best[len(texts) : -1] + best[-1] - APART
    return together, np.where(apart > together, apart, together)
