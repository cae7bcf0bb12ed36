"""Bytes as text that goes back to the same bytes, and the lines of it that matter.

What an encoding cannot read stays as lone surrogates (PEP 383). Not for: guessing encodings.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

# Where fewer bytes than this are foreign, their lines are picked out before anything is decoded.
FEW = 0.12
# Invalid sequences for each valid one, up to which a file is still taken for UTF-8: of dev lines in
# 22 legacy encodings, 6 in 10,000 look so one at a time, and none three at a time.
INVALID = 0.5
# A character of UTF-7 is three digits of Base64 at least.
_BASE64 = re.compile(rb"\+[A-Za-z0-9+/]{3}")
# What ISO-2022-KR has once, at its beginning (RFC 1557), and which parts of it are read without.
KOREAN = b"\x1b$)C"
BYTE_ORDER_MARK = "\ufeff"
# Line ends of text files on mainframes: NEL, which Python decodes 0x15 to.
_NEXT_LINE = "\x85"


def as_bytes(data: object) -> bytes:
    """Bytes of any kind as such; TypeError for text and all else."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, (bytearray, memoryview)):
        return bytes(data)
    raise TypeError(f"data must be bytes, not {type(data).__name__}")


@functools.cache
def unit(encoding: str | None) -> int:
    """Bytes of the smallest unit: 2 for UTF-16, 4 for UTF-32."""
    name = (encoding or "").replace("_", "-")
    return 2 if name.startswith("utf-16") else 4 if name.startswith("utf-32") else 1


@functools.cache
def keeps_ascii(encoding: str | None) -> bool:
    """Whether bytes below 0x80 are what they are in ASCII, but for second bytes of a character.

    >>> [name for name in ("cp932", "utf-7", "hz", "iso2022_jp", "cp500") if keeps_ascii(name)]
    ['cp932']
    """
    if encoding is None:
        return True
    by_shifts = encoding.replace("-", "").replace("_", "").startswith(("utf7", "hz", "iso2022"))
    return not by_shifts and encode("a\n", encoding) == b"a\n"


def may_shift(data: bytes | bytearray) -> bool:
    """Whether ASCII may be other text: by escape sequences (ISO-2022), "~{" (HZ) or "+" (UTF-7).

    >>> may_shift(b"+AOk-t+AOk-"), may_shift(b"1 + 1"), may_shift(b"C++ and x+y")
    (True, False, False)
    """
    if b"\x1b" in data or b"~{" in data:
        return True
    return b"+" in data and _BASE64.search(data) is not None


def in_byte_order(encoding: str, start: bytes) -> str:
    """``encoding`` with the byte order that the mark at the start of a file gives.

    So named, it writes no mark of its own; the file's stays, as the character that it is.

    >>> in_byte_order("utf-16", b"\\xff\\xfex\\x00"), in_byte_order("gbk", b"x")
    ('utf-16-le', 'gbk')
    """
    if encoding.replace("_", "-") not in ("utf-16", "utf-32"):
        return encoding
    return encoding + ("-be" if start.startswith((b"\xfe\xff", b"\0\0\xfe\xff")) else "-le")


def keeping(encoding: str) -> str:
    """The error handler of codecs that keeps what an encoding cannot read, for writing it back."""
    return "surrogatepass" if unit(encoding) > 1 else "surrogateescape"


