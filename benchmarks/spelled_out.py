"""Text whose unreadable bytes Python spelled out (``backslashreplace``): what comes back.

Lines of the dev files (up to 60 characters, 80 in Latin letters) in UTF-8, read as another
encoding. Nothing of them is lost. With ``--together`` the lines of a language and a reader are one
text. Not for: bytes that left a marker (``benchmarks.lossy``), or nothing
(``benchmarks.vanished``).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator

from benchmarks import common
from benchmarks.common import OURS, Case
from benchmarks.lossy import Score, lines_of
from benchmarks.replaced import PAGES, pieces

LANGUAGES = ("zh-Hans", "ja", "ko", "ru", "de", "pl", "tr")
READERS = ("cp1252", "cp1251", "cp874", "gbk", "cp932", "cp949", "big5", "euc_jp")


def spelled_out(lines: Iterable[str], reader: str) -> Iterator[tuple[str, str]]:
    r"""Each line with some byte that this reader cannot show, as it is shown, and as it was.

    >>> list(spelled_out(["ÿ", "Á"], "cp1252")) == [(r"Ã\x81", "Á")]
    True
    """
    for line in lines:
        data = line.encode()
        shown = data.decode(reader, "backslashreplace")
        if shown != data.decode(reader, "ignore"):
            yield shown, line


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--lines", type=int, default=20, help="lines of a language and a reader")
    parser.add_argument("--together", action="store_true", help="the lines are one text")
    options = parser.parse_args()
    repair = common.ours()
    clock = common.Clock()
    failures = common.Failures(options.failures)
    scores = {name: Score() for name in ("all", *LANGUAGES, *READERS)}
    for language, reader in itertools.product(LANGUAGES, READERS):
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        chance = random.Random(f"{language} {reader}")
        page = PAGES.get(language)
        lines = pieces(path, page, chance) if page else lines_of(path, chance)
        found = list(itertools.islice(spelled_out(lines, reader), options.lines))
        if options.together and found:
            text = clock.run(OURS, repair, "\n".join(shown for shown, _ in found))
            outcomes = text.split("\n")
        else:
            outcomes = [clock.run(OURS, repair, shown) for shown, _ in found]
        for (shown, line), got in zip(found, outcomes, strict=True):
            case = Case(shown, line, f"utf-8>{reader}", language)
            for name in ("all", language, reader):
                scores[name].add(case, got)
            if got != line:
                failures.add(f"{language} {reader}", case, got)
    print("Bytes spelled out: lines exactly right, characters right, left open (in %)")
    header = ("language or reader", "lines", "exact", "characters", "open", "unchanged")
    common.table(header, [[name, *score.row()] for name, score in scores.items() if score.lines])
    print(f"\n{clock}")
    failures.show()
    common.write_figures(
        options.json,
        {name: dict(zip(header[1:], s.row(), strict=True)) for name, s in scores.items()},
    )


if __name__ == "__main__":
    main()
