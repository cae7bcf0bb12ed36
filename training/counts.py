"""Counts n-grams: text to numbers to sorted arrays of (key, count).

A key packs the numbers of its characters, the last one lowest. Counts are weighted by language, and
each n-gram also has a raw count, which decides what is too rare to keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from garblefix.language import alphabet
from training import characters
from training.corpus import weight
from training.signs import shares

Array = npt.NDArray[np.generic]

PAD = 3  # newlines before every line, so that its first characters have a context
# Spaces that typesetters put where others put the plain one, and how often for one of that: a
# guess, since the corpus has none. Printed Polish, Czech, Russian and French is full of them.
SPACES = {"\xa0": 1 / 50, **dict.fromkeys("\u2002\u2003\u2007\u2009\u200a\u202f", 1 / 1000)}
MIN_CHARACTER = 4  # a character seen less often is counted as its class


def joined(lines: Sequence[str]) -> str:
    """Lines as one text with PAD newlines between."""
    gap = "\n" * PAD
    return gap + gap.join(lines) + gap


@dataclass(frozen=True)
class Alphabet:
    """``numbers``: code point → number; ``emission``: number → log P(character | its number)."""

    numbers: npt.NDArray[np.uint16]
    emission: npt.NDArray[np.float32]  # by code point, nats


def choose_alphabet(texts: Iterable[tuple[str, npt.NDArray[np.uint32]]]) -> Alphabet:
    """Give numbers to characters: alphabets first, then Han and Hangul by count, then classes."""
    folded = characters.fold()
    classes = characters.classes()
    counts = np.zeros(alphabet.CODE_POINTS, dtype=np.float64)
    raw = np.zeros(alphabet.CODE_POINTS, dtype=np.int64)
    capitals = np.zeros(2)  # İ, I
    for _, text in texts:
        here = np.bincount(folded[text], minlength=alphabet.CODE_POINTS)
        raw += here
        counts += here * weight(len(text))
        each = [np.count_nonzero(text == ord(capital)) for capital in (characters.DOTTED, "I")]
        capitals += np.array(each) * weight(len(text))
    points = np.arange(alphabet.CODE_POINTS)
    large = ((points >= 0x3400) & (points < 0xA000)) | ((points >= 0xAC00) & (points < 0xD7A4))
    large |= points >= 0x20000
    by_count = np.argsort(-counts, kind="stable")
    eligible = by_count[raw[by_count] >= MIN_CHARACTER]
    # Some lines of the corpus were read as Latin-1: their controls are no characters of theirs.
    controls = (eligible >= 0x80) & (eligible < 0xA0)
    eligible = eligible[(eligible != ord("\n")) & ~controls]
    small = eligible[~large[eligible]]
    rest = small[alphabet.ALPHABETIC - 1 :]
    room = alphabet.GRAMS - alphabet.CLASSES - alphabet.ALPHABETIC
    others = np.r_[rest, eligible[large[eligible]]]
    others = others[np.argsort(-counts[others], kind="stable")][:room]
    chosen = np.r_[ord("\n"), small[: alphabet.ALPHABETIC - 1]]
    first_other = alphabet.ALPHABETIC
    first_class = alphabet.GRAMS - alphabet.CLASSES
    numbers = (classes + first_class).astype(np.uint16)
    numbers[chosen] = np.arange(len(chosen))
    numbers[others] = first_other + np.arange(len(others))
    # Emission: how a class divides its mass among its members; one more for each, so none is 0.
    alone = numbers < first_class
    signs = np.zeros(alphabet.CODE_POINTS)
    for sign, share in shares().items():
        signs[ord(sign)] = share * counts.sum()
    member_counts = np.where(alone, 0.0, counts + signs + 0.3)
    totals = np.bincount(numbers, weights=member_counts, minlength=alphabet.GRAMS)
    emission = np.zeros(alphabet.CODE_POINTS, dtype=np.float32)
    members = ~alone
    emission[members] = np.log(member_counts[members] / totals[numbers[members]])
    emission = emission[folded]
    # Of the capitals of i, which have one number, few are İ.
    emission[ord(characters.DOTTED)] = np.log((capitals[0] + 0.3) / (capitals.sum() + 0.3))
    numbers = numbers[folded].astype(np.uint16)
    # The corpus has none of these, which typesetters put where others put spaces.
    for space, share in SPACES.items():
        numbers[ord(space)] = numbers[ord(" ")]
        emission[ord(space)] = np.log(share)
    return Alphabet(numbers=numbers, emission=emission)


def keys(numbers: npt.NDArray[np.uint16], order: int, bits: int) -> npt.NDArray[np.uint64]:
    """The key of the n-gram that ends at each position from ``order - 1`` on."""
    wide = numbers.astype(np.uint64)
    length = len(wide) - order + 1
    packed = np.zeros(max(length, 0), dtype=np.uint64)
    for place in range(order):
        packed = (packed << np.uint64(bits)) | wide[place : place + length]
    return packed


@dataclass
class Grams:
    """Sorted distinct ``keys`` with weighted ``counts`` and ``raw`` ones."""

    keys: npt.NDArray[np.uint64]
    counts: npt.NDArray[np.float64]
    raw: npt.NDArray[np.int64]


def merge(parts: Sequence[Grams]) -> Grams:
    """The sum of several counts."""
    every = np.concatenate([part.keys for part in parts])
    order = np.argsort(every, kind="stable")
    every = every[order]
    starts = np.flatnonzero(np.r_[True, every[1:] != every[:-1]])
    counts = np.concatenate([part.counts for part in parts])[order]
    raw = np.concatenate([part.raw for part in parts])[order]
    return Grams(every[starts], np.add.reduceat(counts, starts), np.add.reduceat(raw, starts))


def count(
    texts: Iterable[tuple[str, npt.NDArray[np.uint32]]], chosen: Alphabet, order: int
) -> Grams:
    """Count all n-grams of one order; the highest order only over the letters of alphabets."""
    merged: list[Grams] = []
    pending: list[Grams] = []
    for _, points in texts:
        numbers = chosen.numbers[points]
        if order > 3:
            packed = keys(numbers, order, alphabet.ALPHABETIC_BITS)
            small = numbers < alphabet.ALPHABETIC
            inside = np.ones(len(packed), dtype=bool)
            for place in range(order):
                inside &= small[place : place + len(packed)]
            packed = packed[inside]
        else:
            packed = keys(numbers, order, alphabet.GRAM_BITS)
        distinct, raw = np.unique(packed, return_counts=True)
        pending.append(
            Grams(distinct, raw.astype(np.float64) * weight(len(points)), raw.astype(np.int64))
        )
        if sum(len(part.keys) for part in pending) > 8_000_000:
            merged = [merge([*merged, *pending])]
            pending = []
    return merge([*merged, *pending])
