"""What the search for fillings goes along: stretches of slots, and steps taken in all at once.

Part of ``misread``. Not for: the search itself (``_beam``), or what comes of it (``_told``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage._columns import Floats, Index
from garblefix.damage._words import Words

CONTEXT = 3  # characters that the model looks back


class Step(NamedTuple):
    """A chunk, the item behind it, and the known text behind it if a slot ends here (``last``).

    ``hiding``: the chunk is a whole slot of which bytes are not shown at all.
    """

    chunk: tuple[int, ...]
    behind: int
    tail: str
    last: bool
    hiding: bool = False


class Stretch(NamedTuple):
    """Chunks of slots side by side behind a known ``context``; ``missing``: bits of ``_signs``.

    ``word``: what is known of the word before the first slot, as ``_words`` has it.
    """

    context: str
    word: int
    missing: int
    steps: tuple[Step, ...]


class Solution(NamedTuple):
    """For each step of a stretch the text put in, and the chances of all texts; log P of it all."""

    chosen: list[tuple[str, dict[str, float]]]
    total: float


@dataclass(slots=True)
class Nodes:
    """Accounts so far that end alike; ``best`` and ``total`` are log P. ``owner``: the stretch.

    ``missing``: bits of the signs that would stand well behind the best; ``word``: what it has
    spelled of a word.
    """

    owner: Index
    context: npt.NDArray[np.uint32]
    state: npt.NDArray[np.int32]
    lost: npt.NDArray[np.int32]
    best: Floats
    total: Floats
    missing: npt.NDArray[np.int32]
    word: Words
    # Of the best account: the node before, and the filling (a row of the table).
    came: Index = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    filling: Index = field(default_factory=lambda: np.zeros(0, dtype=np.intp))

    def rows(self, index: Index) -> Nodes:
        """Some of them."""
        return Nodes(
            self.owner[index],
            self.context[index],
            self.state[index],
            self.lost[index],
            self.best[index],
            self.total[index],
            self.missing[index],
            self.word[index],
        )


@dataclass(slots=True)
class Taken:
    """A step that all stretches took together: its nodes, and every account between the nodes.

    ``going``: which nodes of the step before went on, those ``before``.
    """

    going: Index
    before: Nodes
    nodes: Nodes
    source: Index
    target: Index
    filling: Index
    score: Floats
