"""What the search for fillings goes along: stretches of slots, and steps taken in all at once.

Not for: the search itself (``beam``), or what comes of it (``told``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage.inferring import spelling
from garblefix.damage.inferring.columns import Floats, Index
from garblefix.damage.inferring.said import Said

CONTEXT = 3  # characters that the model looks back
MIXING = np.uint64(0x9E3779B97F4A7C15)  # odd, otherwise arbitrary


class Step(NamedTuple):
    """A chunk, the item behind it, and the known text behind it if a slot ends here (``last``).

    ``hiding``: the chunk is a whole slot of which bytes are not shown at all, and these items may
    stand for them.
    """

    chunk: tuple[int, ...]
    behind: int
    tail: str
    last: bool
    hiding: tuple[int, ...] = ()


class Stretch(NamedTuple):
    """Chunks of slots side by side behind a known ``context``; ``missing``: bits of ``signs``.

    ``word``: what is known of the word before the first slot, as ``spelling`` has it. ``shown``:
    bytes that were hardly lost, since they are seen. ``said``: what its document says elsewhere.
    """

    context: str
    word: int
    missing: int
    shown: frozenset[int]
    said: Said
    steps: tuple[Step, ...]


class Solution(NamedTuple):
    """For each step of a stretch the text put in, and the chances of all texts; log P of it all."""

    chosen: list[tuple[str, dict[str, float]]]
    total: float


@dataclass(slots=True)
class Nodes:
    """Accounts so far that end alike; ``best`` and ``total`` are log P. ``owner``: the stretch.

    ``missing``: bits of the signs that would stand well behind the best; ``word``: what it has
    spelled of a word, ``liked``: how much the n-grams like that (``spelling``).
    """

    owner: Index
    context: npt.NDArray[np.uint32]
    state: npt.NDArray[np.int32]
    lost: npt.NDArray[np.int32]
    best: Floats
    total: Floats
    missing: npt.NDArray[np.int32]
    word: spelling.Words
    liked: Floats
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
            self.liked[index],
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


class Tails:
    """What is known behind the chunks of stretches, each such text once.

    ``numbers``: which one it is, by stretch and step; nothing where a stretch has ended. Of each
    its ``begin`` and its ``end``, CONTEXT characters of it, how many those at its beginning are,
    whether it is ``long``, with more between, and what it has of words that are ``torn``, of which
    so many characters stand at its beginning (``scored``).
    """

    def __init__(self, stretches: Sequence[Stretch], longest: int) -> None:
        texts = {"": 0}
        rows = [
            [texts.setdefault(step.tail, len(texts)) for step in stretch.steps]
            for stretch in stretches
        ]
        self.numbers = np.array([row + [0] * (longest - len(row)) for row in rows], dtype=np.intp)
        self.begin = code_points([text[:CONTEXT] for text in texts], CONTEXT)
        self.end = code_points([text[-CONTEXT:] for text in texts], CONTEXT)
        self.lengths = np.array([min(len(text), CONTEXT) for text in texts])
        self.long = np.array([len(text) > CONTEXT for text in texts])
        torn = [spelling.torn(text) for text in texts]
        self.scored = np.array([spelling.ending(text) for text in texts])
        self.torn = code_points(torn, max(map(len, torn)))


def alike(
    owner: Index,
    state: npt.NDArray[np.int32],
    lost: npt.NDArray[np.int32],
    context: npt.NDArray[np.uint32],
    word: spelling.Words,
) -> tuple[Index, Index]:
    """An order of drafts in which those that end alike are side by side, and where these start."""
    points = context.astype(np.uint64)
    key = points[:, 0] << np.uint64(42) | points[:, 1] << np.uint64(21) | points[:, 2]
    for more in (owner << 32 | state.astype(np.int64) << 9 | lost + 1, word):
        # Of numbers of 64 bits that are mixed so, no two in a step are the same by chance.
        key = (key ^ key >> np.uint64(31)) * MIXING + more.astype(np.uint64)
    order = np.argsort(key, kind="stable")
    key = key.take(order)
    first = np.ones(len(order), dtype=bool)
    np.not_equal(key[1:], key[:-1], out=first[1:])
    return order, np.flatnonzero(first)


def merged(best: Floats, total: Floats, starts: Index, groups: Index) -> tuple[Index, Floats]:
    """Of each group of drafts the place of the best, and log P of all together."""
    is_top = best == np.repeat(np.maximum.reduceat(best, starts), groups)
    places = np.flatnonzero(is_top)
    tops = places.take(np.searchsorted(places, starts))
    most = np.maximum.reduceat(total, starts)
    sums = np.add.reduceat(np.exp(total - np.repeat(most, groups)), starts)
    return tops, most + np.log(sums)


def code_points(texts: Sequence[str], width: int) -> npt.NDArray[np.uint32]:
    """The code points of each text, with zeros up to ``width``."""
    padded = "".join(text.ljust(width, "\0") for text in texts)
    points = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return points.reshape(len(texts), width)
