"""Letters of which nothing is left: how many are put back, and how many of these rightly.

Pieces of the dev files that a page of one byte a character holds, with every character beyond ASCII
lost, read from that page or from UTF-8, or written as a question mark. Not for: some lost bytes of
many (``benchmarks.lossy``).
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
WAYS = (CHARACTER, BYTE, QUESTION) = ("character", "byte of UTF-8", "character, ?")
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


def garbled(text: str, way: str) -> str:
    """The text with a marker for each character beyond ASCII, or for each byte of it in UTF-8.

    >>> [garbled("für", way).count(marker(way)) for way in WAYS]
    [1, 2, 1]
    """
    return "".join(marker(way) * lost(sign, way) or sign for sign in text)


def marker(way: str) -> str:
    """What stands for a lost character."""
    return "?" if way == QUESTION else LOST


def lost(sign: str, way: str) -> int:
    """How many markers a character becomes."""
    if sign.isascii():
        return 0
    return len(sign.encode()) if way == BYTE else 1


def outcome(text: str, way: str, got: str) -> tuple[int, int]:
    """How many of the lost characters of ``text`` were put back, and how many rightly.

    >>> outcome("für Gäste", CHARACTER, f"für G{LOST}ste")
    (1, 1)
    """
    back = right = place = 0
    for number, was in enumerate(text):
        markers = lost(was, way)
        if markers and got.startswith(marker(way) * markers, place):
            place += markers
            continue
        if not markers and not got.startswith(was, place):
            # What was put in is longer or shorter than what was lost, so that the rest is wrong.
            return back + sum(not sign.isascii() for sign in text[number:]), right
        back += markers > 0
        right += markers > 0 and got.startswith(was, place)
        place += 1
    return back, right


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--pieces", type=int, default=100, help="pieces of a language")
    parser.add_argument("--seed", default="", help="other pieces")
    options = parser.parse_args()
    repair = common.ours()
    clock = common.Clock()
    failures = common.Failures(options.failures)
    rows: list[list[object]] = []
    for way in WAYS:
        counts: dict[str, list[int]] = {}
        for language, page in PAGES.items():
            path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
            found = pieces(path, page, random.Random(language + options.seed))
            letters = back = right = exact = 0
            for text, _ in zip(found, range(options.pieces), strict=False):
                shown = garbled(text, way)
                got = clock.run(OURS, repair, shown)
                put_back, put_right = outcome(text, way, got)
                letters += sum(not sign.isascii() for sign in text)
                back += put_back
                right += put_right
                exact += got == text
                if put_back > put_right:
                    failures.add(f"{language}, {way}", Case(shown, text, way, language), got)
            counts[language] = [options.pieces, letters, back, right, exact]
        counts["all"] = [sum(column) for column in zip(*counts.values(), strict=True)]
        for language, (some, gone, back, right, exact) in counts.items():
            shares = [100 * back / gone, 100 * right / max(back, 1), 100 * exact / some]
            rows.append([way, language, some, gone, *shares])
    print("Replaced letters: put back, of these right, pieces exactly right (in %)")
    header = ("a marker for each", "language", "pieces", "lost", "put back", "right", "exact")
    common.table(header, rows)
    print(f"\n{clock}")
    failures.show()
    common.write_figures(
        options.json,
        {f"{row[0]} {row[1]}": dict(zip(header[2:], row[2:], strict=True)) for row in rows},
    )


if __name__ == "__main__":
    main()
