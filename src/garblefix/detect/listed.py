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

# Letters beyond ASCII of the alphabets that have others, in the order in which people write them.
_FEW = (
    *("äöüß", "åäö", "æøå", "õäöü", "áéíóúüñ", "áéíóúñ", "ãõáéíóúâêôçà", "àèéìòù"),
    *("àâçéèêëîïôùûü", "éèêëàâäîïôöùûüç", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű"),
    *("çğıöşü", "ÇĞİÖŞÜ", "ăâîşţ", "čćđšž", "ąčęėįšųūž", "āčēģīķļņšūž", "áðéíóúýþæö", "ċġħż"),
    SYMBOLS,
)
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
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ASCII = bytes(range(128))
_BYTES_IN_WORDS = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_IN_WORDS = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")


def may_be_listed(text: str) -> bool:
    """Whether what is beyond ASCII is as few characters as lists are, and none is in a word.

    >>> may_be_listed("'ÄÖÜ'"), may_be_listed("über ÄÖÜ"), may_be_listed("Ä")
    (True, False, False)
    """
    number = len(text) - len(text.encode("ascii", "ignore"))
    return LEAST <= number <= MOST and not _IN_WORDS.search(text)


def pages_of(data: bytes) -> set[str]:
    """The pages of one byte a character that read lists, where ``data`` may be such.

    >>> sorted(pages_of(b"'\\xc4\\xd6\\xdc'") & {"cp1252", "cp1251", "cp850"})
    ['cp1252']
    """
    if not LEAST <= len(data.translate(None, _ASCII)) <= MOST or _BYTES_IN_WORDS.search(data):
        return set()
    beginning = data.translate(None, _ASCII)[:LEAST]
    found = set()
    for name, alphabets in _alphabets_of_bytes().items():
        of_all = -1
        for byte in beginning:
            of_all &= alphabets[byte]
        if of_all and cost(data.decode(name, "replace")) < math.inf:
            found.add(name)
    return found


@functools.cache
def _alphabets_of_bytes() -> dict[str, list[int]]:
    """For each page, which of the alphabets each byte is in, as bits."""
    bits: dict[str, int] = {}
    for number, (alphabet, _) in enumerate(_alphabets()):
        for letter in alphabet:
            bits[letter] = bits.get(letter, 0) | 1 << number
    every_byte = bytes(range(256))
    return {
        name: [bits.get(character, 0) for character in every_byte.decode(name, "replace")]
        for name in SINGLE_BYTE
    }


def cost(text: str) -> float:
    """−log P of what is beyond ASCII as lists, nats; infinite where some of it is in none.

    >>> round(cost("'ÄÖÜ'"), 1), round(cost("ｱｲｳ ｴｵ"), 1), cost("дом"), cost("ÄÖ")
    (11.5, 12.3, inf, inf)
    """
    letters = "".join(_BEYOND_ASCII.findall(text))
    total = RARE - ANOTHER
    while letters:
        length, price = max(
            (_listed(letters, alphabet, rare) for alphabet, rare in _alphabets()),
            key=lambda found: (found[0], -found[1]),
        )
        if length < LEAST:
            return math.inf
        total += ANOTHER + price
        letters = letters[length:]
    return total


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
        capitals = [capital if len(capital) == 1 else "ß" for capital in capitals]
        pairs = ["".join(dict.fromkeys(pair)) for pair in zip(capitals, alphabet, strict=True)]
        for letters in (alphabet, "".join(capitals), "".join(pairs)):
            found.append((letters, _WHOLE.get(alphabet)))
    return tuple(dict.fromkeys(found))
