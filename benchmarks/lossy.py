"""Lossy misreads of unseen lines: how many characters and lines come back.

Lines of the dev files (up to 60 characters) in UTF-8, read as another encoding whose unreadable
bytes became markers, by two kinds of decoders. Lines that lost nothing are left out. Not for: real
cases (``benchmarks.real``), or lines that help each other.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import common, losses
from benchmarks.common import EXACT, OURS, UNCHANGED, Case

LANGUAGES = ("zh-Hans", "ja", "ko", "ru")
LONGEST = 60  # characters of a line
SHORTEST = 8
SHARE = 0.5  # of the characters of a line that are beyond ASCII
UNDECIDED = "\N{REPLACEMENT CHARACTER}"


@dataclass(slots=True)
class Score:
    """Lines and their characters: how many are right; ``open``: characters left undecided."""

    lines: int = 0
    exact: int = 0
    unchanged: int = 0
    characters: int = 0
    wrong: int = 0
    open: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, case: Case, got: str) -> None:
        """Count one line."""
        outcome = common.judge(case, got)
        self.lines += 1
        self.exact += outcome == EXACT
        self.unchanged += outcome == UNCHANGED
        self.characters += len(case.expected)
        self.wrong += min(len(case.expected), common.distance(got, case.expected))
        self.open += got.count(UNDECIDED) if outcome not in (EXACT, UNCHANGED) else 0

    def row(self) -> list[object]:
        """The cells of a table."""
        lines, characters = max(self.lines, 1), max(self.characters, 1)
        return [
            self.lines,
            100 * self.exact / lines,
            100 * (1 - self.wrong / characters),
            100 * self.open / characters,
            100 * self.unchanged / lines,
        ]


def lines_of(path: Path, chance: random.Random, share: float = SHARE) -> Iterator[str]:
    """Lines of a file in random order, long ones cut behind a space or a sign.

    ``share``: of each, so many characters are beyond ASCII at least (0 to 1).
    """
    lines = [line for line in common.read_lines(path) if not line.isascii()]
    chance.shuffle(lines)
    for line in lines:
        piece = line
        if len(line) > LONGEST:
            limit = chance.randint(SHORTEST * 2, LONGEST)
            ends = [at + 1 for at, sign in enumerate(line[:limit]) if not sign.isalnum()]
            piece = line[: ends[-1] if ends and ends[-1] >= SHORTEST else limit].rstrip()
        if len(piece) >= SHORTEST and sum(sign > "\x7f" for sign in piece) > share * len(piece):
            yield piece


def losing(
    path: Path, chain: str, marker: str, way: str, seed: str, count: int
) -> Iterator[tuple[str, str]]:
    """So many lines of a file that lose something in a chain, and how they are shown.

    ``seed`` chooses them.
    """
    source, _, reader = chain.partition(">")
    shown = (
        (line, losses.garbled(line, reader, marker, way, source))
        for line in lines_of(path, random.Random(seed))
    )
    lossy = ((line, garbled) for line, garbled in shown if garbled is not None)
    return itertools.islice(lossy, count)


class Measured:
    """Lines that are repaired one by one, counted in rows of a table; and those that are wrong."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._repair = common.ours()
        self._clock = common.Clock()
        self._failures = common.Failures(options.failures)
        self._scores: dict[tuple[str, str, str], Score] = defaultdict(Score)

    def take(self, case: Case, rows: Iterable[tuple[str, str, str]]) -> None:
        """Repair one line."""
        got = self._clock.run(OURS, self._repair, case.garbled)
        for row in rows:
            self._scores[row].add(case, got)
        if got != case.expected:
            self._failures.add(f"{case.label} {case.chain}", case, got)

    def show(self, title: str, columns: tuple[str, str, str]) -> None:
        """Print the table, whose rows these ``columns`` name, and write the figures."""
        print(f"{title}: lines exactly right, characters right, left open (in %)")
        header = (*columns, "lines", "exact", "characters", "open", "unchanged")
        common.table(header, [[*row, *score.row()] for row, score in self._scores.items()])
        print(f"\n{self._clock}")
        self._failures.show()
        figures = {
            " ".join(row): dict(zip(header[3:], score.row(), strict=True))
            for row, score in self._scores.items()
        }
        common.write_figures(self._options.json, figures)


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False, draws=True)
    parser.add_argument("--lines", type=int, default=25, help="lines of a language, reader, marker")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    parser.add_argument("--readers", metavar="A,B", help="only these readers")
    options = parser.parse_args()
    measured = Measured(options)
    readers = common.chosen(options.readers, losses.READERS)
    for language in common.chosen(options.languages, LANGUAGES):
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        for reader, (marker, name) in itertools.product(readers, losses.MARKERS.items()):
            for way in losses.ways(reader):
                chain, shape = f"utf-8>{reader}", f"{name}, {way}"
                seed = f"{options.draw}{language} {reader} {name} {way}"
                rows = (
                    (language, chain, shape),
                    (language, "all", ""),
                    ("all", chain, ""),
                    ("all", "", shape),
                    ("all", "all", ""),
                )
                for line, garbled in losing(path, chain, marker, way, seed, options.lines):
                    measured.take(Case(garbled, line, chain, f"{language} {name} {way}"), rows)
    measured.show("Lossy misreads", ("language", "reader", "marker"))


if __name__ == "__main__":
    main()
