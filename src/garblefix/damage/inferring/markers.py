"""What one marker may stand for by the decoder: itself, a byte, two bytes, a byte and ASCII.

Many markers at a time, in columns. Not for: what is known around it (``fillings``).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from garblefix.damage.inferring import utf8
from garblefix.damage.inferring.columns import (
    Fillings,
    Index,
    Numbers,
    Remembered,
    likely,
    spread,
)
from garblefix.damage.inferring.decoding import HIGH, NEWLINE, Decoder
from garblefix.damage.inferring.language import Language
from garblefix.damage.inferring.masses import masses
from garblefix.encodings import (
    ONE_A_BYTE,
    PAIR_WITH_ASCII,
    PAIR_WITHOUT_ASCII,
    SELDOM_PLAIN,
    decode,
)

Flags = npt.NDArray[np.bool_]

# A line end swallowed, in nats.
JOINING = 5.0
# A slot that goes against the way of the decoder in the rest of the text, in nats.
OTHER_WAY = 5.0
# A low quote that became plain, in nats. Where all quotes did, 1 brings back a little more than 0
# or 2, and no less where low ones were left.
SELDOM = 1.0
WAYS = (ONE_A_BYTE, PAIR_WITHOUT_ASCII, PAIR_WITH_ASCII)
FLOOR = -18.0  # log P of a character, or a beginning of some, that nobody would infer
MOST = 800  # fillings of one marker
FREQUENT = 40  # characters, of those that begin alike, that are tried before swallowed ASCII
SIGNS = b" !\"'(),-./:;<=>?[]{}|&*+#%\\`0123456789"  # ASCII that is swallowed behind words
# Quotes and brackets, which code has far more of than the text that was counted, are asked about as
# though they were as likely as this by themselves, log P.
OF_CODE, ASKED_AS = b"\"'<>)*", -5.5
LETTERS = bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B))
VIETNAMESE = 0x1E00, 0x1F00  # letters of three bytes
UNSOLVED = "\ufffd"


class Marker(NamedTuple):
    """A marker behind a state of ``utf8``, and what stands behind it: a byte, or less than 0."""

    state: int
    marker: int
    following: int


class Tables(NamedTuple):
    """Of a decoder the bytes that may be ``lost`` alone, those that lead, the ``pairs``.

    ``leading``: the bytes that lead, one after another; ``hidden``: what may be hidden, by places;
    ``controls``: single bytes of that; ``alike``: for each byte one that goes with the same leads
    as it; ``plain``: the bytes that ASCII may stand for, by its items, with their costs.
    """

    lost: Flags
    leads: Flags
    leading: Numbers
    pairs: Flags
    hidden: list[Numbers]
    controls: tuple[int, ...]
    alike: Numbers
    plain: dict[int, dict[int, float]]


class Markers:
    """The fillings of markers as one decoder of one way leaves them, remembered."""

    def __init__(self, decoder: Decoder, way: int, language: Language, *, lenient: bool) -> None:
        self.ways = {way: 0.0}
        if lenient:
            self.ways |= {other: OTHER_WAY for other in WAYS if other != way}
        self.tables = tables(decoder)
        self.masses = masses(language.scripts)
        self.language = language
        self._every = Remembered(self._meant)
        self._pairs = Remembered(self._two_bytes)
        self._words = Remembered(self._swallowed)

    @property
    def size(self) -> int:
        """Rows that are remembered."""
        return self._every.size + self._pairs.size + self._words.size

    def forget(self) -> None:
        """Drop what is remembered."""
        for each in (self._every, self._pairs, self._words):
            each.forget()

    def meant(self, markers: Sequence[Marker]) -> tuple[Fillings, Index, Index]:
        """What each marker may stand for: a table, and its spans by start and number of rows."""
        starts, counts = self._every.spans(markers)
        return self._every.table, starts, counts

    def _meant(self, markers: Sequence[Marker]) -> Fillings:
        """The same worked out: itself, a byte, two bytes, a byte and ASCII."""
        states, signs, following = np.array(markers, dtype=np.int32).T
        goes_on = (following >= 0x80) & (following < 0xC0)
        parts = []
        for way, cost in self.ways.items():
            for part in self._by_way(way, states, following, goes_on):
                part.cost[:] += cost
                parts.append(part)
        itself = np.flatnonzero((states == utf8.NONE) & (signs != -ord(UNSOLVED)) & ~goes_on)
        if len(itself):
            part = Fillings.blank(itself, states[itself])
            part.first[:] = 0x3F
            part.complete(-signs[itself], self.masses, self.language)
            np.maximum(part.mass, FLOOR, out=part.mass)
            parts.append(part)
        found = Fillings.joined(parts)
        # What is likely by itself may not be what a continuation goes on with.
        near = goes_on.take(found.question) | likely(found.question, found.rank(self.masses.begun))
        return found.where(near).foremost(self.masses.begun, MOST)

    def _by_way(
        self, way: int, states: Numbers, following: Numbers, goes_on: Flags
    ) -> Iterator[Fillings]:
        """What a decoder of one way may have lost; ``goes_on``: before a continuation."""

        def fitting(state: Numbers, question: Index) -> Flags:
            # Behind what is complete no continuation goes on, and other bytes behind nothing else.
            begun = goes_on | (following < 0)
            fits: Flags = np.where(state == utf8.NONE, ~goes_on[question], begun[question])
            return fits

        found = self._byte(way, states, following)
        yield found.where(fitting(found.state, found.question))
        if way != ONE_A_BYTE:
            question, row = spread(*self._pairs.spans(states.tolist()))
            table = self._pairs.table
            good = fitting(table.state.take(row), question)
            yield table.rows(row[good])._replace(question=question[good])
        if way == PAIR_WITH_ASCII:
            asked = np.flatnonzero(~goes_on)
            within = _WITHIN_WORD[np.maximum(following.take(asked), 0)].tolist()
            keys = list(zip(states.take(asked).tolist(), within, strict=True))
            question, row = spread(*self._words.spans(keys))
            yield self._words.table.rows(row)._replace(question=asked.take(question))

    def _is_likely(self, found: Fillings) -> Flags:
        good: Flags = found.mass >= FLOOR * found.length
        good &= self.masses.begun.take(found.state) >= FLOOR
        return good

    def _begun(self, question: Index, states: Numbers, data: Numbers) -> Fillings:
        """What a byte that may follow makes of each state."""
        _, state, points = utf8.pushed(states, data)
        found = Fillings.blank(question, state)
        found.first[:] = data
        found.complete(points, self.masses, self.language)
        return found

    def _byte(self, way: int, states: Numbers, following: Numbers) -> Fillings:
        """A byte lost by itself."""
        tables = self.tables
        data = _BEYOND
        apart = lost_alone(tables, way, following)
        apart &= (data >= utf8.FIRST[states][:, None]) & (data <= utf8.LAST[states][:, None])
        question, column = apart.nonzero()
        found = self._begun(question, states.take(question), data.take(column))
        waits = (following.take(question) < 0) & tables.leads.take(found.first)
        np.copyto(found.lost, found.first, where=waits)
        found.gone[:] = found.first
        return found.where(self._is_likely(found))

    def _two_bytes(self, states: Sequence[int]) -> Fillings:
        """A lead byte lost with a byte above ASCII that makes no character with it."""
        tables = self.tables
        apart = tables.leads[0x80:, None] & ~tables.pairs[0x80:, 0x80:]
        first, second = (column.astype(np.int32) + 0x80 for column in apart.nonzero())
        begun = np.array(states, dtype=np.int32)
        starts = np.searchsorted(first, utf8.FIRST[begun])
        ends = np.searchsorted(first, utf8.LAST[begun], side="right")
        question, pair = spread(starts, ends - starts)
        # Nothing but what one byte begins is known yet, so that these are judged by themselves.
        found = self._begun(question, begun.take(question), first.take(pair))
        kept = np.flatnonzero(self._is_likely(found))
        found, data = found.rows(kept), second.take(pair.take(kept))
        good, after, points = utf8.pushed(found.state, data)
        found.state[:] = after
        found.complete(np.where(good, points, 0), self.masses, self.language)
        return found.where(good & self._is_likely(found)).foremost(self.masses.begun, MOST)

    def _swallowed(self, keys: Sequence[tuple[int, bool]]) -> Fillings:
        """A byte that ends a character, and a sign behind it; a letter, where a word may go on.

        ``keys``: states, and whether a word goes on.
        """
        tables = self.tables
        states, within = np.array(keys, dtype=np.int32).T
        data = np.arange(0x80, 0xC0, dtype=np.int32)
        data = data[tables.leads[data]]
        good = (data >= utf8.FIRST[states][:, None]) & (data <= utf8.LAST[states][:, None])
        question, column = good.nonzero()
        found = self._begun(question, states.take(question), data.take(column))
        found = found.where(found.length > 0).foremost(self.masses.begun, FREQUENT)
        sign = np.frombuffer(SIGNS + b"\n" + LETTERS, dtype=np.uint8).astype(np.int32)
        cost = self.language.unused(sign) + np.where(sign == NEWLINE, JOINING, 0.0)
        apart = ~tables.pairs[found.first][:, sign]
        # Letters of Vietnamese are all that other letters of a word stand behind.
        latin = (found.text[:, 0] >= VIETNAMESE[0]) & (found.text[:, 0] < VIETNAMESE[1])
        goes_on = latin | (within.take(found.question) > 0)
        apart[:, -len(LETTERS) :] &= goes_on[:, None]
        row, column = apart.nonzero()
        mass = self.masses.characters[sign]
        more = np.where(np.isin(sign, list(OF_CODE)), np.maximum(ASKED_AS - mass, 0.0), 0.0)
        rank = found.rank(self.masses.begun).take(row) + (mass + more - cost).take(column)
        near = likely(found.question.take(row), rank)
        found, column = found.rows(row[near]), column[near]
        found.complete(sign.take(column), self.masses, self.language)
        found.mass[:] += more.take(column)
        found.cost[sign.take(column) == NEWLINE] += JOINING
        return found.where(self._is_likely(found)).foremost(self.masses.begun, MOST)


_BEYOND = np.array(HIGH, dtype=np.int32)
_WITHIN_WORD = np.array([byte < 0x80 and chr(byte).isalnum() for byte in range(256)])


def lost_alone(tables: Tables, way: int, following: Numbers) -> Flags:
    """Whether a decoder of one way has a marker for a byte by itself: a column for each of HIGH.

    By rows: before which byte; less than 0 where that is not known yet.

    >>> from garblefix.damage.inferring.decoding import decoder
    >>> gbk, behind = tables(decoder("gbk")), np.array([0x95, 0x22], dtype=np.int32)
    >>> lost_alone(gbk, ONE_A_BYTE, behind)[:, 0xE7 - 0x80].tolist()
    [False, True]
    """
    known, high = following[:, None] >= 0, following[:, None] >= 0x80
    apart = ~tables.pairs[HIGH.start :, np.maximum(following, 0)].T
    apart &= np.where(high, way == ONE_A_BYTE, way in (ONE_A_BYTE, PAIR_WITHOUT_ASCII))
    apart = np.where(known, apart, way == ONE_A_BYTE)
    apart |= (following == NEWLINE)[:, None] | ~tables.leads[_BEYOND]
    alone: Flags = apart & tables.lost[_BEYOND]
    return alone


@functools.cache
def tables(decoder: Decoder) -> Tables:
    """What a decoder does, in arrays."""
    lost, leads = (np.zeros(256, dtype=bool) for _ in range(2))
    lost[list(decoder.lost)] = True
    leads[list(decoder.leads)] = True
    pairs = np.zeros((256, 256), dtype=bool)
    if decoder.pairs:
        pairs[tuple(np.array(list(decoder.pairs)).T)] = True
    hidden = [
        np.array([list(data) for data in decoder.vanishing if len(data) == size], np.int32).T
        for size in sorted({len(data) for data in decoder.vanishing})
    ]
    alike: dict[object, int] = {}
    first_alike = []
    for byte in range(256):
        kind = max(byte // 0x40, 1), byte == NEWLINE, bool(_WITHIN_WORD[byte])
        first_alike.append(alike.setdefault((pairs[:, byte].tobytes(), kind), byte))
    plain = {
        -ord(sign): {
            byte: SELDOM * (decode(bytes([byte]), decoder.reader) in SELDOM_PLAIN) for byte in data
        }
        for sign, data in decoder.plain.items()
    }
    controls = tuple(data[0] for data in decoder.hidden if len(data) == 1)
    leading = np.flatnonzero(leads).astype(np.int32)
    return Tables(
        lost, leads, leading, pairs, hidden, controls, np.array(first_alike, dtype=np.int32), plain
    )
