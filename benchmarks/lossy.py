"""Lossy misreads of unseen lines: how many characters and lines come back.

Lines of the dev files (up to 60 characters) in UTF-8, read as another encoding whose unreadable
bytes became markers, by two kinds of decoders. Lines that lost nothing are left out. Not for: real
cases (``benchmarks.real``), or lines that help each other.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
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


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False, draws=True)
    parser.add_argument("--lines", type=int, default=25, help="lines of a language, reader, marker")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    parser.add_argument("--readers", metavar="A,B", help="only these readers")
    options = parser.parse_args()
    languages = common.chosen(options.languages, LANGUAGES)
    readers = common.chosen(options.readers, losses.READERS)
    repair = common.ours()
    clock = common.Clock()
    failures = common.Failures(options.failures)
    scores: dict[tuple[str, str, str], Score] = defaultdict(Score)
    for language in languages:
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        for reader in readers:
            for marker, name in losses.MARKERS.items():
                for way in losses.ways(reader):
                    chance = random.Random(f"{options.draw}{language} {reader} {name} {way}")
                    count = 0
                    for line in lines_of(path, chance):
                        garbled = losses.garbled(line, reader, marker, way)
                        if garbled is None or count == options.lines:
                            continue
                        count += 1
                        case = Case(garbled, line, f"utf-8>{reader}", f"{language} {name} {way}")
                        got = clock.run(OURS, repair, garbled)
                        for key in (
                            (language, f"utf-8>{reader}", f"{name}, {way}"),
                            (language, "all", ""),
                            ("all", f"utf-8>{reader}", ""),
                            ("all", "", f"{name}, {way}"),
                            ("all", "all", ""),
                        ):
                            scores[key].add(case, got)
                        if got != line:
                            failures.add(f"{language} {reader} {name} {way}", case, got)
    print("Lossy misreads: lines exactly right, characters right, left open (in %)")
    header = ("language", "reader", "marker", "lines", "exact", "characters", "open", "unchanged")
    common.table(header, [[*key, *score.row()] for key, score in scores.items()])
    print(f"\n{clock}")
    failures.show()
    common.write_figures(
        options.json,
        {" ".join(key): dict(zip(header[3:], s.row(), strict=True)) for key, s in scores.items()},
    )


if __name__ == "__main__":
    main()
