"""Text whose unreadable bytes were shown as nothing: what comes back.

UTF-8, and Shift-JIS, whose signs begin with one of these bytes, read as Windows-1252; and UTF-8
read in pages of two bytes a character by what ignores errors.
Lines of the dev files (up to 60 characters), as they are copied from the web; with ``--plain``
their curly quotes are made straight as well. Not for: bytes that left a marker
(``benchmarks.lossy``).
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks import common
from benchmarks.common import OURS, Case
from benchmarks.lossy import Score, lines_of

LANGUAGES = ("zh-Hans", "ja", "ko", "ru")
READ = [
    *((language, "utf-8", "cp1252") for language in LANGUAGES),
    ("ja", "cp932", "cp1252"),
    *(
        (language, "utf-8", reader)
        for reader in ("gbk", "cp932", "cp949")
        for language in LANGUAGES
    ),
]
STRAIGHT = str.maketrans("“”„‘’‚", "\"\"\"'''")


def garbled(
    lines: Iterator[str], source: str = "utf-8", reader: str = "cp1252", *, plain: bool
) -> Iterator[tuple[str, str]]:
    """Each line of which a byte vanishes, as it is shown, and as it was.

    >>> list(garbled(iter(["이", "나"]), plain=False))
    [('ì´', '이')]
    """
    for line in lines:
        try:
            data = line.encode(source)
        except UnicodeEncodeError:
            continue
        shown = data.decode(reader, "ignore")
        if shown != data.decode(reader, "replace"):
            yield shown.translate(STRAIGHT) if plain else shown, line


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--lines", type=int, default=60, help="lines of a language")
    parser.add_argument("--plain", action="store_true", help="curly quotes are straight too")
    options = parser.parse_args()
    repair = common.ours()
    clock = common.Clock()
    failures = common.Failures(options.failures)
    rows: list[list[object]] = []
    for language, source, reader in READ:
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        score = Score()
        lines = lines_of(path, random.Random(language))
        found = garbled(lines, source, reader, plain=options.plain)
        for (shown, line), _ in zip(found, range(options.lines), strict=False):
            case = Case(shown, line, f"{source}>{reader}", language)
            got = clock.run(OURS, repair, shown)
            score.add(case, got)
            if got != line:
                failures.add(f"{language} {case.chain}", case, got)
        rows.append([language, f"{source}>{reader}", *score.row()])
    print("Vanished bytes: lines exactly right, characters right, left open (in %)")
    common.table(("language", "chain", "lines", "exact", "characters", "open", "unchanged"), rows)
    print(f"\n{clock}")
    failures.show()
    common.write_figures(options.json, {f"{row[0]} {row[1]}": row[2:] for row in rows})


if __name__ == "__main__":
    main()
