"""How fast a folder of small files is, beside chardet and ftfy in one process; memory; processes.

The folder holds clean UTF-8, plain source code, files in the encodings of old, and garbled ones.
Not for: how good the repairs are; the other benchmarks say that.
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
SAMPLED = 0.05  # seconds between two looks at the memory
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


def measured(command: list[str], text: str = "") -> tuple[float, float]:
    """The seconds that a command takes, and the peak of its memory in MB, children included."""
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        peak = [0.0]
        sampler = threading.Thread(target=sample, args=(process, peak))
        sampler.start()
        process.communicate(text)
        seconds = time.perf_counter() - start
        sampler.join()
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, peak[0]


def sample(process: subprocess.Popen[str], peak: list[float]) -> None:
    """Keep the largest memory of a command and its children in ``peak``, until it ends."""
    while process.poll() is None:
        peak[0] = max(peak[0], memory_of(process.pid))
        time.sleep(SAMPLED)


def memory_of(session: int) -> float:
    """The memory of all processes of a session in MB; a page that several share counts once."""
    total = 0
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if os.getsid(int(entry.name)) != session:
                continue
            for line in Path(entry.path, "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total / MEBIBYTE


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
    figures = {name: [*measured(command, text)] for name, (command, text) in runs.items()}
    first = next(iter(figures.values()))[0]
    rows = [[name, seconds, first / seconds, memory] for name, (seconds, memory) in figures.items()]
    common.table(("", "seconds", "times as fast", "peak MB"), rows)
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
