"""Words spelled letter by letter, over arrays: what people use is likelier than its letters say.

The n-grams forget a word after three letters; whether the whole of it is a word that people write
is known from ``language.words``. A word so far is one number, the running CRC-32 that this table
knows words by, with flags above it. Not for: scripts without an alphabet.
"""

from __future__ import annotations

import functools
import zlib
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.language import alphabet, model, words

Words = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# A word begun: that it has a letter beyond ASCII, as those of the table have; that it has one that
# no old alphabet has, or one that is not known.
BEGUN, BEYOND, STRANGE = 1 << 32, 1 << 33, 1 << 34
LETTER_BITS = 35  # above the flags its letters are counted
NOTHING = 0xFFFFFFFF  # the running CRC-32 of no letters
# How much counts of what a word is likelier than its letters say, since these know some of it. Of
# 180 lines of Russian 76 come back without it, 87 with 0.7, 86 with 1.
SHARE = 0.7
# What the n-grams say of a word by its length, log P in nats, in Russian, Ukrainian and Greek text.
# Were all words alike likelier than unknown ones by what they are, many short ones beat a long one.
# Where the n-grams say more or less of letters of this word, that counts: of 60 Russian lines that
# lost the controls of Latin-1 95.0 % of the characters come back without it, 95.8 % with.
SPELLED, EACH_LETTER = -2.3, -1.8
# But not more than this in favour of a word: what has signs for letters may be none.
UNLIKED = 8.0
# And by how much a word may be less likely than its letters say.
SELDOM = -3.0
# Log P that a word is not in the table, by the number of its letters; from some number on it is no
# news. Measured on the same text.
UNKNOWN = np.array([0.0, -5.0, -5.0, -4.0, -3.0, -2.0, -1.6, -1.2, -0.8])
# The same in a language that ``language.words`` knows well.
UNKNOWN_RARE = np.array([0.0, -5.0, -5.5, -5.5, -5.0, -4.2, -3.6, -3.2, -2.8, -2.4, -2.0])


def begun(letters: str) -> int:
    """A word of which these letters are known; U+FFFD is one that is not."""
    if not letters:
        return NOTHING
    small = words.folded(letters)
    flags = BEGUN + (len(letters) << LETTER_BITS)
    flags |= 0 if small.isascii() else BEYOND
    flags |= 0 if words.eligible(small) or small.isascii() else STRANGE
    return (zlib.crc32(small.encode("utf-8", "replace")) ^ NOTHING) | flags


def torn(known: str) -> str:
    """Of a known text the words that it has only in part: the one it ends, the one it begins.

    >>> torn("ло, и даль"), torn(" и"), torn("ло")
    ('ло,даль', ' и', 'ло')
    """
    end = ending(known)
    return known[:end] + within(known[end:])


def ending(known: str) -> int:
    """How many characters of a known text end the word before it, what stands behind it included.

    >>> ending("ло, и"), ending(" и"), ending("ло")
    (3, 1, 2)
    """
    end = next((at for at, sign in enumerate(known) if not sign.isalpha()), len(known))
    return min(end + 1, len(known))


def within(known: str) -> str:
    """The letters at the end of a known text, which the next ones go on with.

    >>> within("и теп"), within("и ")
    ('теп', '')
    """
    start = len(known)
    while start and known[start - 1].isalpha():
        start -= 1
    return known[start:]


class Told(NamedTuple):
    """What is known of the language of words.

    ``rare``: whether rarer words are known; ``own``: its code, where its words are told apart from
    those of its sisters, or "".
    """

    rare: bool = False
    own: str = ""


