"""Lines with characters that their reader shows for several codes: which code was it?

Code page 932 has some four hundred characters twice or three times; so have Korean pages, of text
that was normalised. Neighbouring lines of the dev files, written in an encoding of their language
and read so without loss; counted are those with such a character, by themselves and as a file of
200 lines. Not for: other misreads (``benchmarks.misread``, ``benchmarks.files``).
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks import common
from benchmarks.common import Case, Tally
from benchmarks.damaged import undamaged

READ = (
    ("zh-Hans", "gbk", "cp932"),
    ("zh-Hant", "big5", "cp932"),
    ("ko", "cp949", "cp932"),
    ("ja", "euc_jp", "cp932"),
    ("ru", "utf-8", "cp932"),
    ("ru", "koi8-r", "cp932"),
    ("ru", "cp1251", "cp932"),
    ("zh-Hans", "utf-8", "cp932"),
)
NORMALISED = (
    ("zh-Hans", "gbk", "cp949"),
    ("zh-Hant", "big5", "cp949"),
    ("ja", "euc_jp", "cp949"),
    ("ru", "utf-8", "cp949"),
    ("ru", "koi8-r", "cp949"),
    ("ru", "cp1251", "cp949"),
)
LINES = 200  # of a file


@functools.cache
def doubled(reader: str) -> frozenset[str]:
    """The characters that a reader shows for two codes or more."""
    shown = Counter[str]()
    for pair in map(bytes, itertools.product(range(0x81, 0xFF), range(0x40, 0xFF))):
        with contextlib.suppress(UnicodeError):
            shown[unicodedata.normalize("NFC", pair.decode(reader))] += 1
    return frozenset(each for each, times in shown.items() if len(each) == 1 and times > 1)


def read(lines: list[str], written: str, reader: str, *, normalised: bool) -> Iterator[Case]:
    """The lines that can be read so without loss."""
    for line in lines:
        try:
            garbled = line.encode(written).decode(reader)
        except UnicodeError:
            continue
        if garbled.isprintable() or "\ue000" <= max(garbled) < "\uf900":
            garbled = unicodedata.normalize("NFC", garbled) if normalised else garbled
            yield Case(garbled, line, f"{written}>{reader}")


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--lines", type=int, default=150, help="lines a chain, and as many files")
    parser.add_argument("--files", type=int, default=4, help="files a chain")
    parser.add_argument("--only", metavar="A,B", help="chains")
    options = parser.parse_args()
    folder: Path = options.shared / "corpus" / "dev"
    repair = common.ours()
    failures = common.Failures(options.failures)
    clock = common.Clock()
    rows = []
    for normalised, chains in ((False, READ), (True, NORMALISED)):
        for language, written, reader in chains:
            [(_, lines)] = undamaged(folder, language)
            cases = list(read(lines, written, reader, normalised=normalised))
            asked = [each for each in cases if not doubled(reader).isdisjoint(each.garbled)]
            alone, together = Tally(), Tally()
            kind = f"{language} {written}>{reader}{' NFC' if normalised else ''}"
            for case in asked[: options.lines]:
                got = clock.run("lines", repair, case.garbled)
                alone.add(common.judge(case, got))
                if got != case.expected:
                    failures.add(kind, case, got)
            for start in range(0, min(len(cases), options.files * LINES), LINES):
                chosen = cases[start : start + LINES]
                data = "".join(f"{case.garbled}\n" for case in chosen)
                through = clock.run("files", lambda text: common.pipe(text.encode()).decode(), data)
                for case, got in zip(chosen, through.split("\n"), strict=False):
                    if not doubled(reader).isdisjoint(case.garbled):
                        together.add(common.judge(case, got))
                        if got != case.expected:
                            failures.add(f"{kind} in a file", case, got)
            rows.append([kind, *figures(alone), *figures(together)])
    print("Lines with a character that has several codes, by themselves and in files, in %")
    shown = (common.EXACT, common.UNCHANGED, common.WRONG)
    common.table(("chain", "lines", *shown, "in files", *shown), rows)
    print(f"\n{clock}")
    failures.show()


def figures(tally: Tally) -> list[object]:
    """How many, and the share of each outcome."""
    shares = [tally.share(each) for each in (common.EXACT, common.UNCHANGED, common.WRONG)]
    return [tally.total, *shares]


if __name__ == "__main__":
    main()
