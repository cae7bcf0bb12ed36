"""The signs that boxes are drawn with: where the lines of each go on, by its name in Unicode.

Not for: whether a text draws anything (``damage.drawings``, ``detect.drawings``).
"""

from __future__ import annotations

import functools
import unicodedata

LINES, BLOCKS, END = "\u2500", "\u2580", "\u25a0"
INTEGRAL = "⌠⌡"  # drawn in two halves
UPRIGHTS = "│║"
LEFT, RIGHT, UP, DOWN = 1, 2, 4, 8
_ARMS = {
    "LEFT": LEFT,
    "RIGHT": RIGHT,
    "HORIZONTAL": LEFT | RIGHT,
    "UP": UP,
    "DOWN": DOWN,
    "VERTICAL": UP | DOWN,
}


def is_line(sign: str) -> bool:
    """Whether a sign is part of a box."""
    return LINES <= sign < BLOCKS or sign in INTEGRAL


def is_shade(sign: str) -> bool:
    """Whether a sign is a block, or part of one."""
    return BLOCKS <= sign < END


@functools.cache
def arms(sign: str) -> int:
    """Where lines go on from a sign, as bits; 0 for what is no line.

    >>> arms("┌") == RIGHT | DOWN, arms("─") == LEFT | RIGHT, arms("█")
    (True, True, 0)
    """
    if not LINES <= sign < BLOCKS:
        return 0
    return sum(_ARMS.get(word, 0) for word in set(unicodedata.name(sign, "").split()))


def meet(left: str, right: str) -> bool:
    """Whether two signs side by side have a line from one to the other, or neither has.

    >>> [meet(*pair) for pair in ("┌─", "┐│", "┌│", "─┌")]
    [True, True, False, False]
    """
    return bool(arms(left) & RIGHT) == bool(arms(right) & LEFT)


@functools.cache
def is_double(sign: str) -> bool:
    """Whether the line of a sign that goes to the sides is a double one.

    >>> [is_double(sign) for sign in "═╤╫─╬"]
    [True, True, False, False, True]
    """
    name = unicodedata.name(sign, "").removeprefix("BOX DRAWINGS ")
    return name.startswith("DOUBLE") or any(
        "DOUBLE" in part and part.split()[0] in ("LEFT", "RIGHT", "HORIZONTAL")
        for part in name.split(" AND ")
    )


def turns(sign: str) -> bool:
    """Whether a line turns or branches off to one side of another: corners, ``┴``, not ``├``.

    >>> [turns(sign) for sign in "┌┴├─│"]
    [True, True, False, False, False]
    """
    return bool(arms(sign) & (LEFT | RIGHT)) and arms(sign) & (UP | DOWN) in (UP, DOWN)
