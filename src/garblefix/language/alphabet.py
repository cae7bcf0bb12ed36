"""Code points as small numbers: what the n-gram tables are keyed by.

Letters are folded to lower case (case is scored by itself, see ``model``), ASCII digits to ``0``.
A character too rare to have n-grams of its own shares the number of its class, and pays for being
one of that class: its *emission*. Not for: probabilities of sequences.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

CODE_POINTS = 0x110000

# Numbers below ALPHABETIC are the letters and marks of alphabets: 4-grams are kept for these only.
# Numbers below GRAMS fit 13 bits and have n-grams of their own.
ALPHABETIC_BITS = 10
ALPHABETIC = 1 << ALPHABETIC_BITS
GRAM_BITS = 13
GRAMS = 1 << GRAM_BITS

# The last of them are those of the classes that rare characters are counted as: blocks of 128 code
# points, and large scripts as one.
CLASSES = 768 + 9

NEWLINE = 0  # the number of "\n", which also stands before and behind every text

# Case of a character: what the case model is asked about.
NO_LETTER, LOWER, UPPER, CASELESS = range(4)


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The code points of ``text``; lone surrogates are code points too.

    >>> [int(p) for p in code_points("aж\\ud800")]
    [97, 1078, 55296]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
