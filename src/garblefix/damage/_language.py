"""What the known part of a text tells about the part that was lost: its scripts and its language.

Part of ``misread``. Not for: the characters side by side (the language model).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.language import identify, words

if TYPE_CHECKING:
    from garblefix.language.model import Floats, Model

_ASCII_WORD = re.compile("[A-Za-z]+")
_NO_LATIN = "\u0370"  # nearly all Latin letters come before


class Language(NamedTuple):
    """``scripts`` as ``Model.scripts`` has them; ``code`` as ``identify`` has it, how sure.

    ``spelled``: whether it has words that ``language.words`` may hold.
    """

    scripts: frozenset[int]
    code: str
    chance: float
    spelled: bool

    def unused(self, points: npt.NDArray[np.integer[Any]]) -> Floats:
        """What each letter costs that this language does not use, in nats."""
        if not self.chance:
            return np.zeros(len(points), dtype=np.float32)
        return identify.unused(self.code, self.chance, points)


def language_of(known: str, model: Model) -> Language:
    """The language of a text of which so much is known."""
    beyond = [sign for sign in known if sign > "\x7f" and sign.isalpha()]
    spelled = any(words.alphabetic(sign) for sign in beyond)
    # A program that speaks Korean is English by its letters; what was lost of it is none of these.
    other = any(sign >= _NO_LATIN for sign in beyond)
    own = _ASCII_WORD.sub(" ", known) if other else known
    return Language(model.scripts(known), *identify.likeliest(own), spelled)
