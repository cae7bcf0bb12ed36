"""Boxes, trees and shades of DOS by their shape, which no language model knows for what they are.

A menu in a batch file, a table, the output of ``tree``: all that is beyond ASCII there draws.
Lines that meet, stand below each other and end in corners are no words of another page, and bytes
of words are no such lines: every second pair of them does not meet. Not for: text between lines,
which the model reads; the lines of KOI8, whose bytes are letters nowhere else.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from itertools import pairwise

from garblefix.detect.candidates import SINGLE_BYTE
from garblefix.language.box_drawing import DOWN, LEFT, RIGHT, UP, arms, is_shade

# Pages whose signs are looked at: all others of DOS have those of the first, or of the second,
# which has letters in place of the corners of single and double lines.
SHAPES = ("cp437", "cp850", "mik")
# Whether to look at all: lines and shades in a row, branches of trees, lines that stand upright by
# themselves. Of 949 files of unseen legacy text 23 have one of these.
_SIGNS = (
    *(bytes((byte,)) * 3 for byte in b"\xc4\xcd\xb0\xb1\xb2\xdb\xdc\xdf"),
    *(b"\xc3\xc4\xc4", b"\xc0\xc4\xc4", b"\xcc\xcd\xcd", b"\xc8\xcd\xcd"),
    *(b"\xc3\xc4 ", b"\xc0\xc4 ", b" \xb3 ", b" \xba "),
)
_BARE_SIGNS = [(sign, sign.strip()) for sign in _SIGNS]
_MAYBE = re.compile(b"|".join(re.escape(bare) for _, bare in _BARE_SIGNS))
_OTHERS = bytes(set(range(256)).difference(*_SIGNS) | {*b" "})
# The share of what is beyond ASCII that is in these signs, at least: in text it is one in nine, in
# boxes with Russian words a half.
SHARE = 0.25
# Bytes in which these are looked for, and in which the shape is, from the first of them on.
WITHIN, WINDOW = 1 << 16, 1 << 11
# What speaks for a drawing, in nats: two signs that meet side by side or one above the other; the
# same sign again, so many times; a row that ends in corners, or is a line by itself; each of two
# shades or more.
BESIDE, BELOW, AGAIN, MOST_AGAIN, CLOSED, SHADE = 3.0, 14.0, 3.0, 4, 12.0, 12.0
# And against: lines side by side, or one above the other, that do not meet; one that ends at a
# letter beyond ASCII.
APART, OFF, AT_LETTER = 8.0, 4.0, 6.0
# So much must speak for it. Of 22,000 slices and files of unseen text in 92 encodings none has it.
LEAST = 20.0
# A text with fewer signs than this draws nothing, most likely: 'À' in CP850 is a corner in CP437.
# Nor does one in which none stands beside its like. What that costs, and each of so many signs.
FEW, LONE = 3, 8.0
ALL_DIFFER, MANY = 5.0, 6
# Where so much more speaks against it, nothing behind is looked at.
FAR = 24.0
_BLOCK = 16
_DRAWN = re.compile("[\u2500-\u25a0]")
_AGAIN = re.compile(rf"({_DRAWN.pattern})\1")
_ASCII = bytes(range(128))
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")


def drawn(data: bytes) -> dict[str, float]:
    """Codec name → nats in favour of the pages in which ``data`` is a drawing.

    >>> sorted(drawn("│ ab │\\n└────┘".encode("cp437")))[:4]
    ['cp1125', 'cp437', 'cp720', 'cp737']
    >>> drawn("Смотрите, какая погода".encode("koi8-r")), drawn(b"\\xc4\\xd6\\xdc")
    ({}, {})
    """
    # Without all other bytes there is little left to look through.
    left = data[:WITHIN].translate(None, _OTHERS)
    if not _MAYBE.search(left) or len(left) < SHARE * len(data[:WITHIN].translate(None, _ASCII)):
        return {}
    signs = [sign for sign, bare in _BARE_SIGNS if bare in left]
    places = [place for sign in signs if (place := data.find(sign, 0, WITHIN)) >= 0]
    if not places:
        return {}
    start = data.rfind(b"\n", 0, min(places)) + 1
    window = data[max(start, min(places) - WINDOW // 2) :][:WINDOW]
    lines = window.expandtabs().splitlines()
    found: dict[str, float] = {}
    for shape in SHAPES:
        looked_at = _Shape(_signs(shape))
        looked_at.read(lines)
        nats, used = looked_at.nats, bytes(looked_at.used)
        if nats < LEAST:
            continue
        drawing = used.decode(shape)
        for name in SINGLE_BYTE:
            if used.decode(name, "replace") == drawing:
                # What a text of few signs, all of them others, pays for them is paid no more.
                found[name] = max(found.get(name, 0.0), nats + ALL_DIFFER * MANY)
    return found


@functools.cache
def _signs(page: str) -> list[int]:
    """What each byte of a page draws: where lines go on from it, or a block; 0 for all others."""
    return [_drawing(character) for character in bytes(range(256)).decode(page, "replace")]


def _drawing(character: str) -> int:
    return _BLOCK if is_shade(character) else arms(character)


def against(text: str) -> float:
    """What speaks against signs of drawings in ``text``, which has some, in nats.

    >>> against("┌──┬─┐ ║▒"), against("a ║"), against("├╜─")
    (0.0, 13.0, 23.0)
    """
    drawn = len(_DRAWN.findall(text))
    cost = LONE if drawn < FEW else 0.0
    if not _AGAIN.search(text):
        cost += ALL_DIFFER * min(drawn, MANY)
    return cost + APART * min(len(_lines_apart().findall(text)), MANY)


@functools.cache
def _lines_apart() -> re.Pattern[str]:
    """A sign of a drawing and, not consumed, one beside it, where a line ends between them."""
    signs = [chr(point) for point in range(0x2500, 0x25A0)]
    right, left = ([sign for sign in signs if _drawing(sign) & arm] for arm in (RIGHT, LEFT))
    ends = "".join(sorted({*signs} - {*right})), "".join(sorted({*signs} - {*left}))
    return re.compile(f"[{''.join(right)}](?=[{ends[1]}])|[{ends[0]}](?=[{''.join(left)}])")


@dataclass(slots=True)
class _Shape:
    """What speaks for some lines as a drawing of ``signs``, and against it, in nats."""

    signs: list[int]
    met: float = 0.0
    again: float = 0.0
    rules: int = 0  # lines of one sign alone
    has_others: bool = False  # whether there are bytes beyond ASCII that draw nothing
    against: float = 0.0
    used: set[int] = field(default_factory=set)  # bytes that draw
    shades: set[int] = field(default_factory=set)  # those that fill some room

    @property
    def nats(self) -> float:
        """How much speaks for all of it."""
        # One shade may be degrees. And letters again and again are no line that meets another.
        met = self.met + (SHADE * len(self.shades) if len(self.shades) > 1 else 0.0)
        # Nor is one line of a letter again and again among words with letters beyond ASCII.
        met += CLOSED * self.rules if self.rules > 1 or met or not self.has_others else 0.0
        return met + min(met, self.again) - self.against

    def read(self, lines: list[bytes]) -> None:
        """Look at these lines, one below the other."""
        above: dict[int, int] = {}
        for line in lines:
            here: dict[int, int] = {}
            for found in _BEYOND_ASCII.finditer(line):
                run, signs = found[0], self.signs
                self._row(run, is_all=run == line.strip())
                self.has_others |= not all(signs[byte] for byte in run)
                here.update((at, byte) for at, byte in enumerate(run, found.start()) if signs[byte])
            self._columns(line, above, here)
            self.used.update(here.values())
            above = here
            if self.against > FAR + self.met:
                break

    def _row(self, run: bytes, *, is_all: bool) -> None:
        """Bytes side by side; ``is_all``: of a line."""
        again = most = 0
        is_open = False
        for left, right in pairwise(run):
            before, after = self.signs[left], self.signs[right]
            again = again + 1 if left == right else 0
            most = max(most, again)
            if _BLOCK in (before, after):
                if again > 1:
                    self.shades.add(left)
                is_open = False
                continue
            reaches, is_reached = bool(before & RIGHT), bool(after & LEFT)
            if reaches != is_reached:
                self.against += APART if before and after else AT_LETTER
                is_open = False
            elif reaches:
                is_open = is_open or not before & LEFT
                if not again:
                    self.met += BESIDE
                elif again <= MOST_AGAIN:
                    self.again += AGAIN
                if is_open and not after & RIGHT:
                    self.met += CLOSED
                    is_open = False
        self.rules += (
            is_all and most == len(run) - 1 >= MOST_AGAIN and bool(self.signs[run[0]] & RIGHT)
        )

    def _columns(self, line: bytes, above: dict[int, int], here: dict[int, int]) -> None:
        """Bytes below each other, by their columns; ``line`` is that of ``here``."""
        columns = here.keys() & above.keys()
        if self.nats <= 0.0:
            # Exponents and ordinals stand below each other, too, yet behind something; and one
            # behind a space may begin each line of a list.
            columns = {at for at in columns if not line[at - 1 : at].isalnum()}
            if len(columns) < 2:
                return
        for column in columns:
            before, after = self.signs[above[column]], self.signs[here[column]]
            if _BLOCK in (before, after):
                continue
            reaches, is_reached = bool(before & DOWN), bool(after & UP)
            if reaches != is_reached:
                self.against += OFF
            elif reaches:
                self.met += BELOW
