"""A fair chance for text the n-grams do not know: is it coherent, whatever its language?

A letter of the script that the word is in costs about what letters of that script cost on average;
a change of script inside a word, a symbol inside a word, a private-use character cost much; a
repeated or a consecutive character costs little (rulers, tables of characters). It knows no
language, so it explains one never seen about as well as one well known.
Not for: telling good text from bad by itself.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from garblefix.language import alphabet
from garblefix.language.scripts import first_name

Floats = npt.NDArray[np.float32]
AnyArray = npt.NDArray[Any]

# Kinds of character, with what one costs (nats) where it fits its surroundings. Letters: about the
# entropy of a letter of that script on dev text under a model of single characters.
COSTS = (
    ("symbol", 7.0),
    ("space", 1.7),
    ("ascii punctuation", 4.0),
    ("digit", 3.0),
    ("punctuation", 5.0),
    ("unreadable", 14.0),  # C1 controls, private use, U+FFFD, soft hyphen, unassigned
    ("mark", 4.0),
    ("line drawing", 5.0),
    ("ascii letter", 3.0),
    ("latin letter", 5.0),
    ("rare latin letter", 7.0),
    ("cyrillic letter", 3.4),
    ("rare cyrillic letter", 5.0),
    ("greek letter", 3.5),
    ("han", 8.0),
    ("kana", 4.5),
    ("hangul", 6.8),
    ("half-width kana", 6.0),
    ("full-width form", 6.0),
    ("rare han", 11.0),
)
KIND = {name: number for number, (name, _) in enumerate(COSTS)}
OTHER_SCRIPTS = 32  # kinds from here on: one a script, 4 nats a letter
OTHER_LETTER = 4.0

# Scripts of the old code pages whose marks stand in text as characters of their own.
SCRIPTS_WITH_MARKS = ("HEBREW", "ARABIC")

# Script of a kind: letters of one script may stand in one word.
_SAME = {
    "latin letter": "ascii letter",
    "rare latin letter": "ascii letter",
    "rare cyrillic letter": "cyrillic letter",
    "kana": "han",
    "half-width kana": "han",
    "rare han": "han",
}
MIXED_WORD = 5.0  # a letter of another script inside a word
MIXED_FOREIGN = 15.0  # where neither is ASCII: no alphabet does without its own neighbours
LONE_MARK = 8.0  # a mark that is on no letter
INSIDE_WORD = 4.0  # a symbol between two letters
REPEATED = 1.5  # at most, for the same character again or the next code point


def kinds() -> npt.NDArray[np.uint8]:
    """The kind of every code point, from the Unicode data of this Python.

    >>> table = kinds()
    >>> [COSTS[table[ord(c)]][0] for c in "é文·─"]
    ['latin letter', 'han', 'punctuation', 'line drawing']
    """
    table = np.full(alphabet.CODE_POINTS, KIND["unreadable"], dtype=np.uint8)
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


@functools.cache
def _tables() -> tuple[Floats, npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """By kind: cost, script (0 for none), whether it is a letter."""
    costs = np.full(256, OTHER_LETTER, dtype=np.float32)
    scripts = np.arange(256, dtype=np.uint8)
    letters = np.ones(256, dtype=bool)
    for name, number in KIND.items():
        costs[number] = dict(COSTS)[name]
        scripts[number] = KIND[_SAME.get(name, name)]
        if number < KIND["ascii letter"] or name == "full-width form":
            letters[number] = False
    return costs, scripts, letters


_CAPITALS = np.uint32(ord("A")), np.uint32(ord("Z"))


def shifted(column: AnyArray) -> AnyArray:
    """What a column has for the character before each one of a text; for the first its own."""
    result = np.empty_like(column)
    result[:1] = column[:1]
    result[1:] = column[:-1]
    return result


def script_changes(
    points: npt.NDArray[np.uint32],
    table: npt.NDArray[np.uint8],
    before: Callable[[AnyArray], AnyArray] = shifted,
) -> npt.NDArray[np.bool_]:
    """Where a letter follows a letter of another script inside a word.

    A capital of ASCII begins a new word, as in the names of programs: ``файлMenuItem``. ``before``:
    what a column has for the character before each one.
    """
    _, scripts, letters = _tables()
    kind = table.take(points)
    letter = letters.take(kind)
    script = scripts.take(kind)
    changes: npt.NDArray[np.bool_] = letter & before(letter) & (script != before(script))
    changes &= (points < _CAPITALS[0]) | (points > _CAPITALS[1])
    return changes


def scripts_of(points: npt.NDArray[np.uint32], table: npt.NDArray[np.uint8]) -> frozenset[int]:
    """The scripts of the letters among some characters."""
    _, scripts, letters = _tables()
    kind = table[points]
    return frozenset(np.unique(scripts[kind[letters[kind]]]).tolist())


def foreign(
    points: npt.NDArray[np.int64], table: npt.NDArray[np.uint8], known: frozenset[int]
) -> npt.NDArray[np.bool_]:
    """Which of some characters are letters of none of the scripts ``known``."""
    _, scripts, letters = _tables()
    kind = table[points]
    return letters[kind] & ~np.isin(scripts[kind], list(known))


def scores(points: npt.NDArray[np.uint32], table: npt.NDArray[np.uint8]) -> Floats:
    """−cost of every character in its surroundings, nats, without its case.

    ``table`` is ``kinds()`` (kept with the model, since making it takes a second).
    """
    costs, _, letters = _tables()
    kind = table[points]
    result = costs[kind].copy()
    letter = letters[kind]
    changes = script_changes(points, table)
    foreign_pair = changes.copy()
    foreign_pair[1:] &= (points[1:] >= 0x80) & (points[:-1] >= 0x80)
    result += np.where(changes, np.float32(MIXED_WORD), 0)
    result += np.where(foreign_pair, np.float32(MIXED_FOREIGN - MIXED_WORD), 0)
    mark = kind == KIND["mark"]
    lone = mark.copy()
    lone[1:] &= ~(letter[:-1] | mark[:-1])
    result += np.where(lone, np.float32(LONE_MARK), 0)
    # A symbol or sign between letters; ASCII, marks and plain apostrophes are used there.
    odd = (kind == KIND["symbol"]) | (kind == KIND["line drawing"]) | (kind == KIND["unreadable"])
    odd[1:-1] &= letter[2:] | letter[:-2]
    result += np.where(odd, np.float32(INSIDE_WORD), 0)
    step = points[1:].astype(np.int64) - points[:-1]
    again = ((step == 0) | (step == 1)) & (points[1:] >= 0x80)
    result[1:] = np.where(again, np.minimum(result[1:], np.float32(REPEATED)), result[1:])
    return -result
