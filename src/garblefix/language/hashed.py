"""Runs of one to three letters of a text, hashed into BUCKETS: what its language is told by.

A gap between words counts as a letter. Hashing is fine where a sum over many n-grams chooses among
some fifty languages: nothing searches for the text that collides best. Not for: what a bucket says
(``identify``).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from garblefix.language import alphabet, model

BUCKET_BITS = 15
BUCKETS = 1 << BUCKET_BITS
ORDERS = (1, 2, 3)
# One of these for each character of an n-gram, the last first; odd, otherwise arbitrary.
FACTORS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)
GAP = 32
MISSING = "\N{REPLACEMENT CHARACTER}"  # a letter that is not known

# Accents that stand alone; compatibility makes marks of them, on the space before.
_LONE_MARK = re.compile("[¨¯´¸˘-˝ͺ΄΅᾽-῾]")


def buckets(text: str) -> npt.NDArray[np.intp]:
    """The bucket of every n-gram of ``text``.

    >>> len(buckets("ab")), len(buckets("12"))  # " ab ": 2 letters, 3 pairs, 2 triples
    (7, 0)
    """
    return buckets_of([text])[0]


def buckets_of(texts: Sequence[str], *, known: bool = True) -> list[npt.NDArray[np.intp]]:
    """The buckets of each text, all hashed in one go.

    Unless all letters are ``known``, those of n-grams with MISSING in them are left out.
    """
    spaced = [f" {_folded(text)} " for text in texts]
    points = alphabet.code_points("".join(spaced))
    letter = model.load().case_kinds[points] != alphabet.NO_LETTER
    if not known:
        letter |= points == ord(MISSING)
    points = np.where(letter, points, np.uint32(GAP))
    keep = letter.copy()
    keep[1:] |= letter[:-1]  # one gap behind every word
    starts = list(itertools.accumulate(map(len, spaced), initial=0))
    keep[starts[:-1]] = True
    kept = keep.cumsum()
    points = points[keep]
    hashed = _hashed(points)
    found = []
    first = 0
    for end in starts[1:]:
        last = int(kept[end - 1])
        # A text without letters is a gap; an n-gram does not reach into the next text.
        parts = [
            keys[first : max(first, last - order)]
            for order, keys in zip(range(len(ORDERS)), hashed, strict=True)
        ]
        own = points[first:last]
        counted = own != GAP
        if not known:
            counted &= own != ord(MISSING)
            parts[1:] = [keys[_untorn(own, len(keys))] for keys in parts[1:]]
        parts[0] = parts[0][counted]
        found.append(np.concatenate(parts).astype(np.intp))
        first = last
    return found


def _untorn(points: npt.NDArray[np.uint32], count: int) -> npt.NDArray[np.bool_]:
    """Which of so many n-grams, one for each place that has all of its letters, have no MISSING."""
    missing = points == ord(MISSING)
    order = len(points) - count + 1
    torn = np.zeros(count, dtype=bool)
    for place in range(order):
        torn |= missing[place : place + count]
    return ~torn


def _folded(text: str) -> str:
    if not text.isascii():
        # Old files hold half-width katakana, and letters with their marks behind them.
        text = unicodedata.normalize("NFKC", _LONE_MARK.sub(" ", text))
    return text.lower()


def _hashed(points: npt.NDArray[np.uint32]) -> list[npt.NDArray[np.uint32]]:
    """The bucket of the n-gram that begins at each place, for each of ORDERS."""
    times = [points * np.uint32(factor) for factor in FACTORS]
    keys = []
    for order in ORDERS:
        length = max(0, len(points) - order + 1)
        key = times[0][order - 1 :] + np.uint32(order)
        for place in range(1, order):
            start = order - 1 - place
            key += times[place][start : start + length]
        keys.append(key)
    all_keys = mixed(np.concatenate(keys))
    ends = list(itertools.accumulate(map(len, keys), initial=0))
    return [all_keys[start:end] for start, end in itertools.pairwise(ends)]


def mixed(keys: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """The bucket of each key, which is written over."""
    keys ^= keys >> np.uint32(15)
    keys *= np.uint32(0x2C1B3C6D)
    keys >>= np.uint32(32 - BUCKET_BITS)
    return keys
