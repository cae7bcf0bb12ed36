"""Letters of one byte each that became U+FFFD: how many are put back, how many of these rightly.

Pieces of the dev files that a page of one byte a character holds, with every character beyond ASCII
lost. Not for: bytes of UTF-8 that were lost (``benchmarks.lossy``).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks import common
from benchmarks.common import OURS, Case

LOST = "\N{REPLACEMENT CHARACTER}"
PAGES = {
    **dict.fromkeys(("ca", "da", "de", "es", "fi", "fr", "it", "nl", "pt", "sv"), "cp1252"),
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk"), "cp1250"),
    "tr": "cp1254",
    "lt": "cp1257",
}
LENGTHS = (20, 80)  # characters of a piece


def pieces(path: Path, page: str, chance: random.Random) -> Iterator[str]:
    """Pieces of lines in random order, of whole words, which this page holds, not all ASCII."""
    lines = common.read_lines(path)
    chance.shuffle(lines)
    for line in lines:
        every = line.split(" ")
        rest = " ".join(every[chance.randrange(len(every)) :])
        limit = chance.randint(*LENGTHS)
        piece = rest if len(rest) <= limit else rest[: rest.rfind(" ", 0, limit) + 1].rstrip()
        letters = "".join(sign for sign in piece if sign.isalpha())
        if not letters.isascii() and piece == piece.encode(page, "ignore").decode(page):
            yield piece


def garbled(text: str) -> str:
    """The text with U+FFFD for each character beyond ASCII.

    >>> garbled("für") == f"f{LOST}r"
    True
    """
    return "".join(sign if sign.isascii() else LOST for sign in text)


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--pieces", type=int, default=100, help="pieces of a language")
    parser.add_argument("--seed", default="", help="other pieces")
    options = parser.parse_args()
    repair = common.ours()
    clock = common.Clock()
    failures = common.Failures(options.failures)
    counts: dict[str, list[int]] = {}
    for language, page in PAGES.items():
        path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
        found = pieces(path, page, random.Random(language + options.seed))
        letters = back = right = exact = 0
        for text, _ in zip(found, range(options.pieces), strict=False):
            shown = garbled(text)
            got = clock.run(OURS, repair, shown)
            exact += got == text
            for was, is_shown, became in zip(text, shown, got, strict=True):
                if is_shown == LOST:
                    letters += 1
                    back += became != LOST
                    right += became == was
            if any(sign not in (LOST, was) for sign, was in zip(got, text, strict=True)):
                failures.add(language, Case(shown, text, f"{page}>replaced", language), got)
        counts[language] = [options.pieces, letters, back, right, exact]
    counts["all"] = [sum(column) for column in zip(*counts.values(), strict=True)]
    print("Replaced letters: put back, of these right, pieces exactly right (in %)")
    rows = [
        [language, some, letters, 100 * back / letters, 100 * right / back, 100 * exact / some]
        for language, (some, letters, back, right, exact) in counts.items()
    ]
    header = ("language", "pieces", "lost", "put back", "right", "exact")
    common.table(header, rows)
    print(f"\n{clock}")
    failures.show()
    common.write_figures(
        options.json, {str(row[0]): dict(zip(header[1:], row[1:], strict=True)) for row in rows}
    )


if __name__ == "__main__":
    main()
