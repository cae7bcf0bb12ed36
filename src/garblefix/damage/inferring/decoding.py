"""What a decoder could not read: the bytes that may hide behind one of its markers.

A lost byte is not any byte. Derived from each codec's own table: which bytes stand alone, which
begin a character, which pairs are one. What decoders do about the rest is data in ``encodings``.
Not for: choosing among the bytes.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from garblefix.encodings import (
    BY_NAME,
    ELLIPSIS,
    LEADS,
    MARKERS,
    PLAIN,
    STRICTER,
    decode,
    reader_bytes,
)

NEWLINE = 0x0A
SOFT_HYPHEN, NO_BREAK_SPACE = "\xad", "\xa0"
FIRST_PRIVATE = 0xE000  # user-defined characters begin here, in encodings that have any
HIGH = range(0x80, 0x100)
CONTINUATIONS = range(0x80, 0xC0)  # of UTF-8


@dataclass(frozen=True, eq=False)
class Decoder:
    """A codec that reads as ``reader`` does, and what it does with each byte.

    ``markers``: what it shows for bytes that it cannot read. The rest is worked out when it is
    asked for: most decoders are only asked what they may have shown.
    """

    reader: str
    codec: str
    markers: str

    @functools.cached_property
    def alone(self) -> frozenset[int]:
        """Bytes that are a character."""
        return frozenset(byte for byte in range(256) if _shown(bytes([byte]), self.codec))

    @functools.cached_property
    def plain(self) -> Mapping[str, tuple[int, ...]]:
        """ASCII that may stand for bytes of a sequence of UTF-8, whose characters it replaced.

        >>> {sign: bytes(data).hex() for sign, data in decoder("cp1252").plain.items()}
        {"'": '829192', '"': '849394', '-': '9697ad', ' ': 'a0'}
        """
        found: dict[str, tuple[int, ...]] = {}
        for byte in CONTINUATIONS if not BY_NAME[self.reader].multibyte else ():
            sign = PLAIN.get(decode(bytes([byte]), self.reader) or "")
            if sign is not None:
                found[sign] = (*found.get(sign, ()), byte)
        return found

    @functools.cached_property
    def dots(self) -> bytes | None:
        """The byte of UTF-8 that it shows as an ellipsis, None where there is none.

        >>> decoder("cp1251").dots, decoder("latin-1").dots
        (b'\\x85', None)
        """
        data = reader_bytes(self.reader)[ELLIPSIS]
        return data if data and len(data) == 1 and data[0] in CONTINUATIONS else None

    @functools.cached_property
    def shows_all(self) -> bool:
        """Whether it shows each byte that goes on with a character of UTF-8.

        What is lost all the same was lost later, when software for another page saved the text. Not
        pages of Windows: what Windows-1252 lost is no text of Windows-1256, which could explain it.
        """
        encoding = BY_NAME[self.reader]
        return not (encoding.multibyte or encoding.lenient) and self.alone.issuperset(CONTINUATIONS)

    @functools.cached_property
    def lost(self) -> frozenset[int]:
        """Bytes that may be lost alone: those that are no character, or any beyond ASCII."""
        return frozenset(HIGH) if self.shows_all else frozenset(range(256)) - self.alone

    @functools.cached_property
    def leads(self) -> frozenset[int]:
        """Bytes that begin one."""
        ranges = LEADS[self.codec] if BY_NAME[self.reader].multibyte else ()
        return frozenset(byte for first, last in ranges for byte in range(first, last + 1))

    @functools.cached_property
    def pairs(self) -> frozenset[tuple[int, int]]:
        """Pairs of bytes that are one."""
        multibyte = BY_NAME[self.reader].multibyte
        return frozenset(_pairs(self.codec, self.leads)) if multibyte else frozenset()

    @functools.cached_property
    def hidden(self) -> tuple[bytes, ...]:
        """Bytes, or pairs of bytes, for which some software shows nothing at all."""
        found = [
            bytes([byte]) for byte in HIGH if byte not in self.alone and byte not in self.leads
        ]
        table = reader_bytes(self.reader)
        if BY_NAME[self.reader].multibyte:
            # User-defined characters are shown as private use or not at all.
            points = range(FIRST_PRIVATE, 0xE800) if table[chr(FIRST_PRIVATE)] else ()
            private = (table[chr(point)] for point in points)
            found += [data for data in private if data and len(data) == 2]
        elif table[SOFT_HYPHEN]:
            found.append(table[SOFT_HYPHEN] or b"")
        return tuple(found)

    @functools.cached_property
    def vanishing(self) -> tuple[bytes, ...]:
        """The same, and a byte of UTF-8 that is a no-break space, which is cut off like any space.

        >>> [decoder(page).vanishing[-1].hex() for page in ("cp1252", "cp1251", "koi8-r")]
        ['a0', 'a0', '9a']
        """
        space = reader_bytes(self.reader)[NO_BREAK_SPACE]
        if space is None or len(space) > 1 or space[0] not in CONTINUATIONS:
            return self.hidden
        return (*self.hidden, space)

    def seen_as_well(self, shown: frozenset[int]) -> frozenset[int]:
        """The bytes that vanish elsewhere, but not where a text has ``shown`` these.

        What keeps one control keeps all.

        >>> sorted(map(hex, decoder("cp1252").seen_as_well(frozenset({0x9D, 0xA9}))))
        ['0x81', '0x8d', '0x8f', '0x90', '0x9d']
        """
        if self.leads:
            return frozenset()  # halves of characters
        single = frozenset(data[0] for data in self.vanishing)
        seen = single & shown
        return seen | (single - self.alone) if seen - self.alone else seen


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
    return Decoder(reader, codec, MARKERS.get(reader, MARKERS[""]))


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
