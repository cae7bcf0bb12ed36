r"""The ways to write characters, or bytes, in ASCII: ``&#x533A;``, ``\u533A``, ``%E5%8C%BA`` …

A notation finds what is written in it, each item with its span: the characters that it stands for,
or the byte. Part of ``escape``. Not for: deciding whether somebody meant it so.
"""

from __future__ import annotations

import binascii
import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import html5

from garblefix.encodings import known

# What no text has: controls, surrogates, private use, unassigned code points and noncharacters.
_NO_TEXT = frozenset({"Cc", "Co", "Cs", "Cn"})
# And a byte order mark inside, and what stands for a character that is gone.
_NO_ORIGINAL = "\ufeff\ufffd"


@dataclass(frozen=True, slots=True)
class Item:
    """``text[start:end]`` stands for ``value``: characters, or one byte."""

    start: int
    end: int
    value: str | int


@dataclass(frozen=True, slots=True)
class Notation:
    """One way to write characters in ASCII, or bytes (``of_bytes``).

    ``name`` is what chains call it; ``sign``: what any text that has some of it contains.
    ``prior``: log odds, in nats, that what it says was meant to be read, by somebody who asks for
    it; ``legacy``: the same for bytes that are not UTF-8. ``whole``: who writes in it may write
    ASCII in it too; ``strays``: what no text has that is in this notation throughout, so that all
    ASCII written in it is.
    """

    name: str
    sign: str
    pattern: re.Pattern[str]
    value: Callable[[re.Match[str]], str | int | None]
    prior: float
    legacy: float = 0.0
    of_bytes: bool = False
    whole: bool = False
    strays: re.Pattern[str] | None = None

    def is_throughout(self, text: str) -> bool:
        """Whether nothing in ``text`` contradicts that all of it is in this notation.

        >>> [NOTATIONS[-2].is_throughout(text) for text in ("a=3Db=C3=A9 =", "a = b=C3=A9")]
        [True, False]
        """
        return self.strays is not None and self.strays.search(text) is None

    def items(self, text: str) -> list[Item]:
        """All that ``text`` has in this notation, in order.

        >>> [item.value for item in NOTATIONS[1].items(r"\\u533a \\ud83d\\ude00 \\users")]
        ['区', '😀']
        """
        found: list[Item] = []
        for match in self.pattern.finditer(text) if self.sign in text else ():
            value = self.value(match)
            if value is None or value == "":
                continue
            item = Item(match.start(), match.end(), value)
            if found and (pair := _joined(found[-1], item)) is not None:
                found[-1] = pair
            else:
                found.append(item)
        return found


def _joined(high: Item, low: Item) -> Item | None:
    """Two surrogates side by side as the character that they are halves of."""
    if high.end != low.start or not isinstance(high.value, str) or not isinstance(low.value, str):
        return None
    if not ("\ud800" <= high.value < "\udc00" <= low.value < "\ue000"):
        return None
    units = (high.value + low.value).encode("utf-16-le", "surrogatepass")
    return Item(high.start, low.end, units.decode("utf-16-le"))


def is_text(characters: str) -> bool:
    r"""Whether text may have all of these.

    >>> [is_text(found) for found in ("区😀", "\x85", "\ud83d", "\uffff", "\ue000")]
    [True, False, False, False, False]
    """
    return not any(
        unicodedata.category(character) in _NO_TEXT or character in _NO_ORIGINAL
        for character in characters
    )


def _character(point: int) -> str | None:
    return chr(point) if point <= 0x10FFFF else None


def _hexadecimal(match: re.Match[str]) -> str | None:
    return _character(int(next(filter(None, match.groups())), 16))


def _reference(match: re.Match[str]) -> str | None:
    if match["name"] is not None:
        return html5.get(f"{match['name']};")
    number = match["number"].lower()
    point = int(number[1:], 16) if number.startswith("x") else int(number)
    if 0x80 <= point < 0xA0:
        # Of these most are characters of Windows-1252 (HTML Standard, 13.2.5.84).
        return html.unescape(f"&#{point};")
    return _character(point)


def _backslash(match: re.Match[str]) -> str | None:
    if match["name"] is None:
        return _hexadecimal(match)
    try:
        return unicodedata.lookup(match["name"])
    except KeyError:
        return None


def _hexadecimal_byte(match: re.Match[str]) -> int:
    return int(match[1], 16)


def _quoted_byte(match: re.Match[str]) -> int:
    return int(match[1], 16) if match[1] is not None else ord(match[2])


def _octal_byte(match: re.Match[str]) -> int:
    return int(match[1], 8)


# Charset, encoding and text of an encoded word (RFC 2047, 2), maybe with a language (RFC 2231, 5).
_WORD_PARTS = r"=\?([!->@-~]+)\?([bBqQ])\?([!->@-~]*)\?="
_WORD = _WORD_PARTS.replace("(", "(?:")
# What mails call these are their supersets in truth (WHATWG Encoding Standard, 4.2).
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
}


