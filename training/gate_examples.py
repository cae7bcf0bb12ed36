"""The lines that the gate learns from: clean ones of the corpus, and the same through misreads.

Whole lines and pieces of lines alike in both, or the gate would take a short line for a sign.
Not for: the language model, which learns from the corpus as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from garblefix.encodings import ENCODINGS, decode

# Lines of a language, at most: clean, and to be garbled. Han and Hangul have more to learn.
CLEAN = 16_000
CLEAN_LARGE = 100_000
DIRTY = 3_000
DIRTY_SMALL = 1_500  # alphabets other than Latin: every letter of a line is garbled
DIRTY_UDHR = 100
LARGE = ("zh-Hans", "zh-Hant", "ja", "ko")
MISREADS = 3  # of each line, and as many again from another encoding than UTF-8
RARITY = 0.7  # how much of an encoding's cost counts: rare ones are to be learnt too
LOSSY = 0.1  # share of misreads where bytes that the reader cannot show became question marks
WRAPPED = 0.15  # share of misreads of a few characters in a line of code
# How much a garbled line counts: those where UTF-8 was misread, and the others. Where one Latin
# letter stands for another, whoever asks for no misses asks for a flood.
UTF8_WEIGHT = 1.0
OTHER_WEIGHT = 0.5
OTHER_LATIN_WEIGHT = 0.2

# Letters that a language does not have and that stand in its corpus for those it has: text of
# cp1254 or ISO-8859-2 read as cp1252. Lines with them are not called clean.
GARBLED_LETTERS = {
    "az": "ýþðÝÞÐ",
    "cs": "ìøèùïòìą¹»¾ľ°",
    "eo": "æøþýù¶¤",
    "et": "ő",
    "hr": "èæ¹¾ðą¾",
    "hu": "õûÕÛ",
    "lt": "ëèðþø",
    "lv": "ºçìò",
    "pl": "±¶¿³¹œ",
    "ro": "ãþºªÞÃ",
    "sk": "ìøèùïò¹»¾ĺ°",
    "sl": "èæ¹¾ðÈ®",
    "sr-Latn": "èæ¹¾ð",
    "tr": "ýþðÝÞÐ",
}

# Source code and its comments, which the corpus has not: symbols that stand apart, quoted words.
SYMBOL_LINES = 12_000
SYMBOLS = (
    (0x2010, 0x2028), (0x2030, 0x2040), (0x20A0, 0x20BF), (0x2190, 0x2200), (0x2200, 0x2300),
    (0x2300, 0x2400), (0x2500, 0x2580), (0x2580, 0x25A0), (0x25A0, 0x2600), (0x2600, 0x27C0),
    (0x1F300, 0x1F600), (0x1F600, 0x1F650), (0x1F680, 0x1F700), (0x1F900, 0x1FA00),
)  # fmt: skip
WRAPPINGS = (
    "'{}'",
    '"{}"',
    "'{}',",
    '"{}": ',
    "# '{}'",
    "({})",
    "`{}`",
    "<b>{}</b>",
    "[{}](",
    "{}",
)


@dataclass
class Examples:
    """Lines, whether they are garbled, and how much each counts."""

    lines: list[str]
    garbled: bool
    weight: float


@dataclass
class Maker:
    """Makes the examples; one random sequence runs through all the languages."""

    words: list[str]  # mixed into text of other scripts
    chance: np.random.Generator = field(default_factory=lambda: np.random.default_rng(20))

    def __post_init__(self) -> None:
        names = [(x.name, y.name) for x in ENCODINGS for y in ENCODINGS]
        costs = np.array([x.as_source + y.as_reader for x in ENCODINGS for y in ENCODINGS])
        likely = np.exp(-RARITY * costs)
        self.pairs = names
        self.shares = []
        for utf8 in (True, False):
            chosen = [x != y and (x == "utf-8") == utf8 for x, y in names]
            share = np.where(chosen, likely, 0.0)
            self.shares.append(share / share.sum())

    def examples(self, language: str, lines: list[str]) -> Iterator[Examples]:
        """The examples of one language of the corpus."""
        lines = clean_lines(language, lines)
        if not lines:
            return
        order = self.chance.permutation(len(lines))
        chosen = [lines[i] for i in order[: CLEAN_LARGE if language in LARGE else CLEAN]]
        yield Examples(list(self._clean(chosen)), garbled=False, weight=1.0)
        letters = "".join(chosen[:50])
        latin = sum(letter < "\u0250" for letter in letters) > 0.8 * len(letters)
        udhr = language.startswith("udhr:")
        number = DIRTY_UDHR if udhr else DIRTY if latin or language in LARGE else DIRTY_SMALL
        for share, weight in zip(
            self.shares, (UTF8_WEIGHT, OTHER_LATIN_WEIGHT if latin else OTHER_WEIGHT), strict=True
        ):
            made = 1 if udhr else MISREADS
            garbled = [x for line in chosen[:number] for x in self._garbled(line, share, made)]
            yield Examples(garbled, garbled=True, weight=weight)

    def symbols(self) -> Examples:
        """Lines with symbols as programmers set them."""
        lines = []
        for _ in range(SYMBOL_LINES):
            start, stop = SYMBOLS[int(self.chance.integers(len(SYMBOLS)))]
            some = [chr(x) for x in self.chance.integers(start, stop, size=3)]
            runs = self.chance.integers(1, 6, size=3)
            kind = int(self.chance.integers(4))
            first, last = self._word(), self._word()
            if kind == 0:
                lines.append(f"{first} {self._wrapped(some[0])} {last}")
            elif kind == 1:
                lines.append(f"    {self._wrapped(some[0] * int(runs[0]))}")
            elif kind == 2:
                drawn = "".join(x * int(n) for x, n in zip(some, runs, strict=True))
                lines.append(f"# {drawn} {first}")
            else:
                lines.append(f"{some[0]} {first}: {last} {some[1]} {last}")
        return Examples(lines, garbled=False, weight=1.0)

    def _word(self) -> str:
        return self.words[int(self.chance.integers(len(self.words)))]

    def _short(self, line: str) -> str:
        """A word of the line, or the first few characters of it."""
        words = line.split()
        word = words[int(self.chance.integers(len(words)))] if words else line
        return word[: int(self.chance.integers(1, 16))]

    def _wrapped(self, text: str) -> str:
        return WRAPPINGS[int(self.chance.integers(len(WRAPPINGS)))].format(text)

    def _clean(self, lines: list[str]) -> Iterator[str]:
        for number, line in enumerate(lines):
            yield line
            made = []
            if number % 3 == 0:
                made.append(self._piece(line))
            if number % 20 == 0:
                made.append(line.upper())
            if number % 10 == 1 and line[len(line) // 2] >= "\u0370":
                made.append(self._mixed(line))
            if number % 10 == 6:
                made.append(f"    {self._wrapped(self._short(line))} {self._word()}")
            yield from (other for other in made if not other.isascii())

    def _mixed(self, line: str) -> str:
        """A Latin word somewhere in the line, with spaces around it or, in Han, perhaps without."""
        place = int(self.chance.integers(0, len(line)))
        word = self._word()
        space = " " if self.chance.random() < 0.5 or line[0] < "\u3000" else ""
        return line[:place] + space + word + space + line[place:]

    def _piece(self, line: str) -> str:
        """The line or a piece of it, from the start of a word more often than not."""
        kind = self.chance.random()
        length = int(self.chance.integers(8, 60))
        if kind < 0.4 or len(line) <= max(length, 10):
            return line
        start = int(self.chance.integers(0, len(line) - length))
        if kind < 0.8:
            space = line.find(" ", start, start + 15)
            start = space + 1 if space >= 0 else start
        return line[start : start + length]

    def _garbled(self, line: str, share: npt.NDArray[np.float64], number: int) -> Iterator[str]:
        made = 0
        for index in self.chance.choice(len(share), size=8 * number, p=share):
            wrapped = self.chance.random() < WRAPPED
            piece = self._short(line) if wrapped else self._piece(line)
            lossy = self.chance.random() < LOSSY
            if piece.isascii():
                continue
            outcome = misread(piece, *self.pairs[index], lossy=lossy)
            if outcome is not None and outcome != piece and not outcome.isascii():
                yield f"    {self._wrapped(outcome)} {self._word()}" if wrapped else outcome
                made += 1
                if made == number:
                    return


def clean_lines(language: str, lines: list[str]) -> list[str]:
    """The lines that are not ASCII, nor garbled as far as can be told by letters alone."""
    wrong = frozenset(GARBLED_LETTERS.get(language, ""))
    return [line for line in lines if not line.isascii() and wrong.isdisjoint(line)]


def misread(line: str, source: str, reader: str, *, lossy: bool) -> str | None:
    """``line`` in bytes of one encoding read as another; a byte the reader leaves open is kept.

    Where bytes are no UTF-8 they become U+FFFD, as in most software. None where there is no text.
    """
    try:
        data = line.encode(source)
    except UnicodeEncodeError:
        return None
    text = decode(data, reader)
    if text is None and reader.startswith("cp12"):
        return "".join(decode(data[i : i + 1], reader) or chr(data[i]) for i in range(len(data)))
    if text is None and reader == "utf-8":
        return data.decode(reader, "replace")
    if text is None and lossy:
        return data.decode(reader, "replace").replace("\ufffd", "?")
    return text
