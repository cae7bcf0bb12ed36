"""Bytes of UTF-8 with some lost: the characters that are known, and slots where bytes are not.

UTF-8 shows where its characters begin, so a text divides into known characters and slots around
lost bytes; what may have filled a slot follows from the decoder's tables alone. Part of
``misread``. Not for: what may have filled a slot (``_fillings``), or choosing (``_beam``).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from garblefix.damage._decoders import NEWLINE, Decoder
from garblefix.encodings import BY_NAME, REMEMBERED, ReaderBytes, reader_bytes

# What stands in an item that is no byte; a marker is minus its code point.
OTHER, SPACE, HIDDEN = -1, -2, -3
MARKER = "\N{REPLACEMENT CHARACTER}"
CUT = -ord(MARKER)  # the end of a line, where the last bytes may be missing
# The items of a text are written as one string, which is looked through at the speed of regular
# expressions: bytes as the characters of their number, others as this, markers so much further up.
_OTHER, _MARKERS = "\u0100", 0x10000
_CONTINUES = "[\x80-\xbf\U00010000-\U0001ffff]"
_KNOWN = (
    "[\x00-\x7f\u0100]|[\xc2-\xdf][\x80-\xbf]|(?!\xe0[\x80-\x9f]|\xed[\xa0-\xbf]|\xef\xbb\xbf)"
    "[\xe0-\xef][\x80-\xbf]{2}|(?!\xf0[\x80-\x8f]|\xf4[\x90-\xbf])[\xf0-\xf4][\x80-\xbf]{3}"
)
_PART = re.compile(f"({_KNOWN})|.{_CONTINUES}*", re.DOTALL)
# Of a sequence that is begun a no-break space may have become a plain one.
_SPACED = f"(?:{_CONTINUES}| )"
_PART_SPACED = re.compile(
    f"({_KNOWN})|(?:[\xc2-\xdf]{_SPACED}?|[\xe0-\xef]{_SPACED}{{0,2}}|[\xf0-\xf4]{_SPACED}{{0,3}}|.)"
    f"{_CONTINUES}*",
    re.DOTALL,
)


class Part(NamedTuple):
    """Items ``start`` to ``end``: known characters ``text``, or a slot where that is None."""

    start: int
    end: int
    text: str | None


@dataclass(frozen=True, eq=False)
class Divided:
    """A text as bytes of a reader, divided. ``places``: the character that each item is from.

    ``shown``: the items, each a character.
    """

    text: str
    shown: str
    places: list[int]
    spaced: bool

    @functools.cached_property
    def parts(self) -> list[Part]:
        """The known characters and the slots, in order."""
        parts = []
        pattern = _PART_SPACED if self.spaced else _PART
        for match in pattern.finditer(self.shown):
            start, end = match.span()
            known = match[1]
            if known is not None:
                known = self.text[self.places[start]] if known == _OTHER else _character(known)
            parts.append(Part(start, end, known))
        return parts

    def items(self, part: Part) -> tuple[int, ...]:
        """The items of a slot: bytes, or what is less than 0."""
        return tuple(map(_item, self.shown[part.start : part.end]))

    def behind(self, end: int) -> int:
        """The byte behind some items; a line end where there is none."""
        if end >= len(self.shown):
            return NEWLINE
        return max(ord(self.shown[end]), NEWLINE) if self.shown[end] < _OTHER else NEWLINE

    @property
    def markers(self) -> list[str]:
        """Every marker in it."""
        return [chr(ord(item) - _MARKERS) for item in self.shown if item > _OTHER]

    @property
    def strange(self) -> bool:
        """Whether it holds characters that the reader cannot have shown."""
        return _OTHER in self.shown

    @property
    def beyond(self) -> int:
        """How many bytes there are beyond ASCII."""
        return len(self.shown.encode("latin-1", "ignore")) - len(
            self.shown.encode("ascii", "ignore")
        )


def _item(shown: str) -> int:
    if shown < _OTHER:
        return ord(shown) if shown != " " else SPACE  # a space is in no slot as itself
    return OTHER if shown == _OTHER else _MARKERS - ord(shown)


def markers_of(text: str, decoder: Decoder) -> str:
    """What stands for lost bytes in a text: where it is U+FFFD, question marks are themselves."""
    return MARKER if MARKER in text else decoder.markers


def divided(text: str, decoder: Decoder, markers: str = "") -> Divided:
    """The known characters and the slots of ``text``, if it was UTF-8 to this decoder.

    ``markers``: what stands for lost bytes, where that is known.

    >>> from garblefix.damage._decoders import decoder
    >>> [part.text for part in divided("浣犲ソ锛屼笘鐣?", decoder("gbk")).parts]
    ['你', '好', '，', '世', None]
    """
    table = _shown(decoder.reader, markers or markers_of(text, decoder))
    pieces = [table[character] for character in text]
    shown = "".join(pieces)
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    return Divided(text, shown, places, decoder.spaced)


class _Shown(dict[str, str]):
    """What each character of a text is, as items."""

    def __init__(self, reader: str, markers: str) -> None:
        super().__init__({marker: chr(ord(marker) + _MARKERS) for marker in markers})
        self.table: ReaderBytes = reader_bytes(reader)
        self.others = twins(reader)

    def __missing__(self, character: str) -> str:
        data = self.table[character]
        if data and character in self.others and not _begins(data):
            data = self.others[character]
        if len(self) >= REMEMBERED:
            return data.decode("latin-1") if data else _OTHER
        self[character] = data.decode("latin-1") if data else _OTHER
        return self[character]


@functools.lru_cache(maxsize=REMEMBERED)
def _character(sequence: str) -> str:
    """A sequence of UTF-8, each byte a character, decoded."""
    return sequence.encode("latin-1").decode()


@functools.lru_cache(maxsize=64)
def _shown(reader: str, markers: str) -> _Shown:
    return _Shown(reader, markers)


@functools.cache
def twins(reader: str) -> dict[str, bytes]:
    """Characters that are other ones once a text was normalised, with the bytes of the other.

    Korean code pages have some Chinese characters several times, by their readings.
    """
    table = reader_bytes(reader)
    found = {}
    for point in range(0xF900, 0xFB00) if BY_NAME[reader].multibyte else ():
        data = table[chr(point)]
        if data and len(data) == 2:
            found[unicodedata.normalize("NFC", chr(point))] = data
    return found


def _begins(data: bytes) -> bool:
    """Whether two bytes may stand side by side in UTF-8."""
    first_leads, second_leads = (byte >= 0xC0 for byte in data)
    return first_leads != second_leads or not first_leads


def chunks(items: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The items of a slot in pieces that each have a marker at most, the first item of theirs."""
    starts = [place for place, item in enumerate(items) if item < OTHER and place] + [len(items)]
    pieces = []
    start = 0
    for end in starts:
        # What is known before the first marker goes with it.
        if any(item < 0 for item in items[start:end]) or end == len(items):
            pieces.append(items[start:end])
            start = end
    return pieces
