"""Whether an account has signs of its own: sequences of UTF-8, readings in brackets.

These do not arise by chance, but for single ones of two bytes. Not for: how much speaks for an
account (``judgement``).
"""

from __future__ import annotations

from garblefix.language.scripts import is_east_asian
from garblefix.search.accounts import Account, from_utf8, structured
from garblefix.search.surroundings import MICRO, beside

THREE = 3  # bytes of UTF-8 that a sign beyond the alphabets has


def is_structured(text: str, account: Account) -> bool:
    """Whether everything that an account finds has signs of its own, and is no coincidence."""
    return all(structured(item) for item in account.applied) and not _by_chance(text, account)


def was_utf8(text: str, account: Account) -> bool:
    """Whether an account finds sequences of UTF-8: more than one, or a letter within a word.

    One alone may be a face, ``¬´``, or a sum, ``∆°``.
    """
    if not is_structured(text, account) or account.applied[0].damage != "misread":
        return False
    edges = [item.edge for item in account.applied]
    if len({edge.after for edge in edges}) > 1:
        return True
    return any(
        edge.after.isalpha() and any(map(str.isalpha, beside(text, edge.start, edge.end)))
        for edge in edges
    )


def makes_signs_of_three(text: str, account: Account) -> bool:
    """Whether an account makes signs alone, of three characters each, not all letters: ``â‚¬``.

    Such sequences of UTF-8 are no chance find, whatever stands beside them but the sign itself.

    >>> from garblefix.damage import Edge
    >>> from garblefix.search.outcome import Applied
    >>> sign = Applied(Edge(0, 3, "€"), "misread", "utf-8>cp1252", 1.0)
    >>> makes_signs_of_three("â‚¬ 10", Account("€ 10", 4.0, (sign,)))
    True
    """
    return all(
        not item.edge.lossy
        and from_utf8(item)
        and len(item.edge.after) == 1
        and not item.edge.after.isalpha()
        and item.edge.end - item.edge.start == THREE
        and not text[item.edge.start : item.edge.end].isalpha()
        and item.edge.after not in text
        for item in account.applied
    )


def _by_chance(text: str, account: Account) -> bool:
    """Whether what was UTF-8 is often a coincidence.

    Single characters that became signs, or one that stands beside no letter, once or again and
    again. Of ideographs one in ten is UTF-8 of some letter, and beside others there is no word that
    tells: ``水獺`` is no ``水á``.
    """
    edges = [item.edge for item in account.applied if item.damage == "misread"]
    if len(edges) < len(account.applied) or any(edge.end - edge.start > 1 for edge in edges):
        return False
    if not any(map(str.isalpha, "".join(edge.after for edge in edges).replace(MICRO, ""))):
        return True
    if len({edge.after for edge in edges}) > 1:
        return False
    replaced = {edge.start for edge in edges}
    return not any(
        _is_of_an_alphabet(text[place : place + 1])
        for edge in edges
        for place in (edge.start - 1, edge.end)
        if place >= 0 and place not in replaced
    )


def _is_of_an_alphabet(sign: str) -> bool:
    return sign.isalpha() and not is_east_asian(sign)
