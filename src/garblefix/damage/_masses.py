"""How likely a character is whose bytes of UTF-8 are only begun: the mass of its completions.

Counted without context, but for the scripts that a text is in: in Korean text a lost syllable is
hardly ever Cyrillic. Part of ``misread``. Not for: characters in context (the language model).
"""

from __future__ import annotations

import functools

import numpy as np

from garblefix.language import coherence
from garblefix.language.model import EMISSION_STEP, load

UNSEEN = -25.0  # log P of what no text has
# How much less likely a letter of another script is than its frequency in all languages says.
FOREIGN = 4.0


@functools.lru_cache(maxsize=64)
def masses(scripts: frozenset[int] = frozenset()) -> dict[bytes, float]:
    """log P of each character by its bytes of UTF-8, and of all that begin with the same bytes.

    ``scripts``: those of the text, as ``Model.scripts`` has them; none: any script.

    >>> found = masses()
    >>> found["a".encode()] > found["ж".encode()] > found["☃".encode()], found[b""]
    (True, 0.0)
    """
    model = load()
    points = np.r_[0x20:0x7F, 0xA0:0xD800, 0xF900:0xFFFD, 0x1F300:0x1FB00]
    each = model.unigram[0][model.numbers[points]].astype(np.float64)
    each -= model.emission[points] * EMISSION_STEP
    if scripts:
        each -= FOREIGN * coherence.foreign(points, model.kinds, scripts)
    chances = np.exp(each)
    result = {b"": 0.0}
    for point, value in zip(points.tolist(), each.tolist(), strict=True):
        result[chr(point).encode()] = value
    for size, first, last in ((2, 0x80, 0x800), (3, 0x800, 0x10000), (4, 0x10000, 0x20000)):
        inside = (points >= first) & (points < last)
        for left in range(1, size):
            begun = points[inside] >> (6 * left)
            sums = np.bincount(begun, weights=chances[inside])
            for number in np.flatnonzero(sums).tolist():
                start = chr(max(number << (6 * left), first)).encode()[: size - left]
                result[start] = float(np.log(sums[number]))
    return result
