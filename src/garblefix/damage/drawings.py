"""Boxes that consoles drew in pages of DOS: lines that meet are no chance find, as UTF-8 is none.

``ÚÄÄÄ¿`` was ``┌───┐``, ``±±³Fun‡Æo   ³`` was ``▒▒│Função   │``. Not for: drawings that are meant,
which vetoes keep.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator

from garblefix.encodings import READERS, decode, reader_bytes

# The pages that draw.
DOS = ("cp850", "cp437", "cp860", "cp852", "cp866")
# What two signs that meet say, and an upright line for an exponent with nothing before it, nats.
JOINED, UPRIGHT, MOST = 2.0, 6.0, 40.0
# So many must meet, and one line end in a corner; of upright ones alone so many must stand apart.
LEAST, APART = 3, 3
LINES, BLOCKS, END = "\u2500", "\u2580", "\u25a0"
INTEGRAL = "⌠⌡"  # drawn in two halves
UPRIGHTS = "│║"
# What may be drawn: runs of one sign, and exponents and ordinals that are of nothing.
_SUSPECT = re.compile(r"([^\x00-\x7f])\1{2}|(?<![^\W_])[³º](?=[\s±]|[^\W_].*[³º])")


def is_line(sign: str) -> bool:
    """Whether a sign is part of a box."""
    return LINES <= sign < BLOCKS or sign in INTEGRAL


def is_shade(sign: str) -> bool:
    """Whether a sign is a block, or part of one."""
    return BLOCKS <= sign < END


@functools.cache
def _sides(sign: str) -> tuple[bool, bool]:
    """Whether a line goes on to the left of a sign, and to the right.

    >>> _sides("┌"), _sides("─"), _sides("│")
    ((False, True), (True, True), (False, False))
    """
    words = set(unicodedata.name(sign, "").split())
    return not words.isdisjoint({"LEFT", "HORIZONTAL"}), not words.isdisjoint(
        {"RIGHT", "HORIZONTAL"}
    )


def meet(left: str, right: str) -> bool:
    """Whether two box drawings side by side have a line from one to the other, or neither has.

    >>> [meet(*pair) for pair in ("┌─", "┐│", "┌│", "─┌")]
    [True, True, False, False]
    """
    return _sides(left)[1] == _sides(right)[0]


def draws(text: str, outcome: str) -> float:
    """How much speaks for ``outcome``, of as many characters as ``text``, as a drawing, in nats.

    0 where it is none, or not all of it.

    >>> draws("ÚÄÄÄ¿", "┌───┐"), draws("ÄÄÄÄ!", "────!")
    (8.0, 0.0)
    """
    if len(text) != len(outcome):
        return 0.0
    made = [before != after for before, after in zip(text, outcome, strict=True)]
    joined = 0
    closed = False
    for place, (left, right) in enumerate(itertools.pairwise(outcome)):
        if not (made[place] and made[place + 1]):
            continue
        if is_line(left) and is_line(right):
            if not meet(left, right):
                return 0.0
            joined += _sides(left)[1]
            closed |= _sides(left) == (False, True) or _sides(right) == (True, False)
        elif BLOCKS <= left < END and left == right:
            joined += 1
    upright = sum(
        new and after in UPRIGHTS and not text[max(place - 1, 0) : place].isalnum()
        for place, (new, after) in enumerate(zip(made, outcome, strict=True))
    )
    if not (joined >= LEAST and closed) and upright < APART:
        return 0.0
    return min(JOINED * joined + UPRIGHT * upright, MOST)


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
