"""A cheap first look: could this line be garbled at all?

Each non-ASCII character gets points for how garbled it looks in its place: what it says alone,
what the kinds of it and its neighbours add, what the character before adds, and that with the one
behind. They are added up over 1, 2, 4 and 8 such characters in a row, and a line is as suspicious
as its worst row. Keys of the tables of pairs and triples are hashed: an error costs time, no fix.
Not for: deciding what is garbled.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

DATA = Path(__file__).parent / "data"
TABLES = ("kinds", "single", "kind", "pair", "triple")

Points = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]
Table = npt.NDArray[np.int8]
Scores = npt.NDArray[np.int16]
Places = npt.NDArray[np.intp]

Number = TypeVar("Number", np.int16, np.float32)

STEP = 1 / 8  # nats an integer of the tables stands for
CHARACTERS = 0x20000  # code points beyond share the last place of the tables
KIND_BITS = 6
PAIR_BITS = 18
TRIPLE_BITS = 20
WINDOWS = (1, 2, 4, 8)  # non-ASCII characters; each row is twice the one before
CHUNK = 1 << 16  # characters looked at in one go: their arrays stay in the processor's cache
# Where so many characters are not ASCII, looking them out costs more than doing the sums for all.
DENSE = 0.6
# Measured on dev text (benchmarks/gate.py), among lines with other characters than ASCII. Above
# SUSPICIOUS are 3.4 % of clean lines (27 % of Chinese with its classical verse, 2 % in the median
# language) and garbled lines of 40 characters but for 0.1 % where UTF-8 was misread or the script
# is not Latin, and 6 % where one Latin letter stands for another.
SUSPICIOUS = -16
# Above GARBLED are 0.09 % of clean lines (0.6 % of Chinese, none in the median language, 7 % in
# languages never seen). Not above it are 1.8 % of lines of 40 characters with Latin text whose
# UTF-8 was misread, 0.7 % of Cyrillic, 1.7 % of Chinese, Japanese and Korean, and 30 % where one
# Latin letter stands for another. At 32 these are 0.16, 0.8, 0.2, 1.2 and 24 %.
GARBLED = 32
# Not above CLEAN are 75 to 98 % of clean lines that are not in Latin letters, and 0 to 0.7 % of
# such lines where the wrong page was undone.
CLEAN = -20
# Above ODD are 1.1 % of clean lines (12 % of Chinese), and all but 9 % of those where one Latin
# letter stands for another.
ODD = 0
NOTHING = -(1 << 14)  # the score of a line of ASCII

_LEFT = np.uint32(0x9E3779B1)
_MIDDLE = np.uint32(0x85EBCA77)
_RIGHT = np.uint32(0xC2B2AE3D)
_FOLD = np.uint32(15)
_LAST = np.uint32(CHARACTERS - 1)


def keys(points: Points, kinds: Kinds, places: Places) -> tuple[Points, Points, Points, Points]:
    """Keys into the four tables of the characters at ``places``, none of them first or last."""
    before, here, behind = points.take(places - 1), points.take(places), points.take(places + 1)
    known = [np.minimum(each, _LAST) for each in (before, here, behind)]
    first, second, third = (kinds.take(each, mode="wrap") for each in known)
    return (known[1], *_keys((before, here, behind), (first, second, third)))


def keys_of_all(points: Points, kinds: Kinds) -> tuple[Points, Points, Points, Points]:
    """The ``keys`` of every character but the first and the last, at less cost for each."""
    known = np.minimum(points, _LAST)
    every = kinds.take(known, mode="wrap")
    around = points[:-2], points[1:-1], points[2:]
    return (known[1:-1], *_keys(around, (every[:-2], every[1:-1], every[2:])))


def _keys(
    points: tuple[Points, Points, Points], kinds: tuple[Kinds, Kinds, Kinds]
) -> tuple[Points, Points, Points]:
    """Keys by kinds, pair and triple of the characters in the middle, of three in a row."""
    before, here, behind = points
    kind = kinds[0].astype(np.uint32)
    for next_kind in kinds[1:]:
        kind <<= np.uint32(KIND_BITS)
        kind |= next_kind
    pair = before * _LEFT
    pair += here * _MIDDLE
    triple = behind * _RIGHT
    triple += pair
    triple ^= triple >> _FOLD
    triple *= _MIDDLE
    triple >>= np.uint32(32 - TRIPLE_BITS)
    pair ^= pair >> _FOLD
    pair *= _RIGHT
    pair >>= np.uint32(32 - PAIR_BITS)
    return kind, pair, triple


def rows(each: npt.NDArray[Number], starts: Places) -> Iterator[npt.NDArray[Number]]:
    """For each width of WINDOWS, the points of the row that ends at each character.

    ``starts``: where lines begin. No row reaches back over the start of its line.
    """
    row = each
    yield row
    for width in WINDOWS[1:]:
        half = width // 2
        wider = row.copy()
        wider[half:] += row[:-half]
        # Where a line is shorter than this, the next one is reached, and these are its first too.
        for late in range(half):
            short = starts + late
            short = short[: np.searchsorted(short, len(row))]
            wider[short] = row[short]
        row = wider
        yield row


class Gate:
    """The kind of each character, and tables of points by character, kinds, pair and triple."""

    def __init__(
        self, kinds: Kinds, single: Table, kind: Table, pair: Table, triple: Table
    ) -> None:
        self.kinds = kinds
        self.tables = (single, kind, pair, triple)

    def worst(self, text: str) -> Scores:
        """How suspicious each line of ``text`` is; NOTHING for lines of ASCII.

        ``text`` ends in a newline (ValueError otherwise); a line is what ends in one.
        """
        if text and not text.endswith("\n"):
            raise ValueError("the last line has no end")
        count = text.count("\n")
        scores = np.full(count, NOTHING, dtype=np.int16)
        if text.isascii():
            return scores
        line = place = 0
        while place < len(text):
            end = text.rfind("\n", place, place + CHUNK) + 1 or text.find("\n", place) + 1
            chunk = text[place:end]
            place = end
            if chunk.isascii():
                line += chunk.count("\n")
            else:
                line += self._chunk(chunk, scores[line:])
        return scores

    def _chunk(self, text: str, scores: Scores) -> int:
        """Write the scores of these lines, and return how many lines there are."""
        data = ("\n" + text + "\n").encode("utf-32-le", "surrogatepass")
        points = np.frombuffer(data, dtype="<u4")
        places = np.flatnonzero(points >= 0x80)
        ends = np.flatnonzero(points[1:-1] == 10)
        ends += 1
        each = self._each(points, places)
        stops = np.searchsorted(places, ends)
        starts = np.concatenate(([0], stops[:-1]))
        lines = np.flatnonzero(stops > starts)  # those with other characters than ASCII
        starts = starts[lines]
        best: Scores | None = None
        for row in rows(each, starts):
            best = row.copy() if best is None else np.maximum(best, row, out=best)
        if best is not None:
            scores[lines] = np.maximum.reduceat(best, starts)
        return len(ends)

    def _each(self, points: Points, places: Places) -> Scores:
        """The points that each character gets."""
        dense = len(places) > DENSE * len(points)
        found = keys_of_all(points, self.kinds) if dense else keys(points, self.kinds, places)
        each = np.zeros(len(found[0]), dtype=np.int16)
        for table, key in zip(self.tables, found, strict=True):
            each += table.take(key, mode="wrap")  # the fastest mode; all keys lie within
        return each.take(places - 1) if dense else each

    def save(self, folder: Path) -> None:
        """Write the tables where ``load`` finds them."""
        for name, table in zip(TABLES, (self.kinds, *self.tables), strict=True):
            np.save(folder / f"gate_{name}.npy", table)


def load(folder: Path | None = None) -> Gate:
    """The installed gate, or another that was saved; training puts ``DATA`` elsewhere."""
    return _loaded(folder or DATA)


@functools.cache
def _loaded(folder: Path) -> Gate:
    arrays = (np.load(folder / f"gate_{name}.npy", mmap_mode="r") for name in TABLES)
    return Gate(*(array.view(np.ndarray) for array in arrays))


def suspicion(lines: Sequence[str]) -> list[int]:
    """What the installed gate says of each line; a line end inside is a space to it."""
    scores: list[int] = suspicions(lines).tolist()
    return scores


def suspicions(lines: Sequence[str]) -> Scores:
    """What ``suspicion`` says, as an array."""
    text = "\n".join([*lines, ""])
    if text.count("\n") != len(lines):
        text = "".join(line.replace("\n", " ") + "\n" for line in lines)
    return load().worst(text)
