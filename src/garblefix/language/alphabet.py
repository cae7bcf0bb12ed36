"""Code points as small numbers: what the n-gram tables are keyed by.

Letters are folded to lower case (case is scored by itself, see ``model``), ASCII digits to ``0``.
A character too rare to have n-grams of its own shares the number of its class, and pays for being
one of that class: its *emission*. Not for: probabilities of sequences.
"""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

CODE_POINTS = 0x110000

# Numbers below ALPHABETIC are the letters and marks of alphabets: 4-grams are kept for these only.
# Numbers below GRAMS fit 13 bits and have n-grams of their own.
ALPHABETIC_BITS = 10
ALPHABETIC = 1 << ALPHABETIC_BITS
GRAM_BITS = 13
GRAMS = 1 << GRAM_BITS

DOTTED = "İ"  # a capital of the letter i, like I

NEWLINE = 0  # the number of "\n", which also stands before and behind every text

# Case of a character: what the case model is asked about.
NO_LETTER, LOWER, UPPER, CASELESS = range(4)


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


CLASSES = 768 + 9


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


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The code points of ``text``; lone surrogates are code points too.

    >>> [int(p) for p in code_points("aж\\ud800")]
    [97, 1078, 55296]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
