"""What the known part of a text tells about the part that was lost: its scripts and its language.

Not for: the characters side by side (the language model).
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage.inferring.masses import POINTS
from garblefix.encodings import NO_BREAK_SPACE
from garblefix.language import alphabet, compounds, identify, readings, syllables, words
from garblefix.language.scripts import GREEK, script

if TYPE_CHECKING:
    from garblefix.language.model import Floats, Model

SET_OFF = np.float32(8.0)  # what it costs beside a plain space, nats
# By how much likelier a sign is in what is garbled, comments and documents of software mostly, than
# in the text that was counted, nats: of 1,050 real lines with 10,172 characters beyond ASCII.
OF_SOFTWARE = {"→": 4.0, "•": 2.8, "—": 0.4}
_ASCII_WORD = re.compile("[A-Za-z]+")
# How many characters of either script of Chinese are as good as seen before any is: hardly any text
# has both. Of 10,909 characters of simplified text that one script alone has, 5 are traditional.
# And what a character of the other one costs at most, in nats.
BOTH = 0.01
OTHER_SCRIPT = 6
# How much counts of what Chinese words are likelier than their characters say. Of 540 lines 315
# come back without it, 334 with 0.5, 338 with 0.7, 331 with 1; the more it counts, the more is
# claimed of characters that are wrong.
COMPOUNDED = 0.6
# Languages that are tried where the known letters leave several, each as sure as a known one is.
MOST, SURE = 4, 0.9
ONE_SCRIPT = 0.75  # of the letters of a text, where its language is worth telling


class Language(NamedTuple):
    """``scripts`` as ``Model.scripts`` has them; ``code`` as ``identify`` has it, how sure.

    ``spelled``: whether it has words that ``language.words`` may hold, ``well_known``: rarer ones
    too; ``own``: its code, where its words are told apart from those of its sisters, or "";
    ``compounded``: whether ``language.compounds`` may hold its words; ``korean``: whether
    ``language.syllables`` tells of it. ``simplified`` and ``traditional``: what a character costs
    that one script of Chinese alone has, in nats.
    """

    scripts: frozenset[int]
    code: str
    chance: float
    spelled: bool
    well_known: bool
    own: str
    compounded: bool
    korean: bool
    simplified: int
    traditional: int

    def unused(self, points: npt.NDArray[np.integer[Any]]) -> Floats:
        """What each letter costs that this language does not use, in nats."""
        # Whoever garbles text seldom typesets it.
        set_off = _of_software().take(points, mode="clip")
        if not self.chance:
            return set_off
        result = set_off + identify.unused(self.code, self.chance, points)
        if self.simplified or self.traditional:
            costs = np.array([0, self.simplified, self.traditional], dtype=np.float32)
            result += costs[_of_one_script()[points]]
        return result

    def in_words(self, rows: npt.NDArray[np.uint32], known: int) -> npt.NDArray[np.float64]:
        """By how much each row of code points is likelier than the n-grams say, for its words.

        In nats, of what stands behind the first ``known`` characters; 0 is no character.
        """
        score = np.zeros(len(rows))
        if self.compounded:
            score += COMPOUNDED * compounds.worth(rows, known)
        if self.korean:
            score += syllables.worth(rows, known)
        return score


def languages_of(known: str, model: Model) -> list[tuple[Language, float]]:
    """The languages that a text may be in of which so much is known, with their chances.

    The likeliest first; ``hashed.MISSING`` stands for letters that are not known.
    """
    # Of text in Latin letters most are known, and tell.
    tells = _beyond_latin(known) and _is_of_one_script(_own(known))
    likely = identify.possible(_own(known))[:MOST] if tells else []
    if len(likely) < 2:
        return [(language_of(known, model), 1.0)]
    return [(_language(known, model, code, SURE), chance) for code, chance in likely]


def language_of(known: str, model: Model) -> Language:
    """The likeliest of them, as sure as it is."""
    return _language(known, model, *identify.likeliest(_own(known)))


def _beyond_latin(known: str) -> bool:
    return any(sign >= GREEK and sign.isalpha() for sign in set(known))


def _is_of_one_script(known: str) -> bool:
    """Whether nearly all letters are of one: others are what a wrong account makes of a text."""
    scripts = Counter(filter(None, map(script, known)))
    return max(scripts.values(), default=0) > ONE_SCRIPT * scripts.total()


def _own(known: str) -> str:
    """What tells of its language.

    A program that speaks Korean is English by its letters; what was lost of it is none of these.
    """
    return _ASCII_WORD.sub(" ", known) if _beyond_latin(known) else known


def _language(known: str, model: Model, code: str, chance: float) -> Language:
    spelled = any(words.alphabetic(sign) for sign in set(known) if sign > "\x7f" and sign.isalpha())
    chinese = code.startswith("zh")
    costs = _other_script(known) if chinese else (0, 0)
    well_known = code in words.WELL_KNOWN
    own = code if code in words.SHARED and chance >= SURE else ""
    korean = code == "ko"
    return Language(
        model.scripts(known), code, chance, spelled, well_known, own, chinese, korean, *costs
    )


def _other_script(known: str) -> tuple[int, int]:
    """What a simplified character costs in Chinese so much of which is known, a traditional one.

    >>> _other_script("发展现状"), _other_script("上下")
    ((0, 5), (0, 0))
    """
    points = alphabet.code_points(known)
    _, *seen = np.bincount(_of_one_script()[points[points < POINTS]], minlength=3).tolist()
    both = sum(seen) + 2 * BOTH
    simplified, traditional = (round(-math.log(2 * (each + BOTH) / both)) for each in seen)
    return min(max(simplified, 0), OTHER_SCRIPT), min(max(traditional, 0), OTHER_SCRIPT)


@functools.cache
def _of_software() -> npt.NDArray[np.float32]:
    """By code point what signs cost, in nats: what software has more of, less than nothing."""
    costs = np.zeros(POINTS, dtype=np.float32)
    costs[NO_BREAK_SPACE] = SET_OFF
    for sign, gain in OF_SOFTWARE.items():
        costs[ord(sign)] = -gain
    return costs


@functools.cache
def _of_one_script() -> npt.NDArray[np.int8]:
    """By code point: 1 for what simplified Chinese alone has, 2 for traditional, 0 for others."""
    found = np.zeros(POINTS, dtype=np.int8)
    found[list(map(ord, readings.only_simplified()))] = 1
    found[list(map(ord, readings.only_traditional()))] = 2
    return found
