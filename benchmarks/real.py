"""Real cases from public repositories: ``cases/real.jsonl``, each line repaired by itself.

An outcome is exact, unchanged, better (nearer to the truth than the input was) or a wrong edit (not
nearer). Not for: cases with an unknown truth, which are only counted as edited or not.
"""

from __future__ import annotations

import zlib
from collections import defaultdict

from benchmarks import common
from benchmarks.common import BETTER, EXACT, OURS, UNCHANGED, WRONG, Case, Tally

OUTCOMES = (EXACT, BETTER, UNCHANGED, WRONG)
EDITED = "edited"


def judge(case: Case, got: str) -> str:
    """One of exact, unchanged, better, wrong."""
    outcome = common.judge(case, got)
    if outcome != WRONG:
        return outcome
    before = common.distance(case.garbled, case.expected)
    return BETTER if common.distance(got, case.expected) < before else WRONG


def in_fold(source: str, fold: str | None) -> bool:
    """Whether the repository of a source falls into the fold ``K/N`` (K from 1)."""
    if fold is None:
        return True
    number, _, folds = fold.partition("/")
    repository = "/".join(source.split("/")[:2])
    return zlib.crc32(repository.encode()) % int(folds) == int(number) - 1


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument("--fold", metavar="K/N", help="only repositories of this fold, as 1/2")
    parser.add_argument("--chains", metavar="X>Y,…", help="only these chains")
    parser.add_argument("--ids", metavar="A,B", help="only these cases")
    parser.add_argument("--all-chains", action="store_true", help="a row for every chain")
    options = parser.parse_args()
    chains = set(options.chains.split(",")) if options.chains else None
    ids = set(options.ids.split(",")) if options.ids else None
    repairers = common.repairers(peers=not options.no_peers)
    failures = common.Failures(options.failures)
    clock = common.Clock()
    splits: dict[str, dict[tuple[str, str], Tally]] = {
        name: defaultdict(Tally) for name in ("loss", "recoverable", "scope", "chain")
    }
    unknown: dict[str, Tally] = defaultdict(Tally)
    for record in common.read_records(options.shared / "cases" / "real.jsonl"):
        chain = str(record["chain"])
        skipped = (chains and chain not in chains) or (ids and record["id"] not in ids)
        if skipped or not in_fold(str(record["source"]), options.fold):
            continue
        garbled, truth = str(record["garbled"]), record["truth"]
        loss = "lossy" if record["lossy"] else "lossless"
        for name, repair in repairers.items():
            got = clock.run(name, repair, garbled)
            if truth is None:
                unknown[name].add(UNCHANGED if got == garbled else EDITED)
                continue
            label = f"{record['id']} {record['lang']} {record['recoverable']}"
            case = Case(garbled, str(truth), chain, label)
            outcome = judge(case, got)
            for split, key in (
                ("loss", loss),
                ("recoverable", f"{loss}, {record['recoverable']}"),
                ("scope", str(record["scope"])),
                ("chain", chain),
            ):
                splits[split][key, name].add(outcome)
            if outcome != EXACT and name == OURS:
                failures.add(f"{loss}, {record['recoverable']}, {outcome}", case, got)
    for split, tallies in splits.items():
        report(split, tallies, list(repairers), least=1 if options.all_chains else 3)
    counts = ", ".join(f"{name} {tally.counts.get(EDITED, 0)}" for name, tally in unknown.items())
    total = unknown[OURS].total
    print(f"\nOf {total} cases whose truth is unknown, edited: {counts or 'none'}")
    print(clock)
    failures.show()
    common.write_figures(
        options.json,
        {
            split: {f"{row} {name}": tally.figures() for (row, name), tally in tallies.items()}
            for split, tallies in splits.items()
        },
    )


def report(
    split: str, tallies: dict[tuple[str, str], Tally], names: list[str], *, least: int
) -> None:
    """Print counts for each row of a split; chains with fewer than ``least`` cases go together."""
    merged: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for (row, name), tally in tallies.items():
        shown = row if split != "chain" or tally.total >= least else "(rarer ones)"
        for outcome, count in tally.counts.items():
            merged[shown, name].counts[outcome] += count
    rows = sorted({row for row, _ in merged}, key=lambda row: (-merged[row, OURS].total, row))
    header = [split, "n"]
    for name in names:
        header += [f"{name} {EXACT}", *OUTCOMES[1:]]
    print()
    common.table(
        header,
        [
            [row, merged[row, OURS].total]
            + [merged[row, name].counts.get(outcome, 0) for name in names for outcome in OUTCOMES]
            for row in rows
        ],
    )


if __name__ == "__main__":
    main()
