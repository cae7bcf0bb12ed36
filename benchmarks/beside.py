"""Lines half of which is clean, in files that went through a decoder that loses bytes.

Lines of one language in UTF-8, read as another encoding whose unreadable bytes became U+FFFD; in
every other one the first words are clean, of another language. How many clean words stay, and how
many such lines come back. Not for: text that was garbled without loss (``benchmarks.partly``).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import common, lossy

GARBLED = ("zh-Hans", "ja", "ko", "ru", "fr", "pl")
CLEAN = ("de", "el", "ru", "zh-Hans", "pl", "es")
READERS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp874", "cp437", "koi8-r", "gbk", "cp932", "cp949",
)  # fmt: skip
MARKER = "\N{REPLACEMENT CHARACTER}"


@dataclass(slots=True)
class Score:
    """Lines that are half clean, those of which the clean words changed, and those all right."""

    lines: int = 0
    changed: int = 0
    exact: int = 0


def words_of(path: Path) -> list[str]:
    """Beginnings of lines that are not ASCII, up to three words, eight characters of Chinese."""
    found = (" ".join(line[:24].split(" ")[:3]) for line in common.read_lines(path))
    return [words[:8] if max(words, default="") > "\u2e80" else words for words in found]


def file_of(shared: Path, garbled: str, clean: str, reader: str, size: int) -> Iterator[list[str]]:
    """For each line what is clean of it, what was garbled, and how the reader shows that."""
    chance = random.Random(f"{garbled} {clean} {reader}")
    beginnings = [w for w in words_of(shared / "corpus" / "dev" / f"{clean}.txt.xz") if w]
    beginnings = [words for words in beginnings if not words.isascii()]
    lines = lossy.lines_of(shared / "corpus" / "dev" / f"{garbled}.txt.xz", chance)
    for number, line in zip(range(size), lines, strict=False):
        words = chance.choice(beginnings) + " " if number % 2 else ""
        yield [words, line, line.encode().decode(reader, "replace")]


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--lines", type=int, default=24, help="of a file")
    parser.add_argument("--readers", metavar="A,B", help="only these readers")
    options = parser.parse_args()
    failures = common.Failures(options.failures)
    scores = {name: Score() for name in common.chosen(options.readers, READERS)}
    for reader, score in scores.items():
        for garbled in GARBLED:
            for clean in CLEAN:
                if clean == garbled:
                    continue
                every = list(file_of(options.shared, garbled, clean, reader, options.lines))
                shown = "".join(f"{words}{line}\n" for words, _, line in every)
                got = common.pipe(shown.encode()).decode().split("\n")
                for (words, line, before), after in zip(every, got, strict=False):
                    if words:
                        score.lines += 1
                        score.changed += not after.startswith(words)
                        score.exact += after == words + line
                        if not after.startswith(words):
                            case = common.Case(words + before, words + line, reader, garbled)
                            failures.add(reader, case, after)
    rows: list[list[object]] = [
        [name, s.lines, s.changed, 100 * s.exact / max(s.lines, 1)] for name, s in scores.items()
    ]
    every_score = scores.values()
    whole = sum(s.lines for s in every_score), sum(s.changed for s in every_score)
    rows.append(["all", *whole, ""])
    print("Lines half of which is clean: of how many that half changed, and all right in %")
    common.table(("reader", "lines", "clean half changed", "exact"), rows)
    failures.show()
    common.write_figures(options.json, {str(row[0]): row[1:] for row in rows})


if __name__ == "__main__":
    main()