def is_unicode(text: str) -> bool:
    r"""Whether UTF-8 can write all of a text: a lone surrogate stands for a byte that is no text.

    >>> is_unicode("政府"), is_unicode("\udcff")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def decode(data: bytes, encoding: str) -> str | None:
    """Text with invalid bytes kept as lone surrogates; None where it would not encode back."""
    if encoding == "iso2022_kr" and KOREAN not in data:
        data = KOREAN + data
    try:
        text = data.decode(encoding, keeping(encoding))
    except (UnicodeDecodeError, LookupError):
        return None
    if unit(encoding) > 1 and encode(text, encoding) != data:
        return None
    return text


def with_line_feeds(text: str, encoding: str) -> str:
    r"""``text`` with the line ends of ASCII where they were those of EBCDIC.

    >>> with_line_feeds(b"\x81\x15\x82\x25".decode("cp500"), "cp500")
    'a\nb\n'
    """
    is_ebcdic = unit(encoding) == 1 and encode("a", encoding) != b"a"
    return text.replace(_NEXT_LINE, "\n") if is_ebcdic else text


def encode(text: str, encoding: str) -> bytes | None:
    """The bytes of ``text``, None where the encoding has none for it."""
    try:
        return text.encode(encoding, keeping(encoding))
    except UnicodeEncodeError:
        return None


def is_valid_utf8(data: bytes) -> bool:
    """Whether these bytes are UTF-8, all of them."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_as_utf8(data: bytes) -> tuple[str, int]:
    r"""The text of bytes that may be UTF-8, and how many U+FFFD stand in it for what is not.

    >>> read_as_utf8(b"\xff\xef\xbf\xbd")
    ('\ufffd\ufffd', 1)
    """
    text = data.decode("utf-8", "replace")
    return text, text.count("\ufffd") - data.count("\ufffd".encode())


def is_utf8(data: bytes) -> bool:
    """Whether these bytes are UTF-8, but for a few."""
    if is_valid_utf8(data):
        return True
    text, invalid = read_as_utf8(data)
    valid = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    return invalid <= INVALID * valid


def foreign_lines(
    window: bytes, encoding: str, text: str | None = None, more: Sequence[int] = ()
) -> tuple[Sequence[int], str | None]:
    """The numbers of the lines that are not all ASCII, and these lines, each with its newline.

    ``text``: all of the window, where that is known; ``more``: offsets in bytes whose lines are
    wanted too. None for the text of a window that would not encode back.
    """
    import numpy as np  # a clean pipe never comes here, and is not to pay for it

    # Each byte behind the first of a character is foreign, so that where these are many all are.
    many = text is not None and len(window) - len(text) >= FEW * len(window)
    if unit(encoding) == 1 and not many:
        data = np.frombuffer(window, dtype=np.uint8)
        places = np.flatnonzero(data >= 0x80)
        if more:
            places = np.union1d(places, np.array(more, dtype=places.dtype))
        if len(places) < FEW * len(data):
            ends = np.append(np.flatnonzero(data == 10), len(data))
            chosen = np.unique(np.searchsorted(ends, places))
            starts = np.append(0, ends[:-1] + 1)[chosen].tolist()
            stops = ends[chosen].tolist()
            picked = [window[start:stop] for start, stop in zip(starts, stops, strict=True)]
            return chosen.tolist(), decode(b"\n".join([*picked, b""]), encoding)
    if text is None:
        text = decode(window, encoding)
    if text is None:
        return (), None
    # Every line, for where most are foreign picking them costs more than it saves.
    text += "\n"
    return range(text.count("\n")), text


def line_ends(data: bytes, encoding: str | None) -> int:
    r"""How many lines end in a part of a file; None is ASCII.

    >>> line_ends("上\n海\n".encode("utf-16-le"), "utf-16-le")
    2
    """
    if encoding is None or (unit(encoding) == 1 and encode("\n", encoding) == b"\n"):
        return data.count(b"\n")
    return len(raw_lines(data, encoding)) - 1


def characters(data: bytes, encoding: str | None) -> int:
    """How many characters there are in a part of a file; None is ASCII."""
    if encoding is None:
        return len(data)
    text = decode(data, encoding)
    return len(text) if text is not None else len(data) // unit(encoding)


def raw_lines(window: bytes, encoding: str) -> list[bytes]:
    """The lines of a window, without their ends, as they stand in the file."""
    if unit(encoding) == 1 and encode("\n", encoding) == b"\n":
        return window.split(b"\n")
    return [encode(line, encoding) or b"" for line in (decode(window, encoding) or "").split("\n")]
