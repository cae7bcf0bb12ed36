"""Folders of files of one line, garbled one way: what comes of each alone, and of all together.

Lines of the dev files in one language, written in one of its encodings and read as another; one
file in CLEAN is left as it was. Not for: files that show by themselves what happened to them
(``benchmarks.files``).
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks import common, misreads
from benchmarks.common import Case
from benchmarks.damaged import is_damaged
from benchmarks.misread import GROUPS, group_of

CLEAN = 4
TRIES = 50
ALONE, TOGETHER = "alone", "together"


def cases(lines: list[str], language: str, chance: random.Random, number: int) -> list[Case]:
    """One case a file, all of one chain; none where no encoding fits so many lines."""
    legacy = misreads.LANGUAGES[language][1]
    writers = ("utf-8", *legacy)
    weights = [1.0, *(2 / (place + 1) for place in range(len(legacy)))]
    readers = misreads.COMMON_READERS
    for _ in range(TRIES):
        [written] = chance.choices(writers, weights)
        [read] = chance.choices(list(readers), list(readers.values()))
        found: list[Case] = []
        for line in chance.sample(lines, len(lines)):
            garbled = misreads.misread(line, written, read) if written != read else None
            if garbled is None or garbled == line or "\r" in line:
                continue
            is_clean = len(found) % CLEAN == 0
            found.append(Case(line if is_clean else garbled, line, f"{written}>{read}", language))
            if len(found) == number:
                return found
    return []


def together(texts: list[str]) -> list[str]:
    """What the command makes of a folder that has each text in a file."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number:06}.txt") for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(f"{text}\n", encoding="utf-8", newline="")
        command = [sys.executable, "-m", "garblefix", "-q", "-w", folder]
        if subprocess.run(command, check=False).returncode not in (0, 1):
            sys.exit("the command failed")
        return [path.read_bytes().decode().removesuffix("\n") for path in paths]


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--files", type=int, default=100, help="files of a folder")
    parser.add_argument("--folders", type=int, default=2, help="folders a language")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    options = parser.parse_args()
    folder: Path = options.shared / "corpus" / "dev"
    known = [code for code in common.languages_of(folder) if code in misreads.LANGUAGES]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    failures = common.Failures(options.failures)
    for language in common.chosen(options.languages, known):
        chance = random.Random(f"{language} pooled")
        every = common.read_lines(folder / f"{language}.txt.xz")
        lines = [x for x in every if not x.isascii() and not is_damaged(x, language)]
        for _ in range(options.folders):
            found = cases(lines, language, chance, options.files)
            texts = [case.garbled for case in found]
            outcomes = {
                ALONE: [common.pipe(f"{text}\n".encode()).decode()[:-1] for text in texts],
                TOGETHER: together(texts),
            }
            for way, results in outcomes.items():
                for case, result in zip(found, results, strict=True):
                    group = counts[group_of(case)]
                    if case.garbled == case.expected:
                        group[f"{way} clean changed"] += result != case.expected
                        continue
                    group[f"{way} files"] += 1
                    outcome = common.judge(case, result)
                    group[f"{way} {outcome}"] += 1
                    if outcome != common.EXACT and way == TOGETHER:
                        failures.add(group_of(case), case, result)
    rows: list[list[object]] = []
    for name in GROUPS:
        count = counts[name]
        if number := count[f"{ALONE} files"]:
            row: list[object] = [name, number]
            for way in (ALONE, TOGETHER):
                shares = [count[f"{way} {kind}"] for kind in (common.EXACT, common.UNCHANGED)]
                row += [100 * share / number for share in (*shares, number - sum(shares))]
                row.append(count[f"{way} clean changed"])
            rows.append(row)
    print("Folders of files of one line, garbled one way: in %, each alone, then together")
    columns = ("exact", "unchanged", "wrong", "clean changed")
    common.table(("group", "files", *columns, *columns), rows)
    failures.show()
    common.write_figures(options.json, {name: dict(count) for name, count in counts.items()})


if __name__ == "__main__":
    main()
