"""Rows of which one cell was one page read as another, and the next is clean, in one language.

The clean cell has letters that are bytes of the same page, so that it could be read too. How many
stay, and how many rows come back; beside that the same rows with both cells garbled, of which none
may stay. Each row is repaired by itself. Not for: lost bytes (``benchmarks.beside``), or lines in
files (``benchmarks.partly``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import garblefix
from benchmarks import common, misreads

PAGES = (
    "ru koi8-r>cp1251", "ru cp1251>koi8-r", "ru iso8859-5>cp1251", "ru cp866>cp1251",
    "ru cp1251>cp866", "bg iso8859-5>cp1251", "uk cp1251>koi8-u", "ar iso8859-6>cp1256",
    "el mac-greek>cp1253", "de mac-roman>cp1252", "cs cp852>cp1250", "pl iso8859-2>cp1250",
    "fr cp850>cp1252", "zh-Hans gb18030>euc_jp", "zh-Hans gb18030>cp949", "ja cp932>gb18030",
    "ja utf-8>gb18030", "ru cp1251>cp1252",
)  # fmt: skip
"""Language and chain."""
BETWEEN = (";", "\t", " / ", ": ")
LONGEST, SHORT = 40, 12
"""Characters of a garbled cell, and of a clean one; of East Asia half as many."""
_WORDS = re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]{2,}){0,2}")


@dataclass(slots=True)
class Score:
    """Rows with a clean cell, those whose cell changed, those all right; and with none."""

    rows: int = 0
    changed: int = 0
    exact: int = 0
    garbled: int = 0
    back: int = 0


def rows_of(shared: Path, language: str, chain: str, size: int) -> Iterator[tuple[str, str, str]]:
    """Two cells and what stands between them; the second is one to three whole words."""
    chance = random.Random(f"{language} {chain}")
    lines = [
        line
        for line in common.read_lines(shared / "corpus" / "dev" / f"{language}.txt.xz")
        if not line.isascii()
    ]
    part = 2 if language[:2] in ("zh", "ja", "ko") else 1
    words = [
        words
        for line in lines
        for words in _WORDS.findall(line)
        if len(words) <= SHORT // part and not words.isascii()
    ]
    for _ in range(size):
        yield chance.choice(lines)[: LONGEST // part], chance.choice(BETWEEN), chance.choice(words)


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--rows", type=int, default=60, help="of a chain")
    options = parser.parse_args()
    failures = common.Failures(options.failures)
    every = {name: Score() for name in PAGES}
    for name, score in every.items():
        language, chain = name.split(" ")
        written, read = chain.split(">")
        for line, between, words in rows_of(options.shared, language, chain, options.rows):
            expected = line + between + words
            first, second = (misreads.misread(part, written, read) for part in (line, words))
            if first is None or first == line:
                continue
            got = garblefix.repair(first + between + words).text
            score.rows += 1
            score.changed += not got.endswith(between + words)
            score.exact += got == expected
            if got != expected:
                case = common.Case(first + between + words, expected, chain, language)
                failures.add(name, case, got)
            if second is not None and second != words:
                score.garbled += 1
                score.back += garblefix.repair(first + between + second).text == expected
    rows: list[list[object]] = [
        [name, s.rows, s.changed, s.exact, s.garbled, s.back] for name, s in every.items()
    ]
    rows.append(["all", *(sum(int(str(row[place])) for row in rows) for place in range(1, 6))])
    print("Rows of a garbled cell and a clean one, and of two that are garbled")
    common.table(("chain", "rows", "clean changed", "exact", "both garbled", "exact"), rows)
    failures.show()
    common.write_figures(options.json, {str(row[0]): row[1:] for row in rows})


if __name__ == "__main__":
    main()
