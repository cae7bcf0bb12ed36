"""How likely a character is whose bytes of UTF-8 are only begun: the mass of its completions.

Counted without context, but for the scripts that a text is in: in Korean text a lost syllable is
hardly ever Cyrillic. Not for: characters in context (the language model).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from garblefix.damage.inferring import utf8
from garblefix.language import coherence
from garblefix.language.model import EMISSION_STEP, load

UNSEEN = -25.0  # log P of what no text has
# How much less likely a letter of another script is than its frequency in all languages says.
FOREIGN = 4.0
POINTS = 0x40000  # all that begin with F0


@dataclass(frozen=True, slots=True)
class Masses:
    """log P of each character by its code point, and of all that begin alike by their state."""

    characters: npt.NDArray[np.float64]
    begun: npt.NDArray[np.float64]


@functools.lru_cache(maxsize=64)
def masses(scripts: frozenset[int] = frozenset()) -> Masses:
    """What is likely in text of some scripts, as ``Model.scripts`` has them; none: any script.

    >>> found = masses()
    >>> bool(found.characters[ord("a")] > found.characters[ord("ж")]), float(found.begun[0])
    (True, 0.0)
    """
    model = load()
    points = np.r_[0x0A, 0x20:0x7F, 0xA0:0xD800, 0xF900:0xFFFD, 0x1F300:0x1FB00]
    each = model.unigram[0][model.numbers[points]].astype(np.float64)
    each -= model.emission[points] * EMISSION_STEP
    if scripts:
        each -= FOREIGN * coherence.foreign(points, model.kinds, scripts)
    characters = np.full(POINTS, UNSEEN)
    characters[points] = each
    chances = np.zeros(POINTS)
    chances[points] = np.exp(each)
    sums = np.zeros(utf8.STATES)
    for size, first, last in ((2, 0x80, 0x800), (3, 0x800, 0x10000), (4, 0x10000, POINTS)):
        inside = np.arange(first, last)
        state = np.zeros(len(inside), dtype=np.int32)
        for left in range(size - 1, 0, -1):
            high = {2: 0xC0, 3: 0xE0, 4: 0xF0}[size] if left == size - 1 else 0x80
            data = (high | inside >> 6 * left & 0x3F).astype(np.int32)
            good, state, _ = utf8.pushed(state, data)
            inside, state = inside[good], state[good]
            sums += np.bincount(state, weights=chances[inside], minlength=utf8.STATES)
    begun = np.full(utf8.STATES, UNSEEN)
    begun[sums > 0] = np.log(sums[sums > 0])
    begun[utf8.NONE] = 0.0
    return Masses(characters, begun)
