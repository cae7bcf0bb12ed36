"""Fillings in columns: a row is what some items may stand for; many questions are answered at once.

Calls of numpy cost more than the numbers of one question, so that all questions of a step are
worked out together, and what came of them is remembered in one table. Not for: what is possible
(``fillings``, ``markers``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage.inferring.masses import Masses
from garblefix.damage.inferring.signs import SIGNS_OF

if TYPE_CHECKING:
    from garblefix.damage.inferring.language import Language

Index = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

WIDTH = 4  # characters that one chunk completes, at most
ROOM = 1024  # rows of a table, at first
# What is less likely than another by so many nats, by what is known without the language model, is
# not asked about. Without it as much came back of Chinese, Korean and Russian files, more slowly by
# a fifth, and of short slots less: there what no text has seems likely to the model too often.
FAR = 8.0


class Fillings(NamedTuple):
    """Rows; ``question``: which one each answers, by its number.

    ``text`` and ``length``: the characters completed, how many; ``state`` of what is begun;
    ``first``: the first byte meant, 0 for none; ``lost``: a lead byte lost alone before one not
    known yet, or −1; ``gone``: the byte that a marker alone stands for, or 0; ``signs``: bits of
    those in the text (``signs``); ``cost`` in nats; ``mass``: log P of the characters by
    themselves.
    """

    question: Index
    text: npt.NDArray[np.uint32]
    length: Numbers
    state: Numbers
    first: Numbers
    lost: Numbers
    gone: Numbers
    signs: Numbers
    cost: Floats
    mass: Floats

    @classmethod
    def blank(cls, question: Index, state: Numbers) -> Fillings:
        """Rows that stand for nothing yet."""
        count = len(question)
        length, first, gone, signs = (np.zeros(count, dtype=np.int32) for _ in range(4))
        text = np.zeros((count, WIDTH), dtype=np.uint32)
        lost = np.full(count, -1, dtype=np.int32)
        cost, mass = np.zeros(count), np.zeros(count)
        return cls(question, text, length, state, first, lost, gone, signs, cost, mass)

    @property
    def columns(self) -> Sequence[npt.NDArray[Any]]:
        """All columns, in their order."""
        return self

    @classmethod
    def joined(cls, parts: Sequence[Fillings]) -> Fillings:
        """The rows of all parts, one part behind the other."""
        if len(parts) == 1:
            return parts[0]
        return cls._make(map(np.concatenate, zip(*parts, strict=True)))

    def rows(self, index: Index) -> Fillings:
        """Some of the rows, copied."""
        return Fillings._make(column.take(index, axis=0) for column in self.columns)

    def where(self, good: npt.NDArray[np.bool_]) -> Fillings:
        """The rows for which something holds."""
        return self if good.all() else self.rows(np.flatnonzero(good))

    def rank(self, begun: Floats) -> Floats:
        """log P of each row by itself, in nats; ``begun``: that of what each state has begun."""
        rank: Floats = begun.take(self.state) - self.cost + self.mass
        return rank

    def foremost(self, begun: Floats, most: int) -> Fillings:
        """The ``most`` likeliest rows of each question, by their ranks."""
        return self.rows(foremost(self.question, self.rank(begun), most))

    def complete(self, points: npt.NDArray[Any], masses: Masses, language: Language) -> None:
        """Put a character behind the text of each row, where it is not 0."""
        index = np.flatnonzero(points)
        if not len(index):
            return
        points = points.take(index)
        length = self.length.take(index)
        self.text[index, np.minimum(length, WIDTH - 1)] = points
        self.length[index] = length + 1
        self.mass[index] += masses.characters.take(points)
        self.signs[index] |= SIGNS_OF.take(points)
        self.cost[index] += language.unused(points)


def spread(starts: Index, counts: Index) -> tuple[Index, Index]:
    """Spans of rows, by start and number: for each row the number of its span, and the row.

    >>> [found.tolist() for found in spread(np.array([5, 2]), np.array([1, 3]))]
    [[0, 1, 1, 1], [5, 2, 3, 4]]
    """
    span = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return span, np.arange(len(span)) + (starts - before).take(span)


def foremost(question: Index, rank: Floats, most: int) -> Index:
    """The rows in the order of their questions, of each the ``most`` of the highest rank first.

    >>> foremost(np.array([1, 0, 1, 1]), np.array([1.0, 0.0, 3.0, 2.0]), 2).tolist()
    [1, 2, 3]
    """
    order = np.lexsort((-rank, question))
    counts = np.bincount(question) if len(question) else np.zeros(0, dtype=np.intp)
    if counts.max(initial=0) <= most:
        return order
    within = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[within < most]


def likely(question: Index, rank: Floats, far: float = FAR) -> npt.NDArray[np.bool_]:
    """Which rows are within so many nats of the best one of their question.

    >>> likely(np.array([0, 1, 0]), np.array([0.0, -20.0, -10.0])).tolist()
    [True, True, False]
    """
    top = np.full(int(question.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(top, question, rank)
    near: npt.NDArray[np.bool_] = rank >= (top - far).take(question)
    return near


class Remembered:
    """Fillings by key, worked out for many keys at a time, in one ``table``.

    ``work_out`` returns the rows for some keys, whose places in the list are the questions, in
    order.
    """

    def __init__(self, work_out: Callable[[Sequence[Any]], Fillings]) -> None:
        self._work_out = work_out
        self.forget()

    def forget(self) -> None:
        """Drop all; spans asked for before are void then."""
        self._room = Fillings.blank(np.zeros(ROOM, np.intp), np.zeros(ROOM, np.int32))
        self.size = 0
        self._spans: dict[Any, tuple[int, int]] = {}

    @property
    def table(self) -> Fillings:
        """All rows so far."""
        return Fillings._make(column[: self.size] for column in self._room.columns)

    def spans(self, keys: Sequence[Any]) -> tuple[Index, Index]:
        """The rows for each key: spans of the table, by start and number of rows."""
        found = self._spans
        new = [key for key in dict.fromkeys(keys) if key not in found]
        if new:
            self._add(new)
        spans = np.array([found[key] for key in keys], dtype=np.intp).reshape(-1, 2)
        return spans[:, 0], spans[:, 1]

    def _add(self, keys: Sequence[Any]) -> None:
        rows = self._work_out(keys)
        counts = np.bincount(rows.question, minlength=len(keys))
        starts = self.size + np.cumsum(counts) - counts
        self._spans.update(
            zip(keys, zip(starts.tolist(), counts.tolist(), strict=True), strict=True)
        )
        end = self.size + len(rows.question)
        if end > len(self._room.question):
            # Twice as much as there is, so that rows are moved seldom.
            self._room = Fillings._make(
                np.concatenate([column, np.zeros((end, *column.shape[1:]), column.dtype)])
                for column in self._room.columns
            )
        for column, added in zip(self._room.columns, rows.columns, strict=True):
            column[self.size : end] = added
        self.size = end
