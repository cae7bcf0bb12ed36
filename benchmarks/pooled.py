"""Folders of files of one line, garbled one way: what comes of each alone, and of all together.

Lines of the dev files in one language, written in one of its encodings and read as another; one
file in CLEAN is left as it was. Not for: files that show by themselves what happened to them
(``benchmarks.files``). And clean lines that are told of chains from other languages.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks import common, misreads
from benchmarks.common import Case
from benchmarks.damaged import undamaged
from benchmarks.misread import GROUPS, group_of
from garblefix.document.pool import MOST_COMMON
from garblefix.encodings import BY_NAME, known
from garblefix.stream import StreamRepairer

CLEAN = 4
TRIES = 50
TOLD = 60  # clean lines of a language that are told of chains of others
SURE = (0.0, MOST_COMMON, 3.0, 4.0)
ALONE, TOGETHER = "alone", "together"


def cases(lines: list[str], language: str, chance: random.Random, number: int) -> list[Case]:
    """One case a file, all of one chain; none where no encoding fits so many lines."""
    for written, read in misreads.pairs(language, chance, TRIES):
        found: list[Case] = []
        for line in chance.sample(lines, len(lines)):
            garbled = misreads.misread(line, written, read)
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


def strangers(languages: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[float, bool]]:
    """Of clean lines told of chains that files in other languages show: how sure, if changed."""
    chance = random.Random("strangers")
    every = [(language, lines) for language, lines in languages]
    for language, lines in every:
        foreign = [line for line in lines if not line.isascii()]
        others = [other for other, _ in every if other != language]
        for line in chance.sample(foreign, min(TOLD, len(foreign))):
            data = f"{line}\n".encode()
            pairs = [next(misreads.pairs(chance.choice(others), chance, TRIES)) for _ in range(3)]
            for sure in SURE:
                heard = {">".join(map(known, pair)): sure for pair in pairs if all(map(fits, pair))}
                yield sure, piped(data, heard) != piped(data, {})


def fits(name: str) -> bool:
    """Whether garblefix undoes an encoding."""
    return known(name) in BY_NAME


def piped(data: bytes, heard: Mapping[str, float]) -> bytes:
    """Bytes through the pipe of a file that has heard of some chains."""
    blocks = StreamRepairer(heard=heard).blocks(io.BytesIO(data))
    return b"".join(block.data for block in blocks)


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--files", type=int, default=100, help="files of a folder")
    parser.add_argument("--folders", type=int, default=2, help="folders a language")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    options = parser.parse_args()
    folder: Path = options.shared / "corpus" / "dev"
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    failures = common.Failures(options.failures)
    for language, every in undamaged(folder, options.languages):
        chance = random.Random(f"{language} pooled")
        lines = [line for line in every if not line.isascii()]
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
    changed: Counter[float] = Counter()
    asked: Counter[float] = Counter()
    for sure, is_changed in strangers(undamaged(folder, options.languages)):
        asked[sure] += 1
        changed[sure] += is_changed
    print("\nClean lines told of three chains from other languages, by how sure each is (nats)")
    common.table(
        ("sure", "lines", "changed"), [[sure, asked[sure], changed[sure]] for sure in SURE]
    )
    common.write_figures(options.json, {name: dict(count) for name, count in counts.items()})


if __name__ == "__main__":
    main()
