"""Does this read like text? What the model and the model of coherent text say together.

The one knows languages, the other scripts; where the first likes a text less than the second does,
something is wrong with it, or its language is unknown. Not for: proposing anything.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from garblefix.language import alphabet, words

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# What a stretch of words pays to be explained as text of an unknown language, and each word of it.
UNKNOWN = 16.0
UNKNOWN_WORD = 1.5
# A window of text is searched when the model likes it that much less than coherent text, in nats: a
# quarter of clean lines of dev text, and all but 1 in 100 of the Latin lines read as Latin.
SUSPICIOUS = -4.0
WINDOW = 12  # characters
# The same for each foreign character of the window, where only what is plainly garbled is wanted.
PLAIN = -4.5
# How much it counts that words are known to be used, beside the n-grams, which know them too.
USED = 0.5

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# No text has these, but for U+0085, a line end.
_C1 = re.compile(r"[\x80-\x84\x86-\x9f]")
# Letters, and the signs and spaces of ASCII behind them that they make likelier or not.
_OTHER = "[^A-Za-z\x80-\U0010ffff]"
_WORD = re.compile(rf"(?:[A-Za-z]|[^\x00-\x7f])+{_OTHER}{{0,2}}|{_OTHER}+")


def suspicious(texts: Sequence[str], model: Model, *, thorough: bool = True) -> list[bool]:
    """Which texts have a place that the model likes less than coherent text of its scripts.

    Twelve characters in a row, of which those count that are not ASCII or stand close behind such.
    The others are never damaged enough for a repair to gain. Where not ``thorough``, each foreign
    character of that place must count for it, as it does in all but 1 in 100 garbled lines. A C1
    control is one such place by itself, and where ``thorough`` so is a capital beyond ASCII behind
    a small letter (``mÍme``), which the wrong page makes of many letters.
    """
    surplus = model.characters(texts)[0] - model.coherence(texts)
    points = alphabet.code_points("".join(text + "\n" for text in texts))
    foreign = points >= 0x80
    ends = list(accumulate(len(text) + 1 for text in texts))
    near = foreign.copy()
    near[1:] |= foreign[:-1]
    near[2:] |= foreign[:-2]
    for end in ends[:-1]:
        near[end] = foreign[end]
    total = np.concatenate(([0.0], np.cumsum(np.where(near, surplus, 0.0))))
    windows = total[WINDOW:] - total[:-WINDOW]
    odd = np.zeros(len(points), dtype=bool)
    if thorough:
        cases = model.case_kinds[points]
        odd[1:] = foreign[1:] & (cases[1:] == alphabet.UPPER) & (cases[:-1] == alphabet.LOWER)
    capitals = np.logical_or.reduceat(odd, [0, *ends[:-1]]).tolist()
    result: list[bool] = []
    for start, end in pairwise([0, *ends]):
        worst, place_of_worst = total[end] - total[start], start
        if end - start > WINDOW:
            inside = windows[start : end - WINDOW + 1]
            place_of_worst = start + int(inside.argmin())
            worst = windows[place_of_worst]
        limit = SUSPICIOUS
        if not thorough:
            there = foreign[place_of_worst : min(place_of_worst + WINDOW, end)].sum()
            limit = min(limit, PLAIN * float(there))
        number = len(result)
        result.append(bool(worst < limit or capitals[number] or _C1.search(texts[number])))
    return result


def surplus(texts: Sequence[str], model: Model, each: Floats | None = None) -> list[float]:
    """By how much the model likes each text better than any coherent text, nats a character.

    Asked of the characters that are not ASCII and what follows each. All but 1 in 100 lines of
    Korean, Japanese, Russian, Greek and Thai gain more than −1 (Chinese −2.5, Czech, German and
    French −4 to −6); what a wrong page makes of such lines loses 5 to 8 in the median. ``each``:
    the model's scores of all characters, where they are known.
    """
    if each is None:
        each, _ = model.characters(texts)
    each = each - model.coherence(texts)
    starts = list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0))
    foreign = alphabet.code_points("".join(text + "\n" for text in texts)) >= 0x80
    near = foreign.copy()
    near[1:] |= foreign[:-1]
    gained = np.add.reduceat(np.where(near, each, 0.0), starts)
    counts = np.maximum(np.add.reduceat(foreign.astype(int), starts), 1)
    result: list[float] = (gained / counts).tolist()
    return result


def plausible(text: str, model: Model) -> bool:
    """Whether the model finds ``text`` likelier than any coherent text of its scripts.

    Asked of the non-ASCII characters and what follows each.
    """
    return surplus([text], model)[0] > 0.0


def fair(text: str, each: Floats, coherent: Floats, known: Sequence[tuple[int, int]] = ()) -> float:
    """log P of ``text`` as it is, where stretches of words may be text of an unknown language.

    A language that the model has hardly seen is not implausible for that, nor is code. ``each``:
    the model's scores of the characters; ``coherent``: those of coherent text by frequency. Words
    that touch one of the spans ``known`` must be text that the model knows, whatever the words
    around them are.
    """
    starts = [match.start() for match in _WORD.finditer(text)] or [0]
    known_words = np.add.reduceat(each, starts).tolist()
    coherent_words = np.add.reduceat(coherent, starts).tolist()
    # Words of ASCII are there whatever the others are, and tell nothing about them; but what has
    # control characters in it may be no text at all.
    for number, (start, end) in enumerate(pairwise([*starts, len(text)])):
        piece = text[start:end]
        if piece.isascii() and not _CONTROL.search(piece):
            coherent_words[number] = known_words[number]
    for start, end in known:
        first = bisect.bisect_right(starts, start) - 1
        for word in range(first, bisect.bisect_left(starts, max(end, start + 1))):
            coherent_words[word] = known_words[word]
    in_known, in_unknown = 0.0, -UNKNOWN
    for known_word, coherent_word in zip(known_words, coherent_words, strict=True):
        in_known, in_unknown = (
            max(in_known, in_unknown) + known_word,
            max(in_unknown, in_known - UNKNOWN) + coherent_word - UNKNOWN_WORD,
        )
    return max(in_known, in_unknown)


def read_well(texts: Sequence[str], model: Model) -> Floats:
    """How well each text reads, by its n-grams and its words, nats."""
    return model.score(texts) + used_words(texts)


def used_words(texts: Sequence[str]) -> Floats:
    """How much the words of each text add to what its n-grams say, nats."""
    return np.float32(USED) * np.array(words.gains(texts), dtype=np.float32)
