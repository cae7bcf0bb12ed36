"""Question marks that stand for letters, as software writes them which has none: ``contrase?a``.

Most question marks are none: they end questions, and are operators, wild cards and parts of
addresses. Asked of every text, and of bytes of ASCII, so that it costs next to nothing. Not for:
what stood there (``damage.replaced``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

_MARKER = "\N{REPLACEMENT CHARACTER}"
_LETTER = "[A-Za-zÀ-ɏẠ-ỹ]"  # of other scripts whole words are lost
_KNOWN = f"(?:{_LETTER}|{_MARKER})"  # one of these, or where one is known to be gone
_IN_BYTES = re.compile(rb"\?(?<=[A-Za-z\x80-\xff]\?)[?A-Za-z\x80-\xff]")
_BESIDE_IN_BYTES = re.compile(
    rb"\?(?:(?<=[A-Za-z\x80-\xff]\?)\??(?:[,.;:]\s| [a-z\x80-\xff])"
    rb"|(?<![\w?]\?)\??[A-Za-z\x80-\xff]{2})"
)
# The same in text; from a question mark on it is found at the speed of looking for one.
_IN_TEXT = re.compile(rf"\?(?<={_LETTER}\?)(?:\?|{_LETTER})")
_LONGEST = 64  # characters on either side in which its word must begin and end


def asks(text: str) -> bool:
    """Whether some question mark in a text stands for a letter, as far as signs tell.

    >>> [asks(text) for text in ("contrase?a", "a?b:c", "index.php?id=1", "https?://", "Quoi?")]
    [True, False, False, False, False]
    """
    return any(
        _within().search(text[max(0, match.start() - _LONGEST) : match.start() + _LONGEST])
        for match in (_IN_TEXT.finditer(text) if "?" in text else ())
    )


def places(data: bytes | bytearray) -> Iterator[int]:
    """Where in bytes some may be; at the ends of words only where others are within some.

    >>> list(places(b"zosta? b??dny")), list(places(b"Quoi? oui"))
    ([8, 5], [])
    """
    found = False
    for place in _places_within(data):
        found = True
        yield place
    if found:
        yield from (match.start() for match in _BESIDE_IN_BYTES.finditer(data))


def may_go_on(data: bytes | bytearray) -> bool:
    """Whether what follows these bytes may show that some in them stand for letters."""
    return _BESIDE_IN_BYTES.search(data) is not None


@functools.cache  # what takes long to compile, ASCII without a question mark has no need of
def _within() -> re.Pattern[str]:
    """A word with question marks between its letters.

    In code, paths and patterns there is something of theirs on one side, but for the end of a
    comment, and people write a space behind a question.
    """
    return re.compile(
        r"(?<![\w.=&?@$%+*^|\\-])(?<![^/]/)(?<!^/)"
        rf"(?={_LETTER}+\?{{1,4}}{_LETTER}){_LETTER}+(?:(?:\?{{1,4}}|['’-]){_LETTER}+)*"
        r"(?![\w=&(\[{@$+^|\\/]|\*(?!/)|[.-]\w|:[^\s]|\?[\w.\"'`)|])"
    )


@functools.cache
def _beside() -> re.Pattern[str]:
    """Those that begin or end a word, where others are within some: no question goes on so."""
    return re.compile(
        rf"(?<![\w?])\?{{1,2}}(?={_LETTER}{_KNOWN})"
        rf"|(?<={_KNOWN}{_LETTER})\?{{1,2}}(?=[,.;:](?:\s|\Z)| [a-zß-ÿ])"
    )


def _places_within(data: bytes | bytearray) -> Iterator[int]:
    for match in _IN_BYTES.finditer(data):
        start = match.start()
        around = bytes(data[max(0, start - _LONGEST) : start + _LONGEST])
        if asks(around.decode("ascii", "replace").replace(_MARKER, "e")):
            yield start


def marked(text: str, *, asking: bool = False) -> str:
    """``text`` with a U+FFFD in place of each that stands for a letter, or for a byte of one.

    ``asking``: whether its document has some within words.
    """
    if not asking and not asks(text):
        return text
    for pattern in (_within(), _beside()):
        text = pattern.sub(lambda match: match.group().replace("?", _MARKER), text)
    return text
