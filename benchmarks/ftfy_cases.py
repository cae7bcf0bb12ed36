"""The cases that ftfy publishes in its source distribution, repaired by garblefix.

A case is right where the outcome is its ``fixed-encoding``, or ``fixed`` where it has none. Where
it expects U+FFFD and garblefix gives a letter, all else being equal, it counts too: ftfy marks what
it cannot know, and garblefix infers it. Not for: ftfy's other fixes (quotes, widths, entities),
which cases without ``fixed-encoding`` may want.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks import common
from benchmarks.common import EXACT, UNCHANGED, WRONG, Case, Tally

VERSION = "6.3.1"
"""The ftfy whose cases the README counts: 151 that it passes, 10 that it knows it fails."""
CASES_NAME = "tests/test_cases.json"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
INFERRED = "letter for U+FFFD"
CLEAN = "to stay as it is"


def fetch(version: str) -> str:
    """The text of the cases, out of the source distribution on the package index."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--no-binary", ":all:", "--dest", folder, f"ftfy=={version}"]
        if subprocess.run(command).returncode:
            sys.exit("pip could not download the cases; name a file with --cases FILE")
        (archive_path,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive_path) as archive:
            for member in archive:
                if member.name.endswith(f"/{CASES_NAME}"):
                    file = archive.extractfile(member)
                    if file is not None:
                        return file.read().decode("utf-8")
    sys.exit(f"ftfy {version} has no {CASES_NAME}")


def judge(case: Case, got: str) -> str:
    """One of exact, letter for U+FFFD, unchanged, wrong."""
    outcome = common.judge(case, got)
    if outcome == WRONG and REPLACEMENT in case.expected and len(got) == len(case.expected):
        pairs = zip(got, case.expected, strict=True)
        if all(
            mine == theirs or (theirs == REPLACEMENT and is_inferred(mine))
            for mine, theirs in pairs
        ):
            return INFERRED
    return outcome


def is_inferred(character: str) -> bool:
    """Whether a character may stand for one that was lost, rather than for its bytes."""
    # A variation selector is a lost character too (U+FE0F, behind many symbols), and not printable.
    return character.isprintable() or "\ufe00" <= character <= "\ufe0f"


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument("--cases", type=Path, metavar="FILE", help="a copy of test_cases.json")
    parser.add_argument("--version", default=VERSION, help="the ftfy to fetch the cases of")
    options = parser.parse_args()
    content = options.cases.read_text("utf-8") if options.cases else fetch(options.version)
    repairers = common.repairers(peers=not options.no_peers)
    failures = common.Failures(options.failures)
    clock = common.Clock()
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for record in json.loads(content):
        expected = record.get("fixed-encoding", record["fixed"])
        case = Case(record["original"], expected, record["expect"], record["label"])
        row = "that ftfy passes" if record["expect"] == "pass" else "that ftfy fails"
        for name, repair in repairers.items():
            got = clock.run(name, repair, case.garbled)
            outcome = judge(case, got)
            tallies[row, name].add(outcome)
            if outcome != EXACT and name == common.OURS:
                kind = CLEAN if expected == case.garbled else outcome
                failures.add(f"{row}, {kind}", case, got)
    header = ["cases", "n"]
    for name in repairers:
        header += [f"{name} right", "inferred", UNCHANGED, WRONG]
    rows = []
    for row in sorted({row for row, _ in tallies}, reverse=True):
        cells: list[object] = [row, tallies[row, common.OURS].total]
        for name in repairers:
            counts = tallies[row, name].counts
            cells.append(counts.get(EXACT, 0) + counts.get(INFERRED, 0))
            cells += [counts.get(outcome, 0) for outcome in (INFERRED, UNCHANGED, WRONG)]
        rows.append(cells)
    common.table(header, rows)
    print(f"\n{clock}")
    failures.show()
    common.write_figures(
        options.json, {f"{row} {name}": tally.figures() for (row, name), tally in tallies.items()}
    )


if __name__ == "__main__":
    main()
