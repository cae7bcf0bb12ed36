"""Letters and signs that are listed in code, tables and tests: ``ÄÖÜ``, ``ｱｲｳｴｵ``, ``® ™ ©``.

They are words of no language, so the n-grams like whatever another page makes of them better. A
list has letters of one alphabet, in its order or nearly so, each of them once. Not for: telling
lists of a few letters from short words, which neither the order nor the model can.
"""

from __future__ import annotations

import functools
import math
import re

from garblefix.detect.candidates import SINGLE_BYTE
from garblefix.detect.spelling import SYMBOLS
from garblefix.language.own_letters import OWN_LETTERS

# What is listed in any order: letters beyond ASCII of an alphabet that has others, and symbols.
_FEW = (*OWN_LETTERS, "ÇĞİÖŞÜ", SYMBOLS)  # capitals of Turkish are no others' of their letters
# Alphabets of which a list has one letter behind the other, and how rare such lists are, nats: by
# the shares of the languages among the pages of the web.
_WHOLE = {
    "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ": 0.0,
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя": 0.0,
    "абвгдежзийклмнопрстуфхцчшщъыьэюя": 0.0,
    "αβγδεζηθικλμνξοπρστυφχψω": 2.0,
    "אבגדהוזחטיכלמנסעפצקרשת": 3.0,
    "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ": 2.0,
}
# A list is so much rarer than a word (nats), another one behind it less so; one has so many letters
# at least, a file of lists at most.
RARE, ANOTHER, LEAST, MOST = 10.0, 4.0, 3, 60
# What it costs to begin with the first letter, to go on with the next one, and with any other; and
# that a list of a whole alphabet begins in the middle of it.
FIRST, NEXT, OTHER, MIDDLE = 0.7, 0.4, 1.2, 4.0
_ASCII = bytes(range(128))
_RUNS_OF_ASCII = re.compile(r"[\x00-\x7f]+")
_IN_WORDS = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
# The letters that a list may begin with are told by bits: of an alphabet that has all of them, or
# of one that has them beside each other. So many a page.
_WIDTH = 512


def may_be_listed(data: bytes) -> bool:
    """Whether what is beyond ASCII is as few bytes as lists are, and none is in a word.

    >>> may_be_listed(b"'\\xc4\\xd6\\xdc'"), may_be_listed(b"\\xfcber \\xc4\\xd6\\xdc")
    (True, False)
    """
    return LEAST <= len(data.translate(None, _ASCII)) <= MOST and not _IN_WORDS.search(data)


def pages_of(data: bytes) -> set[str]:
    """The pages of one byte a character that read lists, where ``data`` may be such.

    >>> sorted(pages_of(b"'\\xc4\\xd6\\xdc'") & {"cp1252", "cp1251", "cp850"})
    ['cp1252']
    """
    if not may_be_listed(data):
        return set()
    bits = _bits_of_bytes()
    first, second, third = data.translate(None, _ASCII)[:LEAST]
    of_all = bits[first] & bits[second] & bits[third] if first != second != third else 0
    found = set()
    while of_all:
        # The page of the highest bit, then those behind it.
        place = (of_all.bit_length() - 1) // _WIDTH
        of_all &= (1 << place * _WIDTH) - 1
        name = SINGLE_BYTE[place]
        if cost(data.decode(name, "replace")) < math.inf:
            found.add(name)
    return found


