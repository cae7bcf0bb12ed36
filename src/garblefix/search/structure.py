"""Whether an account has signs of its own: sequences of UTF-8, readings in brackets.

These do not arise by chance, but for single ones of two bytes. Not for: how much speaks for an
account (``judgement``).
"""

from __future__ import annotations

from garblefix.search.accounts import Account, structured
from garblefix.search.surroundings import beside


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


def _by_chance(text: str, account: Account) -> bool:
    """Whether what was UTF-8 is often a coincidence.

    Single characters that became signs, or one that stands beside no letter.
    """
    edges = [item.edge for item in account.applied if item.damage == "misread"]
    if len(edges) < len(account.applied) or any(edge.end - edge.start > 1 for edge in edges):
        return False
    if not any(map(str.isalpha, "".join(edge.after for edge in edges))):
        return True
    [first, *more] = edges
    return not more and not any(map(str.isalpha, beside(text, first.start, first.end)))
