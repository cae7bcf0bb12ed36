"""What is listed in a text, not written: characters in order, ranges, bytes, quotation marks.

What such a run would be in another page says nothing. Vetoes.
"""

from __future__ import annotations

import itertools
import operator
import re
import unicodedata
from collections.abc import Sequence

from garblefix.chain import reader_of
from garblefix.encodings import BY_NAME, reader_bytes
from garblefix.language.own_letters import OWN_LETTERS
from garblefix.language.scripts import NO_BREAK_SPACE
from garblefix.search.accounts import Account, from_utf8, runs
from garblefix.search.surroundings import PAIR, any_known, are_common, beside, words_put_in

# Of a table more than this share of the characters, and so many, stand behind others with a number
# just below.
ORDERED, LEAST, SKIPPED = 0.6, 3, 2
LONG = 4  # letters of a word that letters in a row are not by chance
_ESCAPE = re.compile(r"\\x[0-9A-Fa-f]{2}")
_CODE_UNIT = re.compile(r"\\u[0-9A-Fa-f]{4}")
_ESCAPED = re.compile(_ESCAPE.pattern + r"\Z")
# Classes of patterns: begun by ``^``, with a range of ASCII in them, or with a quantifier behind.
_MEMBER = r"(?:\\.|[^\]\[\\\n])"
_CLASS = re.compile(
    rf"\[\^[^\]\s]+\]|\[{_MEMBER}*?(?:a-z|A-Z|0-9|\\[wds]){_MEMBER}*\]"
    rf"|\[{_MEMBER}+\](?:[+*]|\?[^\w\s]|\{{\d)|/\[[^\]\s]+\]/"
)
_CODE_POINT = re.compile(r"(?:U\+|\\u|&#x|0x)([0-9A-Fa-f]{2,6})[^0-9A-Za-z]{0,8}\Z")
_QUOTED_LETTER = re.compile(r"[‘“«„‚][^\W\d_][’”»“‘]")
LOOKED_BACK = 16  # characters
_WITHOUT_DOTS = str.maketrans("İı", "ii")
LOW_QUOTES = "„‚"


def is_in_order(text: str, account: Account) -> bool:
    """Whether most of what an account replaces are characters of a table, one behind the other.

    By their numbers, or by those of their bytes; or each letter small and capital; or letters
    stand there with one mark after the other, ``áàéèê``. What was the mark of a letter of ASCII is
    of no table.
    """
    pairs = [
        (text[place], text[place + 1])
        for start, end in runs(account)
        if text[start] >= "\x80"
        for place in range(start, end - 1)
        if min(text[place : place + 2]) >= "\x80"
    ]
    shown = {reader_of(item.chain) for item in account.applied if item.damage == "misread"}
    for reader in ("", *shown):
        steps = [_number(right, reader) - _number(left, reader) for left, right in pairs]
        ordered = sum(0 < step <= SKIPPED for step in steps)
        if ordered >= LEAST and ordered > ORDERED * len(pairs):
            return True
    every = [text[start:end] for start, end in runs(account)]
    if all(map(_is_of_cases, every)):
        return True
    # Of Cyrillic in Windows some words look so: ``ÁÅÄÀ``.
    return all(map(_is_letter_by_letter, every)) and not any_known(account, least=LONG)


def is_of_two_cases(text: str, account: Account) -> bool:
    """Whether all that an account replaces is a letter small and as a capital: ``[ąĄ]``, ``"çÇ"``.

    By itself: ``Ìì`` may be the cell of a table that its document shows to be Chinese.
    """
    every = [text[start:end] for start, end in runs(account)]
    return bool(every) and all(len(run) == PAIR and _are_in_two_cases(*run) for run in every)


def lists_letters(text: str, account: Account) -> bool:
    """Whether all that an account replaces are letters of one alphabet, each once: ``äöü``.

    ASCII has none of them, and words seldom do without its letters. Some words of other scripts
    look so, ``Êàê``, and are known; nearly all of so few letters are words of some language.
    """
    shown = "".join(text[start:end] for start, end in runs(account))
    letters = [sign for sign in shown.translate(_WITHOUT_DOTS) if sign > "\x7f"]
    if len(letters) < LEAST or not _are_of_one_alphabet(letters):
        return False
    if any(sign.isalpha() for span in runs(account) for sign in beside(text, *span)):
        return False
    if any(from_utf8(item) and not item.edge.after.isalpha() for item in account.applied):
        return False  # ``ÔÇö``
    return not (any_known(account, least=LONG) or are_common(words_put_in(account)))


def _are_of_one_alphabet(letters: Sequence[str]) -> bool:
    """Whether each stands once, small and as a capital, and one alphabet has them all.

    More than a few stand in its order, from either end, small ones and capitals.

    >>> [_are_of_one_alphabet(letters) for letters in ("äöü", "ÁÉáéí", "ääö", "äñ", "óáíé")]
    [True, True, False, False, False]
    """
    if len(set(letters)) < len(letters):
        return False
    small = [letter for letter in letters if letter.islower()]
    capitals = [letter.lower() for letter in letters if not letter.islower()]
    few = len({*small, *capitals}) <= LEAST
    return any(
        all(_in_order(each, alphabet, few=few) for each in (small, capitals))
        for alphabet in OWN_LETTERS
    )


