"""UTF-8 read as Windows-1252 and saved as Latin-1: what comes back of apostrophes and quotes.

Lines of the dev files whose straight apostrophes and quotes were made curly, as publishers do; of
these signs Latin-1 keeps the first byte, and a question mark for each of the other two. By
themselves, and one after another in a file. Not for: letters that lost bytes (``benchmarks.lossy``,
``benchmarks.vanished``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks import common
from benchmarks.common import OURS, Case
from benchmarks.lossy import Score

LANGUAGES = ("en", "fr", "it")
CHAIN = "utf-8>cp1252"
_CURLY = ((re.compile(r"(?<=\w)'"), "’"), (re.compile(r'"([^"]*)"'), "“\\1”"))


def resaved(line: str) -> str:
    """A line of UTF-8 as Windows-1252 shows it, in the characters that Latin-1 has.

    >>> resaved("It’s “so”")
    'Itâ??s â??soâ??'
    """
    shown = line.encode().decode("cp1252", "replace")
    return shown.encode("latin-1", "replace").decode("latin-1")


def curly(line: str) -> str:
    """A line with the signs that publishers set.

    >>> curly("It's \\"so\\"")
    'It’s “so”'
    """
    for straight, sign in _CURLY:
        line = straight.sub(sign, line)
    return line


def pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Each line that has such signs, as it is shown, and as it was."""
    for line in common.read_lines(path):
        before = curly(line)
        shown = resaved(before)
        if "â?" in shown:
            yield shown, before


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--lines", type=int, default=1500, help="lines of a language")
    options = parser.parse_args()
    repair = common.ours()
    clock = common.Clock()
    failures = common.Failures(options.failures)
    rows: list[list[object]] = []
    for language in LANGUAGES:
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        found = [pair for pair, _ in zip(pairs(path), range(options.lines), strict=False)]
        alone, together = Score(), Score()
        whole = common.pipe("".join(f"{shown}\n" for shown, _ in found).encode()).decode()
        for (shown, before), line in zip(found, whole.split("\n"), strict=False):
            case = Case(shown, before, CHAIN, language)
            got = clock.run(OURS, repair, shown)
            alone.add(case, got)
            together.add(case, line)
            if got != before:
                failures.add(language, case, got)
        rows += [[language, "by itself", *alone.row()], [language, "in a file", *together.row()]]
    print("Signs of which the first byte is left: lines exactly right, characters right (in %)")
    common.table(("language", "line", "lines", "exact", "characters", "open", "unchanged"), rows)
    print(f"\n{clock}")
    failures.show()
    common.write_figures(options.json, {f"{row[0]} {row[1]}": row[2:] for row in rows})


if __name__ == "__main__":
    main()
