"""Ideographs that are meant: the bytes of one in ten are a letter of UTF-8 by chance. Vetoes."""

from __future__ import annotations

import re
import unicodedata

from garblefix.language.readings import HAN, syllables, toneless
from garblefix.language.scripts import CJK, script
from garblefix.search.accounts import Account, from_utf8, put_in
from garblefix.search.surroundings import any_known, are_common, beside, words_put_in

FEW = 2  # letters that are UTF-8 by chance, side by side or in a line
_HAN = re.compile(f"[{HAN}]")
_IDEOGRAPHS = re.compile(f"[{HAN}]+")
_ALONE = re.compile(rf"(?<!\S)[{HAN}](?!\S)")
# What may be how an ideograph is read, right behind it: ``méi``, ``dan``, ``nip6``.
_READING = re.compile(r"([^\W\d_]{1,6})([1-9]?)(?![^\W\d])")


def are_ideographs(text: str, account: Account) -> bool:
    """Whether all that an account makes are a letter or two in place of ideographs, and no word.

    Where what was UTF-8 ends a word of its alphabet, ``caf矇``, or stands alone in other text, it
    may be a letter; among ideographs, ``水獺``, and before its reading, ``酶méi``, an ideograph is
    one. Said again it is no more, ``矇矇``, in whatever page; but more letters than these are no
    chance find.
    """
    spans = put_in(account)
    shown = {text[start:end] for start, end, *_ in spans}
    if not all(map(_IDEOGRAPHS.fullmatch, shown)):
        return False
    taken = set("".join(shown))
    if not all(map(from_utf8, account.applied)) and len(taken) > 1:
        return False
    longest = max(map(len, shown))
    replaced = sum(end - start for start, end, *_ in spans)
    left = len(_HAN.findall(text)) - replaced
    chance = replaced <= FEW or len(taken) == 1 or longest == 1 or left >= len(taken)
    if longest > FEW or not chance:
        return False
    alone = replaced == 1 and not left
    if not all(
        _begins_a_reading(account.text, first, last)
        or (not alone and _is_of_no_word(account.text, first, last))
        for *_, first, last in spans
    ):
        return False
    return not (any_known(account) or are_common(words_put_in(account)))


def stands_in_a_row(text: str, account: Account) -> bool:
    """Whether all that an account replaces are single ideographs in a row of such: ``丑 亥 卯 拼``.

    More than these stay.
    """
    row = {match.start() for match in _ALONE.finditer(text)}
    return 2 * len(account.replaced) < len(row) and row.issuperset(account.replaced)


def _begins_a_reading(made: str, first: int, last: int) -> bool:
    """Whether a syllable of Mandarin stands right behind, or letters and the number of a tone."""
    before, _ = beside(made, first, last)
    reading = None if before.isalpha() else _READING.match(made, last)
    return reading is not None and bool(reading[2] or toneless(reading[1]) in syllables())


def _is_of_no_word(made: str, first: int, last: int) -> bool:
    """Whether letters of alphabets stand beside none of their script."""
    letters = made[first:last]
    before, behind = beside(made, first, last)
    return all(sign < CJK and unicodedata.category(sign)[0] in "LM" for sign in letters) and (
        script(letters[0]) != script(before or "0") and script(letters[-1]) != script(behind or "0")
    )