def _encoded_words(match: re.Match[str]) -> str | None:
    """The text of words side by side; the space between them is none of it (RFC 2047, 6.2)."""
    # A character may be torn between two words of one charset.
    parts: list[tuple[str, bytes]] = []
    try:
        for charset, form, written in re.findall(_WORD_PARTS, match.group()):
            name = known(charset.partition("*")[0])
            data = _from_base64(written) if form in "bB" else _from_q(written)
            if parts and parts[-1][0] == name:
                data = parts.pop()[1] + data
            parts.append((name, data))
        return "".join(data.decode(_SUPERSETS.get(name, name)) for name, data in parts)
    except (LookupError, ValueError):
        return None


def _from_base64(written: str) -> bytes:
    return binascii.a2b_base64(written + "=" * (-len(written) % 4), strict_mode=True)


def _from_q(written: str) -> bytes:
    return binascii.a2b_qp(written, header=True)


_HEX, _SMALL = "[0-9A-Fa-f]", "[0-9a-f]"
# A backslash, or one that was itself escaped.
_BACKSLASH = r"(?<!\\)\\{1,2}"

NOTATIONS: tuple[Notation, ...] = (
    Notation(
        "html",
        "&",
        re.compile(
            rf"&(?:amp;)*(?:#(?P<number>[xX]{_HEX}{{2,6}}|[0-9]{{2,7}});?"
            r"|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)"
        ),
        _reference,
        prior=15.0,
        whole=True,
    ),
    Notation(
        "backslash",
        "\\",
        re.compile(
            rf"{_BACKSLASH}(?:u({_HEX}{{4}})|U({_HEX}{{8}})|[ux]\{{({_HEX}{{1,6}})\}}"
            r"|N\{(?P<name>[A-Z][A-Z0-9 -]+)\})"
        ),
        _backslash,
        prior=8.0,
        whole=True,
    ),
    # Backslashes get lost where text is unquoted once too often; one alone may be anything.
    Notation(
        "no-backslash",
        "u",
        re.compile(
            rf"u({_SMALL}{{4}})(?=u{_SMALL}{{4}})|(?<=u{_SMALL}{_SMALL}{_SMALL}{_SMALL})u({_SMALL}{{4}})"
        ),
        _hexadecimal,
        prior=4.0,
    ),
    Notation(
        "percent-u",
        "%u",
        re.compile(rf"%u({_HEX}{{4}})"),
        _hexadecimal,
        prior=10.0,
        whole=True,
    ),
    Notation(
        "code-point",
        "<U+",
        re.compile(rf"<U\+({_HEX}{{4,8}})>"),
        _hexadecimal,
        prior=10.0,
        whole=True,
    ),
    Notation(
        "encoded-word",
        "=?",
        re.compile(rf"{_WORD}(?:(?:[ \t]*\r?\n)?[ \t]+{_WORD})*"),
        _encoded_words,
        prior=16.0,
    ),
    Notation(
        "backslash",
        "\\x",
        re.compile(rf"{_BACKSLASH}x({_HEX}{{2}})"),
        _hexadecimal_byte,
        prior=6.0,
        legacy=-2.0,
        of_bytes=True,
        whole=True,
    ),
    # In many programming languages these are characters, not bytes.
    Notation(
        "backslash",
        "\\x",
        re.compile(rf"{_BACKSLASH}x([89A-Fa-f]{_HEX})"),
        _hexadecimal,
        prior=2.0,
    ),
    Notation(
        "octal",
        "\\",
        re.compile(rf"{_BACKSLASH}([0-3][0-7]{{2}})"),
        _octal_byte,
        prior=6.0,
        legacy=-2.0,
        of_bytes=True,
        whole=True,
    ),
    Notation(
        "percent",
        "%",
        re.compile(rf"%(?:25)*({_HEX}{{2}})"),
        _hexadecimal_byte,
        prior=8.0,
        legacy=3.5,
        of_bytes=True,
    ),
    Notation(
        "quoted-printable",
        "=",
        # With the soft line breaks behind a character, which may be one that stands as it is.
        re.compile(r"=([0-9A-F]{2})(?:=[ \t]*\r?\n)*|([ -<>-~])(?:=[ \t]*\r?\n)+"),
        _quoted_byte,
        prior=8.0,
        legacy=3.5,
        of_bytes=True,
        whole=True,
        strays=re.compile(r"=(?![0-9A-F]{2}|[ \t]*\r?(?:\n|\Z))"),
    ),
    Notation(
        "bytes",
        "<",
        re.compile(rf"<({_HEX}{{2}})>"),
        _hexadecimal_byte,
        prior=8.0,
        of_bytes=True,
    ),
)
