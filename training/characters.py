"""What the tables of the model say of single characters, by the Unicode data of this Python.

Making them takes a second, so that they are kept with the model. Not for: what sequences of
characters are like (``counts``).
"""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

from garblefix.language.alphabet import CASELESS, CODE_POINTS, LOWER, UPPER
from garblefix.language.coherence import KIND, OTHER_SCRIPTS
from garblefix.language.scripts import first_name

DOTTED = "İ"  # a capital of the letter i, like I
# Scripts of the old code pages whose marks stand in text as characters of their own.
SCRIPTS_WITH_MARKS = ("HEBREW", "ARABIC")


def classes() -> npt.NDArray[np.uint16]:
    """The class of each code point, by block of 128, the large scripts each as one.

    >>> table = classes()
    >>> bool(table[ord("一")] == table[ord("龥")]), bool(table[ord("a")] == table[ord("ж")])
    (True, False)
    """
    points = np.arange(CODE_POINTS, dtype=np.uint32)
    blocks = np.where(points < 0x10000, points >> 7, 512 + (points >> 12) - 16).astype(np.uint16)
    spans = [  # each a class of its own
        (0x0000, 0x0020),  # C0 controls
        (0x007F, 0x00A0),  # DEL and C1 controls
        (0x3400, 0xA000),  # Han
        (0xAC00, 0xD7A4),  # Hangul syllables
        (0xD800, 0xE000),  # surrogates
        (0xE000, 0xF900),  # private use
        (0xFFF0, 0x10000),  # specials
        (0x20000, 0x40000),  # Han, rare
        (0xF0000, 0x110000),  # private use
    ]
    for number, (start, stop) in enumerate(spans):
        blocks[start:stop] = 768 + number
    return blocks


def fold() -> npt.NDArray[np.uint32]:
    """The code point that each code point is counted as.

    >>> table = fold()
    >>> chr(table[ord("Ж")]), chr(table[ord("İ")]), chr(table[ord("7")]), chr(table[ord("\\t")])
    ('ж', 'i', '0', ' ')
    """
    folded = np.arange(CODE_POINTS, dtype=np.uint32)
    for point in range(CODE_POINTS):
        if 0xD800 <= point < 0xE000 or 0x3400 <= point < 0xA000 or 0xAC00 <= point < 0xD7A4:
            continue
        if point >= 0x20000:
            break
        # Of a dotted capital, ``İ``, Unicode makes two characters.
        folded[point] = ord(chr(point).lower()[0])
    folded[ord("0") : ord("9") + 1] = ord("0")
    folded[ord("\t")] = ord(" ")
    folded[ord("\r")] = ord("\n")
    return folded


def cases() -> npt.NDArray[np.uint8]:
    """NO_LETTER, LOWER, UPPER or CASELESS for each code point.

    >>> table = cases()
    >>> [int(table[ord(c)]) for c in "aЖ文."]
    [1, 2, 3, 0]
    """
    kinds = np.zeros(CODE_POINTS, dtype=np.uint8)
    for point in range(0x20000):
        category = unicodedata.category(chr(point))
        if category == "Lu" or category == "Lt":
            kinds[point] = UPPER
        elif category == "Ll":
            kinds[point] = LOWER
        elif category[0] in "LM":
            kinds[point] = CASELESS
    kinds[0x20000:0x40000] = CASELESS
    return kinds


def kinds() -> npt.NDArray[np.uint8]:
    """The kind of every code point, from the Unicode data of this Python.

    >>> table = kinds()
    >>> [list(KIND)[table[ord(c)]] for c in "é文·─"]
    ['latin letter', 'han', 'punctuation', 'line drawing']
    """
    table = np.full(CODE_POINTS, KIND["unreadable"], dtype=np.uint8)
    scripts: dict[str, int] = {}
    for point in range(0x20000):
        kind = _kind(point, scripts)
        table[point] = kind
    table[0x20000:0x323B0] = KIND["rare han"]
    return table


def _kind(point: int, scripts: dict[str, int]) -> int:
    character = chr(point)
    category = unicodedata.category(character)
    if point == 0xAD or point == 0xFFFD or category in ("Cc", "Co", "Cs", "Cn"):
        return KIND["space" if character in "\t\n\r" else "unreadable"]
    if category[0] == "Z":
        return KIND["space" if category == "Zs" else "punctuation"]
    if category[0] == "M":
        # Marks of one script stand on its letters alone.
        script = first_name(character)
        own = script in SCRIPTS_WITH_MARKS
        return _letter(point, script, scripts) if own else KIND["mark"]
    if point < 0x80 and category[0] != "L":
        return KIND["digit" if character.isdigit() else "ascii punctuation"]
    if 0xFF01 <= point < 0xFF5F:
        return KIND["full-width form"]
    if 0xFF61 <= point < 0xFFA0:
        return KIND["half-width kana"]
    if category[0] in "P":
        return KIND["punctuation"]
    if 0x2500 <= point < 0x25A0:
        return KIND["line drawing"]
    if category[0] != "L":
        return KIND["symbol"]
    return _letter(point, first_name(character), scripts)


def _letter(point: int, script: str, scripts: dict[str, int]) -> int:
    if script == "LATIN":
        common = point < 0x180 or 0x1E00 <= point < 0x1F00
        name = "ascii letter" if point < 0x80 else "latin letter" if common else "rare latin letter"
        return KIND[name]
    if script == "CYRILLIC":
        return KIND["cyrillic letter" if 0x410 <= point < 0x460 else "rare cyrillic letter"]
    if script == "CJK":
        return KIND["han" if 0x4E00 <= point < 0xA000 else "rare han"]
    named = {"GREEK": "greek letter", "HANGUL": "hangul", "HIRAGANA": "kana", "KATAKANA": "kana"}
    if script in named:
        return KIND[named[script]]
    if script == "KATAKANA-HIRAGANA":
        return KIND["kana"]
    return min(scripts.setdefault(script, OTHER_SCRIPTS + len(scripts)), 255)