def _in_order(letters: Sequence[str], alphabet: str, *, few: bool) -> bool:
    """Whether an alphabet has all of these, in its order unless they are ``few``."""
    places = [alphabet.find(letter) for letter in letters]
    ordered = sorted(places)
    return min(places, default=0) >= 0 and (few or places in (ordered, ordered[::-1]))


def lists_currencies(text: str, account: Account) -> bool:
    """Whether all that an account replaces are signs of currencies, side by side: ``€£¥``."""
    shown = "".join(text[start:end] for start, end in runs(account))
    return len(shown) >= LEAST and all(unicodedata.category(sign) == "Sc" for sign in shown)


def stands_at_its_number(text: str, account: Account) -> bool:
    """Whether a character that an account replaces stands behind its own number: ``U+0139 Ĺ``.

    Tables of characters have the sign itself there, and nothing but ASCII behind it.
    """
    return any(
        text[start + 1 : start + 2] < "\x80"
        and (number := _CODE_POINT.search(text, max(0, start - LOOKED_BACK), start)) is not None
        and int(number[1], 16) == ord(text[start])
        for start, _ in runs(account)
    )


def _number(sign: str, reader: str) -> int:
    """The number of a character in a reader's page, or in Unicode where that is ""."""
    if reader not in BY_NAME:
        return ord(sign)
    return int.from_bytes(reader_bytes(reader)[sign] or b"", "big")


def _is_of_cases(run: str) -> bool:
    """Whether each letter stands as a capital and as a small one, beside it or behind all others.

    >>> [_is_of_cases(run) for run in ("ÉéĚěÍí", "ÆØÅæøå", "ĞğİıŞş", "éĚ", "éééé")]
    [True, True, True, False, False]
    """
    middle = len(run) // 2
    halves = ((run[::2], run[1::2]), (run[:middle], run[middle:]))
    return len(run) > PAIR and run.isalpha() and any(_are_in_two_cases(*both) for both in halves)


def _are_in_two_cases(these: str, others: str) -> bool:
    # In Turkish the dot of the i stays.
    folded = [text.translate(_WITHOUT_DOTS).casefold() for text in (these, others)]
    return folded[0] == folded[1] and all(map(operator.ne, these, others))


def _is_letter_by_letter(run: str) -> bool:
    """Whether it is Latin letters, most of them again and again, each time with another mark.

    >>> [_is_letter_by_letter(run) for run in ("áàä", "âàéèêù", "áéä", "áá", "ïðèâåò")]
    [True, True, False, False, False]
    """
    plain = [unicodedata.normalize("NFD", sign)[0] for sign in run]
    if len(set(run)) < len(run) or len(run) <= PAIR or not "".join(plain).isascii():
        return False
    again = sum(left == right for left, right in itertools.pairwise(plain))
    return 2 * again >= len(run) - 1 and plain == sorted(plain)


def stands_in_a_class(text: str, account: Account) -> bool:
    """Whether all that an account replaces are letters of a pattern: ``[^áéíóŕú]``, ``/[ªµº]/``.

    Behind a range too, ``[a-zåäö -]``. But several of them were UTF-8 by no chance.
    """
    if len({item.edge.after for item in account.applied if from_utf8(item)}) > 1:
        return False
    spans = [match.span() for match in _CLASS.finditer(text)]
    return bool(spans) and all(
        any(first < start < last for first, last in spans) for start, _ in runs(account)
    )


def stands_among_escapes(text: str, account: Account) -> bool:
    """Whether all that an account replaces stands beside bytes that are written as such."""
    return all(
        _ESCAPE.match(text, end) or _ESCAPED.search(text, 0, start) for start, end in runs(account)
    )


def are_quotes(text: str, account: Account) -> bool:
    """Whether all that an account replaces are quotation marks in rows at no letter: ``„”«»``.

    With the no-break spaces of French between them, or without.
    """
    return all(
        end - start > 1
        and any(map(_is_quote, text[start:end]))
        and all(sign == NO_BREAK_SPACE or _is_quote(sign) for sign in text[start:end])
        and not any(map(str.isalpha, beside(text, start, end)))
        for start, end in runs(account)
    )


def _is_quote(sign: str) -> bool:
    return sign in LOW_QUOTES or unicodedata.category(sign) in ("Pi", "Pf")


def quotes_a_letter(text: str, account: Account) -> bool:
    """Whether all that an account replaces are letters in quotation marks, with these: ``‘Ђ’``."""
    spans = [match.span() for match in _QUOTED_LETTER.finditer(text)]
    return bool(spans) and all(
        any(first <= start and end <= last for first, last in spans) for start, end in runs(account)
    )


def takes_an_escape(text: str, account: Account) -> bool:
    """Whether the first sign of an escape would be half of a character: ``ꡖ\\uA860``."""
    return any(
        _CODE_UNIT.match(text, place) is not None
        for place in account.replaced
        if text[place] == "\\"
    )


def ends_a_range(text: str, account: Account) -> bool:
    """Whether all that an account replaces begins with the last letter of a range: ``[а-яё]``."""
    return all(_ends_a_range(text, start) for start, _ in runs(account))


def _ends_a_range(text: str, place: int) -> bool:
    before, dash, last = text[max(place - 2, 0) : place], text[place - 1 : place], text[place]
    first = before[0] if len(before) == PAIR else ""
    return dash == "-" and "\x80" <= first < last and first.isalpha() and last.isalpha()
