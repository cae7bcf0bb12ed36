"""A text that says each of its words once: said again, a word is no more evidence.

What tests keyboards, columns and sorting has the same few letters again and again, ``æøå æøå``;
each time they would gain the same. Not for: words of ASCII, which tell the language, or damages
whose signs count in all of a document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from garblefix.search.outcome import Applied, Outcome

# What stands before a word, and the word, any sign beyond ASCII with it.
_WORD = re.compile(r"([\x00-/:-@\[-`{-\x7f]*)((?:[0-9A-Za-z]|[^\x00-\x7f])+)")
_DOUBLED = re.compile(r"(?:([^\x00-\x7f])\1+)+")
_AGAIN = re.compile(r"([^\x00-\x7f])\1+")


def said_once(text: str) -> str:
    """The text with each word that is not ASCII once, and its letters if all words double them.

    >>> said_once('"æøå","æøå";x'), said_once("ÅÅÄÄ ÖÖ"), said_once("été à la mer")
    ('"æøå";x', 'ÅÄ Ö', 'été à la mer')
    """
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        word = match[2]
        if word in seen:
            return ""
        if not word.isascii():
            seen.add(word)
        return match[0]

    if all(_DOUBLED.fullmatch(match[2]) for match in _WORD.finditer(text)):
        text = _AGAIN.sub(r"\1", text)
    return _WORD.sub(once, text)


def gains_by_repeating(applied: Sequence[Applied]) -> bool:
    """Whether all that was replaced are misreadings without loss: only these say the same again."""
    return all(item.damage == "misread" and not item.edge.lossy for item in applied)


def no_surer_than(outcome: Outcome, once: Outcome) -> Outcome:
    """An outcome that gains no more, and is no likelier, than that of the text said once."""
    return replace(
        outcome,
        gain=min(outcome.gain, once.gain),
        probability=min(outcome.probability, once.probability),
    )
