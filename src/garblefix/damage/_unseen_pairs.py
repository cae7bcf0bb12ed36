"""What bytes of a source of two bytes a character may have been, some of which are not seen.

One may be missing before each byte or behind it, or a whole character; and a space may be the half
of one, or the mark of what could not be read. Part of ``unseen``. Not for: text in an alphabet
(``_unseen_letters``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from garblefix.damage._bytewise import Account, Option
from garblefix.damage._gone import MARK, SPACE, Gone
from garblefix.encodings import decode

JAPANESE = "cp932"
# −log P, in nats: a byte that is not seen, the one that signs begin with, a half-width kana. Of 200
# lines of dev text 171 to 173 come back whether it is 3 to 5 and 0 to 2. A space that was a half.
UNSEEN, SIGN, HALF_WIDTH, SPACED = 4.0, 1.0, 6.0, 4.0
# A byte that has a mark, which may be a question mark.
MARKED = 1.0
# And that what looks like ASCII was half of a character: in ``Actor``, in ``{name}``, in ``\\n``.
IN_A_WORD, OF_A_PROGRAM, OF_AN_ESCAPE = 4.0, 8.0, 16.0
OF_PROGRAMS = (b"{", b"}", b"~", b"\\")
ESCAPES = (b"\\n", b"\\t", b"\\r", b'\\"')
SIGNS = b"\x81"  # begins signs of Shift-JIS, which are many
EUROS = {("gb18030", b"\x80"): "€"}  # of Windows-936, which is no GB18030
NO_WORD = 0
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")


class Pairs:
    """What bytes of such a source may have been."""

    def __init__(self, source: str, lost: Gone) -> None:
        self._source = source
        self._lost = lost
        self._known: dict[bytes, tuple[Option, ...]] = {}

    def options(self, data: bytes, place: int) -> tuple[Option, ...]:
        """What the byte there, alone or with the next one, may have been."""
        here = data[place : place + 2]
        if here not in self._known:
            nothing = Option(1, "\ufffd", 2 * HALF_WIDTH, (0,))
            self._known[here] = tuple(self._possible(here)) or (nothing,)
        return self._known[here]

    def costs(self, grown: Sequence[tuple[Account, Option]], byte: int) -> list[tuple[int, float]]:
        """No words, and what it costs where an option tears one of ASCII."""
        return [(NO_WORD, torn(account, option, byte)) for account, option in grown]

    def _possible(self, data: bytes) -> Iterator[Option]:
        """A character, the half of one, ASCII."""
        first = data[:1]
        alone = EUROS.get((self._source, first)) or decode(first, self._source)
        if alone is not None and (alone >= "\xa0" or first < b"\x80"):
            kana = _HALF_WIDTH.match(alone) is not None
            yield Option(1, alone, HALF_WIDTH if kana else 0.0)
        for size, pair, cost in self._pairs(data):
            character = decode(pair, self._source)
            if character is None or len(character) > 1 or character < "\x80":
                continue
            cost += _meant(data) if size == 1 and pair.endswith(first) else 0.0
            one = Option(size, character, cost, (0,) if cost > 0 else ())
            yield one
            yield from (one.adding(whole, UNSEEN, 0) for whole in self._lost.whole)

    def _pairs(self, data: bytes) -> Iterator[tuple[int, bytes, float]]:
        """Pairs of bytes of which one is there, how many of ``data`` they are, and their costs."""
        first = data[:1]
        if len(data) == 2:
            yield 2, data, 0.0
        if SPACE in data and self._lost.spaced:
            yield 2, data.replace(SPACE, self._lost.spaced), SPACED
        if MARK in data and self._lost.marked:
            kinds = [self._lost.marked if each == MARK[0] else (bytes([each]),) for each in data]
            for pair in itertools.product(*kinds):
                yield 2, b"".join(pair), MARKED
        for byte in self._lost.hidden:
            sign = self._source == JAPANESE and byte == SIGNS
            yield 1, first + byte, UNSEEN
            yield 1, byte + first, SIGN if sign else UNSEEN


def _meant(data: bytes) -> float:
    """What it costs that ASCII before something was the half of a character, in nats."""
    first, behind = data[:1], data[1:]
    if data in ESCAPES:
        return OF_AN_ESCAPE
    if first in OF_PROGRAMS:
        return OF_A_PROGRAM
    # ``EEE`` was ・・・.
    return IN_A_WORD if first < b"\x80" and behind.isalnum() and behind != first else 0.0


def torn(account: Account, option: Option, byte: int) -> float:
    """What it costs that a letter or digit behind others, or behind a backslash, is taken for none.

    In nats.
    """
    before, here = account.context[-1:], chr(byte)
    if option.after < "\x80" or not (here.isascii() and here.isalnum() and before.isascii()):
        return 0.0
    if before == "\\":
        return OF_A_PROGRAM
    return IN_A_WORD if before.isalnum() or before == "_" else 0.0
