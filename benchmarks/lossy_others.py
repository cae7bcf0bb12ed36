"""Lossy misreads of unseen lines in other encodings than UTF-8: how much comes back.

As ``benchmarks.lossy``, of text in code pages and in encodings of two bytes a character, each line
by itself. Lines that lost nothing are left out. Not for: Japanese read as Big5, which has no
character for any kana of it, so that nothing is left to go by.
"""

from __future__ import annotations

import itertools

from benchmarks import common, losses
from benchmarks.common import Case
from benchmarks.lossy import Measured, losing

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
    measured = Measured(options)
    for language in common.chosen(options.languages, list(CHAINS)):
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        for chain, (marker, name) in itertools.product(CHAINS[language], losses.MARKERS.items()):
            for way in losses.ways(chain.partition(">")[2]):
                seed = f"{options.draw}{language} {chain} {name} {way}"
                rows = (
                    (language, chain, way),
                    (language, "all", ""),
                    ("all", "all", way),
                    ("all", "all", ""),
                )
                for line, garbled in losing(path, chain, marker, way, seed, options.lines):
                    measured.take(Case(garbled, line, chain, f"{language} {name} {way}"), rows)
    measured.show("Lossy misreads of other encodings", ("language", "chain", "way"))


if __name__ == "__main__":
    main()