@functools.cache
def _bits_of_bytes() -> list[int]:
    """The bits of each byte, page after page."""
    bits = {letter: its.to_bytes(_WIDTH // 8, "little") for letter, its in _bits().items()}
    pages = [bytes(range(256)).decode(name, "replace") for name in SINGLE_BYTE]
    none = bytes(_WIDTH // 8)
    return [
        int.from_bytes(b"".join([bits.get(page[byte], none) for page in pages]), "little")
        for byte in range(256)
    ]


@functools.cache
def _bits() -> dict[str, int]:
    """The bits of each letter."""
    found: dict[str, int] = {}
    bit = 1
    for letters, rare in _alphabets():
        size = len(letters) if rare is None else LEAST
        for start in range(len(letters) - size + 1):
            for letter in letters[start : start + size]:
                found[letter] = found.get(letter, 0) | bit
            bit <<= 1
    return found


def cost(text: str) -> float:
    """−log P of what is beyond ASCII as lists, nats; infinite where some of it is in none.

    >>> round(cost("'ÄÖÜ'"), 1), round(cost("ｱｲｳ ｴｵ"), 1), cost("дом"), cost("ÄÖ")
    (11.5, 12.3, inf, inf)
    """
    letters = _RUNS_OF_ASCII.sub("", text)
    beginning = letters[:LEAST]
    if len(set(beginning)) < LEAST or not (beginning in _whole() or _are_few(beginning)):
        return math.inf
    total = RARE - ANOTHER
    while letters:
        of_first = _by_letter().get(letters[0], [])
        found = [_listed(letters, alphabet, rare) for alphabet, rare in of_first]
        length, price = max(found, key=lambda each: (each[0], -each[1]), default=(0, 0.0))
        if length < LEAST:
            return math.inf
        total += ANOTHER + price
        letters = letters[length:]
    return total


def _are_few(letters: str) -> bool:
    """Whether one of the alphabets of which any order is a list has all of these letters."""
    bits = _bits()
    of_all = _few_bits()
    for letter in letters:
        of_all &= bits.get(letter, 0)
    return of_all != 0


@functools.cache
def _whole() -> str:
    """The alphabets of which a list has one letter behind the other."""
    return " ".join(letters for letters, rare in _alphabets() if rare is not None)


@functools.cache
def _few_bits() -> int:
    """The bits of all other alphabets, which are the lowest."""
    return (1 << sum(rare is None for _, rare in _alphabets())) - 1


@functools.cache
def _by_letter() -> dict[str, list[tuple[str, float | None]]]:
    """The alphabets that each letter is in."""
    found: dict[str, list[tuple[str, float | None]]] = {}
    for letters, rare in _alphabets():
        for letter in letters:
            found.setdefault(letter, []).append((letters, rare))
    return found


def _listed(letters: str, alphabet: str, rare: float | None) -> tuple[int, float]:
    """How many of the first letters are a list of an alphabet, and what that costs.

    ``rare``: what such lists cost besides where the alphabet is whole, else None.
    """
    other = OTHER + math.log(len(alphabet))
    is_whole = rare is not None
    price = rare or 0.0
    last = -1
    shown: set[str] = set()
    for letter in letters:
        place = alphabet.find(letter)
        is_next = place == last + 1
        if place < 0 or letter in shown or (is_whole and shown and not is_next):
            break
        if is_next:
            price += NEXT if shown else FIRST
        else:
            price += other + (MIDDLE if is_whole else 0.0)
        last = place
        shown.add(letter)
    return len(shown), price


@functools.cache
def _alphabets() -> tuple[tuple[str, float | None], ...]:
    """Each alphabet in small letters, in capitals, in pairs of both; how rare, if it is whole."""
    found = []
    for alphabet in (*_FEW, *_WHOLE):
        capitals = [letter.upper() if letter.isalpha() else letter for letter in alphabet]
        # Some have capitals of several letters, as ß and ΐ, and stand for themselves.
        capitals = [
            capital if len(capital) == 1 else letter
            for capital, letter in zip(capitals, alphabet, strict=True)
        ]
        pairs = ["".join(dict.fromkeys(pair)) for pair in zip(capitals, alphabet, strict=True)]
        rare = _WHOLE.get(alphabet)
        found += [(alphabet, rare), ("".join(capitals), rare)]
        if rare is None:
            found.append(("".join(pairs), None))
    return tuple(dict.fromkeys(found))
