"""Stray bytes among UTF-8, and lines of another encoding: only these hold words of a language.

A byte or a few that are no UTF-8 are some letter in every page, and as such likelier than as bytes
that nobody can read. So what a page makes of them is believed where letters stand in words: in one
that people use, in several, or in so many that chance puts no such row together. Not for: which
page it is (``mixed``).
"""

from __future__ import annotations

import re

from garblefix.language import words
from garblefix.language.scripts import script

# Letters of a word that says something; words that say it where people use none of them.
LETTERS, WORDS = 3, 2
# A byte of nothing in particular, nats; and by how much text must be likelier than such bytes.
ANY_BYTE, LIKELIER = 5.0, 6.0
# An apostrophe beside the short word that it belongs to: ``l’eau``, ``isn’t``, ``we’ll``.
_ELIDED = re.compile(r"\b[^\W\d_]{1,2}’[^\W\d_]|[^\W\d_]’[^\W\d_]{1,2}\b")
# Quotation marks around words.
_QUOTED = re.compile(r"[“„]\w[^“”„\n]*[\w.,!?…][“”]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


def is_language(text: str, encoding: str) -> bool:
    """Whether there is a language in what ``text``, in this encoding, has beyond ASCII.

    >>> is_language("un café noir", "cp1252"), is_language("Bořivoj Čížek", "cp1250")
    (True, True)
    >>> is_language("key=ЧЪЗ", "koi8-r"), is_language("id © 17", "koi8-r")
    (False, False)
    """
    found = [word for word in words.WORD.findall(text) if _is_word(word)]
    known = words.frequencies([words.folded(word) for word in found])
    if any(log is not None for log in known) or _ELIDED.search(text) or _QUOTED.search(text):
        return True
    foreign = [sign for sign in text if not sign.isascii()]
    in_words = sum(not letter.isascii() for word in found for letter in word)
    if len(found) >= WORDS and 2 * in_words > len(foreign):
        return True
    return _gain(text, encoding) > LIKELIER


def _is_word(word: str) -> bool:
    """Whether letters may be a word: of one alphabet, beyond ASCII, and with capitals as words."""
    if word.isascii() or len(word) < LETTERS or not all(map(words.alphabetic, word)):
        return False
    return words.cased(word) and len({*map(script, word)}) == 1


def _gain(text: str, encoding: str) -> float:
    """By how much the characters beyond ASCII are likelier than the bytes of them are, nats.

    In their places, or as texts of their own where what stands around them is no language.
    """
    from garblefix.language.model import load

    parts = [text, *_FOREIGN.findall(text)]
    each, starts = load().characters(parts)
    gains = [
        sum(
            float(log) + ANY_BYTE * len(sign.encode(encoding, "replace"))
            for sign, log in zip(part, each[start:], strict=False)
            if not sign.isascii()
        )
        for part, start in zip(parts, starts.tolist(), strict=True)
    ]
    return max(gains[0], sum(gains[1:]))
