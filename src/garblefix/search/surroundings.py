"""What an account changes, and what stands around it: words of the outcome, the rest of the text.

Not for: judging either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.entities import codepoint2name

from garblefix.language import words
from garblefix.search.accounts import Account

MICRO = "\N{MICRO SIGN}"  # a letter to Unicode
PAIR = 2  # characters that are one of UTF-8
# log P of short words that hardly a line does without: "på" −4, "år" −6; "én" −6, "ên" −12.
COMMON = -6.5
SEQUENCE = 2  # bytes of UTF-8 of a letter of an alphabet
# Every word of no more letters stands somewhere on the web.
WORD = 3
# What stands before the number of a character, but for entities.
_BEFORE_NUMBER = r"(?:0x|\\x|\bu\+?)"
_NUMBER = re.compile(rf"(?i){_BEFORE_NUMBER}[0-9a-f]|&#[0-9x]")


def are_common(made: Iterable[str], least: float = COMMON) -> bool:
    """Whether people use all of these words so often."""
    uses = words.frequencies([words.folded(word) for word in made])
    return all(use is not None and use > least for use in uses)


def words_put_in(account: Account) -> list[str]:
    """The words of the outcome that what is put in is part of."""
    return [words.around(account.text, first, last) for _, first, last in account.placed]


def rest_of(text: str, account: Account) -> str:
    """The text with spaces in place of what an account replaces."""
    replaced = account.replaced
    return "".join(" " if place in replaced else sign for place, sign in enumerate(text))


def beside(text: str, start: int, end: int) -> tuple[str, str]:
    """The characters before and behind ``text[start:end]``, "" where it begins or ends there.

    >>> beside("abc", 1, 2), beside("abc", 0, 3)
    (('a', 'c'), ('', ''))
    """
    return text[max(start - 1, 0) : start], text[end : end + 1]


def any_known(account: Account, least: int = WORD, above: float = words.UNKNOWN) -> bool:
    """Whether any word that an account makes, of so many letters, is used so often, log P."""
    made = [words.folded(word) for word in words_put_in(account) if len(word) >= least]
    return any(use is not None and use > above for use in words.frequencies(made))


def is_numbered(text: str, sign: str) -> bool:
    """Whether the text has the number of a character, ``0x80``, or its name, ``&dagger;``.

    A name or number in a word is a letter of it, ``r&eacute;sum&eacute;``.

    >>> [is_numbered(text, "é") for text in ("&eacute; is", "r&eacute;sum&eacute;", "U+00E9")]
    [True, False, True]
    """
    number = ord(sign)
    names = rf"#0*{number}|#x0*{number:x}|{codepoint2name.get(number, '#')}"
    if "&" in text and re.search(rf"(?<!\w)&(?:{names});(?!\w)", text):
        return True
    return bool(re.search(rf"(?i){_BEFORE_NUMBER}0*(?:{number:x}|{number})\b", text))


def has_numbers(text: str) -> bool:
    """Whether a text may have the number of any character.

    >>> [has_numbers(text) for text in ("U+0192 ƒ", "&#233;", "row 192")]
    [True, True, False]
    """
    return _NUMBER.search(text) is not None
