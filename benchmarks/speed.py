"""How fast the pipe is, beside ftfy: clean text, garbled text, the seed, memory on a large file.

Clean and garbled text go through ``StreamRepairer`` in this process, the peer gets the same lines
one by one. Not for: how good the repairs are; the share of exact lines stands beside the speed only
to show that the work was done.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks import common, misreads
from benchmarks.common import OURS, PEER, Repairer
from benchmarks.damaged import is_damaged

CLEAN_BYTES = 2_000_000
GARBLED_BYTES = 2_000_000
REPEATED_BYTES = 200_000
REPEATS = 3
MEGABYTE = 1_000_000
SOURCE_CODE = "source code"

CHAINS = {
    "fr": "utf-8>cp1252", "de": "utf-8>latin-1", "es": "utf-8>mac-roman", "pt": "utf-8>cp850",
    "pl": "utf-8>cp1250", "tr": "utf-8>cp1254", "vi": "utf-8>cp1252", "cs": "cp1250>cp1252",
    "ru": "cp1251>cp1252", "uk": "utf-8>cp1251", "bg": "koi8-r>cp1251", "el": "cp1253>cp1252",
    "ar": "utf-8>cp1256", "he": "cp1255>cp1252", "th": "cp874>cp1252", "hi": "utf-8>cp1252",
    "zh-Hans": "utf-8>gbk", "zh-Hant": "big5>gb18030", "ja": "utf-8>cp932", "ko": "cp949>cp1252",
}  # fmt: skip
"""The misread measured for each language: those that are common among the real cases."""
USUAL_CHAIN = "utf-8>cp1252"
CLEAN_LANGUAGES = ("en", *CHAINS, SOURCE_CODE)

MEASURE_MEMORY = """
import resource, subprocess, sys, time
start = time.perf_counter()
with open(sys.argv[1], "rb") as source:
    command = [sys.executable, "-m", "garblefix"]
    code = subprocess.run(command, stdin=source, stdout=subprocess.DEVNULL).returncode
