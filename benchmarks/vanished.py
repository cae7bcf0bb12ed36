"""Text whose unreadable bytes were shown as nothing: what comes back.

UTF-8, and Shift-JIS, whose signs begin with one of these bytes, read as Windows-1252; UTF-8 read in
pages of two bytes a character by what ignores errors; UTF-8 read as Latin-1 whose C1 controls are
gone; what was written for DOS, on a Mac or in East Asia, in pages where some bytes are soft
hyphens, no-break spaces or private-use characters; and Shift-JIS and GBK with U+FFFD for what is
not read. Lines of the dev files (up to 60 characters), as they are copied from the web; with
``--plain`` their curly quotes are made straight as well. Not for: bytes of UTF-8 that left a marker
(``benchmarks.lossy``).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from benchmarks import common
from benchmarks.common import OURS, Case
from benchmarks.lossy import SHARE, Score, lines_of

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
# Of these pages nothing is left of what is not seen.
LEGACY = [
    ("ru", "cp1251", "mac-roman"),
    ("ru", "cp866", "cp1252"),
    ("ru", "cp866", "cp1251"),
    ("es", "cp850", "cp1252"),
    ("hu", "cp852", "cp1250"),
    ("ko", "cp949", "cp1252"),
    ("ko", "cp949", "mac-roman"),
    ("zh-Hans", "gbk", "cp1252"),
    ("zh-Hant", "big5", "cp1252"),
    ("ja", "cp932", "mac-roman"),
    ("ja", "euc_jp", "mac-roman"),
]
# Of UTF-8 Latin-1 shows nothing for the half of all bytes that go on with a character.
BARE = [
    (language, "utf-8", "latin-1")
    for language in ("ru", "uk", "bg", "el", "pl", "vi", "ar", "he", "th", "ko", "ja", "zh-Hans")
]
# And of these it has a mark for what it cannot read.
MARKED = [("ja", "cp932", "cp1252"), ("zh-Hans", "gbk", "cp1252")]
UNSEEN = re.compile("[\x80-\x9f\xad\ue000-\uf8ff]")
STRAIGHT = str.maketrans("“”„‘’‚", "\"\"\"'''")


def garbled(
    lines: Iterator[str],
    source: str = "utf-8",
    reader: str = "cp1252",
    *,
    plain: bool = False,
    wholly: bool = False,
    errors: str = "ignore",
) -> Iterator[tuple[str, str]]:
    """Each line of which a byte vanishes, as it is shown, and as it was.

    ``wholly``: what is shown and not seen vanishes too, and no-break spaces are plain. ``errors``:
    what becomes of what cannot be read, as Python has it.

    >>> list(garbled(iter(["이", "나"]), plain=False))
    [('ì´', '이')]
    """
    for line in lines:
        try:
            data = line.encode(source)
        except UnicodeEncodeError:
            continue
        shown = data.decode(reader, errors)
        if wholly:
            shown = UNSEEN.sub("", shown).replace("\xa0", " ")
        # Whether anything of a page that shows all bytes is gone is seen by what comes back.
        if shown.encode(reader, "replace") != data:
            yield shown.translate(STRAIGHT) if plain else shown, line


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False, draws=True)
    parser.add_argument("--lines", type=int, default=60, help="lines of a language")
    parser.add_argument("--plain", action="store_true", help="curly quotes are straight too")
    options = parser.parse_args()
    repair = common.ours()
    clock = common.Clock()
    failures = common.Failures(options.failures)
    rows: list[list[object]] = []
    kinds = [(pair, "ignore", False) for pair in READ]
    kinds += [(pair, "ignore", True) for pair in LEGACY + BARE]
    kinds += [(pair, "replace", False) for pair in MARKED]
    for (language, source, reader), errors, wholly in kinds:
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        score = Score()
        lines = lines_of(
            path, random.Random(options.draw + language), share=0.0 if wholly else SHARE
        )
        found = garbled(lines, source, reader, plain=options.plain, wholly=wholly, errors=errors)
        for (shown, line), _ in zip(found, range(options.lines), strict=False):
            case = Case(shown, line, f"{source}>{reader}", language)
            got = clock.run(OURS, repair, shown)
            score.add(case, got)
            if got != line:
                failures.add(f"{language} {case.chain}", case, got)
        marked = " (U+FFFD)" if errors == "replace" else ""
        rows.append([language, f"{source}>{reader}{marked}", *score.row()])
    print("Vanished bytes: lines exactly right, characters right, left open (in %)")
    common.table(("language", "chain", "lines", "exact", "characters", "open", "unchanged"), rows)
    print(f"\n{clock}")
    failures.show()
    common.write_figures(options.json, {f"{row[0]} {row[1]}": row[2:] for row in rows})


if __name__ == "__main__":
    main()
