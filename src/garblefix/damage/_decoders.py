"""What a decoder could not read: the bytes that may hide behind one of its markers.

A lost byte is not any byte. Derived from each codec's own table: which bytes stand alone, which
begin a character, which pairs are one. What decoders do about the rest is data in ``encodings``.
Part of ``misread``. Not for: choosing among the bytes.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from garblefix.encodings import (
    BY_NAME,
    EVERY_WAY,
    LEADS,
    MARKERS,
    NO_BREAK_SPACE,
    ONE_A_BYTE,
    PAIR_WITHOUT_ASCII,
    STRICTER,
    decode,
    reader_bytes,
)

NEWLINE = 0x0A
SOFT_HYPHEN = "\xad"
FIRST_PRIVATE = 0xE000  # user-defined characters begin here, in encodings that have any
HIGH = range(0x80, 0x100)
# ASCII that a lead byte may swallow; nobody would miss a control character.
SWALLOWED = range(0x20, 0x7F)


@dataclass(frozen=True, slots=True, eq=False)
class Decoder:
    """``alone``: bytes that are a character; ``leads``: that begin one; ``pairs``: that are one.

    ``apart``: for each lead byte the bytes above 0x7F that it makes no character with, and
    ``swallows``: the ASCII ones. ``hidden`` are bytes, or pairs of bytes, for which some software
    shows nothing at all; ``markers`` what it shows for bytes that it cannot read; ``spaced``:
    whether it shows 0xA0 as a no-break space, of which software likes to make a plain one.
    """

    reader: str
    alone: frozenset[int]
    leads: frozenset[int]
    pairs: frozenset[tuple[int, int]]
    apart: Mapping[int, tuple[int, ...]]
    swallows: Mapping[int, tuple[int, ...]]
    hidden: tuple[bytes, ...]
    markers: str
    spaced: bool

    def lost_alone(self, byte: int, following: int | None) -> int:
        """The ways (a bit each) in which ``byte`` gets a marker of its own before ``following``.

        None: what follows is not known yet. 0: in no way.

        >>> decoder("gbk").lost_alone(0xE7, 0x95), decoder("gbk").lost_alone(0x80, 0xE4)
        (0, 7)
        """
        if byte in self.alone:
            return 0
        if byte not in self.leads or following == NEWLINE:
            return EVERY_WAY
        if following is None:
            return ONE_A_BYTE
        if (byte, following) in self.pairs:
            return 0
        return ONE_A_BYTE if following >= 0x80 else ONE_A_BYTE | PAIR_WITHOUT_ASCII


@functools.cache
def decoders(reader: str) -> tuple[Decoder, ...]:
    """The decoders that go by one name: as Python has it, and stricter ones.

    >>> [len(decoder.pairs) for decoder in decoders("cp949")]
    [17048, 8225]
    """
    return tuple(_decoder(reader, codec) for codec in (reader, *STRICTER.get(reader, ())))


def decoder(reader: str) -> Decoder:
    """The most usual decoder of that name."""
    return decoders(reader)[0]


def _decoder(reader: str, codec: str) -> Decoder:
    multibyte = BY_NAME[reader].multibyte
    alone = frozenset(byte for byte in range(256) if _shown(bytes([byte]), codec))
    ranges = LEADS[codec] if multibyte else ()
    leads = frozenset(byte for first, last in ranges for byte in range(first, last + 1))
    hidden = [bytes([byte]) for byte in HIGH if byte not in alone and byte not in leads]
    table = reader_bytes(reader)
    if multibyte:
        # User-defined characters are shown as private use or not at all.
        points = range(FIRST_PRIVATE, 0xE800) if table[chr(FIRST_PRIVATE)] else ()
        private = (table[chr(point)] for point in points)
        hidden += [data for data in private if data and len(data) == 2 and data[1] >= 0x80]
    elif table[SOFT_HYPHEN]:
        hidden.append(table[SOFT_HYPHEN] or b"")
    pairs = frozenset(_pairs(codec, leads)) if multibyte else frozenset()
    return Decoder(
        reader,
        alone,
        leads,
        pairs,
        {first: tuple(s for s in HIGH if (first, s) not in pairs) for first in leads},
        {first: tuple(s for s in SWALLOWED if (first, s) not in pairs) for first in leads},
        tuple(hidden),
        MARKERS.get(reader, MARKERS[""]),
        not multibyte and decode(bytes([NO_BREAK_SPACE]), reader) == "\xa0",
    )


def _shown(data: bytes, codec: str) -> bool:
    """Whether a byte is a character that can be seen.

    Of C1 controls software often keeps none, and private-use characters few know.
    """
    shown = decode(data, codec)
    if shown is None:
        return False
    return not ("\x80" <= shown < "\xa0" or "\ue000" <= shown < "\uf900")


def _pairs(codec: str, leads: Iterable[int]) -> set[tuple[int, int]]:
    """Every pair of bytes that is one character to a codec."""
    every = list(itertools.product(leads, range(0x20, 0x100)))
    # Two newlines behind each: one may go with a pair that needs more bytes.
    data = bytearray(b"\n") * (4 * len(every))
    data[::4], data[1::4] = map(bytes, zip(*every, strict=True))
    pieces = data.decode(codec, "replace").replace("\n\n", "\n").split("\n")
    shown = zip(every, filter(None, pieces), strict=True)
    return {pair for pair, piece in shown if len(piece) == 1 and piece != "\ufffd"}
