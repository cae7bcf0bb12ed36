"""False changes: clean lines that come back changed.

Runs over the dev files of all languages, the tricky clean lines of ``cases/clean.jsonl`` and, with
``--breadth``, the Universal Declaration in 500+ languages (which says something only of a model
that was trained without those codes). Not for: garbled text.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from benchmarks import common
from benchmarks.common import UNCHANGED, WRONG, Case, Repairer, Tally
from benchmarks.damaged import is_damaged
from garblefix.language import model

Labelled = Iterable[tuple[str, str]]
"""Label and clean line."""


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument(
        "--stream", action="store_true", help="each language through the pipe, as one file"
    )
    parser.add_argument("--limit", type=int, default=0, help="lines a language, 0 for all")
    parser.add_argument("--languages", metavar="A,B", help="only these dev files")
    parser.add_argument("--skip-dev", action="store_true", help="leave the dev files out")
    parser.add_argument("--skip-cases", action="store_true", help="leave the tricky lines out")
    parser.add_argument("--breadth", action="store_true", help="also breadth/udhr.tsv.xz")
    parser.add_argument("--codes", metavar="A,B", help="only these codes of --breadth")
    parser.add_argument("--model", type=Path, help="tables built with --output, for left-out codes")
    options = parser.parse_args()
    if options.model:
        model.DATA = options.model
    repairers = common.repairers(peers=not options.no_peers)
    failures = common.Failures(options.failures)
    clock = common.Clock()
    figures: dict[str, object] = {}
    for title, lines, every_row in sources(options):
        as_files = options.stream and not every_row
        if as_files:
            tallies = measure_files(title, lines, failures)
        else:
            tallies = measure(title, lines, repairers, failures, clock)
        report(title, tallies, [common.OURS] if as_files else list(repairers), every_row=every_row)
        figures[title] = {f"{label} {name}": t.figures() for (label, name), t in tallies.items()}
    if clock.calls:
        print(f"\n{clock}")
    failures.show()
    common.write_figures(options.json, figures)


def sources(options: argparse.Namespace) -> Iterable[tuple[str, Labelled, bool]]:
    """Title, lines, and whether rows without a change are shown, for each source asked for."""
    if not options.skip_dev:
        folder = options.shared / "corpus" / "dev"
        codes = common.chosen(options.languages, common.languages_of(folder))
        yield "dev", dev_lines(folder, codes, options.limit), False
    if not options.skip_cases:
        records = common.read_records(options.shared / "cases" / "clean.jsonl")
        lines = [(str(record["category"]), str(record["text"])) for record in records]
        yield "tricky lines", lines, True
    if options.breadth or options.codes:
        path = options.shared / "corpus" / "breadth" / "udhr.tsv.xz"
        yield "breadth", breadth_lines(path, options.codes, options.limit), False


DAMAGED = " (was garbled)"


def dev_lines(folder: Path, codes: list[str], limit: int) -> Labelled:
    """The lines of the dev files, at most ``limit`` of each where it is not 0."""
    for code in codes:
        lines = common.read_lines(folder / f"{code}.txt.xz")
        for line in sample(code, lines, limit):
            yield f"{code}{DAMAGED}" if is_damaged(line, code) else code, line


def breadth_lines(path: Path, codes: str | None, limit: int) -> Labelled:
    """The lines of the Universal Declaration, of all codes or of those given."""
    by_code: dict[str, list[str]] = defaultdict(list)
    for row in common.read_lines(path):
        code, _, line = row.partition("\t")
        by_code[code].append(line)
    for code in common.chosen(codes, sorted(by_code)):
        yield from ((code, line) for line in sample(code, by_code[code], limit))


def sample(label: str, lines: list[str], limit: int) -> list[str]:
    """All lines, or ``limit`` of them chosen the same way each time."""
    if not limit or len(lines) <= limit:
        return lines
    return random.Random(label).sample(lines, limit)


def measure(
    title: str,
    lines: Labelled,
    repairers: dict[str, Repairer],
    failures: common.Failures,
    clock: common.Clock,
) -> dict[tuple[str, str], Tally]:
    """Repair every line by itself; count what changed by label and repairer."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for label, line in lines:
        for name, repair in repairers.items():
            got = clock.run(name, repair, line)
            tallies[label, name].add(UNCHANGED if got == line else WRONG)
            if got != line and name == common.OURS:
                failures.add(f"{title}, changed", Case(line, line, "clean", label), got)
    return tallies


def measure_files(
    title: str, lines: Labelled, failures: common.Failures
) -> dict[tuple[str, str], Tally]:
    """Send the lines of each label through the pipe as one file; count the lines that changed."""
    files: dict[str, list[str]] = defaultdict(list)
    for label, line in lines:
        files[label].append(line)
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for label, kept in files.items():
        # Bytes that a fix left undecodable would be a fault of the pipe: they must not stop this.
        output = common.pipe(("\n".join(kept) + "\n").encode()).decode("utf-8", "replace")
        repaired = output.removesuffix("\n").split("\n")
        if len(repaired) != len(kept):
            print(f"{label}: {len(kept)} lines became {len(repaired)}")
        for line, got in zip(kept, repaired, strict=False):
            tallies[label, common.OURS].add(UNCHANGED if got == line else WRONG)
            if got != line:
                failures.add(f"{title}, changed", Case(line, line, "clean", label), got)
    return tallies


def report(
    title: str, tallies: dict[tuple[str, str], Tally], names: list[str], *, every_row: bool
) -> None:
    """Print the changed lines per label, and the total of the clean ones with its rate in 1,000."""
    labels = sorted({label for label, _ in tallies})
    totals = {name: Tally() for name in names}
    rows: list[list[object]] = []
    for label in labels:
        changed = {name: tallies[label, name].counts.get(WRONG, 0) for name in names}
        for name in names:
            for outcome, count in tallies[label, name].counts.items():
                if not label.endswith(DAMAGED):
                    totals[name].counts[outcome] += count
        # A row where only a peer changed something says nothing about garblefix.
        if every_row or changed[common.OURS]:
            rows.append([label, tallies[label, common.OURS].total, *changed.values()])
    total = totals[common.OURS].total
    rows.append(["total", total, *(totals[name].counts.get(WRONG, 0) for name in names)])
    rate = [f"{10 * totals[name].share(WRONG):.2f}" for name in names]
    rows.append(["in 1,000 lines", "", *rate])
    print(f"\nClean lines changed: {title}")
    common.table(["", "lines", *names], rows)


if __name__ == "__main__":
    main()
