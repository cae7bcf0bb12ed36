"""What no account of a text may be, however well its outcome reads.

Principles, not lists: rulers, signs that became signs, words that people use, readers that never
read part of a word. Not for: how much speaks for an account (``judgement``).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

from garblefix.accounts import Account, from_utf8, put_in, runs
from garblefix.damage import Edge
from garblefix.encodings import BY_NAME, reader_bytes
from garblefix.language import words
from garblefix.lost import lost, signed
from garblefix.made import any_known
from garblefix.meant import CJK, GREEK, USED_ALONE, WORD, are_common, words_put_in
from garblefix.valid import NO_BREAK_SPACE

if TYPE_CHECKING:
    from garblefix.outcome import Applied

# Where more than this share of what would be replaced repeats the character before, it is a ruler.
MONOTONOUS = 0.5
RULER = 3
PAIR = 2  # characters that are one of UTF-8
HANGUL = "\uac00"  # whose words spaces divide
RIGHT_QUOTE = "\N{RIGHT SINGLE QUOTATION MARK}"
MARKERS = {"?", "\N{REPLACEMENT CHARACTER}"}
CUT_OFF = "\N{REPLACEMENT CHARACTER}" * 3
INTEGRAL = "⌠⌡"  # drawn in two halves
# Signs where they are at a word, and behind or before it no other.
_AT_WORDS = re.compile(
    r"(?<![^\s(])[“„‘«¿¡](?=[^\W\d_]{2})|(?<=[^\W\d_]{2})[”’»](?![^\s.,;:!?)])"
    r"|(?<=[.,!?])[”’»](?!\S)|(?:(?<=[ck]m)|(?<=\bm))[²³](?!\w)"
)
MARKS_OF_NAMES = ("™", "®")
# By how much less frequent, in nats, what was garbled is than what it was: "mús" 6.4 than "més",
# "aceastã" 6.7 than "această". Of words that people use few have such a twin.
MUCH_RARER = 4.0


def sign_for_sign(text: str, account: Account) -> bool:
    """Whether an account makes signs of single signs, and no letter.

    But what stands between letters and becomes an apostrophe is one: ``doesn╒t``; and a line of a
    box at a word, which meets no other, was the quote or mark that stands there: ``┐qui``.
    """
    edges = [item.edge for item in account.applied]
    if all(_is_drawn(text[edge.start]) for edge in edges) and _stand_at_words(text, account):
        return False
    return not any(_is_apostrophe(text, edge) for edge in edges) and all(
        edge.end - edge.start == 1
        and not text[edge.start].isalpha()
        and (text[edge.start].isprintable() or text[edge.start] == NO_BREAK_SPACE)
        and not any(map(str.isalpha, edge.after))
        for edge in edges
    )


def _stand_at_words(text: str, account: Account) -> bool:
    """Whether the signs that an account makes are at words, and no other lines in the text."""
    spans = put_in(account)
    drawn = sum(map(_is_drawn, text)) > len(spans)
    return not drawn and all(_AT_WORDS.match(account.text, first) for _, _, first, _ in spans)


def _is_apostrophe(text: str, edge: Edge) -> bool:
    """Whether a symbol between two letters was the apostrophe of their word."""
    between = (
        text[edge.start - 1 : edge.start].isalpha() and text[edge.end : edge.end + 1].isalpha()
    )
    symbol = unicodedata.category(text[edge.start]) == "So"
    return edge.after == RIGHT_QUOTE and symbol and between


def infers_from_nothing(text: str, account: Account) -> bool:
    """Whether an account is mostly characters inferred of markers with no garble beside.

    What lost a byte shows its other bytes, or those of its neighbours; ``(?P<name>`` does not.
    Three markers in a row are one character that was cut off: of ``第���个`` nothing was misread if
    more stays than is told of it. Of words alone ``replaced`` infers.
    """
    if any(item.damage != "misread" for item in account.applied):
        return False
    places = runs(account)
    alone = sum(set(text[start:end]) <= MARKERS for start, end in places)
    if 2 * alone >= len(places):
        return True
    if not any(CUT_OFF in text[start:end] for start, end in places):
        return False
    edges = [item.edge for item in account.applied]
    inferred = sum(part.end - part.start for edge in edges for part in edge.inferred)
    told = sum(len(edge.after) for edge in edges) - inferred
    touched = "".join(text[start:end] for start, end in places)
    return _foreign_letters(text) - _foreign_letters(touched) > told


def _foreign_letters(text: str) -> int:
    return sum(sign >= "\x80" and sign.isalpha() for sign in text)


def writes_letters_in_pairs(text: str, account: Account) -> bool:
    """Whether all that an account makes of pages of double bytes are letters of alphabets.

    Who writes in GB18030 or EUC-JP writes more than ``ì``, if not a word of it: ``f¨¹r``.
    """
    in_pairs = all(
        _is_of_pairs(item.chain) and max(item.edge.after, default="") < CJK
        for item in account.applied
    )
    return in_pairs and not any_known(account)


def _is_of_pairs(chain: str) -> bool:
    source = chain.split(">")[-2:][0]
    return source in BY_NAME and BY_NAME[source].multibyte and source != "utf-8"


def ruler(text: str, account: Account) -> bool:
    """Whether most of what an account replaces stands behind its like, or its lines meet: boxes.

    Lines that do not, as of a tree (``│ └─ bin``), are lines where they would make no word.
    """
    edges = [item.edge for item in account.applied]
    places = [place for edge in edges for place in range(edge.start, edge.end)]
    pairs = [text[place - 1 : place + 1] for place in places if place]
    again = sum(pair[0] == pair[1] for pair in pairs)
    if len(places) >= RULER and again > MONOTONOUS * len(places):
        return True
    beside = [pair for pair in pairs if all(map(_is_drawn, pair))]
    if not all(_is_drawn(text[place]) for place in places):
        return False
    letters = all(words.alphabetic(letter) for edge in edges for letter in edge.after)
    if letters and len(places) >= RULER and not any_known(account):
        return True
    return len(beside) >= RULER and all(_meet(*pair) for pair in beside)


def _is_drawn(sign: str) -> bool:
    return "\u2500" <= sign < "\u2580" or sign in INTEGRAL


def _meet(left: str, right: str) -> bool:
    """Whether two box drawings side by side have a line from one to the other, or neither has.

    >>> [_meet(*pair) for pair in ("┌─", "┐│", "┌│", "─┌")]
    [True, True, False, False]
    """
    to_right, to_left = (
        not {side, "HORIZONTAL"}.isdisjoint(unicodedata.name(sign).split())
        for side, sign in (("RIGHT", left), ("LEFT", right))
    )
    return to_right == to_left


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


def is_a_capital_and_its_sign(text: str, account: Account) -> bool:
    """Whether the one letter that an account makes is a small one for a capital among capitals.

    Behind it stands a space or what names are marked with: ``AHÅ™`` is no ``AHř``, ``S Ã O`` no
    ``S à O``.
    """
    edge = account.applied[0].edge
    letter, shown = edge.after.strip(), text[edge.start : edge.end]
    if len(account.applied) > 1 or not ("\x80" <= letter < GREEK and letter.islower()):
        return False
    if not (shown[0].isupper() and shown[1:] in (" ", *MARKS_OF_NAMES)):
        return False
    rest = text[: edge.start] + text[edge.end :]
    word = words.around(rest, edge.start, edge.start)
    return (word if len(word) > 1 else rest).isupper()


def is_part_of_a_run(text: str, account: Account) -> bool:
    """Whether the one pair of characters that would be UTF-8 has others beside it that would not.

    In text of pairs of bytes two of them may be: ``°Þ¤j`` is no ``°ޤj``. Software that read it as
    UTF-8 would have read what stands beside it so too, and signs around a word are another matter.
    So it is with three that would be a character which nobody but fonts gives a meaning.
    """
    item = account.applied[0]
    if len(account.applied) > 1 or not from_utf8(item):
        return False
    start, end = item.edge.start, item.edge.end
    readable = reader_bytes(item.chain.rpartition(">")[2])
    private = all(unicodedata.category(sign) == "Co" for sign in item.edge.after)
    kinds = "LSPN" if private else "LS"
    return (end - start == PAIR or private) and any(
        sign >= "\x80" and unicodedata.category(sign)[0] in kinds and readable[sign] is not None
        for sign in text[max(start - 1, 0) : start] + text[end : end + 1]
    )


def means_what_it_shows(text: str, account: Account) -> bool:
    """Whether the pairs of characters that an account replaces may be meant as they stand.

    Two letters by themselves that would be a sign, ``Āø``; a sign and what it is of that would be
    a letter which is hardly a word, ``∆°``, ``√π``; a letter and its script's own comma, ``أ،``.
    """
    edges = [item.edge for item in account.applied]
    if all(_is_listed(text, edge) for edge in edges):
        return True
    [edge, *more] = edges
    if more or not _is_by_itself(text, edge):
        return False
    shown = text[edge.start : edge.end]
    if shown.isalpha():
        # Nobody writes an ideograph and a letter for a word.
        alike = (shown[0] < CJK) == (shown[1] < CJK)
        return alike and not any(map(str.isalpha, edge.after))
    if shown[0].isalpha() or not edge.after.isalpha():
        return False
    [used] = words.frequencies([words.folded(edge.after)])
    return used is None or used < USED_ALONE


def _is_by_itself(text: str, edge: Edge) -> bool:
    beside = text[edge.start - 1 : edge.start] + text[edge.end : edge.end + 1]
    return edge.end - edge.start == PAIR and not any(map(str.isalpha, beside))


def _is_listed(text: str, edge: Edge) -> bool:
    """Whether a letter stands by itself before a comma of its script."""
    letter, comma = text[edge.start], text[edge.end - 1]
    own = comma >= GREEK and unicodedata.category(comma)[0] == "P"
    return letter.isalpha() and own and _is_by_itself(text, edge) and edge.after.isalpha()


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
    Where no spaces divide words, what stands beside may be another one.
    """
    if any(not from_utf8(item) for item in account.applied):
        return False
    return all(
        text[start:end].isalpha()
        and any(
            sign.isalpha() and ("\x80" <= sign < CJK or sign >= HANGUL)
            for sign in (text[max(start - 1, 0) : start], text[end : end + 1])
        )
        for start, end in runs(account)
    )
