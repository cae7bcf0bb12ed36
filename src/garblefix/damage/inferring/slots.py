"""Bytes of UTF-8 with some lost: the characters that are known, and slots where bytes are not.

UTF-8 shows where its characters begin, so a text divides into known characters and slots around
lost bytes; what may have filled a slot follows from the decoder's tables alone. Not for: what may
have filled a slot (``fillings``), or choosing (``beam``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from garblefix.damage.inferring import bare, utf8
from garblefix.damage.inferring.decoding import NEWLINE, Decoder
from garblefix.doubled import others
from garblefix.encodings import DOTS, REMEMBERED, ReaderBytes, decode, reader_bytes

# What stands in an item that is no byte: what the reader has no bytes for, what software does not
# show, a control that it does not, what it ignored as an error. A sign of ASCII that may stand for
# one is minus its code point, as is a marker, further down.
OTHER, HIDDEN, CONTROL, IGNORED, SPACE = -1, -2, -3, -4, -0x20
SIGNS = range(-0x2F, SPACE + 1)
MARKER = "\N{REPLACEMENT CHARACTER}"
CUT = -ord(MARKER)  # the end of a line, where the last bytes may be missing
# The items of a text are written as one string, which is looked through at the speed of regular
# expressions: bytes as the characters of their number, quotes that end literals and what the reader
# cannot have shown as these, markers so much further up.
_OPENING, _CLOSING, _OTHER, _MARKERS = "\u0100", "\u0101", "\u0102", 0x10000
_CONTINUES = "[\x80-\xbf\U00010000-\U0001ffff]"
_KNOWN = (
    "[\x00-\x7f\u0100-\u0102]|[\xc2-\xdf][\x80-\xbf]|(?!\xe0[\x80-\x9f]|\xed[\xa0-\xbf]|(?<=.)\xef\xbb\xbf)"
    "[\xe0-\xef][\x80-\xbf]{2}|(?!\xf0[\x80-\x8f]|\xf4[\x90-\xbf])[\xf0-\xf4][\x80-\xbf]{3}"
)


_BEGUN = re.compile("(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})$")
# What stands between texts in the model: nothing beyond tells anything of what is before it.
_TEXT_ENDS = "\n\n\n"
# A literal of a program; its last quote is no byte that became plain.
_QUOTES = {'"', "'"}
_LITERAL = re.compile(r"""(?:^|(?<=[\s(=,:\[{>]))(["'])(?:(?!\1).)+\1(?=[,;:)\]}]|\s*$)""")


class Part(NamedTuple):
    """Items ``start`` to ``end``: known characters ``text``, or a slot where that is None."""

    start: int
    end: int
    text: str | None


@dataclass(frozen=True, eq=False)
class Divided:
    """A text as bytes of a reader, divided. ``places``: the character that each item is from.

    ``shown``: the items, each a character. ``plain``: ASCII that may stand for bytes of a sequence
    that is begun; ``tearing``: whether the decoder may show nothing of a pair of bytes; ``typed``:
    how many sequences have full stops that were an ellipsis.
    """

    text: str
    shown: str
    places: list[int]
    plain: str
    tearing: bool
    typed: int

    @functools.cached_property
    def parts(self) -> list[Part]:
        """The known characters and the slots, in order."""
        parts: list[Part] = []
        for match in _part(self.plain).finditer(self.shown):
            start, end = match.span()
            known = match[1]
            if known is not None:
                is_itself = known in (_OPENING, _CLOSING, _OTHER)
                known = self.text[self.places[start]] if is_itself else _character(known)
            torn = self.tearing and known is None and parts and self._only_continues(start, end)
            if torn and parts[-1].text and parts[-1].end - parts[-1].start > 1:
                # Where two bytes are not shown at all, the one before them and the one behind may
                # look like a character; what is left over, and only that, shows it.
                start = parts.pop().start
            parts.append(Part(start, end, known))
        return parts

    def _only_continues(self, start: int, end: int) -> bool:
        return all("\x80" <= item < "\xc0" for item in self.shown[start:end])

    def items(self, part: Part) -> tuple[int, ...]:
        """The items of a slot: bytes, or what is less than 0."""
        return tuple(map(_item, self.shown[part.start : part.end]))

    def as_shown(self, part: Part) -> str:
        """What the items of a part are in the text."""
        return "".join([self.text[place] for place in self.places[part.start : part.end]])

    def as_read(self, part: Part) -> str:
        """The known text of a part to the language model: within quotes a text begins and ends."""
        quote = self.shown[part.start] in (_OPENING, _CLOSING)
        return _TEXT_ENDS if quote else part.text or ""

    def behind(self, end: int) -> int:
        """The byte behind some items; a line end where there is none."""
        if end >= len(self.shown):
            return NEWLINE
        item = self.shown[end]
        if item in (_OPENING, _CLOSING):
            return NEWLINE  # whoever closed it by hand did so behind what was swallowed
        return max(ord(item), NEWLINE) if item < _OTHER else NEWLINE

    @functools.cached_property
    def complete(self) -> int:
        """How many characters beyond ASCII are known."""
        return sum(part.text is not None and part.end - part.start > 1 for part in self.parts)

    @property
    def markers(self) -> list[str]:
        """Every marker in it."""
        return [chr(ord(item) - _MARKERS) for item in self.shown if item > _OTHER]

    @property
    def marked(self) -> bool:
        """Whether any marker stands where bytes are lost, so that the decoder ignored none."""
        return self.marked_slots > 0

    @functools.cached_property
    def marked_slots(self) -> int:
        """How many slots have something beside a marker."""
        return sum(
            part.end - part.start > 1 and max(self.shown[part.start : part.end]) > _OTHER
            for part in self.parts
            if part.text is None
        )

    @functools.cached_property
    def torn_slots(self) -> int:
        """How many slots are sequences that lack bytes, with nothing to mark it."""
        slots = (self.items(part) for part in self.parts if part.text is None)
        return sum(items[0] >= 0x80 and min(items) >= 0x80 for items in slots)

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
        return ord(shown) if shown >= "\x80" else -ord(shown)  # ASCII is in no slot as itself
    return OTHER if shown == _OTHER else _MARKERS - ord(shown)


def markers_of(text: str, decoder: Decoder) -> str:
    """What stands for lost bytes in a text: where it is U+FFFD, question marks are themselves."""
    return MARKER if MARKER in text else decoder.markers


def divided(text: str, decoder: Decoder, markers: str = "") -> Divided:
    """The known characters and the slots of ``text``, if it was UTF-8 to this decoder.

    ``markers``: what stands for lost bytes, where that is known.

    >>> from garblefix.damage.inferring.decoding import decoder
    >>> [part.text for part in divided("浣犲ソ锛屼笘鐣?", decoder("gbk")).parts]
    ['你', '好', '，', '世', None]
    """
    markers = markers or markers_of(text, decoder)
    table = _shown(decoder.reader, markers)
    pieces = [table[character] for character in text]
    doubled = others(decoder.reader)
    for place, character in enumerate(text) if not doubled.keys().isdisjoint(text) else ():
        data = table.table[character] if character in doubled and character not in markers else None
        if data:
            following = text[place + 1 : place + 2]
            more = None if following in markers else table.table[following]
            for other in doubled[character]:
                data = _fitting(data, table.table[other] or data, more)
            pieces[place] = data.decode("latin-1")
    for match in _LITERAL.finditer(text) if not _QUOTES.isdisjoint(text) else ():
        pieces[match.start()], pieces[match.end() - 1] = _OPENING, _CLOSING
    for place in bare.spaced(text) if bare.shown_by(decoder.reader) else ():
        pieces[place] = chr(ord(MARKER) + _MARKERS)
    dots = decoder.dots
    typed = list(_typed(text, pieces, dots.decode("latin-1"))) if dots and DOTS in text else []
    for place in typed:
        pieces[place : place + len(DOTS)] = [dots.decode("latin-1") if dots else "", "", ""]
    shown = "".join(pieces)
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    tearing = any(len(data) > 1 for data in decoder.hidden)
    return Divided(text, shown, places, "".join(decoder.plain), tearing, len(typed))


def _typed(text: str, pieces: Sequence[str], byte: str) -> Iterator[int]:
    """Where full stops were an ellipsis that was one byte of a sequence of UTF-8.

    They may stand behind one of which another byte is not seen: no word ends in a capital, as
    ``voilÃ...`` would.
    """
    place = text.find(DOTS)
    while place >= 0:
        before = "".join(pieces[max(place - 6, 0) : place])
        match = _BEGUN.search(before)
        if match:
            length = utf8.need(ord(match.group()[0]))
            behind = "".join(pieces[place + len(DOTS) : place + 6])
            sequence = (match.group() + byte + behind)[:length].encode("latin-1", "replace")
            sign = decode(sequence, "utf-8") or ""
            known = before[: match.start()].encode("latin-1", "replace")
            before_it = known.decode("utf-8", "ignore")[-1:]
            in_capitals = behind[:1].isalpha() or behind[:1] >= "\x80" or before_it.isupper()
            if sign.isprintable() and not sign.isspace() and (in_capitals or not sign.isupper()):
                yield place
        place = text.find(DOTS, place + len(DOTS))


class _Shown(dict[str, str]):
    """What each character of a text is, as items."""

    def __init__(self, reader: str, markers: str) -> None:
        super().__init__({marker: chr(ord(marker) + _MARKERS) for marker in markers})
        self.table: ReaderBytes = reader_bytes(reader)

    def __missing__(self, character: str) -> str:
        data = self.table[character]
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
def _part(plain: str) -> re.Pattern[str]:
    """What one part is, where such ASCII may stand for bytes of a sequence that is begun."""
    goes_on = f"(?:{_CONTINUES}|[{re.escape(plain)}])"
    begun = (
        f"[\xc2-\xdf]{goes_on}?|[\xe0-\xef]{goes_on}{{0,2}}|[\xf0-\xf4]{goes_on}{{0,3}}|"
        if plain
        else ""
    )
    return re.compile(f"({_KNOWN})|(?:{begun}.){_CONTINUES}*", re.DOTALL)


def _fitting(data: bytes, other: bytes, following: bytes | None) -> bytes:
    """Which of two UTF-8 may have before ``following``, or before something that is not known."""
    if not _begins(data):
        return other
    needs, other_needs = (utf8.need(two[0]) for two in (data, other))
    wanted = 3 if following is None or 0x80 <= following[0] < 0xC0 else 2
    mistaken = needs not in (0, wanted) and other_needs == wanted and _begins(other)
    return other if mistaken else data


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
