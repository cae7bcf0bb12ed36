"""Words spelled letter by letter, over arrays: what people use is likelier than its letters say.

The n-grams forget a word after three letters; whether the whole of it is a word that people write
is known from ``language.words``. A word so far is one number, the running CRC-32 that this table
knows words by, with flags above it. Not for: scripts without an alphabet.
"""

from __future__ import annotations

import functools
import zlib

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
SPELLED, EACH_LETTER = -2.3, -1.8
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
    end = next((at for at, sign in enumerate(known) if not sign.isalpha()), len(known))
    return known[: end + 1] + within(known[end + 1 :])


def within(known: str) -> str:
    """The letters at the end of a known text, which the next ones go on with.

    >>> within("и теп"), within("и ")
    ('теп', '')
    """
    start = len(known)
    while start and known[start - 1].isalpha():
        start -= 1
    return known[start:]


def spelled(
    before: Words, points: npt.NDArray[np.uint32], *, rare: bool = False, own: str = ""
) -> tuple[Words, Floats]:
    """Words with a character more each (0: with none), and what those are worth that it ends.

    ``rare``: whether rarer words are known of the language; ``own``: the language, where its words
    are told apart from those of its sisters.

    >>> before = np.array([begun("тепл"), begun("тепло"), begun("тепжо")])
    >>> after, worth = spelled(before, np.array([ord("о"), ord(" "), ord(" ")], dtype=np.uint32))
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
        found = words.own_logs(wanted, own) if own else words.logs(wanted)
        if rare:
            found[(found == words.UNKNOWN) & words.rare(wanted)] = words.RARE
        letters = before[ends] >> LETTER_BITS
        # The letters of a word that a sister uses more are likelier than the word.
        more = np.maximum(found - SPELLED - EACH_LETTER * letters, SELDOM if own else 0.0)
        unknown = UNKNOWN_RARE if rare else UNKNOWN
        missed = unknown[np.minimum(letters, len(unknown) - 1)]
        worth[ends] = np.where(found > words.UNKNOWN, SHARE * more, missed)
    return after, worth


def spelled_along(
    before: Words, characters: npt.NDArray[np.uint32], *, rare: bool = False, own: str = ""
) -> tuple[Words, Floats]:
    """The same with a row of characters behind each word, one after another."""
    worth = np.zeros(len(before))
    before = before.copy()
    for column in characters.T:
        index = np.flatnonzero(column)
        before[index], more = spelled(before.take(index), column.take(index), rare=rare, own=own)
        worth[index] += more
    return before, worth


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
