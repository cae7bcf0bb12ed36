"""Strictly reversible misreads of unseen sentences: how many come back exactly.

Pieces of 40 and of 12 characters are cut from the dev files of each language, written in UTF-8 or
in a legacy encoding of that language and read as another encoding. Not for: lossy damage
(``benchmarks.real``), or long files where lines help each other.
"""

from __future__ import annotations

import random
from collections import defaultdict

from benchmarks import common, misreads
from benchmarks.common import EXACT, UNCHANGED, WRONG, Case, Tally
from benchmarks.damaged import is_damaged

GROUPS = (
    misreads.CJK,
    misreads.CYRILLIC,
    misreads.GREEK,
    misreads.ARABIC,
    misreads.HEBREW,
    misreads.THAI,
    "Latin, UTF-8 misread",
    "Latin, the rest",
    misreads.OTHER,
)
WORST_SHOWN = 20


def group_of(case: Case) -> str:
    """The row of the report that a case belongs to."""
    script = misreads.LANGUAGES[case.label][0]
    if script != misreads.LATIN:
        return script
    return GROUPS[6] if case.chain.startswith("utf-8>") else GROUPS[7]


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument("--pairs", choices=("common", "all"), default="common")
    parser.add_argument("--per-language", type=int, default=60, help="cases a language and length")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    parser.add_argument("--groups", metavar="A;B", help=f"only these: {'; '.join(GROUPS)}")
    parser.add_argument("--lengths", default="40,12", help="lengths of the pieces in characters")
    parser.add_argument("--chains", metavar="X>Y,…", help="only cases of these chains")
    parser.add_argument("--by-language", action="store_true", help="a row for each language too")
    options = parser.parse_args()

    folder = options.shared / "corpus" / "dev"
    known = [code for code in common.languages_of(folder) if code in misreads.LANGUAGES]
    languages = common.chosen(options.languages, known)
    build = misreads.cases_all if options.pairs == "all" else misreads.cases_common
    repairers = common.repairers(peers=not options.no_peers)
    chains = set(options.chains.split(",")) if options.chains else None
    groups = set(common.chosen(options.groups, GROUPS, between=";"))
    lines = {}
    left_out = 0
    for code in languages:
        every = common.read_lines(folder / f"{code}.txt.xz")
        lines[code] = [line for line in every if not is_damaged(line, code)]
        left_out += len(every) - len(lines[code])
    print(f"{left_out} lines of the corpus are left out: they were garbled when they came there")

    figures: dict[str, object] = {"pairs": options.pairs, "per_language": options.per_language}
    failures = common.Failures(options.failures)
    clock = common.Clock()
    for length in (int(number) for number in options.lengths.split(",")):
        by_group: dict[tuple[str, str], Tally] = defaultdict(Tally)
        by_language: dict[tuple[str, str], Tally] = defaultdict(Tally)
        by_chain: dict[str, Tally] = defaultdict(Tally)
        for code in languages:
            chance = random.Random(f"{code} {length} {options.pairs}")
            pieces = misreads.Pieces(lines[code], code, length)
            for case in build(pieces, code, options.per_language, chance):
                group = group_of(case)
                if (chains and case.chain not in chains) or group not in groups:
                    continue
                for name, repair in repairers.items():
                    got = clock.run(name, repair, case.garbled)
                    outcome = common.judge(case, got)
                    by_group[group, name].add(outcome)
                    by_language[code, name].add(outcome)
                    if name == common.OURS:
                        by_chain[case.chain].add(outcome)
                        if outcome != EXACT:
                            failures.add(f"{length} characters, {group}, {outcome}", case, got)
        print(f"\nStrictly reversible misreads of {length} characters, {options.pairs} pairs, in %")
        rows = [group for group in GROUPS if by_group[group, common.OURS].total]
        print_outcomes("group", rows, list(repairers), by_group)
        if options.by_language:
            print()
            print_outcomes("language", languages, list(repairers), by_language)
        print_worst(by_chain)
        figures[str(length)] = {
            "groups": {f"{row} {name}": t.figures() for (row, name), t in by_group.items()},
            "languages": {f"{row} {name}": t.figures() for (row, name), t in by_language.items()},
            "chains": {chain: tally.figures() for chain, tally in sorted(by_chain.items())},
        }
    print(f"\n{clock}")
    failures.show()
    common.write_figures(options.json, figures)


def print_outcomes(
    title: str, rows: list[str], names: list[str], tallies: dict[tuple[str, str], Tally]
) -> None:
    """Print the shares of each row, one block of columns for each repairer."""
    header = [title, "n"]
    for name in names:
        header += [f"{name} exact", "unchanged", "wrong"]
    body = []
    for row in rows:
        cells: list[object] = [row, tallies[row, names[0]].total]
        for name in names:
            tally = tallies[row, name]
            cells += [tally.share(outcome) for outcome in (EXACT, UNCHANGED, WRONG)]
        body.append(cells)
    common.table(header, body)


def print_worst(by_chain: dict[str, Tally]) -> None:
    """Print the chains with the most failures."""
    failed = [
        (tally.total - tally.counts.get(EXACT, 0), chain) for chain, tally in by_chain.items()
    ]
    worst = [chain for count, chain in sorted(failed, reverse=True)[:WORST_SHOWN] if count]
    if worst:
        print("\nChains with the most failures (counts)")
        common.table(
            ("chain", "n", EXACT, UNCHANGED, WRONG),
            [
                (
                    chain,
                    by_chain[chain].total,
                    *(by_chain[chain].counts.get(o, 0) for o in (EXACT, UNCHANGED, WRONG)),
                )
                for chain in worst
            ],
        )


if __name__ == "__main__":
    main()
