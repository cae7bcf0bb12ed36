"""What people use as it stands: words, and letters that are the names of something. Vetoes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from garblefix.chain import reader_of
from garblefix.damage import Edge
from garblefix.encodings import BY_NAME
from garblefix.language import words
from garblefix.language.scripts import CJK, GREEK, script
from garblefix.search.accounts import Account, from_utf8
from garblefix.search.surroundings import PAIR, WORD, are_common, beside, words_put_in

if TYPE_CHECKING:
    from garblefix.search.outcome import Applied

_ASCII = re.compile("^[A-Za-z]+|[A-Za-z]+$")
ORDINALS = "ªº"  # to Unicode they are letters
MARKS_OF_NAMES = ("™", "®")
# By how much less frequent, in nats, what was garbled is than what it was: "mús" 6.4 than "més",
# "aceastã" 6.7 than "această". Of words that people use few have such a twin.
MUCH_RARER = 4.0


def replaces_words(text: str, account: Account) -> bool:
    """Whether all that an account replaces are letters of words that people use as they stand.

    The mark of a name is none of its letters: ``CAFÉ™``. What was garbled often enough, ``mús``,
    is among the words that people use, but much rarer than what it was; nobody writes ``vÂr``.
    """
    before = [_word_as_it_stands(text, item) for item in account.applied]
    if not all(word.isalpha() and words.cased(word) for word in before):
        return False
    if not all(len(word) >= WORD or _is_used(word) for word in before):
        return False
    known = words.frequencies([words.folded(word) for word in before])
    after = words.frequencies([words.folded(word) for word in words_put_in(account)])
    return None not in known and not all(
        new is not None and new - (old or 0.0) > MUCH_RARER
        for old, new in zip(known, after, strict=True)
    )


def _is_used(word: str) -> bool:
    """Whether it is one of the few words of two letters that texts are full of, as ``én``."""
    return len(word) == PAIR and are_common([word])


def _word_as_it_stands(text: str, item: Applied) -> str:
    """The word of the letters that are replaced, without the mark behind a name in capitals."""
    start, end = item.edge.start, item.edge.end
    if text[start + 1 : end] in MARKS_OF_NAMES:
        word = words.around(text, start, start + 1)
        if word.isupper():
            return word
    return words.around(text, start, end)


def takes_words_for_signs(text: str, account: Account) -> bool:
    """Whether letters of words, as they are written, would all be signs in UTF-8: ``тив`` is no ⨢.

    What the signs that people use look like is no word, be it in letters alone: ``тАУ``.
    """
    return all(
        from_utf8(item)
        and not any(sign.isalpha() and sign not in ORDINALS for sign in item.edge.after)
        and words.alphabetic(text[item.edge.start])
        and (word := _beside_code(words.around(text, item.edge.start, item.edge.end))).isalpha()
        and words.cased(word)
        and len(set(map(script, word))) == 1
        for item in account.applied
    )


def _beside_code(word: str) -> str:
    r"""A word without the letters of code that stand at it: ``\fIтип``. It has small ones alone.

    >>> _beside_code("fIтип"), _beside_code("thatÔÇÖs"), _beside_code("kmВІ")
    ('тип', 'thatÔÇÖs', 'kmВІ')
    """
    rest = _ASCII.sub("", word)
    return rest if rest.islower() else word


def is_written_in_pairs(text: str, account: Account) -> bool:
    """Whether all that an account replaces are words of an alphabet that its reader has in pairs.

    Pages of East Asia have Cyrillic and Greek in rows of their own, in which bytes of other text
    fall now and then, not one after another: ``1-шы кв``.
    """
    shown = [text[place] for place in account.replaced if text[place] >= "\x80"]
    if len(shown) <= PAIR or len(set(map(script, shown))) > 1:
        return False
    return all(
        item.damage == "misread"
        and BY_NAME[reader_of(item.chain)].in_pairs
        and not from_utf8(item)
        and GREEK <= text[item.edge.start] < CJK
        and words.cased(words.around(text, item.edge.start, item.edge.end))
        for item in account.applied
    )


def is_a_capital_and_its_sign(text: str, account: Account) -> bool:
    """Whether the one letter that an account makes is a small one for a capital among capitals.

    Behind it stands a space or what names are marked with: ``AHÅ™`` is no ``AHř``, ``S Ã O`` no
    ``S à O``.
    """
    edge = account.applied[0].edge
    letter, shown = edge.after.strip(), text[edge.start : edge.end]
    if len(account.applied) > 1 or not "\x80" <= letter < GREEK:
        return False
    if not letter.islower() and not (edge.lossy and shown[1:] == " "):
        return False
    if not (shown[0].isupper() and shown[1:] in (" ", *MARKS_OF_NAMES)):
        return False
    rest = text[: edge.start] + text[edge.end :]
    word = words.around(rest, edge.start, edge.start)
    return (word if len(word) > 1 else rest).isupper()


def means_what_it_shows(text: str, account: Account) -> bool:
    """Whether the pairs of characters that an account replaces may be meant as they stand.

    Two letters by themselves that would be a sign, ``Āø``; a sign and what it is of that would be
    a letter which is hardly a word, ``∆°``, ``√π``; a letter and its script's own comma, ``أ،``; a
    capital behind its small letter, ``å Å 1``.
    """
    edges = [item.edge for item in account.applied]
    if all(_is_listed(text, edge) for edge in edges):
        return True
    [edge, *more] = edges
    if more or not _is_by_itself(text, edge):
        return False
    shown = text[edge.start : edge.end]
    if shown[1] == " " and text.endswith(f" {shown[0].lower()} ", 0, edge.start):
        return True
    if shown.isalpha():
        # Nobody writes an ideograph and a letter for a word.
        alike = (shown[0] < CJK) == (shown[1] < CJK)
        return alike and not any(map(str.isalpha, edge.after))
    if shown[0].isalpha() or not edge.after.isalpha():
        return False
    used = words.frequency(edge.after)
    return used is None or used < words.USED_ALONE


def _is_by_itself(text: str, edge: Edge) -> bool:
    pair = edge.end - edge.start == PAIR
    return pair and not any(map(str.isalpha, beside(text, edge.start, edge.end)))


def _is_listed(text: str, edge: Edge) -> bool:
    """Whether a letter stands by itself before a comma of its script."""
    letter, comma = text[edge.start], text[edge.end - 1]
    own = comma >= GREEK and unicodedata.category(comma)[0] == "P"
    return letter.isalpha() and own and _is_by_itself(text, edge) and edge.after.isalpha()
