"""What the files of one run tell each other: files that lie together were often garbled alike.

A file of one line may show too little to be repaired, and be one of a hundred such. Each file says
what chains its lines prove; a chain that they prove together is as sure to hold for a line of
another file as it is common among them. Not for: one file's own lines (``shown``).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from garblefix.chain import source_of
from garblefix.document.shown import PROOF

# Chains of fewer files than one in twenty are not told to others: a line would have to gain more
# by them than single lines do.
LEAST_COMMON = 3.0
# However many files tell of a chain, for the lines of another one it is not more sure than this,
# log odds in nats: one file in a hundred may be clean, and it has words too that can be misread. Of
# 3,177 clean lines, each told of three chains from other languages, one changed at 0 and at 1.9,
# two at 4 (benchmarks.pooled).
MOST_COMMON = 1.9


class Pool:
    """The evidence of some files, none of which is ASCII.

    >>> pool = Pool()
    >>> for _ in range(3):
    ...     pool.add({"cp1250>cp1252": 25.0})
    >>> pool.add({})
    >>> {chain: round(sure, 1) for chain, sure in pool.heard.items()}
    {'cp1250>cp1252': 0.7}
    """

    def __init__(self) -> None:
        self._files = 0
        self._gained: dict[str, float] = defaultdict(float)
        self._proving: dict[str, int] = defaultdict(int)

    def add(self, gained: Mapping[str, float]) -> None:
        """One more file, with what its lines gained beyond doubt by each chain, in nats."""
        self._files += 1
        for chain, gain in gained.items():
            if source_of(chain) == "utf-8":
                continue  # it leaves signs of its own, so that one line shows it
            self._gained[chain] += gain
            self._proving[chain] += 1

    @property
    def heard(self) -> dict[str, float]:
        """How sure each chain is to hold for a line of an unsure file, log odds in nats."""
        sure = {
            chain: math.log((files + 1) / (self._files - files + 1))
            for chain, files in self._proving.items()
            if self._gained[chain] >= PROOF
        }
        return {
            chain: min(odds, MOST_COMMON)
            for chain, odds in sorted(sure.items(), key=lambda item: (-item[1], item[0]))
            if odds > -LEAST_COMMON
        }
