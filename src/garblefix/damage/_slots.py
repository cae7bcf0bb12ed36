"""Bytes of UTF-8 with some lost: the characters that are known, and slots where bytes are not.

UTF-8 shows where its characters begin, so a text divides into known characters and slots around
lost bytes; what may have filled a slot follows from the decoder's tables alone. Part of
``misread``. Not for: what may have filled a slot (``_fillings``), or choosing (``_beam``).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from garblefix.damage import _utf8
from garblefix.damage._decoders import NEWLINE, Decoder
from garblefix.encodings import decode, reader_bytes

# What stands in an item that is no byte; a marker is minus its code point.
OTHER, SPACE, HIDDEN = -1, -2, -3
MARKER = "\N{REPLACEMENT CHARACTER}"
CUT = -ord(MARKER)  # the end of a line, where the last bytes may be missing


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
    items: list[int] = []
    places: list[int] = []
    table = reader_bytes(decoder.reader)
    others = twins(decoder.reader)
    markers = markers or markers_of(text, decoder)
    for place, character in enumerate(text):
        data = None if character in markers else table[character]
        if data and character in others:
            following = text[place + 1 : place + 2]
            more = None if following in markers else table[following]
            data = _fitting(data, others[character], more)
        if data:
            items += data
            places += [place] * len(data)
        else:
            items.append(-ord(character) if character in markers else OTHER)
            places.append(place)
    parts = list(_parts(items, text, places, decoder))
    return Divided(items, places, _with_torn(parts, items, decoder))


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


def _fitting(data: bytes, other: bytes, following: bytes | None) -> bytes:
    """Which of two UTF-8 may have before ``following``, or before something that is not known."""
    if not _begins(data):
        return other
    needs, other_needs = (_utf8.need(two[0]) for two in (data, other))
    wanted = 3 if following is None or 0x80 <= following[0] < 0xC0 else 2
    mistaken = needs not in (0, wanted) and other_needs == wanted and _begins(other)
    return other if mistaken else data


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
        need = _utf8.need(value)
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


def _with_torn(parts: list[Part], items: list[int], decoder: Decoder) -> list[Part]:
    """Slots with the character before them where that may have been torn.

    Where two bytes are not shown at all, the one before them and the one behind may look like a
    character; what is left over, and only that, shows it.
    """
    if not any(len(data) > 1 for data in decoder.hidden):
        return parts
    found: list[Part] = []
    for part in parts:
        inside = items[part.start : part.end]
        torn = part.text is None and all(0x80 <= item < 0xC0 for item in inside)
        if torn and found and found[-1].text and found[-1].end - found[-1].start > 1:
            part = Part(found.pop().start, part.end, None)
        found.append(part)
    return found


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
