"""What may have filled a slot around lost bytes: few candidates, by the decoder's tables alone.

Everything is worked out in arrays, a row a candidate, and remembered. Part of ``misread``.
Not for: choosing among the candidates (``_beam`` asks the language model).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from garblefix.damage import _utf8
from garblefix.damage._decoders import NEWLINE, Decoder
from garblefix.damage._language import Language
from garblefix.damage._masses import masses
from garblefix.damage._signs import SIGNS_OF
from garblefix.damage._slots import CUT, HIDDEN, OTHER, SPACE
from garblefix.encodings import NO_BREAK_SPACE, ONE_A_BYTE, PAIR_WITH_ASCII, PAIR_WITHOUT_ASCII

Numbers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

WIDTH = 4  # characters that one chunk completes, at most
# −log P, in nats: bytes that are shown as nothing, a space that went with a no-break space, a line
# end swallowed, a slot that nothing fills.
HIDING, FOLDING, JOINING, GIVING_UP = 5.0, 1.0, 5.0, 25.0
# And each chunk more that nothing fills, since what is long costs more even if it is right.
GOING_ON = 8.0
# A slot that goes against the way of the decoder in the rest of the text, in nats.
OTHER_WAY = 5.0
WAYS = (ONE_A_BYTE, PAIR_WITHOUT_ASCII, PAIR_WITH_ASCII)
# Fillings that are kept, those of frequent characters, and of them those that a lost byte is
# tried on.
FILLINGS, WILD = 400, 40
FLOOR = -18.0  # log P of a character, or a beginning of some, that nobody would infer
MOST = 800  # fillings of one marker
REMEMBERED = 60_000  # fillings, by each filler, of which there are some
FREQUENT = 40  # characters, of those that begin alike, that are tried before swallowed ASCII
SIGNS = b" !\"'(),-./:;<=>?[]{}|&*+#%\\`0123456789"  # ASCII that is swallowed behind words
LETTERS = bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B))
GIVEN_UP = _utf8.STATES  # the state inside a slot that nothing fills
UNSOLVED = "\ufffd"

# What some items may stand for behind bytes that wait for more: the characters completed, how many;
# the state of what is begun; the first byte meant; a lead byte lost alone before one not known yet,
# or −1; bits of the signs in the text (``_signs``); the cost in nats; the mass, log P of the
# characters by themselves.
FILLING = np.dtype(
    [
        ("text", np.uint32, WIDTH),
        ("length", np.int32),
        ("state", np.int32),
        ("first", np.int32),
        ("lost", np.int32),
        ("signs", np.int32),
        ("cost", np.float64),
        ("mass", np.float64),
    ]
)
Fillings = npt.NDArray[np.void]
_BYTES = np.dtype((np.void, FILLING.itemsize))


def _blank(states: int | Numbers) -> Fillings:
    """Rows that stand for nothing yet."""
    states = np.atleast_1d(states)
    found = np.zeros(len(states), FILLING)
    found["state"] = states
    found["lost"] = -1
    return found


def _joined(parts: Sequence[Fillings]) -> Fillings:
    """The rows of all parts. As plain bytes, because numpy compares the fields of each one."""
    if len(parts) == 1:
        return parts[0]
    joined: Fillings = np.concatenate([part.view(_BYTES) for part in parts]).view(FILLING)
    return joined


class Filler:
    """Fills slots as one decoder of one way leaves them, and remembers.

    ``table`` holds all fillings so far; those of one chunk are a span of it. ``ranks``: how likely
    each is by itself, log P in nats.
    """

    def __init__(
        self, decoder: Decoder, way: int, language: Language, *, lenient: bool = False
    ) -> None:
        self.decoder = decoder
        self.ways = {way: 0.0}
        if lenient:
            self.ways |= {other: OTHER_WAY for other in WAYS if other != way}
        self.masses = masses(language.scripts)
        self.language = language
        self.alone, self.leads, self.pairs, self.hidden, self._alike = _tables(decoder)
        self.table = _blank(_utf8.NONE)[:0]
        self.ranks = np.zeros(0)
        self._parts: list[Fillings] = []
        self._size = 0  # rows of the table, with those that are to be added
        self._held = 0  # rows kept elsewhere
        self._spans: dict[object, tuple[int, int]] = {}
        self._marked: dict[tuple[int, int, int], Fillings] = {}
        self._some: dict[tuple[str | int, ...], Fillings] = {}
        # The mass of what is begun; a slot that nothing fills has none of its own.
        self.begun = np.append(self.masses.begun, 0.0)

    def span(self, chunk: tuple[int, ...], behind: int, state: int, last: bool) -> tuple[int, int]:
        """What a chunk may stand for before the item ``behind``: a span of ``table``, by start and

        number of rows. ``last``: whether all must be complete behind it.
        """
        key = (chunk, self._like(behind), state, last)
        found = self._spans.get(key)
        if found is None:
            found = self._spans[key] = self._added(self._filled(chunk, behind, state, last))
        return found

    def _like(self, item: int) -> int:
        """The first byte that makes pairs with the same ones; other items are themselves."""
        return self._alike[item] if item >= 0 else item

    def hidden_span(self, slot: tuple[int, ...], behind: int) -> tuple[int, int]:
        """The same for a slot that only makes sense if bytes of it are not shown at all."""
        key = (slot, behind)
        found = self._spans.get(key)
        if found is None:
            parts = [self._given_up(_utf8.NONE, True)]
            variants = [(*slot, CUT)] if behind == NEWLINE else []
            variants += [(*slot[:at], HIDDEN, *slot[at:]) for at in range(len(slot) + 1)]
            for variant in variants:
                part = self._completed(variant, behind, _utf8.NONE, True)
                part["cost"] += HIDING
                parts.append(part)
            found = self._spans[key] = self._added(_joined(parts))
        return found

    def settle(self) -> None:
        """Make ``table`` hold all spans that were asked for."""
        if self._parts:
            more = _joined(self._parts)
            self.table = _joined([self.table, more])
            self.ranks = np.concatenate([self.ranks, self._rank(more)])
            self._parts.clear()

    def forget(self) -> None:
        """Drop what is remembered where it is much; spans asked for before are void then."""
        if self._size + self._held > REMEMBERED:
            self.table = self.table[:0]
            self.ranks = self.ranks[:0]
            self._parts.clear()
            self._spans.clear()
            self._marked.clear()
            self._some.clear()
            self._size = self._held = 0

    def _added(self, part: Fillings) -> tuple[int, int]:
        span = self._size, len(part)
        self._parts.append(part)
        self._size += len(part)
        return span

    def _filled(self, chunk: tuple[int, ...], behind: int, state: int, last: bool) -> Fillings:
        if state == GIVEN_UP:
            return self._given_up(state, last)
        found = self._completed(chunk, behind, state, last)
        return _joined([found, self._given_up(state, last)])

    def _given_up(self, state: int, last: bool) -> Fillings:
        row = _blank(_utf8.NONE if last else GIVEN_UP)
        if last:
            row["text"][0, 0] = ord(UNSOLVED)
            row["length"][0] = 1
        row["cost"][0] = GOING_ON if state == GIVEN_UP else GIVING_UP
        return row

    def _completed(self, chunk: tuple[int, ...], behind: int, state: int, last: bool) -> Fillings:
        found = _blank(state)
        for at, item in enumerate(chunk):
            following = chunk[at + 1] if at + 1 < len(chunk) else behind
            found = _joined(list(self._meant(found, item, following)) or [found[:0]])
            if len(found) > FILLINGS:
                found = self._ranked(found, FILLINGS)
        found = self._ranked(found, FILLINGS)
        return found[found["state"] == _utf8.NONE] if last else found

    def _ranked(self, found: Fillings, most: int) -> Fillings:
        """The likeliest rows by themselves."""
        if len(found) <= 1:
            return found
        return found[np.argsort(-self._rank(found), kind="stable")[:most]]

    def _rank(self, found: Fillings) -> npt.NDArray[np.float64]:
        rank: npt.NDArray[np.float64] = self.begun[found["state"]] - found["cost"] + found["mass"]
        return rank

    def _meant(self, found: Fillings, item: int, following: int) -> Iterator[Fillings]:
        """What rows become with one item more."""
        if item >= 0:
            yield self._pushed(found, [np.full(len(found), item, dtype=np.int32)])
        elif item == SPACE:
            space = np.full(len(found), NO_BREAK_SPACE, dtype=np.int32)
            pushed = self._pushed(found, [space])
            yield pushed
            folded = pushed[pushed["state"] == _utf8.NONE]
            self._complete(folded, np.full(len(folded), 0x20, dtype=np.int32))
            folded["cost"] += FOLDING
            yield folded
            plain = found[found["state"] == _utf8.NONE]
            self._complete(plain, np.full(len(plain), 0x20, dtype=np.int32))
            yield plain
        elif item == HIDDEN:
            wild = self._ranked(found, WILD)
            for data in self.hidden:
                row, column = np.divmod(np.arange(len(wild) * data.shape[1]), data.shape[1])
                yield self._pushed(wild[row], [byte[column] for byte in data])
        elif item < OTHER:
            yield from self._after_marker(self._ranked(found, WILD), item, following)

    def _pushed(self, found: Fillings, data: Sequence[Numbers]) -> Fillings:
        """What rows become with known bytes for each, one after another, where that is UTF-8."""
        good = (found["lost"] < 0) | ~self.pairs[found["lost"], data[0]]
        left = list(data)
        for number in range(len(data)):
            now = left[number]
            follows, state, points = _utf8.pushed(found["state"], now)
            good &= follows & ((points == 0) | (found["length"] < WIDTH))
            found = found[good]
            found["state"] = state[good]
            self._complete(found, points[good])
            found["lost"][:] = -1
            begins = found["first"] == 0
            found["first"][begins] = now[good][begins]
            left = [later[good] for later in left]
            good = np.ones(len(found), dtype=bool)
        return found

    def _after_marker(self, found: Fillings, marker: int, following: int) -> Iterator[Fillings]:
        for row in range(len(found)):
            draft = found[row : row + 1]
            more = self._behind_marker(int(draft["state"][0]), marker, following)
            lost, length = int(draft["lost"][0]), int(draft["length"][0])
            if lost < 0 and not length and not draft["first"][0]:
                yield more  # nothing stands before it
                continue
            if lost >= 0:
                more = more[~self.pairs[lost, more["first"]]]
            more = more[more["length"] + length <= WIDTH]
            if length:
                more = more.copy()
                more["text"] = np.concatenate(
                    [np.tile(draft["text"][:, :length], (len(more), 1)), more["text"]], axis=1
                )[:, :WIDTH]
                more["length"] = more["length"] + length
            if draft["first"][0]:
                more["first"] = draft["first"][0]
            more["signs"] = more["signs"] | draft["signs"][0]
            more["cost"] = more["cost"] + draft["cost"][0]
            more["mass"] = more["mass"] + draft["mass"][0]
            yield more

    def _behind_marker(self, state: int, marker: int, following: int) -> Fillings:
        """What a marker may stand for: itself, a byte, two bytes, a byte and ASCII."""
        key = (state, marker, self._like(following))
        found = self._marked.get(key)
        if found is None:
            parts = []
            for way, cost in self.ways.items():
                for part in self._by_way(way, state, following):
                    part["cost"] += cost
                    parts.append(part)
            if state == _utf8.NONE and marker != -ord(UNSOLVED):
                row = _blank(_utf8.NONE)
                row["first"][:] = 0x3F
                self._complete(row, np.array([-marker], dtype=np.int32))
                row["mass"][:] = np.maximum(row["mass"], FLOOR)
                parts.append(row)
            found = _joined(parts)
            found = self._ranked(found[self._likely(found)], MOST)
            self._held += len(found)
            self._marked[key] = found
        return found

    def _by_way(self, way: int, state: int, following: int) -> list[Fillings]:
        parts = [self._byte(way, state, following)]
        if way != ONE_A_BYTE:
            parts.append(self._remembered(self._two_bytes, state))
        if way == PAIR_WITH_ASCII:
            within_word = 0 <= following < 0x80 and chr(following).isalnum()
            parts.append(self._remembered(self._swallowed, state, within_word))
        return parts

    def _remembered(self, work_out: Callable[..., Fillings], *of: int) -> Fillings:
        key: tuple[str | int, ...] = (str(work_out.__name__), *of)
        if key not in self._some:
            self._some[key] = self._ranked(work_out(*of), MOST)
            self._held += len(self._some[key])
        return self._some[key].copy()

    def _complete(self, found: Fillings, points: Numbers) -> None:
        """Put a character behind the text of each row, where it is not 0."""
        index = np.flatnonzero(points)
        length = found["length"]
        found["text"][index, np.minimum(length[index], WIDTH - 1)] = points[index]
        length[index] += 1
        found["mass"][index] += self.masses.characters[points[index]]
        found["signs"][index] |= SIGNS_OF[points[index]]
        found["cost"][index] += self.language.unused(points[index])

    def _likely(self, found: Fillings) -> Flags:
        likely: Flags = found["mass"] >= FLOOR * found["length"]
        likely &= self.masses.begun[found["state"]] >= FLOOR
        return likely

    def _begun(self, states: Numbers, data: Numbers) -> tuple[npt.NDArray[np.bool_], Fillings]:
        good, state, points = _utf8.pushed(states, data)
        found = _blank(state[good])
        found["first"][:] = data[good]
        self._complete(found, points[good])
        return good, found

    def _byte(self, way: int, state: int, following: int) -> Fillings:
        """A byte lost by itself."""
        data = np.arange(0x80, 0x100, dtype=np.int32)
        known = following if following >= 0 else None
        alone = ~self.alone[data]
        lead = self.leads[data]
        if known is None:
            alone &= ~lead | (way == ONE_A_BYTE)
        elif known != NEWLINE:
            apart = ~self.pairs[data, known]
            if known >= 0x80:
                apart &= way == ONE_A_BYTE
            else:
                apart &= way in (ONE_A_BYTE, PAIR_WITHOUT_ASCII)
            alone &= ~lead | apart
        data = data[alone]
        _, found = self._begun(np.full(len(data), state, dtype=np.int32), data)
        if known is None:
            found["lost"] = np.where(self.leads[found["first"]], found["first"], -1)
        return found

    def _two_bytes(self, state: int) -> Fillings:
        """A lead byte lost with a byte above ASCII that makes no character with it."""
        lowest, end = int(_utf8.FIRST[state]), int(_utf8.LAST[state]) + 1
        apart = ~self.pairs[lowest:end, 0x80:] & self.leads[lowest:end, None]
        first, second = (column.astype(np.int32) for column in np.nonzero(apart))
        first += lowest
        second += 0x80
        good, found = self._begun(np.full(len(first), state, dtype=np.int32), first)
        second = second[good]
        likely = self._likely(found)
        found, second = found[likely], second[likely]
        good, after, points = _utf8.pushed(found["state"], second)
        found = found[good]
        found["state"] = after[good]
        self._complete(found, points[good])
        return found

    def _swallowed(self, state: int, within_word: int) -> Fillings:
        """A byte that ends a character, and a sign behind it; a letter, where a word goes on."""
        data = np.arange(0x80, 0xC0, dtype=np.int32)
        data = data[self.leads[data]]
        _, found = self._begun(np.full(len(data), state, dtype=np.int32), data)
        found = self._ranked(found[found["length"] > 0], FREQUENT)
        signs = SIGNS + b"\n" + (LETTERS if within_word else b"")
        sign = np.frombuffer(signs, dtype=np.uint8).astype(np.int32)
        row, column = np.nonzero(~self.pairs[found["first"]][:, sign])
        found = found[row]
        self._complete(found, sign[column])
        found["cost"] += np.where(sign[column] == NEWLINE, JOINING, 0.0)
        return found


@functools.cache
def _tables(
    decoder: Decoder,
) -> tuple[Flags, Flags, Flags, list[npt.NDArray[np.int32]], list[int]]:
    """Of a decoder: the bytes that stand alone, those that lead, the pairs; what may be hidden, by

    places; and for each byte one that goes with the same leads as it.
    """
    alone, leads = (np.zeros(256, dtype=bool) for _ in range(2))
    alone[list(decoder.alone)] = True
    leads[list(decoder.leads)] = True
    pairs = np.zeros((256, 256), dtype=bool)
    if decoder.pairs:
        pairs[tuple(np.array(list(decoder.pairs)).T)] = True
    hidden = [
        np.array([list(data) for data in decoder.hidden if len(data) == size], np.int32).T
        for size in sorted({len(data) for data in decoder.hidden})
    ]
    alike: dict[object, int] = {}
    first_alike = []
    for byte in range(256):
        kind = byte >= 0x80, byte == NEWLINE, chr(byte).isalnum() and byte < 0x80
        first_alike.append(alike.setdefault((pairs[:, byte].tobytes(), kind), byte))
    return alone, leads, pairs, hidden, first_alike
