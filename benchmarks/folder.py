"""How fast a folder of small files is, beside chardet and ftfy in one process; memory; processes.

The folder holds clean UTF-8, plain source code, files in the encodings of old, and garbled ones.
Where other programs run at the same time, the seconds of the processors say more than those of the
clock. Not for: how good the repairs are; the other benchmarks say that.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import common, misreads
from benchmarks.speed import CHAINS, SOURCE_CODE, USUAL_CHAIN, corpus_lines

FILES = 10_000
SMALLEST, LARGEST = 2_000, 20_000  # bytes of UTF-8
SEED = 3
# What a folder of old files holds: kinds of files and how many of a hundred.
CLEAN, SOURCE, LEGACY, PARTLY, GARBLED = (
    "UTF-8",
    "source code",
    "legacy",
    "partly garbled",
    "garbled",
)
SHARES = {CLEAN: 40, SOURCE: 10, LEGACY: 30, PARTLY: 10, GARBLED: 10}
PARTS = 10  # of so many lines of a partly garbled file one is garbled
MEBIBYTE = 1 << 20
SAMPLED = 0.25  # seconds between two looks at the processes, which take time from them
TICKS = os.sysconf("SC_CLK_TCK")  # a second, in which the kernel counts
JOBS = 2

PEER_PROGRAM = """
import sys
import chardet
import ftfy

for path in sys.stdin.read().split("\\n"):
    with open(path, "rb") as file:
        data = file.read()
    encoding = chardet.detect(data)["encoding"] or "utf-8"
    ftfy.fix_text(data.decode(encoding, "replace"))
"""


def write_folder(shared: Path, folder: Path, number: int) -> Counter[str]:
    """Write the files, and count the kinds."""
    chance = random.Random(SEED)
    languages = ["en", *CHAINS]
    texts = {name: list(corpus_lines(shared, name)) for name in (*languages, SOURCE_CODE)}
    kinds = chance.choices(list(SHARES), weights=list(SHARES.values()), k=number)
    for index, kind in enumerate(kinds):
        language = SOURCE_CODE if kind == SOURCE else chance.choice(languages)
        lines = piece(texts[language], chance)
        path = folder / f"{index // 100:03d}" / f"{index:05d}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(in_kind(kind, language, lines, chance))
    return Counter(kinds)


def piece(lines: list[str], chance: random.Random) -> list[str]:
    """Lines from some place on, of some size."""
    size = chance.randint(SMALLEST, LARGEST)
    start = chance.randrange(len(lines))
    taken: list[str] = []
    while size > 0:
        line = lines[start % len(lines)]
        taken.append(line)
        size -= len(line.encode()) + 1
        start += 1
    return taken


def in_kind(kind: str, language: str, lines: list[str], chance: random.Random) -> bytes:
    """The bytes of a file of this kind."""
    text = "\n".join(lines) + "\n"
    if kind == LEGACY:
        encodings = misreads.LANGUAGES[language][1]
        return text.encode(chance.choice(encodings) if encodings else "utf-8", "replace")
    if kind in (PARTLY, GARBLED):
        written, _, read = CHAINS.get(language, USUAL_CHAIN).partition(">")
        every = PARTS if kind == PARTLY else 1
        text = "".join(
            ((misreads.misread(line, written, read) if index % every == 0 else None) or line) + "\n"
            for index, line in enumerate(lines)
        )
    return text.encode()


@dataclass
class Used:
    """What a command used, its children included: seconds, of which processors, and peak MB."""

    seconds: float = 0.0
    processors: dict[int, float] = field(default_factory=dict)  # by process
    peak: float = 0.0


def measured(command: list[str], text: str = "") -> Used:
    """Run a command to its end."""
    used = Used()
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        sampler = threading.Thread(target=sample, args=(process, used))
        sampler.start()
        process.communicate(text)
        used.seconds = time.perf_counter() - start
        sampler.join()
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return used


def sample(process: subprocess.Popen[str], used: Used) -> None:
    """Look at a command and its children again and again, until it ends."""
    while process.poll() is None:
        look(process.pid, used)
        time.sleep(SAMPLED)


def look(session: int, used: Used) -> None:
    """Take down what all processes of a session use; memory that several share counts once."""
    total = 0
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if os.getsid(int(entry.name)) != session:
                continue
            # The name of the program, in brackets, may have spaces in it.
            fields = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
            used.processors[int(entry.name)] = sum(map(int, fields[11:13])) / TICKS
            for line in Path(entry.path, "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    used.peak = max(used.peak, total / MEBIBYTE)


def measure(folder: Path, options: argparse.Namespace) -> dict[str, list[float]]:
    """Seconds and memory of each way to go through the folder."""
    ours = [sys.executable, "-m", "garblefix"]
    runs: dict[str, tuple[list[str], str]] = {}
    if not options.no_peers:
        paths = "\n".join(sorted(str(path) for path in folder.rglob("*.txt")))
        runs["chardet, decode, ftfy.fix_text"] = ([sys.executable, "-c", PEER_PROGRAM], paths)
    for jobs in (1, JOBS):
        runs[f"garblefix -j {jobs}"] = ([*ours, "-j", str(jobs), str(folder)], "")
    runs[f"garblefix -q -w -j {JOBS}"] = ([*ours, "-q", "-w", "-j", str(JOBS), str(folder)], "")
    figures = {}
    for name, (command, text) in runs.items():
        used = measured(command, text)
        figures[name] = [used.seconds, sum(used.processors.values()), used.peak]
    first = next(iter(figures.values()))[0]
    rows = [
        [name, seconds, first / seconds, processors, memory]
        for name, (seconds, processors, memory) in figures.items()
    ]
    common.table(("", "seconds", "times as fast", "of processors", "peak MB"), rows)
    alone, together = (figures[f"garblefix -j {jobs}"][0] for jobs in (1, JOBS))
    print(f"-j {JOBS} is {alone / together:.2f} times as fast as -j 1")
    return figures


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument("--files", type=int, default=FILES, help="how many")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the files here, only")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True)
        print(dict(write_folder(options.shared, options.keep, options.files)))
        return
    with tempfile.TemporaryDirectory() as folder:
        kinds = write_folder(options.shared, Path(folder), options.files)
        print(", ".join(f"{number:,} {kind}" for kind, number in kinds.items()), end="\n\n")
        figures = measure(Path(folder), options)
    common.write_figures(options.json, figures)


if __name__ == "__main__":
    main()
