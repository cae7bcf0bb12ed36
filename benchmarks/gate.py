"""The gate: clean lines it passes on, garbled lines it misses, and its speed beside ftfy.

Clean are the dev files and every fourth language of the Declaration of Human Rights; those are
languages never seen with ``python -m training.gate ../shared/corpus --output FOLDER --leave-out 4``
and ``--gate FOLDER`` here. Lines of the dev files that are garbled in truth (letters of cp1252
where the language has those of cp1254 or cp1250) are left out. Not for: what becomes of the lines.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import common, misreads
from benchmarks.misread import group_of
from garblefix.language import gate
from training import corpus
from training.gate_examples import clean_lines

THRESHOLDS = (-32, -24, -16, -8, 0, 8, 16, 24, 32, 40)
LENGTHS = (40, 12)
LEFT_OUT = 4
SPEED_LANGUAGES = ("en", "fr", "de", "ru", "el", "th", "zh-Hans", "ja", "ko")
SPEED_BYTES = 1_000_000
PEER_LINES = 400
ROUNDS = 5
WORST_SHOWN = 4

Scores = npt.NDArray[np.int16]


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument("--gate", type=Path, default=gate.DATA, help="folder with the tables")
    parser.add_argument("--per-language", type=int, default=60, help="cases a language and length")
    parser.add_argument("--no-speed", action="store_true", help="leave the speed out")
    options = parser.parse_args()
    tables = gate.load(options.gate)

    def worst(lines: Sequence[str]) -> Scores:
        return tables.worst("".join(line + "\n" for line in lines))

    folder = options.shared / "corpus" / "dev"
    codes = common.languages_of(folder)
    texts = {code: common.read_lines(folder / f"{code}.txt.xz") for code in codes}
    clean = {
        code: worst(lines)
        for code, texts_of_code in texts.items()
        if (lines := clean_lines(code, texts_of_code))
    }
    others = list(corpus.breadth(options.shared / "corpus").values())[::LEFT_OUT]
    breadth = worst([line for lines in others for line in lines if not line.isascii()])
    garbled = _garbled(texts, options.per_language)
    scores = {name: worst([case.garbled for case in cases]) for name, cases in garbled.items()}

    every = np.concatenate(list(clean.values()))
    thresholds = sorted({*THRESHOLDS, gate.SUSPICIOUS, gate.GARBLED})
    figures: dict[str, object] = {}
    print(f"Lines that are not ASCII passed on, in %: {len(every)} clean, {len(breadth)} breadth")
    rows = []
    for threshold in thresholds:
        shares = {code: 100 * float(np.mean(found > threshold)) for code, found in clean.items()}
        # A few lines of a language tell no share.
        known = [(share, code) for code, share in shares.items() if len(clean[code]) >= 200]
        known.sort(reverse=True)
        most = ", ".join(f"{code} {share:.1f}" for share, code in known[:WORST_SHOWN])
        passed = 100 * float(np.mean(every > threshold))
        middle = float(np.median(list(shares.values())))
        far = 100 * float(np.mean(breadth > threshold))
        rows.append((threshold, f"{passed:.2f}", f"{middle:.2f}", f"{far:.1f}", most))
        figures[f"passed {threshold}"] = {"clean": passed, "breadth": far, "languages": shares}
    common.table(("threshold", "clean", "median language", "breadth", "most"), rows)
    print("\nGarbled lines missed, in %, by group and length")
    body: list[tuple[object, ...]] = []
    for (group, length), found in scores.items():
        missed = [100 * float(np.mean(found <= threshold)) for threshold in thresholds]
        body.append((group, length, len(found), *missed))
        figures[f"missed {group} {length}"] = dict(zip(map(str, thresholds), missed, strict=True))
    common.table(("group", "length", "n", *map(str, thresholds)), body)
    _show_missed(options.failures, garbled, scores)
    if not options.no_speed:
        figures["speed"] = _speed(texts, tables, peers=not options.no_peers)
    common.write_figures(options.json, figures)


def _garbled(texts: dict[str, list[str]], number: int) -> dict[tuple[str, int], list[common.Case]]:
    cases: dict[tuple[str, int], list[common.Case]] = defaultdict(list)
    for length in LENGTHS:
        for code, lines in texts.items():
            if code in misreads.LANGUAGES:
                pieces = misreads.Pieces(lines, code, length)
                chance = random.Random(f"{code} {length} common")
                for case in misreads.cases_common(pieces, code, number, chance):
                    cases[group_of(case), length].append(case)
    return cases


def _show_missed(
    number: int,
    garbled: dict[tuple[str, int], list[common.Case]],
    scores: dict[tuple[str, int], Scores],
) -> None:
    for name, cases in garbled.items() if number else ():
        print(f"\nMissed at {gate.GARBLED}: {name[0]}, {name[1]} characters")
        order = np.argsort(scores[name])[:number]
        for index in order[scores[name][order] <= gate.GARBLED]:
            case = cases[index]
            print(f"  {scores[name][index]:5} [{case.chain}] {case.label} {case.garbled}")


def _speed(texts: dict[str, list[str]], tables: gate.Gate, *, peers: bool) -> dict[str, float]:
    figures: dict[str, float] = {}
    rows = []
    for code in SPEED_LANGUAGES:
        lines = [line + "\n" for line in texts[code]]
        text = "".join(lines)
        text *= max(1, SPEED_BYTES // len(text.encode()))
        figures[code] = _megabytes_a_second(text, partial(tables.worst, text))
        row = [code, f"{figures[code]:.0f}"]
        if peers:
            import ftfy

            few = lines[:PEER_LINES]
            slow = _megabytes_a_second("".join(few), partial(_each, ftfy.fix_encoding, few))
            figures[f"{code} {common.PEER}"] = slow
            row += [f"{slow:.1f}", f"{figures[code] / slow:.0f}"]
        rows.append(row)
    print("\nMB/s of UTF-8")
    header = ("text", "gate", common.PEER, "times") if peers else ("text", "gate")
    common.table(header, rows)
    return figures


def _each(repair: common.Repairer, lines: list[str]) -> None:
    for line in lines:
        repair(line)


def _megabytes_a_second(text: str, action: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return len(text.encode()) / min(times) / 1e6


if __name__ == "__main__":
    main()
