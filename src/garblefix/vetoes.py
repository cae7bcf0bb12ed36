"""What no account of a text may be, however well its outcome reads.

Principles, not lists: rulers, signs that became signs, words that people use, readers that never
read part of a word. Not for: how much speaks for an account (``judgement``).
"""

from __future__ import annotations

import functools

from garblefix.accounts import Account
from garblefix.encodings import reader_bytes
from garblefix.language import words
from garblefix.lost import lost, signed

# Where more than this share of what would be replaced repeats the character before, it is a ruler.
MONOTONOUS = 0.5
RULER = 3
NO_BREAK_SPACE = "\xa0"  # which people write, as in ``THOUSANDS = "\xa0"``
# Every word of fewer letters stands somewhere on the web.
WORD = 3


def sign_for_sign(text: str, account: Account) -> bool:
    """Whether an account makes signs of single signs, or a letter of such as stand by themselves.

    What divides the columns of a table was no letter. Where letters became signs, some stand side
    by side or beside letters that stayed, or one is a word of one letter: ``╖ l'heure`` was À.
    """
    edges = [item.edge for item in account.applied]
    if any(
        edge.end - edge.start > 1
        or text[edge.start].isalpha()
        or not (text[edge.start].isprintable() or text[edge.start] == NO_BREAK_SPACE)
        for edge in edges
    ):
        return False
    if not any(map(str.isalpha, "".join(edge.after for edge in edges))):
        return True
    replaced = {edge.start for edge in edges}
    beside = {place for edge in edges for place in (edge.start - 1, edge.end)} - {-1}
    alone = all(place not in replaced and not text[place : place + 1].isalpha() for place in beside)
    if len(edges) == 1:
        [edge] = edges
        meant = text[edge.start] == NO_BREAK_SPACE or _unknown(edge.after)
        return alone and len(edge.after) == 1 and meant
    return alone


def _unknown(word: str) -> bool:
    return words.frequencies([words.folded(word)]) == [None]


def ruler(text: str, account: Account) -> bool:
    """Whether most of what an account replaces stands behind its like, as in rulers and boxes."""
    edges = [item.edge for item in account.applied]
    places = [place for edge in edges for place in range(edge.start, edge.end)]
    again = sum(place > 0 and text[place] == text[place - 1] for place in places)
    return len(places) >= RULER and again > MONOTONOUS * len(places)


def replaces_words(text: str, account: Account) -> bool:
    """Whether all that an account replaces are letters of words that people use as they stand."""
    found = {words.around(text, item.edge.start, item.edge.end) for item in account.applied}
    if not all(len(word) >= WORD and word.isalpha() for word in found):
        return False
    return None not in words.frequencies([words.folded(word) for word in found])


def tears_a_word(text: str, account: Account) -> bool:
    """Whether part of a word would have been misread by a reader that cannot show its rest.

    Software reads whole words: where ``«`` stands beside a letter that the page does not have, it
    was not an Arabic letter read in this page.
    """
    for item in account.applied:
        readable = reader_bytes(item.chain.rpartition(">")[2]) if item.damage == "misread" else None
        if readable is None or not any(map(str.isalpha, item.edge.after)):
            continue
        beside = (
            text[item.edge.start - 1 : item.edge.start],
            text[item.edge.end : item.edge.end + 1],
        )
        if any(sign >= "\x80" and sign.isalpha() and readable[sign] is None for sign in beside):
            return True
    return False


def guesses_what_is_gone(text: str, account: Account) -> bool:
    """Whether an account puts anything for signs whose original nobody can know, ``ï¿½``."""
    return any(
        item.edge.start < end and start < item.edge.end and "\ufffd" not in item.edge.after
        for start, end in _gone(text)
        for item in account.applied
    )


@functools.lru_cache(maxsize=4)
def _gone(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in lost(text)] if signed(text) else []


def breaks_a_word(text: str, account: Account) -> bool:
    """Whether what were sequences of UTF-8 are letters beside others that stay as they are.

    ``шІ`` in ``ІэшІагъ`` would be UTF-8, but software that read the one so read the others too.
    """
    replaced = {
        place for item in account.applied for place in range(item.edge.start, item.edge.end)
    }
    for item in account.applied:
        edge = item.edge
        beside = [place for place in (edge.start - 1, edge.end) if 0 <= place < len(text)]
        kept = any(
            place not in replaced and text[place] >= "\x80" and text[place].isalpha()
            for place in beside
        )
        was_utf8 = item.chain.split(">")[-2:-1] == ["utf-8"]
        if not (was_utf8 and kept and text[edge.start : edge.end].isalpha()):
            return False
    return True
