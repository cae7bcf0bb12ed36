"""What the known part of a document says again and again: its characters side by side.

Who writes 中心性 three times writes it a fourth time; the n-grams, which are of all texts, do not
know. Not for: alphabets, whose pairs of letters say little.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from garblefix.damage.inferring.columns import Index
from garblefix.language import alphabet
from garblefix.language.scripts import CJK

FIRST = ord(CJK)
# How much of what stands behind a character the document decides, and what of each pair that it has
# is put down to chance. Even in files of unrelated sentences (benchmarks.lossy_files) 72.1 and 55.0
# of 100 Chinese lines come back from GBK instead of 71.2 and 54.1; 0.35 does as well.
SHARE, CHANCE = 0.15, 0.5
_BITS = np.uint64(21)  # of a code point
_BREAK = "\n"  # between texts that are not side by side


class Said:
    """The pairs of characters of some texts, and how likely the second is behind the first."""

    def __init__(self, texts: Iterable[str]) -> None:
        points = alphabet.code_points(_BREAK.join(texts))
        first, second = points[:-1], points[1:]
        inside = (first >= FIRST) & (second >= FIRST)
        self.pairs, counts = np.unique(_keys(first[inside], second[inside]), return_counts=True)
        _, of, together = np.unique(self.pairs >> _BITS, return_inverse=True, return_counts=True)
        times = np.bincount(of, weights=counts, minlength=len(together))
        self._chances = (counts - CHANCE) / times[of] if len(counts) else np.zeros(0)

    def weigh(
        self,
        each: npt.NDArray[np.float32],
        points: npt.NDArray[np.uint32],
        before: Index,
        asked: Index,
    ) -> None:
        """Raise log P of some characters of a tree (``Model.branching``) by what the texts say.

        ``asked``: the places of those that are no part of the texts.

        >>> said = Said(["中心性", "中心性"])
        >>> each = np.full(3, -9.0, dtype=np.float32)
        >>> said.weigh(each, alphabet.code_points("心性态"), np.array([0, 0, 0]), np.arange(3))
        >>> bool(each[1] > -3), each[2].item()
        (True, -9.0)
        """
        if not len(self.pairs):
            return
        asked = asked[(points.take(asked) >= FIRST) & (points.take(before.take(asked)) >= FIRST)]
        keys = _keys(points.take(before.take(asked)), points.take(asked))
        places = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        said = self.pairs.take(places) == keys
        asked = asked[said]
        chances = SHARE * self._chances.take(places[said])
        each[asked] = np.log(np.exp(each.take(asked)) + chances)


def _keys(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    keys: npt.NDArray[np.uint64] = (first.astype(np.uint64) << _BITS) | second
    return keys
