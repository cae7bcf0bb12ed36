"""Bytes of UTF-8 with some lost: the characters that are known, and slots with few candidates.

UTF-8 shows where its characters begin, so a text divides into known characters and slots around
lost bytes; what may have filled a slot follows from the decoder's tables alone. Part of
``misread``. Not for: choosing among the candidates (``_restored`` asks the language model).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from garblefix.damage._decoders import NEWLINE, Decoder
from garblefix.damage._masses import UNSEEN, masses
from garblefix.encodings import (
    EVERY_WAY,
    NO_BREAK_SPACE,
    ONLY_WINDOWS,
    PAIR_WITH_ASCII,
    PAIR_WITHOUT_ASCII,
    decode,
    reader_bytes,
)

# What stands in an item that is no byte; a marker is minus its code point.
OTHER, SPACE, HIDDEN = -1, -2, -3
CUT = -ord("\ufffd")  # the end of a line, where the last bytes may be missing
# −log P, in nats: ASCII swallowed, by the marker; bytes shown as nothing, a space that went with a
# no-break space.
SWALLOWING = {"\ufffd": 5.0, "?": 1.5, ONLY_WINDOWS: 0.0}
HIDING, FOLDING = 5.0, 1.0
# Fillings that are kept, those of frequent characters, and of them those that a lost byte is
# tried on.
FILLINGS, WILD = 300, 40
FLOOR = -17.0  # log P of a character, or a beginning of some, that nobody would infer
REMEMBERED = 60_000  # fillings, by each filler, of which there are a few
FILLERS = 8
FREQUENT = 16  # characters, of those that begin alike, that are tried before swallowed ASCII
SIGNS = frozenset(b" !\"'(),-./:;<=>?[]{}|&*+#%\\`")  # ASCII that is swallowed behind words
PAIRED = PAIR_WITH_ASCII | PAIR_WITHOUT_ASCII


class Filling(NamedTuple):
    """What some items may stand for behind bytes that wait for more.

    ``text``: the characters completed; ``waiting``: bytes begun; ``first``: the first byte meant;
    ``lost``: a lead byte lost alone before one not known yet, or −1; ``ways`` of the decoder (a bit
    each) that allow it; ``cost`` in nats; ``mass``: log P of the characters by themselves.
    """

    text: str
    waiting: bytes
    first: int
    lost: int
    ways: int
    cost: float
    mass: float


@dataclass(frozen=True, slots=True)
class Part:
    """Items ``start`` to ``end``: known characters ``text``, or a slot where that is None."""

    start: int
    end: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Divided:
    """A text as bytes of a reader, divided. ``places``: the character that each item is from."""

    items: list[int]
    places: list[int]
    parts: list[Part]

    def behind(self, end: int) -> int:
        """The byte behind some items; a line end where there is none."""
        return max(self.items[end], NEWLINE) if end < len(self.items) else NEWLINE


def divided(text: str, decoder: Decoder) -> Divided:
    """The known characters and the slots of ``text``, if it was UTF-8 to this decoder.

    >>> from garblefix.damage._decoders import decoder
    >>> [part.text for part in divided("浣犲ソ锛屼笘鐣?", decoder("gbk")).parts]
    ['你', '好', '，', '世', None]
    """
    items: list[int] = []
    places: list[int] = []
    table = reader_bytes(decoder.reader)
    others = twins(decoder.reader)
    for place, character in enumerate(text):
        data = None if character in decoder.markers else table[character]
        if data and character in others and not _begins(data):
            data = others[character]
        if data:
            items += data
            places += [place] * len(data)
        else:
            items.append(-ord(character) if character in decoder.markers else OTHER)
            places.append(place)
    return Divided(items, places, list(_parts(items, text, places, decoder)))


@functools.cache
def twins(reader: str) -> dict[str, bytes]:
    """Characters that are other ones once a text was normalised, with the bytes of the other.

    Korean code pages have some Chinese characters several times, by their readings.
    """
    table = reader_bytes(reader)
    found = {}
    for point in range(0xF900, 0xFB00):
        data = table[chr(point)]
        if data and len(data) == 2:
            found[unicodedata.normalize("NFC", chr(point))] = data
    return found


def _begins(data: bytes) -> bool:
    """Whether two bytes may stand side by side in UTF-8."""
    first_leads, second_leads = (byte >= 0xC0 for byte in data)
    return first_leads != second_leads or not first_leads


def _parts(items: list[int], text: str, places: list[int], decoder: Decoder) -> Iterator[Part]:
    at = 0
    length = len(items)
    while at < length:
        value = items[at]
        if value == OTHER or 0 <= value < 0x80:
            yield Part(at, at + 1, text[places[at]] if value < 0 else chr(value))
            at += 1
            continue
        need = _need(value)
        end = at + need
        if need and all(0x80 <= item < 0xC0 for item in items[at + 1 : end]):
            character = decode(bytes(items[at:end]), "utf-8")
            if character and end <= length and character != "\ufeff":
                yield Part(at, end, character)
                at = end
                continue
        end = at + 1
        while end < length:
            item = items[end]
            if decoder.spaced and item == 0x20 and at < end < at + need:
                items[end] = SPACE
            elif not (item < OTHER or 0x80 <= item < 0xC0):
                break
            end += 1
        yield Part(at, end, None)
        at = end


def chunks(items: list[int]) -> list[tuple[int, ...]]:
    """The items of a slot in pieces that each have a marker at most, the first item of theirs."""
    starts = [place for place, item in enumerate(items) if item < OTHER and place] + [len(items)]
    pieces = []
    start = 0
    for end in starts:
        # What is known before the first marker goes with it.
        if any(item < 0 for item in items[start:end]) or end == len(items):
            pieces.append(tuple(items[start:end]))
            start = end
    return pieces


def _need(value: int) -> int:
    """How many bytes a character of UTF-8 has that begins with this one; 0 for no lead byte."""
    if not 0xC2 <= value < 0xF5:
        return 0
    return 2 if value < 0xE0 else 3 if value < 0xF0 else 4


@dataclass(slots=True)
class Filler:
    """Fills slots, and remembers. ``masses``: log P of the beginnings of characters."""

    decoder: Decoder
    masses: dict[bytes, float]
    _meant: dict[tuple[bytes, int, int], tuple[Filling, ...]] = field(default_factory=dict)
    _found: dict[tuple[object, ...], tuple[Filling, ...]] = field(default_factory=dict)
    _size: int = 0

    def fillings(
        self, chunk: tuple[int, ...], behind: int, waiting: bytes = b"", lost: int = -1
    ) -> tuple[Filling, ...]:
        """What a chunk may stand for before the item ``behind``, frequent characters first.

        >>> from garblefix.damage._decoders import decoder
        >>> [f.text for f in filler(decoder("cp1252")).fillings((0xC3, -0xFFFD), NEWLINE)]
        ['Á', 'Í', 'Ð', 'Ý', 'Ï']
        """
        key = (chunk, behind, waiting, lost)
        found = self._found.get(key)
        if found is None:
            if self._size > REMEMBERED:
                self._found.clear()
                self._meant.clear()
                self._size = 0
            found = self._found[key] = tuple(self._filled(chunk, behind, waiting, lost))
            self._size += len(found)
        return found

    def hiding(self, slot: tuple[int, ...], behind: int) -> tuple[Filling, ...]:
        """The same for a slot that only makes sense if bytes of it are not shown at all."""
        found: list[Filling] = []
        if behind == NEWLINE:
            found += self.fillings((*slot, CUT), behind)
        if not any(not filling.waiting for filling in found):
            for place in range(len(slot) + 1):
                found += self.fillings((*slot[:place], HIDDEN, *slot[place:]), behind)
        return tuple(
            filling._replace(cost=filling.cost + HIDING) for filling in found if not filling.waiting
        )

    def _rank(self, filling: Filling) -> float:
        return filling.cost - filling.mass - self.masses.get(filling.waiting, UNSEEN)

    def _filled(
        self, chunk: tuple[int, ...], behind: int, waiting: bytes, lost: int
    ) -> list[Filling]:
        drafts = [Filling("", waiting, 0, lost, EVERY_WAY, 0.0, 0.0)]
        pairs = self.decoder.pairs
        for at, item in enumerate(chunk):
            following = chunk[at + 1] if at + 1 < len(chunk) else behind
            if item < 0:
                del drafts[WILD:]
            grown = []
            for text, so_far, _, last, ways, cost, mass in drafts:
                for more, left, first, alone, possible, extra, gained in self._meanings(
                    so_far, item, following
                ):
                    both = ways & possible
                    if both and (last < 0 or (last, first) not in pairs):
                        grown.append(
                            Filling(
                                text + more, left, first, alone, both, cost + extra, mass + gained
                            )
                        )
            if len(grown) > 1:
                grown.sort(key=self._rank)
            drafts = grown[: 2 * FILLINGS]
        best: dict[tuple[str, bytes, int], Filling] = {}
        for draft in drafts:
            key = (draft.text, draft.waiting, draft.lost)
            same = best.get(key)
            best[key] = draft if same is None else same._replace(ways=same.ways | draft.ways)
            if len(best) == FILLINGS:
                break
        return list(best.values())

    def _meanings(self, waiting: bytes, item: int, behind: int) -> tuple[Filling, ...]:
        """What one item may stand for."""
        key = (waiting, item, behind if item < OTHER else 0)
        found = self._meant.get(key)
        if found is None:
            found = self._meant[key] = tuple(self._meaning(waiting, item, behind))
            self._size += len(found)
        return found

    def _meaning(self, waiting: bytes, item: int, behind: int) -> Iterator[Filling]:
        if item >= 0:
            yield from self._pushed(waiting, (item,))
        elif item == SPACE:
            for filling in self._pushed(waiting, (NO_BREAK_SPACE,)):
                yield filling
                if not filling.waiting:
                    yield filling._replace(text=filling.text + " ", cost=FOLDING)
            if not waiting:
                yield Filling(" ", b"", 0x20, -1, EVERY_WAY, 0.0, 0.0)
        elif item == HIDDEN:
            for data in self.decoder.hidden:
                yield from self._pushed(waiting, tuple(data))
        else:
            marker = chr(-item)
            possible = PAIR_WITH_ASCII if marker == ONLY_WINDOWS else EVERY_WAY
            for filling in self._marked(waiting, marker, behind):
                if filling.ways & possible:
                    yield filling._replace(ways=filling.ways & possible)

    def _marked(self, waiting: bytes, marker: str, behind: int) -> Iterator[Filling]:
        """What a marker may stand for: itself, a byte, two bytes, a byte and ASCII."""
        decoder = self.decoder
        get = self.masses.get
        if not waiting and marker != "\ufffd":
            yield Filling(
                marker, b"", 0x3F, -1, EVERY_WAY, 0.0, max(FLOOR, get(marker.encode(), UNSEEN))
            )
        known = behind if behind >= 0 else None
        completes = bool(waiting) and len(waiting) + 1 == _need(waiting[0])
        frequent = self._frequent(waiting) if completes else ()
        for byte in _allowed(waiting):
            begun = waiting + bytes([byte])
            mass = get(begun, UNSEEN)
            if mass < FLOOR:
                continue
            text, left, gained = (begun.decode(), b"", mass) if completes else ("", begun, 0.0)
            alone = decoder.lost_alone(byte, known)
            if alone:
                unknown = byte if known is None and byte in decoder.leads else -1
                yield Filling(text, left, byte, unknown, alone, 0.0, gained)
            allowed = _allowed(left)
            finishes = bool(left) and len(left) + 1 == _need(left[0])
            for second in decoder.apart.get(byte, ()):
                if second not in allowed:
                    continue
                more = left + bytes([second])
                mass = get(more, UNSEEN)
                if gained + mass < FLOOR:
                    continue
                if finishes:
                    yield Filling(more.decode(), b"", byte, -1, PAIRED, 0.0, mass)
                else:
                    yield Filling(text, more, byte, -1, PAIRED, 0.0, gained)
            if byte in frequent:
                yield from self._swallowed(text, byte, gained, marker, behind)

    def _swallowed(
        self, text: str, byte: int, mass: float, marker: str, behind: int
    ) -> Iterator[Filling]:
        """The same with a sign behind it that was swallowed, or a letter, where a word goes on."""
        cost = SWALLOWING[marker]
        within_word = 0 <= behind < 0x80 and chr(behind).isalnum()
        for sign in self.decoder.swallows.get(byte, ()):
            if sign in SIGNS or within_word:
                gained = mass + self.masses.get(bytes([sign]), UNSEEN)
                yield Filling(text + chr(sign), b"", byte, -1, PAIR_WITH_ASCII, cost, gained)

    def _frequent(self, waiting: bytes) -> list[int]:
        """The last bytes of the most frequent characters that begin so."""

        def rarity(byte: int) -> float:
            return -self.masses.get(waiting + bytes([byte]), UNSEEN)

        return sorted(_allowed(waiting), key=rarity)[:FREQUENT]

    def _pushed(self, waiting: bytes, data: tuple[int, ...]) -> Iterator[Filling]:
        """What becomes of bytes that wait if more come, if that is UTF-8."""
        text = ""
        mass = 0.0
        for byte in data:
            if byte not in _allowed(waiting):
                return
            waiting += bytes([byte])
            if len(waiting) == _need(waiting[0]):
                mass += self.masses.get(waiting, UNSEEN)
                text += waiting.decode()
                waiting = b""
        yield Filling(text, waiting, data[0], -1, EVERY_WAY, 0.0, mass)


_FILLERS: dict[tuple[int, frozenset[int]], Filler] = {}


def filler(decoder: Decoder, scripts: frozenset[int] = frozenset()) -> Filler:
    """What fills slots of a text in these scripts (numbers that only compare)."""
    # A decoder lives as long as the process, and its identity is hashed faster than its tables.
    key = (id(decoder), scripts)
    if key not in _FILLERS:
        if len(_FILLERS) >= FILLERS:
            _FILLERS.clear()
        _FILLERS[key] = Filler(decoder, masses(scripts))
    return _FILLERS[key]


@functools.cache
def _allowed(waiting: bytes) -> range:
    """The bytes beyond ASCII that may follow the beginning of a character (RFC 3629)."""
    if not waiting:
        return range(0xC2, 0xF1)
    if len(waiting) > 1:
        return range(0x80, 0xC0)
    second = {0xE0: (0xA0, 0xC0), 0xED: (0x80, 0xA0), 0xF0: (0x90, 0xC0), 0xF4: (0x80, 0x90)}
    return range(*second.get(waiting[0], (0x80, 0xC0)))
