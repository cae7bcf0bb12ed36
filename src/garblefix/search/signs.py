"""Signs that were misread: nearly all text has them where they stand, whatever the words say.

Not for: signs that are meant as they stand (``vetoes.meant``).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from garblefix.chain import reader_of
from garblefix.encodings import BY_NAME
from garblefix.language import words
from garblefix.language.scripts import CJK, GREEK, is_foreign
from garblefix.search.accounts import Account, from_utf8
from garblefix.search.surroundings import MICRO, SEQUENCE, beside, rest_of

if TYPE_CHECKING:
    from garblefix.damage import Edge
    from garblefix.search.outcome import Applied

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
# Letters before an apostrophe, as in ``qu’il``, and what stands behind one in English.
SHORT, ENDINGS = 2, ("s", "t", "d", "m", "re", "ve", "ll")
# Signs where they stand in nearly all text: before a year, between figures, at words. A degree may
# be of a figure that a program puts in: ``${temp}°C``.
_STANDING = re.compile(
    r"©(?= ?(?:19|20)[0-9]{2})|(?<=opyright )©|[±§](?= ?[0-9])|[£¥€](?=[0-9])|(?<=[a-z])[²³]"
    r"|(?<=[0-9])°(?=[NSEW])|(?<=[0-9] )°(?=[NSEW])|(?<![^\W\d_])°(?=[CF](?!\w))|µ(?=[A-Za-z])"
    r"|(?<=[0-9])×(?=[\s0-9])|(?<=[0-9] )×(?= [0-9])|(?<=[A-Za-z])[®™]"
    r"|[«¿¡](?=[^\W\d_])|(?<=[^\W\d_])»|(?<=[.,!?])»"
)


def no_capital_stands_there(text: str, account: Account) -> bool:
    """Whether all that an account replaces are capitals where words have none, and became signs.

    Behind small letters at the end of a word it was an ellipsis, ``LoadingÉ``, other signs come in
    pairs; between small letters an apostrophe, ``quÕil``.
    """
    return all(
        text[edge.start : edge.end].isupper()
        and text[edge.start] < GREEK
        and beside(text, edge.start, edge.end)[0].islower()
        and _ends_or_joins(text, edge)
        for edge in (item.edge for item in account.applied)
    )


def _ends_or_joins(text: str, edge: Edge) -> bool:
    _, behind = beside(text, edge.start, edge.end)
    if edge.after == APOSTROPHE:
        # Names of programs have capitals inside, but not such words on either side.
        start, end = words.bounds(text, edge.start, edge.end)
        short = edge.start - start <= SHORT or text[edge.end : end] in ENDINGS
        return behind.islower() and short
    word = text[max(edge.start - 2, 0) : edge.start].isalpha()
    return edge.after == ELLIPSIS and word and not behind.isalnum()


def were_signs(text: str, account: Account) -> bool:
    """Whether every character that an account replaces was UTF-8 of a sign: ``漏 2017``."""
    return all(
        item.damage == "misread" and item.edge.end - item.edge.start == 1 and was_a_sign(item)
        for item in account.applied
    )


def stand_as_signs_do(text: str, account: Account) -> bool:
    """Whether the signs that an account makes have beside them what such signs have.

    And nothing else in the text is of their readers' scripts: ``5째`` is the fifth.
    """
    if any(sign >= CJK and place not in account.replaced for place, sign in enumerate(text)):
        return False
    # Each is one character, as it was before.
    return all(_STANDING.match(account.text, item.edge.start) for item in account.applied)


def were_signs_in_pairs(text: str, account: Account) -> bool:
    """Whether signs side by side were UTF-8 of signs that have beside them what such signs have.

    ``5¬µs``, ``20┬░C``: nobody writes such pairs, and few would be right where they are.
    """
    for item, (edge, first, _) in zip(account.applied, account.placed, strict=True):
        start, end = edge.start, edge.end
        sides = "".join(beside(text, start, end))
        if item.damage != "misread" or end - start < SEQUENCE or not sides.isascii():
            return False
        shown = text[start:end]
        # ``Â§ 5`` and ``В§ 5``, but in Russian that may be two words.
        plain = shown[1:] == edge.after and not is_foreign(rest_of(text, account))
        if shown[0].isalpha() and len(shown) == SEQUENCE and not plain:
            return False
        if edge.after != "©" and not _STANDING.match(account.text, first):
            return False
    return True


def was_a_sign(item: Applied) -> bool:
    """Whether a sign was UTF-8 that its reader took for one character of two bytes."""
    sign = all(
        character == MICRO or unicodedata.category(character)[0] in "PS"
        for character in item.edge.after
    )
    return sign and from_utf8(item) and BY_NAME[reader_of(item.chain)].multibyte
