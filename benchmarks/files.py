"""Files of 200 lines garbled one way, through the pipe: the lines help each other.

Neighbouring lines of the dev files, written in an encoding of their language and read as another;
lines that the misread would lose bytes of are left out. Counted are the lines that it changed, and
the others that should have stayed. Not for: single lines (``benchmarks.misread``).
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks import common, misreads
from benchmarks.common import Case
from benchmarks.damaged import undamaged
from benchmarks.misread import GROUPS, group_of

LINES = 200
LEAST = 15  # lines that are garbled, or the file is not counted
TRIES = 50


def file_of(
    lines: list[str], language: str, chance: random.Random
) -> tuple[list[tuple[str, str]], str] | None:
    """(line, garbled line) of one file, and its chain; None where no encoding fits."""
    for written, read in misreads.pairs(language, chance, TRIES):
        start = chance.randrange(max(1, len(lines) - 2 * LINES))
        chosen = []
        for line in lines[start : start + 2 * LINES]:
            garbled = line if line.isascii() else misreads.misread(line, written, read)
            if garbled is not None and "\r" not in line:
                chosen.append((line, garbled))
        chosen = chosen[:LINES]
        if sum(line != garbled for line, garbled in chosen) >= LEAST:
            return chosen, f"{written}>{read}"
    return None


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--files", type=int, default=4, help="files a language")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    options = parser.parse_args()
    folder: Path = options.shared / "corpus" / "dev"
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    failures = common.Failures(options.failures)
    for language, lines in undamaged(folder, options.languages):
        chance = random.Random(f"{language} files")
        for _ in range(options.files):
            found = file_of(lines, language, chance)
            if found is None:
                continue
            chosen, chain = found
            data = "".join(f"{garbled}\n" for _, garbled in chosen).encode()
            got = common.pipe(data).decode().split("\n")[:-1]
            for (line, garbled), outcome in zip(chosen, got, strict=True):
                case = Case(garbled, line, chain, language)
                group = counts[group_of(case)]
                if line == garbled:
                    group["stayed" if outcome == line else "changed"] += 1
                    continue
                group["garbled"] += 1
                group["exact"] += outcome == line
                group["unchanged"] += outcome == garbled
                if outcome != line:
                    failures.add(group_of(case), case, outcome)
    rows: list[list[object]] = []
    for name in GROUPS:
        count = counts[name]
        number = count["garbled"]
        if number:
            wrong = number - count["exact"] - count["unchanged"]
            shares = [100 * count[kind] / number for kind in ("exact", "unchanged")]
            rows.append([name, number, *shares, 100 * wrong / number, count["changed"]])
    print(f"Files of {LINES} lines garbled one way, garbled lines in %")
    common.table(("group", "lines", "exact", "unchanged", "wrong", "others changed"), rows)
    failures.show()
    figures: dict[str, object] = {name: dict(count) for name, count in counts.items()}
    common.write_figures(options.json, figures)


if __name__ == "__main__":
    main()