seconds = time.perf_counter() - start
print(code, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Run by a small process of its own: a child starts with the peak of the process that forked it."""

Result = TypeVar("Result")


def best(action: Callable[[], Result]) -> tuple[float, Result]:
    """The seconds of the fastest of several runs, and the result."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        result = action()
        times.append(time.perf_counter() - start)
    return min(times), result


def by_line(repair: Repairer, lines: list[str]) -> list[str]:
    """The lines, each repaired by itself."""
    return [repair(line) for line in lines]


def corpus_lines(shared: Path, language: str) -> Iterator[str]:
    """Lines of a language: those the model has not seen first, then those it was trained on."""
    if language == SOURCE_CODE:
        for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
            yield from path.read_text("utf-8").split("\n")
        return
    for part in ("dev", "train"):
        path = shared / "corpus" / part / f"{language}.txt.xz"
        if path.exists():
            yield from common.read_lines(path)


def languages_measured(options: argparse.Namespace) -> list[str]:
    """The languages asked for."""
    if not options.languages:
        return list(CLEAN_LANGUAGES)
    known = [*common.languages_of(options.shared / "corpus" / "dev"), SOURCE_CODE]
    return common.chosen(None if options.languages == "all" else options.languages, known)


def take(lines: Iterator[str], size: int) -> list[str]:
    """The first lines that come to about ``size`` bytes of UTF-8."""
    taken = []
    for line in lines:
        if size <= 0:
            break
        taken.append(line)
        size -= len(line.encode()) + 1
    return taken


def megabytes_a_second(data: bytes, seconds: float) -> float:
    """Millions of bytes a second."""
    return len(data) / MEGABYTE / seconds


def joined(lines: list[str]) -> bytes:
    """The bytes of a file of these lines."""
    return ("\n".join(lines) + "\n").encode()


def measure_clean(options: argparse.Namespace, peer: Repairer | None) -> dict[str, object]:
    """Print the speed on clean text, language by language; return the figures."""
    rows: list[list[object]] = []
    figures: dict[str, object] = {}
    for language in languages_measured(options):
        every = corpus_lines(options.shared, language)
        clean = (line for line in every if not is_damaged(line, language))
        lines = take(clean, options.clean_bytes)
        data = joined(lines)
        seconds, output = best(partial(common.pipe, data))
        speeds = {OURS: megabytes_a_second(data, seconds)}
        if peer is not None:
            taken, _ = best(partial(by_line, peer, lines))
            speeds[PEER] = megabytes_a_second(data, taken)
        changed = sum(a != b for a, b in zip(output.split(b"\n"), data.split(b"\n"), strict=False))
        rows.append([language, *speeds.values(), *ratio(speeds), changed])
        figures[language] = {**speeds, "changed": changed}
    print("Clean text, MB of UTF-8 a second")
    titles = (OURS, PEER, "times as fast") if peer is not None else (OURS,)
    common.table(("", *titles, "lines changed"), rows)
    return figures


def measure_garbled(options: argparse.Namespace, peer: Repairer | None) -> dict[str, object]:
    """Print the speed on strictly garbled text; return the figures."""
    rows: list[list[object]] = []
    figures: dict[str, object] = {}
    for language in languages_measured(options):
        if language == SOURCE_CODE or (language not in CHAINS and not options.languages):
            continue
        chain = CHAINS.get(language, USUAL_CHAIN)
        written, _, read = chain.partition(">")
        pairs = (
            (line, misreads.misread(line, written, read))
            for line in corpus_lines(options.shared, language)
        )
        kept = {garbled: line for line, garbled in pairs if garbled is not None}
        if not kept:
            continue
        garbled_lines = take(iter(kept), options.garbled_bytes)
        data = joined(garbled_lines)
        truth = [kept[line] for line in garbled_lines]
        seconds, output = best(partial(common.pipe, data))
        speeds = {OURS: megabytes_a_second(data, seconds)}
        shares = [exact_share(output.decode("utf-8", "replace").split("\n"), truth)]
        if peer is not None:
            taken, got = best(partial(by_line, peer, garbled_lines))
            speeds[PEER] = megabytes_a_second(data, taken)
            shares.append(exact_share(got, truth))
        rows.append([f"{language} {chain}", *speeds.values(), *ratio(speeds), *shares])
        figures[language] = {**speeds, "exact": shares}
    print("\nGarbled text, MB of UTF-8 a second, and lines exactly right in %")
    titles = (OURS, PEER, "times as fast") if peer is not None else (OURS,)
    exact = (f"{OURS} exact", f"{PEER} exact") if peer is not None else (f"{OURS} exact",)
    common.table(("", *titles, *exact), rows)
    return figures


def measure_repeated(options: argparse.Namespace, peer: Repairer | None) -> dict[str, object]:
    """Print the speed on one garbled line that is there again and again; return the figures."""
    rows: list[list[object]] = []
    figures: dict[str, object] = {}
    for language, chain in CHAINS.items():
        written, _, read = chain.partition(">")
        every = corpus_lines(options.shared, language)
        garbled = (misreads.misread(line, written, read) for line in every)
        again = take(itertools.repeat(next(line for line in garbled if line)), REPEATED_BYTES)
        data = joined(again)
        seconds, _ = best(partial(common.pipe, data))
        speeds = {OURS: megabytes_a_second(data, seconds)}
        if peer is not None:
            taken, _ = best(partial(by_line, peer, again))
            speeds[PEER] = megabytes_a_second(data, taken)
        rows.append([f"{language} {chain}", *speeds.values(), *ratio(speeds)])
        figures[language] = speeds
    print("\nOne garbled line again and again, MB of UTF-8 a second")
    titles = (OURS, PEER, "times as fast") if peer is not None else (OURS,)
    common.table(("", *titles), rows)
    return figures


def ratio(speeds: dict[str, float]) -> list[float]:
    """How many times as fast as the peer, where there is one."""
    return [speeds[OURS] / speeds[PEER]] if PEER in speeds else []


def exact_share(got: list[str], truth: list[str]) -> float:
    """The lines that are exactly right, in per cent."""
    return 100 * sum(a == b for a, b in zip(got, truth, strict=False)) / len(truth)


def measure_seed(shared: Path) -> float:
    """The seconds that the seed takes through the command, start-up included."""
    garbled = (shared / "seed" / "garbled.txt").read_bytes()
    command = [sys.executable, "-m", "garblefix"]
    seconds, _ = best(
        partial(subprocess.run, command, input=garbled, stdout=subprocess.DEVNULL, check=True)
    )
    print(f"\nThe seed through the command: {seconds:.2f} seconds, start-up included")
    return seconds


def measure_large(shared: Path, size: int) -> dict[str, float]:
    """Time and peak memory of the command on a file of ``size`` MB, a tenth of it garbled."""
    languages = [language for language in CLEAN_LANGUAGES if language != SOURCE_CODE]
    lines: list[str] = []
    for language in languages:
        for number, line in enumerate(take(corpus_lines(shared, language), MEGABYTE)):
            written, _, read = CHAINS.get(language, USUAL_CHAIN).partition(">")
            garbled = misreads.misread(line, written, read) if number % 10 == 0 else None
            lines.append(garbled or line)
    data = joined(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.txt")
        with path.open("wb") as file:
            while file.tell() < size * MEGABYTE:
                file.write(data)
        command = [sys.executable, "-c", MEASURE_MEMORY, str(path)]
        finished = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    code, seconds, peak = finished.stdout.split()
    if code != "0":
        sys.exit(f"garblefix ended with {code}")
    # Linux counts in KiB, macOS in bytes.
    megabytes = int(peak) * (1 if sys.platform == "darwin" else 1024) / MEGABYTE
    print(f"\n{size} MB through the command, a tenth of the lines garbled: ", end="")
    print(f"{float(seconds):.1f} seconds, peak {megabytes:.0f} MB of memory")
    return {"megabytes": size, "seconds": float(seconds), "peak": megabytes}


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument("--languages", metavar="A,B", help="these languages, or all")
    parser.add_argument("--clean-bytes", type=int, default=CLEAN_BYTES, help="a language")
    parser.add_argument("--garbled-bytes", type=int, default=GARBLED_BYTES, help="a language")
    parser.add_argument("--skip-clean", action="store_true", help="leave clean text out")
    parser.add_argument("--skip-garbled", action="store_true", help="leave garbled text out")
    parser.add_argument(
        "--large", type=int, nargs="?", const=200, metavar="MB", help="also a large file"
    )
    options = parser.parse_args()
    peer = None if options.no_peers else common.repairers(peers=True)[PEER]
    figures: dict[str, object] = {}
    if not options.skip_clean:
        figures["clean"] = measure_clean(options, peer)
    if not options.skip_garbled:
        figures["garbled"] = measure_garbled(options, peer)
        figures["repeated"] = measure_repeated(options, peer)
    figures["seed"] = measure_seed(options.shared)
    if options.large:
        figures["large"] = measure_large(options.shared, options.large)
    common.write_figures(options.json, figures)


if __name__ == "__main__":
    main()
