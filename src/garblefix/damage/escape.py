r"""Text that somebody left escaped: ``&#x533A;``, ``\u533A``, ``%E5%8C%BA``, ``=E5=8C=BA``.

Looked for only where that is asked, and before all other damages, for it was the last to happen.
What is ASCII when read, ``&lt;`` or ``%20``, is syntax and stays, where not all is written so. Of
bytes every encoding is proposed. The ends of ranges, as in regular expressions, and characters that
are written so because nobody sees them otherwise are on purpose. Not for: whether the rest was
(``escaped``).
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence

from garblefix.damage import Edge, Reading
from garblefix.damage._notations import NOTATIONS, Item, Notation, is_text
from garblefix.encodings import BY_NAME
from garblefix.units import units

NAME = "escape"

_Byte = tuple[int, int, int, bool]
"""Start, end, the byte, and whether it is written in a notation, or stands there as ASCII."""

# A byte that the encoding of the others does not have, in nats.
UNREAD = 5.0
# More bytes than this are not valid UTF-8 by chance.
CHANCE = 8
# ASCII that means something where it stands: escaped it is syntax, and stays.
_SYNTAX = frozenset("<>&\"'\\`")
# What a range stands in, ``[^\u4e00-\u9fff]``; lists of texts have quotation marks and spaces.
_CLASS = re.compile(r"\[[^\[\]\"'\s]+\]")
# An end of a range that is no character of a text, ``\u0000-``.
_END = r"(?:\\[ux]\{?[0-9A-Fa-f]{2,8}\}?|&#\w{2,8};|\\[0-7]{3})"
_END_BEFORE, _END_BEHIND = re.compile(rf"{_END}-$"), re.compile(rf"-{_END}")
_LONGEST_END = 16
# A path of Windows, whose parts begin with a backslash; ``A:\u5317`` is none.
_PATH = re.compile(r"\b[A-Za-z]:\\(?!\\|[uUx][0-9A-Fa-f]{2})[^\s\"'<>|*?]*")
# Beside these no text goes on, so that a space between them is there for the layout.
_EDGES_OF_TEXT = frozenset("<>()[]{}|\"'` \t")
# Bytes of a character of UTF-8 that may stand at the end of one line, or begin the next.
TORN = 3
# An address in C, ``p = &copy;``.
_ASSIGNED, _STATEMENT_ENDS = re.compile(r"(?:=|\breturn)\s*\Z"), re.compile(r"\s*(?:\Z|//|/\*|\})")
# Bytes behind the first of a pair, written as the ASCII that they are.
_TRAILS = re.compile(r"[0-9@-~]")
# Any text with escapes has some of this.
_SIGN = re.compile(
    r"&(?:amp;)*(?:#[xX]?[0-9A-Fa-f]{2}|[A-Za-z][A-Za-z0-9]+;)"
    r"|\\(?:[uUx][0-9A-Fa-f{]|N\{|[0-3][0-7]{2})"
    r"|u[0-9a-f]{4}u[0-9a-f]{4}"
    r"|%(?:u[0-9A-Fa-f]{4}|[0-9A-Fa-f]{2})|=\?|=[0-9A-F]{2}|<(?:U\+)?[0-9A-Fa-f]{2}"
)
# And soft line breaks, with the line behind each, which is one with the line before.
_SIGN_IN_BYTES = re.compile(
    _SIGN.pattern.encode() + rb"|=[ \t]*\r?\n|(?<==\n)(?=[^\n])|(?<==\r\n)(?=[^\n])"
)


def places(data: bytes | bytearray) -> Iterator[int]:
    """Where in bytes escapes may begin.

    >>> list(places(b"caf&eacute;")), list(places(b"fish & chips, 5 % off, a = b"))
    ([3], [])
    """
    return (match.start() for match in _SIGN_IN_BYTES.finditer(data))


def shows(text: str) -> bool:
    """Whether there may be any in a text."""
    return _SIGN.search(text) is not None


def propose(text: str) -> list[Reading]:
    r"""What each notation that ``text`` has says, in each encoding where it writes bytes.

    The cost is −log odds, in nats, that it was meant to be read if it reads like text.

    >>> [(found.chain, found.edges[0].after) for found in propose(r"\u5317\u4eac")]
    [('unicode>backslash', '北京')]
    """
    found: list[tuple[str, float, list[Edge]]] = []
    for notation in NOTATIONS:
        items = notation.items(text)
        if not notation.of_bytes:
            edges = list(_characters(items, notation))
            found.append((f"unicode>{notation.name}", -notation.prior, edges))
            continue
        high = sum(isinstance(item.value, int) and item.value >= 0x80 for item in items)
        for source, encoding in BY_NAME.items() if high else ():
            edges, left = _decoded(text, items, source, notation)
            prior = notation.prior if source == "utf-8" else notation.legacy
            cost = encoding.as_source - prior + UNREAD * left
            found.append((f"{source}>{notation.name}", cost, edges))
            if source == "utf-8" and high > CHANCE and not left:
                break
    readings = []
    for chain, cost, edges in found:
        kept = tuple(_not_on_purpose(text, edges))
        if kept:
            readings.append(Reading(NAME, chain, cost, kept))
    return readings


def _characters(items: Sequence[Item], notation: Notation) -> Iterator[Edge]:
    """Runs of characters side by side, as far as text may have them."""
    run: list[tuple[int, int, str]] = []
    for item in items:
        value = str(item.value)
        good = _may_be_mojibake(value) if not value.isascii() else _plain(value) and notation.whole
        if run and (not good or run[-1][1] != item.start):
            yield from _edge(run)
            run = []
        if good:
            run.append((item.start, item.end, value))
    yield from _edge(run)


def _may_be_mojibake(characters: str) -> bool:
    """Whether these are text, or C1 controls, which are bytes of what was misread before."""
    return all("\x80" <= character < "\xa0" or is_text(character) for character in characters)


def _may_be_escaped(character: str, notation: Notation, *, throughout: bool) -> bool:
    """Whether a character of ASCII may be read; ``throughout``: all is in this notation."""
    return character.isprintable() if throughout else notation.whole and _plain(character)


def _plain(characters: str) -> bool:
    """Whether ASCII may be written in escapes for no reason but that all is."""
    return characters.isprintable() and _SYNTAX.isdisjoint(characters)


def _edge(run: Sequence[tuple[int, int, str]], *, ascii_too: bool = False) -> Iterator[Edge]:
    """A run as one edge, if there is anything in it that is not ASCII, or that does not matter."""
    after = "".join(value for _, _, value in run)
    if after and (ascii_too or not after.isascii()):
        yield Edge(run[0][0], run[-1][1], after)


def _decoded(
    text: str, items: Sequence[Item], source: str, notation: Notation
) -> tuple[list[Edge], int]:
    """Runs of bytes as text of ``source``, and how many above 0x7F are none."""
    splitter = units(source)
    edges: list[Edge] = []
    left = 0
    throughout = notation.is_throughout(text)
    for stretch in _stretches(text, items, trails=BY_NAME[source].multibyte and source != "utf-8"):
        data = bytes(byte for _, _, byte, _ in stretch)
        run: list[tuple[int, int, str]] = []
        place = 0
        while place < len(data):
            start, _, byte, written = stretch[place]
            unit = None
            if byte >= 0x80:
                unit = splitter.first(data, place)
            elif written and _may_be_escaped(chr(byte), notation, throughout=throughout):
                unit = 1, chr(byte)
            if unit is None or not _may_be_mojibake(unit[1]):
                left += byte >= 0x80 and not (source == "utf-8" and _is_torn(text, stretch, place))
                place += 1
                continue
            place += unit[0]
            if run and run[-1][1] != start:
                edges += _edge(run, ascii_too=throughout)
                run = []
            run.append((start, stretch[place - 1][1], unit[1]))
        edges += _edge(run, ascii_too=throughout)
    if all(edge.after.isascii() for edge in edges):
        return [], left
    return edges, left


def _is_torn(text: str, stretch: Sequence[_Byte], place: int) -> bool:
    """Whether a byte is of a character of UTF-8 that a line end may have torn in two."""
    if stretch[0][0] == 0 and place < TORN:
        return all(0x80 <= byte < 0xC0 for _, _, byte, _ in stretch[: place + 1])
    rest = stretch[place:]
    if len(rest) > TORN or text[stretch[-1][1] :].rstrip("=\r"):
        return False
    return all(0x80 <= byte < 0xC0 for _, _, byte, _ in rest[1:])


def _stretches(text: str, items: Sequence[Item], *, trails: bool) -> Iterator[list[_Byte]]:
    """Bytes one behind another.

    ``trails``: bytes of ASCII may be the second of a pair, so that they are written as they are.
    """
    stretch: list[_Byte] = []
    starts = {item.start for item in items}
    for item in items:
        assert isinstance(item.value, int)  # notations of bytes have nothing else
        if stretch and stretch[-1][1] != item.start:
            yield stretch
            stretch = []
        stretch.append((item.start, item.end, item.value, True))
        if trails and item.end not in starts and _TRAILS.match(text, item.end):
            stretch.append((item.end, item.end + 1, ord(text[item.end]), False))
    if stretch:
        yield stretch


def _not_on_purpose(text: str, edges: Sequence[Edge]) -> Iterator[Edge]:
    """Those that are neither in paths or ranges of characters nor spaces for the layout."""
    classes = [match.span() for match in _CLASS.finditer(text)]
    paths = [match.span() for match in _PATH.finditer(text)]
    told = _told(text, edges)
    for group in _groups(text, edges):
        if _is_address(text, group) or not told.isdisjoint(group):
            continue
        escaped_by_backslash = text[group[0].start] == "\\"
        if escaped_by_backslash and _is_inside(group, paths):
            continue
        if not _is_class(text, group, inside=_is_inside(group, classes)):
            yield from (edge for edge in group if not _is_layout(text, edge))


def _is_inside(group: Sequence[Edge], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether some edges are within one of the spans, which are in order."""
    before = bisect.bisect_left(spans, (group[0].start, 0)) - 1
    return before >= 0 and group[-1].end <= spans[before][1]


