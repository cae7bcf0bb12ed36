"""A text that says each of its words once: said again, a word is no more evidence.

What tests keyboards, columns and sorting has the same few letters again and again, ``æøå æøå``;
each time they would gain the same, and readings that the n-grams love more than others gain on
them: ``ЧИ ЧИ ЧИ`` on ``é é é``. Not for: words of ASCII, which tell the language, or damages whose
signs count in all of a document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from garblefix.search.outcome import Outcome, enough
from garblefix.search.piece import outcomes

if TYPE_CHECKING:
    from garblefix.language.model import Model
    from garblefix.search.piece import Evidence

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


def likeliest(text: str, found: Sequence[Outcome], evidence: Evidence, model: Model) -> Outcome:
    """Of the outcomes ``found`` for a text the one that is likeliest where all is said once.

    It gains no more, and is no likelier, than that.
    """
    best = found[0]
    once = said_once(text)
    if best.text == text or once == text or not _gains_by_repeating(best):
        return best
    told = outcomes(once, evidence, model)
    if enough(told[0]):
        return _as_told(found, told[0])
    # As sure as what is said once.
    [as_is], [alone] = ([o for o in each if not o.applied] for each in (found, told))
    return replace(as_is, probability=alone.probability)


def _gains_by_repeating(outcome: Outcome) -> bool:
    """Whether all that was replaced are misreadings: only these say the same again."""
    return all(item.damage == "misread" for item in outcome.applied)


def _as_told(found: Sequence[Outcome], once: Outcome) -> Outcome:
    """The outcome that makes the same of a text as the likeliest of the text said once does."""
    best, said, chains = found[0], said_once(once.text), _chains(once)
    alike = [outcome for outcome in found if said_once(outcome.text) == said]
    alike += [outcome for outcome in found if _chains(outcome) == chains]
    if alike and alike[0] is not best:
        return replace(alike[0], gain=min(alike[0].gain, once.gain), probability=once.probability)
    if any(item.edge.lossy for item in best.applied):
        return best
    return replace(
        best,
        gain=min(best.gain, once.gain),
        probability=min(best.probability, once.probability),
    )


def _chains(outcome: Outcome) -> set[str]:
    return {item.chain for item in outcome.applied}
