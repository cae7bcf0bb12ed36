"""The language model without its longest n-grams, to measure what each order brings.

Not for: building tables.
"""

from __future__ import annotations

import copy

import numpy as np

from garblefix.language import alphabet, model
from garblefix.language.model import Model
from garblefix.language.table import Table

LONGEST = 4


def up_to(full: Model, order: int) -> Model:
    """``full`` with n-grams of at most ``order`` characters, 1 to LONGEST.

    >>> scores = [up_to(model.load(), order).score(["the rest of the day"])[0] for order in (1, 3)]
    >>> bool(scores[0] < scores[1])
    True
    """
    shorter = copy.copy(full)
    wide, narrow = alphabet.GRAM_BITS, alphabet.ALPHABETIC_BITS
    if order == 1:
        shorter.unigram = full.unigram.copy()
        shorter.unigram[1] = 0.0
    shorter.bigrams = _cut(full.bigrams, 2 * wide, model.BIGRAM, 2 - order)
    shorter.trigrams = _cut(full.trigrams, 3 * wide, model.TRIGRAM, 3 - order)
    shorter.fourgrams = _cut(full.fourgrams, 4 * narrow, model.FOURGRAM, 4 - order)
    return shorter


def _cut(
    table: Table, key_bits: int, packing: tuple[int, float, int, float], too_long: int
) -> Table:
    """``table``; where it is the longest kept, with no mass for longer ones, beyond that empty."""
    bits, _, backoff_bits, _ = packing
    if too_long < 0:
        return table
    kept = ~np.uint32(((1 << backoff_bits) - 1) << bits) if too_long == 0 else np.uint32(0)
    return Table(table.rows & kept, key_bits, bits + backoff_bits)