def _told(text: str, edges: Sequence[Edge]) -> set[Edge]:
    """Characters that stand alone, and beside that as themselves, or written in another way.

    Such lines tell how they are written: ``é | &eacute; | &#233;``.
    """
    alone: dict[str, list[Edge]] = {}
    for edge in edges:
        beside = text[max(edge.start - 1, 0) : edge.start] + text[edge.end : edge.end + 1]
        alone_there = len(edge.after) == 1 and not any(map(str.isalnum, beside))
        if alone_there and not edge.after.isascii():
            alone.setdefault(edge.after, []).append(edge)
    return {
        edge
        for character, same in alone.items()
        if len({text[edge.start : edge.end] for edge in same}) > 1
        or re.search(rf"(?<!\w){re.escape(character)}(?!\w)", text)
        for edge in same
    }


def _is_address(text: str, group: Sequence[Edge]) -> bool:
    """Whether a reference may be the address of a variable."""
    start, end = group[0].start, group[-1].end
    if len(group) > 1 or not text[start + 1 : end - 1].isalnum() or text[start] != "&":
        return False
    assigned = _ASSIGNED.search(text, max(0, start - _LONGEST_END), start)
    return assigned is not None and _STATEMENT_ENDS.match(text, end) is not None


def _groups(text: str, edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """Edges with nothing but a hyphen between each and the next."""
    group: list[Edge] = []
    for edge in edges:
        if group and text[group[-1].end : edge.start] not in ("", "-"):
            yield group
            group = []
        group.append(edge)
    if group:
        yield group


def _is_class(text: str, group: Sequence[Edge], *, inside: bool) -> bool:
    """Whether edges are mostly ends of ranges, or in brackets (``inside``) with any."""
    start, end = group[0].start, group[-1].end
    ranges = sum(
        first.after[-1] < second.after[0] and first.end < second.start
        for first, second in itertools.pairwise(group)
    )
    ranges += _END_BEFORE.search(text, max(0, start - _LONGEST_END), start) is not None
    ranges += _END_BEHIND.match(text, end) is not None
    if inside and "-" in (text[max(start - 1, 0) : start], text[end : end + 1]):
        return True
    # Each range has two of the characters.
    return 4 * ranges > sum(len(edge.after) for edge in group) or (inside and ranges > 0)


def _is_layout(text: str, edge: Edge) -> bool:
    """Whether an edge is nothing that anybody sees, and not between two parts of a text."""
    if any(character.isprintable() for character in edge.after):
        return False
    beside = text[edge.start - 1 : edge.start], text[edge.end : edge.end + 1]
    return any(not sign or sign in _EDGES_OF_TEXT for sign in beside)
