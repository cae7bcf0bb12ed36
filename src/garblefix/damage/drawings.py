"""Boxes that consoles drew in pages of DOS: lines that meet are no chance find, as UTF-8 is none.

``ÚÄÄÄ¿`` was ``┌───┐``, ``±±³Fun‡Æo   ³`` was ``▒▒│Função   │``. Not for: drawings that are meant,
which vetoes keep.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from garblefix.encodings import READERS, decode, reader_bytes
from garblefix.language.box_drawing import (
    END,
    LEFT,
    LINES,
    RIGHT,
    UPRIGHTS,
    arms,
    is_double,
    is_line,
    is_shade,
    meet,
    turns,
)

SIDES = LEFT | RIGHT

# The pages that draw.
DOS = ("cp850", "cp437", "cp860", "cp852", "cp866")
# What two signs that meet say, and an upright line for an exponent with nothing before it, nats.
JOINED, UPRIGHT, MOST = 2.0, 6.0, 40.0
# So many must meet, and one line end in a corner; of upright ones alone so many must stand apart.
LEAST, APART = 3, 3
# What may be drawn: runs of one sign, and exponents and ordinals that are of nothing.
_SUSPECT = re.compile(r"([^\x00-\x7f])\1{2}|(?<![^\W_])[³º](?=[\s±]|[^\W_].*[³º])")


def draws(text: str, outcome: str) -> float:
    """How much speaks for ``outcome``, of as many characters as ``text``, as a drawing, in nats.

    0 where it is none, or not all of it, or bytes of words would be drawn with its signs.

    >>> draws("ÚÄÄÄ¿", "┌───┐"), draws("ÄÄÄÄ!", "────!"), draws("февап", "╞┼╫┴╨")
    (8.0, 0.0, 0.0)
    """
    if len(text) != len(outcome):
        return 0.0
    made = [before != after for before, after in zip(text, outcome, strict=True)]
    joined = 0
    closed = False
    for place, (left, right) in enumerate(itertools.pairwise(outcome)):
        if not (made[place] and made[place + 1]):
            continue
        if not _may_touch(left, right):
            return 0.0
        if is_line(left) and is_line(right):
            joined += bool(arms(left) & RIGHT)
            closed |= arms(left) & SIDES == RIGHT or arms(right) & SIDES == LEFT
        elif is_shade(left) and left == right:
            joined += 1
    upright = sum(
        new and after in UPRIGHTS and not text[max(place - 1, 0) : place].isalnum()
        for place, (new, after) in enumerate(zip(made, outcome, strict=True))
    )
    if not (joined >= LEAST and closed) and upright < APART:
        return 0.0
    return min(JOINED * joined + UPRIGHT * upright, MOST)


def _may_touch(left: str, right: str) -> bool:
    """Whether whoever draws puts two signs side by side.

    Lines meet, both single or both double; none turns or ends in a branch at a letter.
    """
    if is_line(left) and is_line(right):
        joined = arms(left) & RIGHT
        return meet(left, right) and (not joined or is_double(left) == is_double(right))
    return not any(
        turns(line) and letter.isalpha() for line, letter in ((left, right), (right, left))
    )


def undrawn(text: str, outcome: str) -> tuple[str, str] | None:
    """``text`` and ``outcome`` with spaces for what became parts of a drawing, None where none did.

    Nor where its lines do not meet.

    >>> undrawn("³Fun‡Æo ³", "│Função │")
    (' Fun‡Æo  ', ' Função  ')
    """
    if len(text) != len(outcome):
        return None
    drawn = [
        before != after and LINES <= after < END
        for before, after in zip(text, outcome, strict=True)
    ]
    lines = zip(drawn, itertools.pairwise(outcome), strict=False)
    apart = any(new and all(map(is_line, pair)) and not meet(*pair) for new, pair in lines)
    if apart or not any(drawn):
        return None
    left, right = (
        "".join(" " if new else sign for new, sign in zip(drawn, each, strict=True))
        for each in (text, outcome)
    )
    return left, right


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """The (source, reader) pairs by which ``text`` was a drawing, one for each outcome.

    >>> next(pairs("ÚÄÄÄ¿"))
    ('cp850', 'cp1252')
    """
    if not _SUSPECT.search(text):
        return
    seen: set[str] = set()
    for reader in sorted(READERS, key=lambda encoding: encoding.as_reader):
        single = not reader.multibyte and reader.name not in DOS
        data = reader_bytes(reader.name).of(text) if single else None
        for source in DOS if data is not None else ():
            outcome = decode(data or b"", source)
            if outcome is not None and outcome not in seen and draws(text, outcome) > 0.0:
                seen.add(outcome)
                yield source, reader.name
