"""What words may have been of which letters are gone, and how likely each is in each language.

A word by itself is of many languages (``más``, ``més``), so that what it is and what it says of the
language are told apart. Part of ``replaced``. Not for: where letters are gone (``_gaps``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from garblefix.damage._gaps import ANY, ANY_LETTER, GAPS, LATIN_LETTER, LETTER, SIGN
from garblefix.language import identify, words

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# How much counts what the n-grams say, which know no language; the language of the text; that
# people use the word. Of 3,369 letters (benchmarks.replaced) 69 % are put back, 97.0 of 100 of
# those rightly; where each word was told by itself and the whole words, 59 % and 95.7.
NGRAMS, LANGUAGE, USED = 0.7, 0.3, 1.2
# How much counts in which languages most is written, of some words in Catalan or Spanish; English,
# in which still more is, has no letters to lose.
PRIOR, MOST = np.float32(0.9), np.float32(3.5)
# What a word of ASCII gains behind an apostrophe, of which none are known: less than others.
ASCII_WORD = 4.0
# What it costs that a word is not known to be used, where only such words are believed.
UNUSED = 4.0
# What an apostrophe costs that may have been a letter, nats: most are ASCII.
APOSTROPHE = 3.0
# And a capital behind a word in small letters, of which the n-grams have seen too little. But
# German writes nouns so, which half of the words are that are not frequent.
CAPITAL, NOUN = 1.0, 2.2
FREQUENT = -8.0  # log P of a word; ändern −7.9, Änderungen −8.5
BEAM = 48
CONTEXT = 3  # characters on either side of a word that have their say
NEAR = 64  # among so many of a text, in which gaps are passed over
# A word whose letters are less likely on average, in nats, is none that the model knows.
UNKNOWN_WORD = -6.0
REMEMBERED = 4_000  # words
ELIDED = 2  # letters of an article before its apostrophe, or of what is behind one, at most

# The letters of the pages of one byte a character: Windows-1252 with its kin, those of Vietnamese,
# Cyrillic, Greek.
_LATIN = "".join(chr(point) for point in range(0xC0, 0x180) if chr(point).isalpha())
_LATIN += "ƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
_SCRIPTS = (
    (re.compile("[Ѐ-ӿ]"), "".join(map(chr, [*range(0x401, 0x460), 0x490, 0x491]))),
    (re.compile("[Ͱ-Ͽ]"), "".join(chr(p) for p in range(0x386, 0x3CF) if chr(p).isalpha())),
    (LATIN_LETTER, _LATIN),
)
# Signs before a word, in it, behind it, and by themselves; those of three bytes in UTF-8.
_OPENING, _INSIDE, _CLOSING, _ALONE = "¿¡«„“‘", "’", "»”“…’", "–—•…·×"
_LONG_OPENING, _LONG_INSIDE, _LONG_CLOSING, _LONG_ALONE = "„“‘–—•", "’–—", "”“…’–—™", "–—•…€"
_BETWEEN_WORDS = r"(?<=[^\W\d_]{3})’(?=[^\W\d_]{3})"
_GAP = re.compile(f"([{GAPS}])")
_DIGITS = str.maketrans("123456789", "0" * 9)


@dataclass(frozen=True)
class Drafts:
    """What a word may have been, and log P of each in each language (of ``identify``)."""

    texts: tuple[str, ...]
    odds: Floats
    unknown: tuple[int, ...] = ()  # places of those that may be, but that nobody is known to use

    @functools.cached_property
    def languages(self) -> Floats:
        """log P of the word in each language, nats."""
        total: Floats = np.logaddexp.reduce(self.odds, axis=0)
        return total

    @functools.cached_property
    def said(self) -> Floats:
        """What the word says of its language, nats: 0 for the likeliest."""
        said: Floats = self.languages - self.languages.max()
        return said

    @functools.cached_property
    def known(self) -> tuple[bool, ...]:
        """Whether people are known to use each, or nothing can be known of it."""
        return tuple(each is not False for each in _are_used(self.texts))

    @functools.cached_property
    def frequency(self) -> float:
        """log P of the likeliest of them in the language that uses it most, nats."""
        best = int(np.logaddexp.reduce(self.odds, axis=1).argmax())
        found = words.frequency(self.texts[best].strip("'’"))
        return words.UNKNOWN if found is None else found

    @functools.cached_property
    def used(self) -> Drafts | None:
        """The same where only words that people are known to use are believed; None without any.

        Among many drafts some are taken for known that are none (``words``): it takes more than
        that where another one reads better by far.
        """
        used = _are_used(self.texts)
        if True not in used:
            return None
        odds = self.odds - UNUSED * np.array([[each is False] for each in used], np.float32)
        return Drafts(self.texts, odds, tuple(n for n, each in enumerate(used) if not each))

    def chances(self, languages: Floats) -> list[float]:
        """The chance of each; ``languages``: what all words say of theirs, this one included."""
        each = np.logaddexp.reduce(self.odds + (languages - self.languages), axis=1)
        result = np.exp(each - np.logaddexp.reduce(each))
        result[list(self.unknown)] = 0.0
        chances: list[float] = result.tolist()
        return chances


def _are_used(texts: Sequence[str]) -> list[bool | None]:
    """Whether people use each word, and those behind its apostrophes: ``l’objet``.

    None where that cannot be told: of words of ASCII, as in ``l’on``, none are known.
    """
    every = [words.folded(text).replace("'", "’").strip("’").split("’") for text in texts]
    asked = [parts[-1:] if len(parts[0]) <= ELIDED else parts for parts in every]
    found = iter(words.frequencies([part for parts in asked for part in parts]))
    known = [all([next(found) is not None for _ in parts]) for parts in asked]
    return [
        used or (None if _elides(parts) else False)
        for used, parts in zip(known, every, strict=True)
    ]


def _elides(parts: Sequence[str]) -> bool:
    """Whether these words of ASCII may be one with an apostrophe: ``l’on``, ``don’t``."""
    shortest = min(len(parts[0]), len(parts[-1]))
    return len(parts) > 1 and shortest <= ELIDED and all(map(str.isascii, parts))


def spoken(text: str) -> Floats:
    """What ``text`` says of its language, nats."""
    said: Floats = _weighed([text])[0] + PRIOR * np.minimum(identify.priors(), MOST)
    return said


def around(text: str, match: re.Match[str]) -> tuple[str, str]:
    """What stands before and behind a word, as far as it has its say."""
    before = _GAP.sub("", text[max(0, match.start() - NEAR) : match.start()])
    behind = _GAP.sub("", (text[match.end() : match.end() + CONTEXT] + "\n")[:CONTEXT])
    # To the n-grams one digit is like another, and lines of a table differ in theirs.
    return ("\n" * CONTEXT + before)[-CONTEXT:].translate(_DIGITS), behind.translate(_DIGITS)


@functools.lru_cache(maxsize=REMEMBERED)
def likely(word: str, before: str, behind: str, model: Model) -> Drafts | None:
    """What a word may have been between such characters, None where nothing is likely."""
    # A page of one byte a character has one script, or two; nobody writes a word in both.
    known = ANY_LETTER.findall(word)
    written = (letters for script, letters in _SCRIPTS if all(map(script.match, known)))
    letters = next(written, "") if known else _LATIN
    # Of other scripts a page loses every letter; what lost a few was cut off within letters.
    if letters != _LATIN and ANY * 2 in word:
        return None
    found = _filled(word, letters, before, behind, model) if letters else []
    if not found or found[0][0] < UNKNOWN_WORD * (len(word) + len(behind)):
        return None
    texts = tuple(text for _, text in found)
    odds = np.array([NGRAMS * score for score, _ in found])
    odds += USED * np.array(
        [
            ASCII_WORD if used is None else 0.0 if used is False and "’" in text else gain
            for text, used, gain in zip(texts, _are_used(texts), words.gains(texts), strict=True)
        ]
    )
    # One that was a sign for sure costs nothing where it sets off what is left out or added.
    apostrophe = "’" if SIGN not in word else _BETWEEN_WORDS
    odds -= APOSTROPHE * np.array([len(re.findall(apostrophe, text)) for text in texts])
    every = _weighed(texts) + odds[:, None]
    if word[0] in GAPS and before[-2].islower() and before[-1] in " '’":
        for own, text in zip(every, texts, strict=True):
            frequency = words.frequency(text)
            if text[0].isupper() and frequency is not None:  # others may be names
                own -= CAPITAL
                own[identify.codes().index("de")] += (CAPITAL + NOUN) * (frequency < FREQUENT)
    return Drafts(texts, every)


def _weighed(texts: Sequence[str]) -> Floats:
    weighed: Floats = identify.log_odds(texts) * np.float32(LANGUAGE)
    return weighed


def _filled(
    word: str, letters: str, context: str, behind: str, model: Model
) -> list[tuple[float, str]]:
    """What the word may have been, with log P, best first."""
    head, *rest = _GAP.split(word)
    drafts = [(0.0, head)]
    gaps = list(zip(rest[::2], rest[1::2], strict=True))
    for number, (gap, piece) in enumerate(gaps):
        last = number == len(gaps) - 1
        tail = behind if last else ""
        choices = _choices(gap, letters, first=not number and not head, last=last and not piece)
        texts = [draft + choice + piece for _, draft in drafts for choice in choices]
        scores = model.continuations([(context, text + tail) for text in texts]).tolist()
        drafts = sorted(zip(scores, texts, strict=True), key=lambda draft: -draft[0])[:BEAM]
    cased = [draft for draft in drafts if words.cased("".join(ANY_LETTER.findall(draft[1])))]
    return cased or drafts


def _choices(gap: str, letters: str, *, first: bool, last: bool) -> str:
    """What may have been in a gap of a word, if it is its first or last character."""
    alone = first and last
    if gap == LETTER:
        return letters
    if gap == SIGN:
        if alone:
            return _LONG_ALONE
        return _LONG_OPENING if first else _LONG_CLOSING if last else _LONG_INSIDE
    signs = _ALONE if alone else _OPENING if first else _CLOSING if last else _INSIDE
    return letters + signs
