"""Frequent words with a letter beyond ASCII: log P(word | its language).

Where one letter stands for another of its script, n-grams alone cannot tell damage from a language
that they hardly know; a word that people use can. Words are known by their fingerprints
(``prints``), so that one unknown word in some nine thousand is taken for a known one. Not for:
languages written without spaces, or for finding readings.
"""

from __future__ import annotations

import bisect
import functools
import re
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from garblefix.language import model
from garblefix.language.prints import Prints

STEP = 0.1  # of the stored −log P, nats
# Log P of a word that the table does not hold, nats: a little below the rarest that it does.
UNKNOWN = -17.0
# Languages of which far more words are known, and log P of these in nats; one value does for all.
WELL_KNOWN = ("ru",)
RARE = -14.9
# Languages whose words are told apart: they share an alphabet, and the half of their short words.
SHARED = ("ru", "uk", "bg", "be", "sr-Cyrl", "mk")
_BITS = np.array([number.bit_count() for number in range(1 << len(SHARED))], dtype=np.intp)
# Log P of letters that people use as words, "à" −4, "é" −4; "ơ" −11.
USED_ALONE = -7.0

# So many letters before and behind a place are looked at one by one; where a word is longer, all
# borders of the text are found once. Of ``ÿþ`` five thousand times, each letter of which is asked
# for, 14 s of 17 went into this, and less than 1 does.
NEAR = 12

WORD = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile("[A-Z][a-z]")
# Alphabets whose code pages are mistaken for one another; the others have no words between spaces.
_LAST = "\u06ff"
_EXTENDED = ("\u1e00", "\u1fff")  # Vietnamese, Greek with all its accents


def words(text: str) -> list[str]:
    """The words of ``text`` that the table may hold, in small letters.

    >>> words("Żółw i İstanbul, 2 km dalej: ą")
    ['żółw', 'ą']
    """
    return [word for word in WORD.findall(folded(text)) if eligible(word)]


def folded(text: str) -> str:
    """``text`` in small letters."""
    return text.lower().replace("i\u0307", "i")


def around(text: str, start: int, end: int) -> str:
    """``text[start:end]`` with the letters before and behind it.

    In the names of programs a capital begins a new word.

    >>> around("dwa żółwie.", 5, 6), around("файлMenuItem", 0, 4)
    ('żółwie', 'файл')
    """
    start, end = bounds(text, start, end)
    return text[start:end]


def bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the word that ``around`` gives starts and ends.

    >>> bounds("dwa żółwie.", 5, 6)
    (4, 10)
    """
    first, last = max(start - NEAR, 0), min(end + NEAR, len(text))
    while start > first and text[start - 1].isalpha():
        start -= 1
    while end < last and not _ends(text, end):
        end += 1
    if start == first > 0:
        starts, _ = _borders(text)
        start = starts[bisect.bisect_right(starts, start) - 1]
    if end == last < len(text):
        _, ends = _borders(text)
        end = ends[bisect.bisect_left(ends, end)]
    return start, end


def _ends(text: str, place: int) -> bool:
    """Whether what stands there is no letter of the word before it."""
    if not text[place].isalpha():
        return True
    return text[place - 1] >= "\x80" and _CAPITALISED.match(text, place) is not None


@functools.lru_cache(maxsize=8)  # all accounts of a piece of text are asked for the same
def _borders(text: str) -> tuple[list[int], list[int]]:
    """Every place where a word may start, and where one may end."""
    starts = [0, *(place for place, sign in enumerate(text, 1) if not sign.isalpha())]
    ends = [place for place in range(len(text)) if _ends(text, place)]
    return starts, [*ends, len(text)]


def cased(word: str) -> bool:
    """Whether people write a word so, as far as its capitals go.

    >>> [cased(word) for word in ("vår", "Vår", "VÅR", "vÅr")]
    [True, True, True, False]
    """
    return word[1:] == word[1:].lower() or word.isupper()


def eligible(word: str) -> bool:
    """Whether a word in small letters is of the kind that the table holds."""
    return not word.isascii() and (max(word) <= _LAST or all(map(alphabetic, word)))


def frequencies(every: Sequence[str]) -> list[float | None]:
    """log P of words in small letters in the language that uses each most, nats; None: unknown.

    >>> może, dzień, nothing = frequencies(["może", "dzień", "mo¿e"])
    >>> może > dzień, nothing
    (True, None)
    """
    found = logs(np.array([fingerprint(word) for word in every], dtype=np.uint32)).tolist()
    return [
        log if log > UNKNOWN and eligible(word) else None
        for word, log in zip(every, found, strict=True)
    ]


def frequency(word: str) -> float | None:
    """What ``frequencies`` says of one word, in capitals or not.

    >>> frequency("Może") == frequency("może"), frequency("mo¿e")
    (True, None)
    """
    [log] = frequencies([folded(word)])
    return log


def logs(wanted: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """``frequencies`` by the fingerprints of words; UNKNOWN where the table does not hold one."""
    prints, scores = _tables()
    places, known = prints.find(wanted)
    found: npt.NDArray[np.float64] = np.where(known, scores[places] * -STEP, UNKNOWN)
    return found


def own_logs(wanted: npt.NDArray[np.uint32], code: str) -> npt.NDArray[np.float64]:
    """log P of words in one of the languages of SHARED, nats; UNKNOWN where it does not use one.

    ``logs`` has what the language says that uses a word most: ``му`` is frequent, in Bulgarian.

    >>> wanted = np.array([fingerprint(word) for word in ("мы", "нея")], np.uint32)
    >>> [(own_logs(wanted, code) > UNKNOWN).tolist() for code in ("ru", "bg")]
    [[True, False], [False, True]]
    """
    prints, _ = _tables()
    uses, starts, scores = _uses()
    places, known = prints.find(wanted)
    bit = 1 << SHARED.index(code)
    own = uses.take(places)
    before = _BITS.take(own & np.uint8(bit - 1))
    place = np.minimum(starts.take(places) + before, len(scores) - 1)
    found: npt.NDArray[np.float64] = np.where(
        known & (own & np.uint8(bit) > 0), scores.take(place) * -STEP, UNKNOWN
    )
    return found


def rare(wanted: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Whether words are rarer ones of a well known language, by their fingerprints.

    For finding letters that were lost; what speaks for damage was fitted without these words.

    >>> rare(np.array([fingerprint(word) for word in ("созвучие", "созвучуе")], np.uint32)).tolist()
    [True, False]
    """
    return _rare().find(wanted)[1]


def all_used(text: str) -> bool:
    """Whether people use all words of ``text`` that are not ASCII, and nothing else is not.

    A letter by itself must be a word: ``à`` is one, ``Ã`` is not.

    >>> all_used("stĺp, dĺžka"), all_used("stĺp ±5"), all_used("mo¿e"), all_used("może")
    (True, False, False, True)
    >>> all_used("à la"), all_used("Ã la")
    (True, False)
    """
    rest = WORD.sub(lambda match: "" if match[0].isalpha() else match[0], text)
    if not rest.isascii():
        return False
    found = [word for word in WORD.findall(folded(text)) if not word.isascii()]
    logs = frequencies(found)
    return bool(found) and all(
        log is not None and (len(word) > 1 or log > USED_ALONE)
        for word, log in zip(found, logs, strict=True)
    )


def gains(texts: Sequence[str]) -> list[float]:
    """By how much the words of each text are likelier than unknown ones, in nats."""
    every = [words(text) for text in texts]
    logs = iter(frequencies([word for found in every for word in found]))
    return [
        sum(log - UNKNOWN for log in (next(logs) for _ in found) if log is not None)
        for found in every
    ]


def fingerprint(word: str) -> int:
    """What the table knows a word by."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def alphabetic(letter: str) -> bool:
    """Whether a character is not beyond the alphabets that old code pages hold."""
    return letter <= _LAST or _EXTENDED[0] <= letter <= _EXTENDED[1]


@functools.cache
def _tables() -> tuple[Prints, npt.NDArray[np.uint8]]:
    """The fingerprints of all words, and their scores."""
    scores = np.load(model.DATA / "word_scores.npy", mmap_mode="r").view(np.ndarray)
    return Prints.load(model.DATA, "words"), scores


@functools.cache
def _uses() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.intp], npt.NDArray[np.uint8]]:
    """Of each word bits of the languages of SHARED that use it, where its scores start, and all."""
    uses = np.ascontiguousarray(np.load(model.DATA / "word_uses.npy"))
    scores = np.load(model.DATA / "word_use_scores.npy")
    bits = _BITS.take(uses)
    return uses, np.cumsum(bits, dtype=np.intp) - bits, scores


@functools.cache
def _rare() -> Prints:
    """The fingerprints of rarer words."""
    return Prints.load(model.DATA, "rare_words")
