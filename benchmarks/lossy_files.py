"""Files garbled throughout by a decoder that lost bytes, in the pipe: how fast, what comes back.

Lines of the dev files, one after another in one file, so that what one line shows of the decoder
helps the others, as in real use. Not for: single lines (``benchmarks.lossy``).
"""

from __future__ import annotations

import itertools
import random
import time
from pathlib import Path

from benchmarks import common, losses, lossy, lossy_others, misreads
from benchmarks.common import Case
from benchmarks.lossy import Score

KILOBYTE = 1000


def file_of(
    path: Path, chain: str, marker: str, way: str, size: int
) -> tuple[list[str], list[str]]:
    """Lines of a language as they were and as a chain shows them, so many bytes of these."""
    source, _, reader = chain.partition(">")
    truth: list[str] = []
    shown: list[str] = []
    length = 0
    for line in lossy.lines_of(path, random.Random(f"{path.name} {reader} {marker} {way}")):
        garbled = losses.garbled(line, reader, marker, way, source)
        garbled = garbled or misreads.misread(line, source, reader)
        if garbled is None or "\n" in garbled or "\r" in garbled:
            continue
        truth.append(line)
        shown.append(garbled)
        length += len(garbled.encode()) + 1
        if length >= size:
            break
    return truth, shown


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--size", type=int, default=100, help="kilobytes of each file")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    parser.add_argument("--readers", metavar="A,B", help="only these readers")
    parser.add_argument("--others", action="store_true", help="of other encodings than UTF-8")
    options = parser.parse_args()
    utf8 = tuple(f"utf-8>{reader}" for reader in losses.READERS)
    chains = lossy_others.CHAINS if options.others else dict.fromkeys(lossy.LANGUAGES, utf8)
    common.pipe("浣犲ソ\n".encode())
    rows: list[list[object]] = []
    size = options.size * KILOBYTE
    for language in common.chosen(options.languages, list(chains)):
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        for chain, marker in itertools.product(chains[language], losses.MARKERS):
            reader = chain.partition(">")[2]
            if options.readers and reader not in options.readers.split(","):
                continue
            for way in losses.ways(reader):
                truth, shown = file_of(path, chain, marker, way, size)
                data = "".join(f"{line}\n" for line in shown).encode()
                start = time.process_time()
                got = common.pipe(data).decode().split("\n")[:-1]
                seconds = time.process_time() - start
                score = Score()
                # A line end put in by mistake makes all lines behind it count as wrong.
                for garbled, line, found in zip(shown, truth, got, strict=False):
                    score.add(Case(garbled, line, chain), found)
                speed = len(data) / seconds / KILOBYTE
                shape = f"{losses.MARKERS[marker]}, {way}"
                rows.append([language, chain, shape, speed, *score.row()])
    header = ("language", "chain", "marker", "KB/s", "lines", "exact", "characters", "open")
    print("Files garbled throughout, by processor time; right and left open in %")
    common.table((*header, "unchanged"), rows)
    common.write_figures(
        options.json,
        {" ".join(map(str, row[:3])): dict(zip(header[3:], row[3:], strict=False)) for row in rows},
    )


if __name__ == "__main__":
    main()
