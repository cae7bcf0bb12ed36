"""Bytes of one encoding read by another, laid over a text, and whole texts taken back.

Not for: choosing the encodings (``misread``), or bytes that were lost (``inferring``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from garblefix.chain import steps_of
from garblefix.damage import Edge
from garblefix.damage.settled import settled
from garblefix.encodings import BY_NAME, UTF8_SEQUENCE, decode, reader_bytes
from garblefix.language import alphabet
from garblefix.units import units

# What no original contains: C1 controls, private-use characters, a byte order mark inside, and
# U+FFFD, which is what remains of one.
LONG = 1000  # characters
KEPT = 1 << 10  # characters whose original a table of two pages remembers
MARK = "\ufeff"  # which a text may begin with
UNLIKELY = re.compile(rf"[\x80-\x9f\ue000-\uf8ff\ufffd]|(?<!^){MARK}")
NO_ORIGINAL = frozenset(f"{MARK}\ufffd")
# What all Windows pages alike have in place of C1 controls.
_WINDOWS = [f"cp{number}" for number in range(1250, 1259)]
WINDOWS_SIGNS = {
    chr(byte): sign
    for byte in range(0x80, 0xA0)
    for sign, *others in [sorted({decode(bytes([byte]), page) or "" for page in _WINDOWS})]
    if sign >= "\xa0" and not others
}
_WINDOWS_SIGN = re.compile(f"[{''.join(WINDOWS_SIGNS)}]")
# The ellipsis among them, U+0085, ends the lines of what came from a mainframe: nobody writes one
# between a full stop and what follows it, with no space. Where one does, so do others without.
NEXT_LINE = "\x85"
_ENDS_A_LINE = re.compile(rf"(?<=\.){NEXT_LINE}(?! )")
_BETWEEN_LINES = re.compile(rf"(?<! ){NEXT_LINE}(?! )")


def undo(text: str, chain: str) -> str | None:
    """All of ``text`` back through a chain, None where a character does not fit it.

    >>> undo("nÃƒÂ©", "utf-8>cp1252>utf-8>cp1252")
    'né'
    """
    for source, reader in reversed(steps_of(chain)):
        data = reader_bytes(reader).of(settled(text, source, reader))
        if data is None:
            return None
        decoded = decode(data, source)
        if decoded is None:
            return None
        text = decoded
    return None if _unlikely(text) else text


def undo_lines(
    lines: Sequence[str], chain: str, having: re.Pattern[str] | None = None
) -> list[str | None]:
    """``undo`` of many lines, none with a line end in it, at the speed of the codecs.

    ``having``: what a line has in it if it goes back; others may be left out.

    >>> undo_lines(["garÃ§on", "garçon", "北京", "ok"], "utf-8>cp1252")
    ['garçon', None, None, 'ok']
    """
    if not lines:
        return []
    joined = "\n".join(lines)
    whole = undo(joined, chain)
    if whole is not None:
        return list(whole.split("\n"))
    if "\0" in joined:
        return [undo(line, chain) for line in lines]
    texts: list[str | None] = list(lines)
    if having is not None:
        texts = [line if having.search(line) else None for line in lines]
    for source, reader in reversed(steps_of(chain)):
        taken = "\n".join(text or "" for text in texts)
        data = reader_bytes(reader).marked(settled(taken, source, reader))
        texts = _decoded_lines(data, source, texts)
    if _unlikely("\n".join(filter(None, texts))):
        texts = [None if text is None or _unlikely(text) else text for text in texts]
    return texts


def _decoded_lines(data: bytes, source: str, before: Sequence[str | None]) -> list[str | None]:
    """The lines of ``data`` decoded; None where one was None, has a NUL or is not of the source."""
    texts: list[str | None] = list(data.decode(source, "replace").split("\n"))
    pieces = data.split(b"\n")
    for place, (text, piece) in enumerate(zip(texts, pieces, strict=True)):
        if before[place] is None or b"\0" in piece:
            texts[place] = None
        elif text and "\ufffd" in text:
            texts[place] = decode(piece, source)
    return texts


def _unlikely(text: str) -> bool:
    """Whether ``UNLIKELY`` has a match; a regular expression is slow in a long text."""
    if len(text) < LONG:
        return UNLIKELY.search(text) is not None
    points = alphabet.code_points(text)
    odd = (points - 0x80 < 0x20) | (points - 0xE000 < 0x1900)
    odd |= (points == ord(MARK)) | (points == 0xFFFD)
    odd[0] &= text[0] != MARK
    return bool(odd.any())


def edges(text: str, source: str, reader: str) -> Iterator[Edge]:
    """All that bytes of ``source`` read by ``reader`` explains of ``text``, in pieces.

    An edge ends where a character of the text and one of the original end together.

    >>> list(edges("x 浣犲ソ ok", "utf-8", "gbk"))
    [Edge(start=2, end=5, after='你好', lossy=False)]
    """
    if not BY_NAME[reader].multibyte and not BY_NAME[source].multibyte:
        letters = _letters(source, reader)
        for place, character in enumerate(text):
            original = letters[character]
            if original is not None:
                yield Edge(place, place + 1, original)
        return
    readable = _readable(settled(text, source, reader), reader)
    if source == "utf-8" and not BY_NAME[reader].multibyte:
        found = [edge for begin, pieces in readable for edge in _sequences(begin, b"".join(pieces))]
        yield from _with_windows_signs(text, found) if reader == "latin-1" else found
        return
    for begin, pieces in readable:
        yield from _units(text, begin, pieces, source)


class _Letters(dict[str, str | None]):
    """What each character was, where one byte is one character to source and reader."""

    def __init__(self, source: str, reader: str) -> None:
        super().__init__()
        self.units = units(source)
        self.bytes = reader_bytes(reader)

    def __missing__(self, character: str) -> str | None:
        if len(self) >= KEPT:
            self.clear()
        data = self.bytes[character]
        unit = self.units.first(data, 0) if data else None
        original = unit[1] if unit and unit[1] != character else None
        self[character] = original
        return original


@functools.cache
def _letters(source: str, reader: str) -> _Letters:
    return _Letters(source, reader)


def _readable(text: str, reader: str) -> Iterator[tuple[int, list[bytes]]]:
    """The stretches that the reader can have produced, but for ASCII: start, bytes by character."""
    table = reader_bytes(reader)
    begin = 0
    pieces: list[bytes] = []
    for place, character in enumerate(text):
        data = table[character]
        if data is not None:
            pieces.append(data)
            continue
        if not text[begin:place].isascii():
            yield begin, pieces
        pieces = []
        begin = place + 1
    if not text[begin:].isascii():
        yield begin, pieces


def _sequences(begin: int, data: bytes) -> Iterator[Edge]:
    """The sequences of UTF-8 in bytes each of which is one character of the text."""
    for match in UTF8_SEQUENCE.finditer(data):
        original = decode(match.group(), "utf-8")
        if original and original != "\ufeff":
            yield Edge(begin + match.start(), begin + match.end(), original)


def _with_windows_signs(text: str, sequences: list[Edge]) -> list[Edge]:
    """The same with the quotation marks and dashes of Windows that Latin-1 shows as controls.

    Texts of both encodings are put together before they are read as one.
    """
    if not sequences:
        return []
    within = {place for edge in sequences for place in range(edge.start, edge.end)}
    if any(match.start() not in within for match in _ENDS_A_LINE.finditer(text)):
        within.update(match.start() for match in _BETWEEN_LINES.finditer(text))
    signs = [
        Edge(match.start(), match.end(), WINDOWS_SIGNS[match.group()])
        for match in _WINDOWS_SIGN.finditer(text)
        if match.start() not in within
    ]
    return sorted([*sequences, *signs], key=lambda edge: edge.start) if signs else sequences


def _units(text: str, begin: int, pieces: list[bytes], source: str) -> Iterator[Edge]:
    """The characters of the source in one stretch, as far as they end with some of the text's."""
    splitter = units(source)
    starts: dict[int, int] = {}
    length = 0
    for offset, piece in enumerate(pieces):
        starts[length] = begin + offset
        length += len(piece)
    starts[length] = begin + len(pieces)
    data = b"".join(pieces)
    at = 0
    while at < length:
        # From one common boundary to the next.
        end = at
        after = []
        while True:
            unit = splitter.first(data, end)
            if unit is None:
                break
            end += unit[0]
            after.append(unit[1])
            if end in starts:
                break
        if unit is None:
            # The character at ``at`` stays; go on behind it.
            at += len(pieces[starts[at] - begin])
            continue
        original = "".join(after)
        begun = original.removeprefix(MARK) if starts[at] == 0 else original
        if text[starts[at] : starts[end]] != original and NO_ORIGINAL.isdisjoint(begun):
            yield Edge(starts[at], starts[end], original)
        at = end
