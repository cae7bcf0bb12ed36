r"""Garbled text that was put into small letters afterwards: ``cafã©`` was ``cafÃ©``, ``café``.

So are tags, addresses and what search engines keep. A letter that a reader has shown may then be
its own byte or that of its capital. In a line that has no capital, unless it begins with one, and
is UTF-8 from end to end with some of these, its sequences tell which, and the language model where
they do not. The line is repaired as text in small letters would have been garbled. Not for: readers
of pairs of bytes, nor pages of one byte read as others.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from garblefix.damage.undoing import UNLIKELY, undo
from garblefix.document.beforehand import Repair, as_before
from garblefix.encodings import BY_NAME, READERS, decode, reader_bytes
from garblefix.results import Fix, Options

if TYPE_CHECKING:
    from garblefix.language.model import Model

COMMON = 1.5  # how rare a reader is, nats
# Readers whose letters are the bytes that begin characters of UTF-8, but for rare ones. To DOS and
# Macs these are boxes and signs, which have no capitals.
_READERS = tuple(
    each.name
    for each in READERS
    if (each.lenient or each.name == "latin-1") and each.as_reader <= COMMON
)
# Longer lines are no tags; of these each letter may be one of two.
LONG = 800
# By how much what comes of a line must read better than the line as it stands, and than what that
# is as UTF-8, nats: letters of some scripts are, and others than they were.
GAIN, LEAD = 12.0, 8.0
# A fix that is less sure than this to be of these letters infers them.
KNOWN = 0.999
# Ways to read a line so far that are gone on with.
MOST = 12
_ASCII = re.compile(r"[\x00-\x7f]+")


class _Page(NamedTuple):
    """A reader: the bytes that each of its characters may be that was put into small letters.

    ``signs``: those that may begin a character of UTF-8, and those that may go on with it;
    ``line``: what a line of UTF-8 is to it.
    """

    name: str
    options: Mapping[str, bytes]
    signs: tuple[str, str]
    line: re.Pattern[str]


class _Way(NamedTuple):
    """How a line may be read up to some place, and how well that reads, in nats."""

    score: float
    text: str
    scored: int  # characters that the score is of


class _Raised(NamedTuple):
    """What a line may have been, as it would have been garbled; the likeliest first, with shares.

    All of these are as long as the line.
    """

    shown: Sequence[str]
    shares: Sequence[float]

    def chance(self, start: int, end: int) -> float:
        """That the likeliest is right there."""
        own = self.shown[0][start:end]
        pairs = zip(self.shown, self.shares, strict=True)
        return sum(share for shown, share in pairs if shown[start:end] == own)


def as_before_lowering(repair: Repair, options: Options) -> Repair:
    """``repair`` of lines that were put into small letters, and of others."""
    return as_before(repair, _likeliest, functools.partial(_told, options=options))


def may_be_lowered(line: str) -> bool:
    """Whether a line has no capitals, but maybe its first letter, and is UTF-8 if some others were.

    >>> [may_be_lowered(line) for line in ("cafã©", "Cafã©", "café", "cafÃ©")]
    [True, True, False, False]
    """
    if line.isascii() or len(line) > LONG or not line[1:].islower():
        return False
    return _beginning().match(line) is not None and any(_pages_of(line))


def _likeliest(lines: Sequence[str]) -> Mapping[int, str]:
    """What lines were if they were put into small letters before they were garbled."""
    found = {place: _raised(line) for place, line in enumerate(lines) if may_be_lowered(line)}
    return {place: raised.shown[0] for place, raised in found.items() if raised is not None}


def _told(line: str, fixes: Sequence[Fix], options: Options) -> Iterator[Fix]:
    """Fixes of the line as it was as those of the line as it stands, where they are sure enough."""
    raised = _raised(line)
    assert raised is not None
    for fix in fixes:
        chance = raised.chance(fix.start, fix.end)
        sure, lossy = fix.confidence * chance, fix.lossy or chance < KNOWN
        if sure >= options.min_confidence and options.allows(fix.damage, lossy=lossy):
            before = line[fix.start : fix.end]
            yield replace(fix, before=before, confidence=sure, lossy=lossy)


@functools.lru_cache(maxsize=1 << 12)  # of the lines of a window each is asked for twice
def _raised(line: str) -> _Raised | None:
    r"""A line as text in small letters is garbled, None where it reads no better so.

    >>> _raised("josã© garcã\xada").shown
    ['josÃ© garcÃ\xada']
    """
    from garblefix.language.model import load
    from garblefix.language.plausibility import read_well

    model = load()
    found: dict[str, str] = {}
    for page in _pages_of(line):
        for original in _originals(line, page.options, model):
            shown = _shown(original, page.name)
            if len(shown) == len(line) and _tells(original) and not _may_lack(original):
                found.setdefault(original, shown)
    if not found:
        return None
    as_is = {undo(line, f"utf-8>{page.name}") for page in _pages_of(line)} - {None}
    scores = read_well([line, *found, *filter(None, as_is)], model).tolist()
    own, others = scores[1 : len(found) + 1], scores[len(found) + 1 :]
    best = max(own)
    if best < max([scores[0] + GAIN, *(score + LEAD for score in others)]):
        return None
    weights = [math.exp(max(score - best, -700.0)) for score in own]
    ranked = sorted(zip(weights, found.values(), strict=True), reverse=True)
    total = sum(weights)
    return _Raised([shown for _, shown in ranked], [weight / total for weight, _ in ranked])


def _tells(text: str) -> bool:
    """Whether letters of a text tell that it was UTF-8: more than one, or one of a known word.

    ``ā»`` at the end of a word is no ``»``.
    """
    from garblefix.language.words import frequencies, words

    letters = sum(sign >= "\x80" and sign.isalpha() for sign in text)
    return letters > 1 or (letters == 1 and any(frequencies(words(text))))


def _may_lack(text: str) -> bool:
    """Whether letters or marks of an alphabet stand among others: two bytes of three, it seems."""
    from garblefix.language.words import alphabetic

    letters = (sign for sign in text if sign >= "\x80" and unicodedata.category(sign)[0] in "LM")
    return len(set(map(alphabetic, letters))) > 1


def _originals(line: str, options: Mapping[str, bytes], model: Model) -> list[str]:
    """The likeliest texts in small letters that a line may have been."""
    ways: dict[int, list[_Way]] = {0: [_Way(0.0, "", 0)]}
    for place in range(len(line)):
        here = ways.pop(place, [])
        if len(here) > 1:
            here = _best(here, model)
        ascii_run = _ASCII.match(line, place)
        steps = (
            [(ascii_run.end(), ascii_run.group())]
            if ascii_run
            else list(_sequences(line, place, options))
        )
        for end, after in steps if here else ():
            ways.setdefault(end, []).extend(
                _Way(way.score, way.text + after, way.scored) for way in here
            )
    return [way.text for way in _best(ways[len(line)], model)] if len(line) in ways else []


def _sequences(line: str, place: int, options: Mapping[str, bytes]) -> Iterator[tuple[int, str]]:
    """What the characters from a place on may be, in small letters, and where that ends."""
    seen = set()
    for length in (2, 3, 4):
        each = [options.get(sign, b"") for sign in line[place : place + length]]
        if len(each) < length:
            break
        for sequence in itertools.product(*each):
            after = decode(bytes(sequence), "utf-8")
            small = after.lower() if after is not None else ""
            if len(small) == 1 and not UNLIKELY.match(small):
                seen.add((place + length, small))
    yield from sorted(seen)


def _best(ways: Sequence[_Way], model: Model) -> list[_Way]:
    """Those of the ways to read a line so far that read best."""
    from garblefix.language.model import PAD

    begun = ["\n" * PAD + way.text for way in ways]
    pairs = [
        (text[: PAD + way.scored], text[PAD + way.scored :])
        for way, text in zip(ways, begun, strict=True)
    ]
    scores = model.continuations(pairs).tolist()
    scored = [
        _Way(way.score + score, way.text, len(way.text))
        for way, score in zip(ways, scores, strict=True)
    ]
    return sorted(scored, reverse=True)[:MOST]


def _shown(text: str, reader: str) -> str:
    """What a reader shows of a text in UTF-8, but for bytes that it shows nothing for."""
    return "".join(_signs(reader).get(byte, "") for byte in text.encode())


@functools.cache
def _signs(reader: str) -> Mapping[int, str]:
    """What a reader shows for each byte, its code point where the page leaves it open."""
    found = {}
    table = reader_bytes(reader)
    for byte in range(0x100):
        data = bytes([byte])
        sign = decode(data, reader) or (chr(byte) if BY_NAME[reader].lenient else "")
        if sign and table[sign] == data:
            found[byte] = sign
    return found


def _pages_of(line: str) -> Iterator[_Page]:
    """The readers to which all of a line may be UTF-8."""
    return (page for page in _pages() if page.line.fullmatch(line))


@functools.cache
def _beginning() -> re.Pattern[str]:
    """How a line begins that may be UTF-8 to some reader: nearly no other does."""
    leads, trails = ("".join(each) for each in zip(*(page.signs for page in _pages()), strict=True))
    return re.compile(rf"[\x00-\x7f]*[{re.escape(leads)}][{re.escape(trails)}]")


@functools.cache
def _pages() -> tuple[_Page, ...]:
    return tuple(map(_page, _READERS))


def _page(reader: str) -> _Page:
    options: dict[str, bytes] = {}
    for byte, sign in _signs(reader).items():
        # A capital sigma is another letter at the end of a word.
        for small in {sign.lower(), f"a{sign}".lower()[1:]}:
            if byte >= 0x80 and len(small) == 1:
                options[small] = options.get(small, b"") + bytes([byte])
    leads, trails = _shown_as(options, 0xC2, 0xF4), _shown_as(options, 0x80, 0xBF)
    sequence = f"[{re.escape(leads)}][{re.escape(trails)}]{{1,3}}"
    line = re.compile(rf"[\x00-\x7f]?(?:[\x00-@\[-\x7f]|{sequence})+")
    return _Page(reader, options, (leads, trails), line)


def _shown_as(options: Mapping[str, bytes], first: int, last: int) -> str:
    """The characters that may be a byte of these."""
    return "".join(sign for sign, data in options.items() if any(first <= b <= last for b in data))
