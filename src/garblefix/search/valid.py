"""Bytes of an old encoding that happen to be valid UTF-8: 转 became ``ת``, 缺省 ``ȱʡ``.

They stand where a file was converted and all its other lines were put right, as a character or two
in a line of ASCII. Nothing but the characters themselves tells: how rare they are where they
stand, beside how frequent is what they were. Not for: such text in lines of its own language, which
the search compares as it does any other (``judgement``).
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from garblefix.language import compounds, words
from garblefix.language.plausibility import UNKNOWN
from garblefix.language.scripts import CJK, GENERAL, GREEK, NO_BREAK_SPACE, REPLACEMENT, script
from garblefix.search.accounts import Account, put_in, runs
from garblefix.search.surroundings import beside

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# The n-grams are of all languages together: in its own a character that is not Latin is likelier by
# this, in nats (年 by 3.1).
OF_ITS_LANGUAGE = 3.0
# How unlikely a character is beside its neighbours, in nats: a mark on a letter of another script,
# or letters of two scripts side by side; a letter that is neither Latin nor of Asia between letters
# or figures of ASCII, beside a letter of ASCII; a Latin letter right behind figures. No more than
# without them is changed of 60,000 lines of code with odd letters and tables of such. Of words of
# two or three characters 58 of 67 come back from GBK, 44 of 58 from EUC-JP, 25 of 40 from CP949.
OUT_OF_PLACE = 8.0
BETWEEN = 12.0
BESIDE = 4.0
BEHIND_DIGITS = 2.0
# What one character alone was is frequent, log P: some five hundred ideographs are.
FREQUENT = -12.0
# What is no word that is known has only characters as frequent as this, some three thousand.
USED = -15.0


def was_valid_utf8(account: Account) -> bool:
    """Whether all that an account finds are bytes of an old encoding that were valid UTF-8."""
    return all(item.chain.endswith(">utf-8") for item in account.applied)


def gain(
    text: str, account: Account, as_is: Floats, coherent: Floats, after: Floats, model: Model
) -> float | None:
    """What such an account gains over the text as it is, nats; None where all of it may be meant.

    ``as_is`` and ``after``: the model's scores of the characters of the text and its outcome;
    ``coherent``: those of ``text`` in a language that the model does not know.
    """
    places = runs(account)
    if not all(_is_of_words(text[start:end]) for start, end in places):
        return None
    if any(_is_part(text, start, end) for start, end in places) or _leaves_its_like(text, account):
        return None
    gained = 0.0
    odd = 0.0
    several = frequent = False
    seen = set()
    for start, end, first, last in put_in(account):
        if text[start:end] in seen:
            continue
        seen.add(text[start:end])
        made = account.text[first:last]
        if NO_BREAK_SPACE in made:
            return None  # it costs the model little, and hardly ever stands in a word
        meant = max(as_is[start:end].sum(), coherent[start:end].sum() - UNKNOWN)
        known = _known(made)
        rarest = float(model.alone(made).min())
        if not known and rarest < USED:
            return None
        difference = float(after[first:last].sum() - meant)
        difference += known + (OF_ITS_LANGUAGE if max(made) > GREEK else 0.0)
        strange = max(out_of_place(text, place) for place in range(start, end))
        odd = max(odd, strange)
        several |= end - start > 1
        frequent |= rarest > FREQUENT
        by_itself = end - start == 1 and not strange
        gained += min(difference, 0.0) if by_itself else difference
    if not several and not (odd and frequent):
        return None
    return gained + odd - account.cost


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a run is part of a word of a script that is neither Latin nor of East Asia."""
    sides = ((start - 1, start), (end - 1, end))
    return any(
        script(text[left]) == script(text[right]) not in ("", "LATIN", "CJK")
        for left, right in sides
        if left >= 0 and right < len(text)
    )


def _leaves_its_like(text: str, account: Account) -> bool:
    """Whether any character that would be replaced stands elsewhere as it is."""
    replaced = account.replaced
    signs = {text[place] for place in replaced if text[place] >= "\x80"}
    return any(sign in signs and place not in replaced for place, sign in enumerate(text))


def _is_of_words(run: str) -> bool:
    """Whether it has a letter or a mark on another sign, and beside these what may be of words."""
    kinds = [unicodedata.category(sign) for sign in run if sign >= "\x80"]
    named = [sign for sign in run if sign >= "\x80" and not _may_be_of_words(sign)]
    letters = any(kind[0] == "L" for kind in kinds)
    return not named and (letters or any(out_of_place(run, place) for place in range(1, len(run))))


def _may_be_of_words(sign: str) -> bool:
    """Whether it is a letter, a mark, a sign such as ``½``, or punctuation of one script."""
    kind = unicodedata.category(sign)
    own = kind[0] == "P" and GREEK <= sign < GENERAL
    return sign != REPLACEMENT and (kind[0] in "LM" or kind in ("No", "Sk", "So") or own)


def out_of_place(text: str, place: int) -> float:
    """How unlikely a character is beside its neighbours, whatever it is, in nats.

    >>> texts = "a\u05eab", "5\u05ea", "e\u05b5", "e\u0301", "aμ", "ȭʥ"
    >>> [out_of_place(text, 1) for text in texts]
    [12.0, 0.0, 8.0, 0.0, 0.0, 0.0]
    """
    sign = text[place]
    before, behind = beside(text, place, place + 1)
    own, last = script(sign), script(before) if before else ""
    if unicodedata.category(sign)[0] == "M":
        if before > "\x7f" and unicodedata.category(before)[0] == "P":
            return OUT_OF_PLACE
        return OUT_OF_PLACE if own and last and own != last else 0.0
    if not own or not sign.isalpha():
        return 0.0
    if before > "\x7f" and last and own != last:
        return OUT_OF_PLACE
    if own in ("LATIN", "CJK"):
        # In a pattern of hyphenation figures stand on both sides.
        behind_digits = before.isdigit() and not behind.isdigit() and own == "LATIN"
        return BEHIND_DIGITS if behind_digits else 0.0
    if own == "GREEK" and not _is_accented(sign):
        return 0.0  # it names a quantity
    left, right = (near.isascii() and near.isalnum() for near in (before, behind))
    if left and right:
        return BETWEEN
    at_letters = (left and before.isalpha()) or (right and behind.isalpha())
    return BESIDE if at_letters and own != "GREEK" else 0.0


def _is_accented(letter: str) -> bool:
    """Whether it is a letter with a mark of its own, as no quantity has."""
    parts = unicodedata.decomposition(letter)
    return bool(parts) and not parts.startswith("<")


def _known(made: str) -> float:
    """How much likelier it is for being a word, in nats."""
    if max(made) >= CJK:
        return compounds.gain(made)
    used = words.frequency(made)
    return 0.0 if used is None else used - words.UNKNOWN
