"""Lossy misreads of unseen lines in other encodings than UTF-8: how much comes back.

As ``benchmarks.lossy``, of text in code pages and in encodings of two bytes a character, each line
by itself. Lines that lost nothing are left out. Not for: Japanese read as Big5, which has no
character for any kana of it, so that nothing is left to go by.
"""

from __future__ import annotations

import random
from collections import defaultdict

from benchmarks import common, losses
from benchmarks.common import OURS, Case
from benchmarks.lossy import Score, lines_of

# Chains of which at least every tenth line loses something.
CHAINS = {
    "zh-Hans": ("gbk>big5", "gbk>cp949", "gbk>cp932"),
    "zh-Hant": ("big5>gbk", "big5>cp932", "big5>cp949"),
    "ja": ("euc_jp>cp932", "cp932>cp949"),
    "ko": ("cp949>cp932", "cp949>big5"),
    "ru": ("cp1251>cp932", "cp1251>gbk", "cp1251>big5", "koi8-r>cp932", "cp866>cp932"),
}


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False, draws=True)
    parser.add_argument("--lines", type=int, default=15, help="lines of a chain, marker and way")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    options = parser.parse_args()
    repair = common.ours()
    clock = common.Clock()
    failures = common.Failures(options.failures)
    scores: dict[tuple[str, str, str], Score] = defaultdict(Score)
    for language in common.chosen(options.languages, list(CHAINS)):
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        for chain in CHAINS[language]:
            source, _, reader = chain.partition(">")
            for marker, name in losses.MARKERS.items():
                for way in (losses.BYTE, losses.PAIR):
                    chance = random.Random(f"{options.draw}{language} {chain} {name} {way}")
                    count = 0
                    for line in lines_of(path, chance):
                        garbled = losses.garbled(line, reader, marker, way, source)
                        if garbled is None or count == options.lines:
                            continue
                        count += 1
                        case = Case(garbled, line, chain, f"{language} {name} {way}")
                        got = clock.run(OURS, repair, garbled)
                        for key in (
                            (language, chain, way),
                            (language, "all", ""),
                            ("all", "all", way),
                            ("all", "all", ""),
                        ):
                            scores[key].add(case, got)
                        if got != line:
                            failures.add(f"{language} {chain} {name} {way}", case, got)
    print("Lossy misreads of other encodings: lines exactly right, characters, left open (in %)")
    header = ("language", "chain", "way", "lines", "exact", "characters", "open", "unchanged")
    common.table(header, [[*key, *score.row()] for key, score in scores.items()])
    print(f"\n{clock}")
    failures.show()
    common.write_figures(
        options.json,
        {" ".join(key): dict(zip(header[3:], s.row(), strict=True)) for key, s in scores.items()},
    )


if __name__ == "__main__":
    main()
