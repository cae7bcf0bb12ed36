"""What is drawn with signs: rulers, boxes, signs that would be other signs. Vetoes."""

from __future__ import annotations

import re
import unicodedata

from garblefix.damage import Edge
from garblefix.language import words
from garblefix.language.box_drawing import UPRIGHTS, is_line, is_shade, meet
from garblefix.language.scripts import NO_BREAK_SPACE
from garblefix.search.accounts import Account, from_utf8, put_in, runs
from garblefix.search.surroundings import any_known, beside

# Where more than this share of what would be replaced repeats the character before, it is a ruler.
MONOTONOUS = 0.5
RULER = 3
FACE = 2  # different characters
RIGHT_QUOTE = "\N{RIGHT SINGLE QUOTATION MARK}"
# Signs where they are at a word, and behind or before it no other.
_AT_WORDS = re.compile(
    r"(?<![^\s(])[“„‘«¿¡](?=[^\W\d_]{2})|(?<=[^\W\d_]{2})[”’»](?![^\s.,;:!?)])"
    r"|(?<=[.,!?])[”’»](?!\S)|(?:(?<=[ck]m)|(?<=\bm))[²³](?!\w)"
)


def sign_for_sign(text: str, account: Account) -> bool:
    """Whether an account makes signs of single signs, and no letter.

    But what stands between letters and becomes an apostrophe is one: ``doesn╒t``; and a line of a
    box at a word, which meets no other, was the quote or mark that stands there: ``┐qui``.
    """
    edges = [item.edge for item in account.applied]
    if all(is_line(text[edge.start]) for edge in edges) and _stand_at_words(text, account):
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
    drawn = sum(map(is_line, text)) > len(spans)
    return not drawn and all(_AT_WORDS.match(account.text, first) for _, _, first, _ in spans)


def _is_apostrophe(text: str, edge: Edge) -> bool:
    """Whether a symbol between two letters was the apostrophe of their word."""
    between = all(map(str.isalpha, beside(text, edge.start, edge.end)))
    symbol = unicodedata.category(text[edge.start]) == "So"
    return edge.after == RIGHT_QUOTE and symbol and between


def draws_within_words(text: str, account: Account) -> bool:
    """Whether an account of a page puts a line of a box between two letters, not an upright one.

    Letters of one page are such in its sister: ``зв▄т`` for звіт.
    """
    return any(
        (is_line(sign) or is_shade(sign))
        and sign not in UPRIGHTS
        and all(map(str.isalpha, beside(account.text, place, place + 1)))
        for item, (_, first, last) in zip(account.applied, account.placed, strict=True)
        if item.damage == "misread" and not from_utf8(item)
        for place, sign in enumerate(account.text[first:last], first)
    )


def is_a_face(text: str, account: Account) -> bool:
    """Whether an account makes letters of one or two characters again and again: ``■━■━``, ``°Д°``.

    Faces and garlands are drawn so, and make syllables said again. A sign within a word is none of
    theirs, nor are ``Â°``, which are UTF-8.
    """
    shown = [text[place] for place in account.replaced if text[place] >= "\x80"]
    kinds = set(shown)
    if not all(map(str.isprintable, kinds)):
        return False
    if len(kinds) == len(shown) or len(kinds) > FACE or all(map(str.isalpha, kinds)):
        return False
    return not any(map(from_utf8, account.applied)) and not any(
        sign.isalpha() for span in runs(account) for sign in beside(text, *span)
    )


def borders_columns(text: str, account: Account) -> bool:
    """Whether all that an account replaces are upright lines where columns end, and make no word.

    At an end of the text, or behind two spaces. ``by│`` was był.
    """
    edges = [item.edge for item in account.applied]
    if not all(text[edge.start : edge.end] in UPRIGHTS for edge in edges):
        return False
    borders = all(
        edge.start == 0 or edge.end == len(text) or text.endswith("  ", 0, edge.start)
        for edge in edges
    )
    return borders and not any_known(account)


def ruler(text: str, account: Account) -> bool:
    """Whether most of what an account replaces stands behind its like, or its lines meet: boxes.

    Lines that do not, as of a tree (``│ └─ bin``), are lines where they would make no word; shades
    are shades.
    """
    places = account.replaced
    if len(places) >= RULER and all(is_shade(text[place]) for place in places):
        return True
    pairs = [text[place - 1 : place + 1] for place in places if place]
    again = sum(pair[0] == pair[1] for pair in pairs)
    if len(places) >= RULER and again > MONOTONOUS * len(places):
        return True
    lines = [pair for pair in pairs if all(map(is_line, pair))]
    if not all(is_line(text[place]) for place in places):
        return False
    letters = all(
        words.alphabetic(letter) for item in account.applied for letter in item.edge.after
    )
    if letters and len(places) >= RULER and not any_known(account):
        return True
    return len(lines) >= RULER and all(meet(*pair) for pair in lines)