def spelled(
    before: Words, liked: Floats, points: npt.NDArray[np.uint32], language: Told
) -> tuple[Words, Floats]:
    """Words with a character more each (0: with none), and what those are worth that it ends.

    ``liked``: by how much likelier the n-grams find the letters of each so far than letters are on
    average, nats.

    >>> before = np.array([begun("тепл"), begun("тепло"), begun("тепжо")])
    >>> points = np.array([ord("о"), ord(" "), ord(" ")], dtype=np.uint32)
    >>> after, worth = spelled(before, np.zeros(3), points, Told())
    >>> after.tolist() == [begun("тепло"), NOTHING, NOTHING], (worth > 0).tolist()
    (True, [False, True, False])
    """
    small = _small().take(points).astype(np.int64)
    letter = small > 0
    goes_on = letter | (points == 0)
    crc = before & NOTHING
    # The bytes of UTF-8, of which the letters of old alphabets have two.
    two = small >= 0x80
    first = np.where(two, 0xC0 | small >> 6 & 0x1F, small)
    after = _pushed(crc, first)
    after = np.where(two, _pushed(after, 0x80 | small & 0x3F), after)
    flags = before & ~NOTHING | BEGUN | np.where(two, BEYOND, 0)
    flags += 1 << LETTER_BITS
    flags |= np.where(small >= 0x700, STRANGE, 0)
    after = np.where(letter, after | flags, np.where(points == 0, before, NOTHING))
    worth = np.zeros(len(before))
    ends = np.flatnonzero(~goes_on & (before & (BEYOND | STRANGE) == BEYOND))
    if len(ends):
        wanted = (crc[ends] ^ NOTHING).astype(np.uint32)
        found = words.own_logs(wanted, language.own) if language.own else words.logs(wanted)
        if language.rare:
            found[(found == words.UNKNOWN) & words.rare(wanted)] = words.RARE
        letters = before[ends] >> LETTER_BITS
        by_letters = SPELLED + EACH_LETTER * letters + np.maximum(liked[ends], -UNLIKED)
        # The letters of a word that a sister uses more are likelier than the word.
        more = np.maximum(found - by_letters, SELDOM if language.own else 0.0)
        unknown = UNKNOWN_RARE if language.rare else UNKNOWN
        missed = unknown[np.minimum(letters, len(unknown) - 1)]
        worth[ends] = np.where(found > words.UNKNOWN, SHARE * more, missed)
    return after, worth


def spelled_along(
    before: Words,
    liked: Floats,
    characters: npt.NDArray[np.uint32],
    scores: Floats,
    language: Told,
) -> tuple[Words, Floats, Floats]:
    """The same with a row of characters behind each word, and what the words begun are ``liked``.

    ``scores``: log P of the characters by the n-grams, nats; NaN where that is not known.
    """
    worth = np.zeros(len(before))
    before, liked = before.copy(), liked.copy()
    for column, score in zip(characters.T, scores.T, strict=True):
        index = np.flatnonzero(column)
        points = column.take(index)
        before[index], more = spelled(before.take(index), liked.take(index), points, language)
        worth[index] += more
        letter = _small().take(points) > 0
        likelier = liked.take(index) + np.nan_to_num(score.take(index) - EACH_LETTER, nan=0.0)
        liked[index] = np.where(letter, likelier, 0.0)
    return before, liked, worth


def _pushed(crc: Words, data: Words) -> Words:
    result: Words = _crc_table()[(crc ^ data) & 0xFF] ^ crc >> 8
    return result


@functools.cache
def _crc_table() -> Words:
    """What CRC-32 makes of each byte."""
    # Of a register of ones the first step shifts 0x00FFFFFF out and takes a row of the table in.
    found = [zlib.crc32(bytes([byte ^ 0xFF])) ^ NOTHING ^ 0x00FFFFFF for byte in range(256)]
    return np.array(found, dtype=np.int64)


@functools.cache
def _small() -> npt.NDArray[np.int32]:
    """Each letter as a small one, 0 for what is none."""
    kinds = model.load().case_kinds
    points = np.arange(alphabet.CODE_POINTS, dtype=np.int32)
    points[kinds == alphabet.NO_LETTER] = 0
    for point in np.flatnonzero(kinds == alphabet.UPPER).tolist():
        small = chr(point).lower()
        points[point] = ord(small) if len(small) == 1 else point
    return points
