"""What text looks like: log P(text) under one character n-gram model of all languages.

Interpolated back-off n-grams, up to 3 characters of context in alphabets and 2 elsewhere, over
case-folded characters, times a small model of case. Line ends are characters of the model.
Everything is vectorised over many texts; tables are mapped into memory, so that loading costs
nothing and processes share the pages. Log probabilities are natural (nats).
Not for: deciding anything.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from garblefix.encodings import NO_BREAK_SPACE
from garblefix.language import alphabet, coherence
from garblefix.language.coherence import AnyArray, shifted
from garblefix.language.table import Table

DATA = Path(__file__).parent / "data"

Floats = npt.NDArray[np.float32]

PAD = 3
# How the three tables pack a slot's value: bits and steps (nats) of log P and of log back-off.
# 0 stands for "absent", so log P codes start at 1.
BIGRAM = (8, 1 / 16, 8, 1 / 32)
TRIGRAM = (7, 1 / 8, 4, 0.3)
FOURGRAM = (9, 1 / 32, 0, 0.0)
# What a letter costs at most, nats, that is used by a few languages, or by none.
RAREST_LETTER = np.float32(-12.0)
EMISSION_STEP = 1 / 8
SPACE_AGAIN = np.float32(-2.0)  # log P of one in a row of them, nats
# A change of script inside a word, in nats: after a pair never seen the back-off alone forgets that
# the word was in another script.
SCRIPT_CHANGE = 3


class Model:
    """The tables of one folder. Use ``load()``: one model a process is enough."""

    def __init__(self, folder: Path) -> None:
        def array(name: str) -> npt.NDArray[Any]:
            mapped: npt.NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
            return mapped.view(np.ndarray)

        self.numbers: npt.NDArray[np.uint16] = array("numbers")
        self.emission: npt.NDArray[np.uint8] = array("emission")
        self.case_kinds: npt.NDArray[np.uint8] = array("cases")
        self.kinds: npt.NDArray[np.uint8] = array("kinds")
        self.case_scores = np.ascontiguousarray(array("case_scores")).astype(np.float32)
        self.unigram = np.ascontiguousarray(array("unigram")).astype(np.float32)
        self.bigrams = Table(array("bigrams"), 2 * alphabet.GRAM_BITS, 16)
        self.trigrams = Table(array("trigrams"), 3 * alphabet.GRAM_BITS, 11)
        self.fourgrams = Table(array("fourgrams"), 4 * alphabet.ALPHABETIC_BITS, 9)

    def score(self, texts: Sequence[str]) -> Floats:
        """log P of each text as a line of its own, in nats."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        each, starts = self.characters(texts)
        return np.add.reduceat(each, starts)

    def characters(self, texts: Sequence[str]) -> tuple[Floats, npt.NDArray[np.intp]]:
        """log P of every character given those before it, all texts end to end, and their starts.

        Each text takes ``len(text) + 1`` places, the last for its line end.
        """
        points, keep, starts = self._laid_out(texts)
        return self._positions(points)[keep], starts

    def continuations(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """log P of each second text right behind the first, of which PAD characters count.

        >>> load().continuations([("\\n\\n\\n", "hi\\n")]) == load().score(["hi"])
        array([ True])
        """
        if not pairs:
            return np.zeros(0, dtype=np.float32)
        points = alphabet.code_points("".join(first[-PAD:] + second for first, second in pairs))
        lengths = np.fromiter((len(second) + PAD for _, second in pairs), np.intp, len(pairs))
        return self.continued(points, lengths)

    def continued(self, points: npt.NDArray[np.uint32], lengths: npt.NDArray[np.intp]) -> Floats:
        """``continuations`` by code points; ``lengths`` count PAD characters before each."""
        starts = np.cumsum(lengths) - lengths
        each = self._positions(points)
        for place in range(PAD):
            each[starts + place] = 0.0
        return np.add.reduceat(each, starts)

    def branching(self, points: npt.NDArray[np.uint32], before: npt.NDArray[np.intp]) -> Floats:
        """log P of each character of a tree of texts, which may have one beginning in common.

        ``before``: the place of the character before each one; PAD characters of each text, which
        begin with themselves, are not scored.
        """
        return self._positions(points, lambda column: column.take(before))

    def casing(self, points: npt.NDArray[np.uint32], before: npt.NDArray[np.intp]) -> Floats:
        """What ``branching`` has of each character for its being a capital or not."""
        return self._case(points, lambda column: column.take(before))

    def coherence(self, texts: Sequence[str], *, by_frequency: bool = False) -> Floats:
        """As ``characters``, by the model of text in any language whatever, see ``coherence``.

        ``by_frequency``: a rare Han character or Hangul syllable costs what it costs alone, and a
        letter of an alphabet that hardly any language uses more than others do.
        """
        points, keep, _ = self._laid_out(texts)
        result = coherence.scores(points, self.kinds)
        if by_frequency:
            large = (points >= 0x3400) & (points < 0xD7A4)
            rare = (points >= 0x100) & (points < 0x400)
            places = np.flatnonzero(large | rare)
            alone = self._alone(points[places])
            # Of an alphabet only the letters that hardly any language uses.
            rarest = np.where(alone <= RAREST_LETTER, RAREST_LETTER, 0.0)
            result[places] = np.minimum(result[places], np.where(rare[places], rarest, alone))
        result += self._case(points)
        return result[keep]

    def alone(self, text: str) -> Floats:
        """log P of each character by itself, in text of any language, nats.

        >>> common, rare = load().alone("年鎵")
        >>> bool(common > rare + 5)
        True
        """
        return self._alone(alphabet.code_points(text))

    def _alone(self, points: npt.NDArray[np.uint32]) -> Floats:
        result: Floats = self.unigram[0][self.numbers[points]]
        result -= self.emission[points] * np.float32(EMISSION_STEP)
        return result

    def scripts(self, text: str) -> frozenset[int]:
        """The scripts of the letters of ``text``, as numbers that only compare."""
        return coherence.scripts_of(alphabet.code_points(text), self.kinds)

    def knows_letters(self, text: str) -> bool:
        """Whether every letter of ``text`` was frequent enough in training to be told apart."""
        points = alphabet.code_points(text)
        letters = points[self.case_kinds[points] != alphabet.NO_LETTER]
        return bool((self.numbers[letters] < alphabet.GRAMS - alphabet.CLASSES).all())

    def _laid_out(
        self, texts: Sequence[str]
    ) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.bool_], npt.NDArray[np.intp]]:
        """All texts with gaps between as code points, which are scored, and where texts start."""
        gap = "\n" * PAD
        points = alphabet.code_points(gap + gap.join(texts) + "\n")
        lengths = np.fromiter((len(text) for text in texts), dtype=np.intp, count=len(texts))
        # Behind each text stand PAD newlines, the first of them its line end; only that is scored.
        ends = np.cumsum(lengths + PAD)
        keep = np.ones(len(points), dtype=bool)
        keep[:PAD] = False
        for extra in range(1, PAD):
            keep[ends[:-1] + extra] = False
        starts = np.cumsum(lengths + 1) - (lengths + 1)
        return points, keep, starts

    def _positions(
        self, points: npt.NDArray[np.uint32], before: Callable[[AnyArray], AnyArray] = shifted
    ) -> Floats:
        """log P of each character; ``before``: what a column has for the character before each."""
        numbers = self.numbers.take(points).astype(np.uint64)
        bits = np.uint64(alphabet.GRAM_BITS)
        alone: Floats = self.unigram[0].take(numbers.view(np.int64))
        last = before(numbers)
        # Bigrams: where absent, back-off of the context plus the unigram.
        pair = (last << bits) | numbers
        found = self.bigrams.find(pair)
        log_p, log_b = _decode(found, BIGRAM)
        without = self.unigram[1].take(last.view(np.int64)) + alone
        result = np.where(found > 0, log_p, without)
        # Trigrams: the back-off of the context is the one of the bigram that ends a place earlier.
        second = before(last)
        found = self.trigrams.find((second << (bits + bits)) | pair)
        log_p, more = _decode(found, TRIGRAM)
        result = np.where(found > 0, log_p, before(log_b) + result)
        # 4-grams, letters of alphabets only.
        third = before(second)
        inside = ((numbers | last | second | third) < alphabet.ALPHABETIC).nonzero()[0]
        if len(inside):
            bits = np.uint64(alphabet.ALPHABETIC_BITS)
            key = third.take(inside)
            for column in (second, last, numbers):
                key = (key << bits) | column.take(inside)
            found = self.fourgrams.find(key)
            log_p, _ = _decode(found, FOURGRAM)
            without = before(more).take(inside) + result.take(inside)
            result[inside] = np.where(found > 0, log_p, without)
        result -= self.emission.take(points) * np.float32(EMISSION_STEP)
        wide = (points == NO_BREAK_SPACE).nonzero()[0]
        if len(wide):
            # Rows of them set text in; the corpus has none.
            row = wide[np.isin(last.take(wide), (self.numbers[ord(" ")], alphabet.NEWLINE))]
            result[row] = np.maximum(result[row], SPACE_AGAIN)
        result += self._case(points, before)
        changes = coherence.script_changes(points, self.kinds, before)
        result -= changes * np.float32(SCRIPT_CHANGE)
        return result

    def _case(
        self, points: npt.NDArray[np.uint32], before: Callable[[AnyArray], AnyArray] = shifted
    ) -> Floats:
        kinds = self.case_kinds.take(points)
        last = before(kinds)
        size = np.uint8(len(self.case_scores))  # few enough for the places of all to be small
        result: Floats = self.case_scores.ravel().take((before(last) * size + last) * size + kinds)
        return result


def _decode(
    values: npt.NDArray[np.uint32], packing: tuple[int, float, int, float]
) -> tuple[Floats, Floats]:
    bits, step, _, backoff_step = packing
    mask = np.uint32((1 << bits) - 1)
    log_probability = ((values & mask).astype(np.float32) - 1) * np.float32(-step)
    log_backoff = (values >> np.uint32(bits)).astype(np.float32) * np.float32(-backoff_step)
    return log_probability, log_backoff


@functools.cache
def load() -> Model:
    """The installed model, loaded once a process."""
    return Model(DATA)
