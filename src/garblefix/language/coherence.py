"""A fair chance for text the n-grams do not know: is it coherent, whatever its language?

A letter of the script that the word is in costs about what letters of that script cost on average;
a change of script inside a word, a symbol inside a word, a private-use character cost much; a
repeated or a consecutive character costs little (rulers, tables of characters). It knows no
language, so it explains one never seen about as well as one well known.
Not for: telling good text from bad by itself.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

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

    ``table`` has the kind of every code point; it is kept with the model.
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
