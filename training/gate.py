"""Trains the gate: how garbled each character looks in its place.

First by counting: the log-odds of each key in garbled text against clean, each table holding what
it adds to those before; what is frequent in any one language counts as clean there, or French and
German would flood the search. Then the points are moved, round by round, until few clean lines and
nearly all garbled ones come out above zero: the log-odds of characters that stand together do not
simply add up, and it is the worst place of a line that counts.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from garblefix.language import alphabet, coherence, gate
from training import characters, corpus
from training.gate_examples import Examples, Maker

SIZES = (gate.CHARACTERS, 1 << 3 * gate.KIND_BITS, 1 << gate.PAIR_BITS, 1 << gate.TRIPLE_BITS)

SMOOTHING = 2.0
# A share of the most frequent language's probability that counts as clean.
ANY_ONE = 0.3
MOST_OF_ONE = 300_000
LEAST_OF_ONE = 2_000
DOUBT = 4.0  # a key seen so often is believed half

ROUNDS = 36
WARM_UP = 3  # rounds over all lines
FULL_EVERY = 5  # then over all lines once in so many rounds, over those in doubt in the others
IN_DOUBT = 0.0005  # lines further from right than this are looked at again
MATTERS = 0.003  # and move the tables above this
RATES = (0.5, 0.7, 0.5, 0.35)  # how fast each table moves: what is more general faster
CLEAN_WEIGHT = 4.0  # how much worse all clean lines passed are than all garbled ones missed
LINES_COUNT = 200_000  # as many lines each side stands for
FLOOR = 2.0  # nats that a row needs before it counts against a line
LARGEST = 15.8  # nats; what int8 holds

Floats = npt.NDArray[np.float32]


def kinds() -> gate.Kinds:
    """Kinds of character below 64: those of ``coherence``, finer where misreads are told by it.

    >>> table = kinds()
    >>> table[ord("a")] == table[ord("z")], table[ord("a")] == table[ord("A")]
    (np.True_, np.False_)
    """
    coarse = characters.kinds()[: gate.CHARACTERS]
    upper = characters.cases()[: gate.CHARACTERS] == alphabet.UPPER
    points = np.arange(gate.CHARACTERS)
    fine = np.where(coarse < coherence.OTHER_SCRIPTS, coarse, 0).astype(np.uint8)
    number = len(coherence.COSTS)
    for name in coherence.KIND:
        if name.endswith(("latin letter", "cyrillic letter", "greek letter", "ascii letter")):
            fine[upper & (coarse == coherence.KIND[name])] = number
            number += 1
    for name, start, stop in (
        ("unreadable", 0x80, 0xA0),
        ("unreadable", 0xE000, 0xF900),
        ("unreadable", 0xFFFD, 0xFFFE),
        ("symbol", 0x80, 0x100),
        ("punctuation", 0x80, 0x100),
        ("punctuation", 0x3000, 0x3100),
    ):
        fine[(coarse == coherence.KIND[name]) & (start <= points) & (points < stop)] = number
        number += 1
    own: dict[int, int] = {}
    # Arabic, Hebrew, Thai, Devanagari, Bengali, Tamil, Armenian, Georgian.
    for point in (0x627, 0x5D0, 0xE01, 0x915, 0x995, 0xBA4, 0x561, 0x10D0):
        own.setdefault(int(coarse[point]), number + len(own))
    number += len(own)
    for script in np.unique(coarse[coarse >= coherence.OTHER_SCRIPTS]):
        share = number + int(script) % ((1 << gate.KIND_BITS) - number)
        fine[coarse == script] = own.get(int(script), share)
    return fine


@dataclass
class Places:
    """The places that the gate looks at in some lines."""

    keys: tuple[npt.NDArray[np.uint32], ...]  # one array a table
    starts: npt.NDArray[np.intp]  # of each line among the places
    stops: npt.NDArray[np.intp]
    garbled: bool
    weight: float

    @classmethod
    def of(cls, examples: Examples, table: gate.Kinds) -> Places:
        """Every line has a place: it is not ASCII."""
        points = alphabet.code_points("\n" + "\n".join(examples.lines) + "\n\n")
        places = np.flatnonzero(points >= 0x80)
        ends = np.flatnonzero(points[1:-1] == 10) + 1
        stops = np.searchsorted(places, ends)
        starts = np.concatenate(([0], stops[:-1]))
        some = stops > starts
        keys = gate.keys(points, table, places)
        return cls(keys, starts[some], stops[some], examples.garbled, examples.weight)

    def select(self, lines: npt.NDArray[np.intp]) -> Places:
        """Only these lines."""
        lengths = self.stops[lines] - self.starts[lines]
        stops = np.cumsum(lengths)
        starts = stops - lengths
        index = np.repeat(self.starts[lines] - starts, lengths) + np.arange(lengths.sum())
        keys = tuple(key[index] for key in self.keys)
        return Places(keys, starts, stops, self.garbled, self.weight)

    def points(self, tables: Iterable[Floats]) -> Floats:
        """Of each place."""
        total = np.zeros(len(self.keys[0]), dtype=np.float32)
        for table, key in zip(tables, self.keys, strict=False):
            total += table.take(key)
        return total


def train(texts: list[tuple[str, list[str]]]) -> gate.Gate:
    """The gate for these texts."""
    table = kinds()
    by_language = dict(texts)
    sample = [line for code in ("en", "fr", "de") for line in by_language.get(code, [])[:2000]]
    maker = Maker(" ".join(sample).split() or ["OK"])
    places = [Places.of(maker.symbols(), table)]
    places += [
        Places.of(examples, table)
        for language, lines in texts
        for examples in maker.examples(language, lines)
        if examples.lines
    ]
    tables: list[Floats] = []
    for number, size in enumerate(SIZES):
        tables.append(_odds(places, number, size, tables))
    _tune(tables, places)
    # Every row has lost its floor before it is compared, and all have the same: it only moves zero.
    quantised = (np.clip(np.rint(odds / gate.STEP), -127, 127).astype(np.int8) for odds in tables)
    return gate.Gate(table, *quantised)


def _odds(places: list[Places], number: int, size: int, tables: list[Floats]) -> Floats:
    """Log-odds by key of one table, beyond what the tables before say of the same places."""
    totals = np.zeros((2, size))
    expected = np.zeros(size)
    most = np.zeros(size)
    for some in places:
        keys = some.keys[number]
        if not len(keys):
            continue
        # No language counts for more than this many characters.
        weight = min(1.0, MOST_OF_ONE / len(keys))
        found = np.bincount(keys, minlength=size) * weight
        totals[int(some.garbled)] += found
        if not some.garbled and len(keys) > LEAST_OF_ONE:
            np.maximum(most, found / found.sum(), out=most)
        if tables:
            expected += np.bincount(keys, weights=some.points(tables), minlength=size) * weight
    share = np.maximum(totals[0] / totals[0].sum(), ANY_ONE * most)
    scale = totals[0].sum()
    odds = np.log((totals[1] / totals[1].sum() * scale + SMOOTHING) / (share * scale + SMOOTHING))
    seen = totals.sum(axis=0)
    expected /= np.maximum(seen, 1e-9)
    return np.asarray((odds - expected) * seen / (seen + DOUBT), dtype=np.float32)


def _tune(tables: list[Floats], places: list[Places]) -> None:
    """Logistic regression on the worst row of each line; the steps shrink as in AdaGrad."""
    squares = [np.ones(len(table), dtype=np.float32) for table in tables]
    sizes = [
        sum(len(some.starts) * some.weight for some in places if some.garbled == garbled)
        for garbled in (False, True)
    ]
    doubtful: list[Places] = []
    for number in range(ROUNDS):
        full = number < WARM_UP or number % FULL_EVERY == 0
        looked_at = places if full else doubtful
        if full:
            doubtful = []
        slopes = [np.zeros(len(table)) for table in tables]
        for some in looked_at:
            if not len(some.starts):
                continue
            each = some.points(tables)
            best = np.maximum.reduce(list(gate.rows(each, some.starts)))
            worst = np.maximum.reduceat(best, some.starts)
            likely = 1 / (1 + np.exp(FLOOR - worst, dtype=np.float32))
            slope = np.asarray(likely - some.garbled, dtype=np.float32)
            if full:
                doubtful.append(some.select(np.flatnonzero(np.abs(slope) > IN_DOUBT)))
            weight = LINES_COUNT / sizes[some.garbled] * (1.0 if some.garbled else CLEAN_WEIGHT)
            lines = np.flatnonzero(np.abs(slope) > MATTERS)
            if len(lines):
                moved = slope[lines] * np.float32(some.weight * weight)
                _add_slopes(slopes, some, lines, moved, each, best, worst)
        for table, square, total, rate in zip(tables, squares, slopes, RATES, strict=True):
            square += total * total
            table -= rate * total / np.sqrt(square)
            np.clip(table, -LARGEST, LARGEST, out=table)


def _add_slopes(
    slopes: list[npt.NDArray[np.float64]],
    some: Places,
    lines: npt.NDArray[np.intp],
    slope: Floats,
    each: Floats,
    best: Floats,
    worst: Floats,
) -> None:
    """Add the slope of each of these lines to the keys of the places in its worst row."""
    line_of = np.repeat(np.arange(len(some.starts)), some.stops - some.starts)
    at = np.flatnonzero(best == worst[line_of])
    first = np.searchsorted(line_of[at], lines)
    last = at[first]
    starts = some.starts[lines]
    total = np.concatenate(([0.0], np.cumsum(each, dtype=np.float64)))
    begins = np.stack([np.maximum(last + 1 - width, starts) for width in gate.WINDOWS])
    which = (total[last + 1] - total[begins]).argmax(axis=0)
    begin = begins[which, np.arange(len(lines))]
    lengths = last + 1 - begin
    index = np.repeat(begin - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
    shares = np.repeat(slope, lengths)
    for added, key in zip(slopes, some.keys, strict=True):
        np.add.at(added, key[index], shares)


def main() -> None:
    """The command: the gate alone, to measure it."""
    parser = argparse.ArgumentParser(prog="training.gate", description="Trains the gate alone.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, default=gate.DATA)
    parser.add_argument(
        "--leave-out",
        type=int,
        metavar="N",
        help="leave every N-th language of the Declaration of Human Rights out",
    )
    arguments = parser.parse_args()
    codes = list(corpus.breadth(arguments.corpus))
    without = frozenset(codes[:: arguments.leave_out] if arguments.leave_out else ())
    texts = list(corpus.training_texts(arguments.corpus, without))
    arguments.output.mkdir(parents=True, exist_ok=True)
    train(texts).save(arguments.output)


if __name__ == "__main__":
    main()
