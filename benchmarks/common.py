"""What the benchmarks share: corpora, repairers to compare, counts, tables, failures, figures.

Not for: building cases of one kind, which is each benchmark's own business.
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Repairer = Callable[[str], str]
"""A function from a text, perhaps garbled, to its repaired form."""

OURS = "garblefix"
PEER = "ftfy"
EXACT, UNCHANGED, BETTER, WRONG = "exact", "unchanged", "better", "wrong"
TEXT_SHOWN = 120
"""Characters shown of a text."""
CONTEXT_SHOWN = 30
"""Characters shown before the first difference where a text is cut."""


@dataclass(frozen=True, slots=True)
class Case:
    """One garbled text with its truth, the chain that garbled it, and where it belongs."""

    garbled: str
    expected: str
    chain: str
    label: str = ""


def arguments(
    description: str | None, *, peers: bool = True, draws: bool = False
) -> argparse.ArgumentParser:
    """A parser with the options that every benchmark has.

    ``draws``: and one that takes other lines of the same files.
    """
    parser = argparse.ArgumentParser(
        description=(description or "").partition("\n")[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "shared",
        nargs="?",
        type=Path,
        default=Path("../shared"),
        help="folder with corpus/, cases/",
    )
    parser.add_argument(
        "--failures", type=int, default=0, metavar="N", help="show the first N failures of a kind"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE")
    if peers:
        parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    if draws:
        parser.add_argument("--draw", default="", help="any name: other lines than without one")
    return parser


def ours() -> Repairer:
    """What people call instead of ``ftfy.fix_text``, with the text added to any error."""
    import garblefix

    def repair(text: str) -> str:
        try:
            return garblefix.repair(text).text
        except Exception as error:
            error.add_note(f"while repairing {text!r}")
            raise

    return repair


def repairers(*, peers: bool) -> dict[str, Repairer]:
    """The repairers to compare, by name, garblefix first."""
    found: dict[str, Repairer] = {OURS: ours()}
    if peers:
        import ftfy

        # fix_encoding, not fix_text: uncurled quotes and the like are not what is measured here.
        found[PEER] = ftfy.fix_encoding
    return found


def read_lines(path: Path) -> list[str]:
    """The lines of a text file in UTF-8, compressed where its name ends in ``.xz``.

    Splits at newlines only: ``str.splitlines`` would also split at U+0085 and U+2028.
    """
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    lines = data.decode("utf-8").split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def read_records(path: Path) -> list[dict[str, object]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in read_lines(path) if line.strip()]


def languages_of(folder: Path) -> list[str]:
    """The language codes that have a ``CODE.txt.xz`` in the folder, sorted."""
    return sorted(path.name.removesuffix(".txt.xz") for path in folder.glob("*.txt.xz"))


def chosen(names: str | None, known: Sequence[str], between: str = ",") -> list[str]:
    """The names, commas between, checked against the known ones; all of those without names."""
    if not names:
        return list(known)
    wanted = names.split(between)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; known are {', '.join(known)}")
    return wanted


def distance(first: str, second: str) -> int:
    """The number of characters to insert, delete or replace (Levenshtein)."""
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    first, second = first[start:], second[start:]
    while first and second and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    row = list(range(len(second) + 1))
    for index, character in enumerate(first, 1):
        diagonal, row[0] = row[0], index
        for column, other in enumerate(second, 1):
            diagonal, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, diagonal + (character != other)),
            )
    return row[-1]


def judge(case: Case, got: str) -> str:
    """One of exact, unchanged, wrong."""
    if got == case.expected:
        return EXACT
    return UNCHANGED if got == case.garbled else WRONG


@dataclass(slots=True)
class Tally:
    """Counts of outcomes."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, outcome: str) -> None:
        """Count one outcome."""
        self.counts[outcome] += 1

    @property
    def total(self) -> int:
        """How many were counted."""
        return sum(self.counts.values())

    def share(self, outcome: str) -> float:
        """The share of one outcome in per cent; 0 where nothing was counted."""
        return 100.0 * self.counts.get(outcome, 0) / self.total if self.total else 0.0

    def figures(self) -> dict[str, int]:
        """The counts with their total, for JSON."""
        return {"n": self.total, **dict(sorted(self.counts.items()))}


class Clock:
    """Adds up the seconds that each repairer took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)

    def run(self, name: str, repair: Repairer, text: str) -> str:
        """Call the repairer, count its time under the name."""
        start = time.perf_counter()
        repaired = repair(text)
        self.seconds[name] += time.perf_counter() - start
        self.calls[name] += 1
        return repaired

    def __str__(self) -> str:
        return "; ".join(
            f"{name} {self.seconds[name]:.1f} s, {1000 * self.seconds[name] / calls:.2f} ms a text"
            for name, calls in self.calls.items()
        )


def pipe(data: bytes) -> bytes:
    """The bytes after the pipe of garblefix, which sees them as one file."""
    from garblefix.stream import StreamRepairer

    return b"".join(block.data for block in StreamRepairer().blocks(io.BytesIO(data)))


def fixes_in_words(text: str) -> list[str]:
    """What garblefix did to a text, a line for each fix."""
    import garblefix

    return [
        f"{fix.damage} {fix.chain} {fix.confidence:.3f}{' lossy' if fix.lossy else ''}: "
        f"{visible(fix.before)} -> {visible(fix.after)}"
        for fix in garblefix.repair(text).fixes
    ]


class Failures:
    """Collects failures by kind, and shows the first few of each with the fixes that were made."""

    def __init__(self, shown: int) -> None:
        self.shown = shown
        self.kept: dict[str, list[tuple[Case, str]]] = defaultdict(list)

    def add(self, kind: str, case: Case, got: str) -> None:
        """Keep the failure if fewer than the number to show are kept of its kind."""
        if len(self.kept[kind]) < self.shown:
            self.kept[kind].append((case, got))

    def show(self) -> None:
        """Print them."""
        for kind, cases in sorted(self.kept.items()):
            if cases:
                print(f"\n{kind}:")
            for case, got in cases:
                print(f"  [{case.chain}] {case.label}".rstrip())
                # Long texts are shown from a little before the first character of interest.
                start = first_difference(case.garbled, case.expected, got)
                print(f"    garbled  {visible(case.garbled, start)}")
                if got != case.garbled:
                    print(f"    got      {visible(got, start)}")
                if case.expected not in (case.garbled, got):
                    print(f"    expected {visible(case.expected, start)}")
                if got != case.garbled:
                    for line in fixes_in_words(case.garbled):
                        print(f"      {line}")


def first_difference(*texts: str) -> int:
    """The first place where the texts are not all the same."""
    place = 0
    for characters in zip(*texts, strict=False):
        if len(set(characters)) > 1:
            break
        place += 1
    return place


def visible(text: str, around: int = 0) -> str:
    """The text with invisible characters escaped; a long one is cut to what follows ``around``."""
    start = max(0, around - CONTEXT_SHOWN) if len(text) > TEXT_SHOWN else 0
    shown = "".join(
        character
        if character == " " or unicodedata.category(character)[0] not in "CZ"
        else f"\\u{ord(character):04x}"
        for character in text[start : start + TEXT_SHOWN]
    )
    return "…" * (start > 0) + shown + "…" * (start + TEXT_SHOWN < len(text))


def width(text: str) -> int:
    """The number of terminal columns that a text takes."""
    return sum(
        0 if unicodedata.combining(character) else
        2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )  # fmt: skip


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a header: the first column to the left, the others to the right."""
    cells = [list(header)] + [
        [f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows
    ]
    widths = [max(width(row[column]) for row in cells) for column in range(len(header))]
    for row in cells:
        parts = []
        for column, cell in enumerate(row):
            padding = " " * (widths[column] - width(cell))
            parts.append(cell + padding if column == 0 else padding + cell)
        print("  ".join(parts).rstrip())


def write_figures(path: Path | None, figures: Mapping[str, object]) -> None:
    """Write the figures as JSON if a file was asked for."""
    if path is not None:
        path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
