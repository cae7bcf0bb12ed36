"""The encodings: their names, how likely they are, and how each turns one character into bytes.

Decoders in the wild are more lenient than Python's strict ones. What Windows and browsers do with
bytes that a code page leaves open (0x81 in Windows-1252 is U+0081, 0x80 in GBK is the euro sign,
user-defined pairs are private-use characters) is data here, so that such text goes back to the
bytes it came from. Sources: the WHATWG Encoding Standard and Microsoft's best-fit tables.
Not for: guessing.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import math
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from garblefix import code_pages

code_pages.register()


@dataclass(frozen=True, slots=True)
class Encoding:
    """One encoding.

    ``name`` is Python's codec name. ``as_source`` and ``as_reader`` are costs in nats: how rare is
    text whose bytes were of this encoding (X in "X read as Y"), and software that reads with it
    (Y); set by the order of their counts among real repairs in public repositories.
    ``lenient``: its readers show a byte that it leaves open as the code point of that number.
    ``console``: only consoles read with it, and what they are given that is not theirs is UTF-8;
    what was written with it is read by Windows.
    ``never_shown``: characters that Python's codec writes, and no reader of it shows.
    ``also_shown``: characters that some readers show for a byte, and Python's codec does not.
    ``composed``: what a byte is, the next one changes: a letter of ASCII, and behind it its marks.
    """

    name: str
    label: str
    as_source: float
    as_reader: float
    width: int = 1  # longest sequence, bytes
    lenient: bool = False
    console: bool = False
    composed: bool = False
    never_shown: str = ""
    also_shown: Mapping[str, bytes] = field(default_factory=dict, hash=False)

    @property
    def multibyte(self) -> bool:
        """Whether a character may take several bytes."""
        return self.width > 1

    @property
    def in_pairs(self) -> bool:
        """Whether it is one of East Asia, where a character of theirs takes two bytes or more."""
        return self.multibyte and not self.composed and self.name != "utf-8"


# What no software reads text with that is not in it.
UNREAD = math.inf


def _windows(page: int, label: str, as_source: float, as_reader: float) -> Encoding:
    return Encoding(f"cp{page}", label, as_source, as_reader, lenient=True)


# What it had before the letters of Ukrainian and the euro, and has in Java.
_MAC_CYRILLIC = {"¢": b"\xa2", "∂": b"\xb6", "¤": b"\xff"}
# What text in NFC has for the ångström sign, and for ideographs that are in the page for
# compatibility alone.
_KOREAN = {"Å": b"\xa1\xca", "\u90ce": b"\xd2\xab", "\u96b8": b"\xe7\xe6"}
_JAPANESE = {"Å": b"\x81\xf0", "\u51de": b"\xed\xf9", "\u8612": b"\xee\x83"}

ENCODINGS: tuple[Encoding, ...] = (
    # A reader that shows U+FFFD could not read what was there.
    Encoding("utf-8", "UTF-8", 0.0, 2.0, width=4, never_shown="\ufffd"),
    Encoding("gb18030", "GB18030", 0.5, 1.0, width=4, never_shown="\ufffd"),
    Encoding("gbk", "GBK", 0.5, 0.0, width=2, also_shown={"€": b"\x80"}),
    Encoding("big5", "Big5", 1.5, 1.0, width=2),
    Encoding("cp950", "Big5 (CP950)", 2.0, 1.5, width=2),
    Encoding("big5hkscs", "Big5-HKSCS", 2.5, 2.0, width=2),
    Encoding("cp932", "Shift-JIS (CP932)", 1.0, 1.0, width=2, also_shown=_JAPANESE),
    # As the bytes of ASCII.
    Encoding("euc_jp", "EUC-JP", 2.0, 1.5, width=3, never_shown="¥‾"),
    Encoding("cp949", "EUC-KR (CP949)", 1.5, 1.0, width=2, also_shown=_KOREAN),
    Encoding("johab", "Johab", 4.0, 4.0, width=2),
    _windows(1252, "Windows-1252", 0.5, 0.0),
    Encoding("latin-1", "Latin-1", 1.5, 0.0),
    _windows(1251, "Windows-1251", 0.5, 0.5),
    _windows(1250, "Windows-1250", 0.5, 1.0),
    _windows(1254, "Windows-1254", 1.0, 1.0),
    _windows(1253, "Windows-1253", 1.0, 1.5),
    _windows(1255, "Windows-1255", 1.0, 2.0),
    _windows(1256, "Windows-1256", 1.0, 2.0),
    _windows(1257, "Windows-1257", 1.5, 1.5),
    _windows(1258, "Windows-1258", 3.0, 3.0),
    Encoding("iso8859-2", "ISO-8859-2", 1.5, 4.0),
    Encoding("iso8859-5", "ISO-8859-5", 3.0, 3.0),
    Encoding("iso8859-6", "ISO-8859-6", 5.0, UNREAD),
    Encoding("iso8859-7", "ISO-8859-7", 2.0, 2.5),
    Encoding("iso8859-9", "ISO-8859-9", 2.0, 1.5),
    Encoding("iso8859-13", "ISO-8859-13", 3.0, 3.0),
    Encoding("iso8859-15", "ISO-8859-15", 2.5, 4.5),
    Encoding("koi8-r", "KOI8-R", 1.0, 1.0),
    Encoding("koi8-u", "KOI8-U", 2.0, 2.0),
    Encoding("cp866", "DOS Cyrillic (CP866)", 1.5, 1.5),
    Encoding("cp855", "DOS Cyrillic (CP855)", 4.0, 5.0),
    Encoding("cp437", "DOS (CP437)", 2.0, 1.0),
    Encoding("cp850", "DOS Latin 1 (CP850)", 1.5, 1.0),
    Encoding("cp852", "DOS Latin 2 (CP852)", 2.0, 1.5),
    Encoding("cp720", "DOS Arabic (CP720)", 5.0, 3.5, console=True),
    Encoding("cp737", "DOS Greek (CP737)", 3.0, 3.5),
    Encoding("cp775", "DOS Baltic (CP775)", 3.5, 5.5),
    Encoding("cp857", "DOS Turkish (CP857)", 3.0, 3.5, console=True),
    Encoding("cp862", "DOS Hebrew (CP862)", 3.0, 3.5, console=True),
    Encoding("cp874", "Thai (CP874)", 1.5, 2.5, lenient=True),
    Encoding("mac-roman", "Mac Roman", 2.0, 1.0),
    Encoding("mac-cyrillic", "Mac Cyrillic", 2.5, 2.5, also_shown=_MAC_CYRILLIC),
    Encoding("mac-greek", "Mac Greek", 3.5, 3.5),
    Encoding("mac-latin2", "Mac Central European", 3.0, 3.0),
    Encoding("mac-turkish", "Mac Turkish", 4.5, UNREAD),
    Encoding("cp860", "DOS Portuguese (CP860)", 4.0, UNREAD),
    Encoding("cp861", "DOS Icelandic (CP861)", 5.0, UNREAD),
    Encoding("cp865", "DOS Nordic (CP865)", 4.5, UNREAD),
    Encoding("cp869", "DOS Greek 2 (CP869)", 4.5, UNREAD),
    Encoding("cp1125", "DOS Ukrainian (CP1125)", 2.5, UNREAD),
    Encoding("iso8859-3", "ISO-8859-3", 6.0, UNREAD),
    Encoding("iso8859-4", "ISO-8859-4", 4.5, UNREAD),
    Encoding("mac-iceland", "Mac Icelandic", 5.0, UNREAD),
    Encoding("tcvn", "TCVN3 (VSCII)", 4.0, UNREAD),
    Encoding("viscii", "VISCII", 4.5, UNREAD),
    Encoding("vni", "VNI", 2.5, UNREAD, width=2, composed=True),
    Encoding("armscii-8", "ARMSCII-8", 5.0, UNREAD),
    Encoding("georgian-ps", "Georgian-PS", 6.0, UNREAD),
    Encoding("mik", "DOS Bulgarian (MIK)", 5.0, UNREAD),
    Encoding("georgian-academy", "Georgian-Academy", 6.0, UNREAD),
)

BY_NAME = {encoding.name: encoding for encoding in ENCODINGS}
READERS = tuple(encoding for encoding in ENCODINGS if encoding.as_reader < UNREAD)


# What reads files of DOS besides Windows: DOS itself, as it was sold in most places.
_OF_OLD_FILES = frozenset({"latin-1", "cp437", "cp850"})


def met(source: str, reader: str) -> bool:
    """Whether text in one encoding comes to readers of the other.

    >>> [met(*pair) for pair in (("utf-8", "cp862"), ("koi8-r", "cp862"), ("cp862", "koi8-r"))]
    [True, False, False]
    """
    if BY_NAME[reader].console:
        return source == "utf-8"
    return not BY_NAME[source].console or BY_NAME[reader].lenient or reader in _OF_OLD_FILES


# What decoders do with a lead byte that the next byte does not complete, a bit each.
ONE_A_BYTE = 1
"""It is lost alone and the next byte read anew: Python ``errors="replace"``; Java with Windows-932
and -949, nearly."""
PAIR_WITHOUT_ASCII = 2
"""It takes a following byte above 0x7F with it, ASCII survives: browsers, Node (WHATWG Encoding
Standard, "If byte is an ASCII byte, restore byte to ioQueue"), Java with GBK. Asked in
``tests/test_decoders.py``."""
PAIR_WITH_ASCII = 4
"""It takes any following byte with it: Windows (MultiByteToWideChar, .NET), PHP (mbstring)."""

# What stands for a byte, or a pair, that could not be read: U+FFFD; ``?``, which is also what any
# conversion to a smaller character set makes of U+FFFD; Windows has U+30FB for code page 932.
MARKERS = {"": "\ufffd?", "cp932": "\ufffd?\u30fb"}
# Nobody but Windows writes that one.
ONLY_WINDOWS = "\u30fb"

# Decoders of the same label that show less: EUC-KR without the extensions of CP949; Windows-1252
# that was saved as Latin-1, which has none of its quotes and dashes.
STRICTER = {"cp949": ("euc_kr",), "cp1252": ("latin-1",)}

# Bytes that begin a pair, whether or not a character is at it: WHATWG decoders' lead ranges.
LEADS = {
    "gbk": ((0x81, 0xFE),),
    "gb18030": ((0x81, 0xFE),),
    "big5": ((0x81, 0xFE),),
    "cp950": ((0x81, 0xFE),),
    "big5hkscs": ((0x81, 0xFE),),
    "cp932": ((0x81, 0x9F), (0xE0, 0xFC)),
    "euc_jp": ((0x8E, 0x8F), (0xA1, 0xFE)),
    "cp949": ((0x81, 0xFE),),
    "euc_kr": ((0xA1, 0xFE),),
    "johab": ((0x84, 0xD3), (0xD8, 0xDE), (0xE0, 0xF9)),
}

NO_BREAK_SPACE = 0xA0
# What software likes to make plain, and the ASCII that it writes.
_PLAIN = {" ": "\xa0", '"': "“”„", "'": "‘’‚", "-": "–—\xad"}
PLAIN = {character: sign for sign, shown in _PLAIN.items() for character in shown}
ELLIPSIS = "…"
DOTS = "..."  # which it becomes
# What it leaves more often than those that look like them.
SELDOM_PLAIN = frozenset("‚„")
# What stands for a byte without a character in Python's tables of code pages.
_NOTHING = "\ufffe"
_UNWRITTEN = "\udfff"  # which no codec writes
# Lone surrogates from here on are bytes that a reader could not show, and spelled out; those of
# PEP 383 are bytes of the input that are no text.
SPELLED = 0xDB00


# Characters that each table of one encoding keeps: all of common text, yet not all of ten thousand
# files.
REMEMBERED = 1 << 12


# Where a reader shows one character for several codes, what stands in for it with another code than
# the codec writes is the character of this number and the code's. No text has any of these.
STAND_IN = 0x100000


class ReaderBytes(dict[str, bytes | None]):
    """Character → the bytes that this reader showed as it, None where there are none.

    >>> table = reader_bytes("cp1252")
    >>> table["é"], table["\\x81"], table["北"], reader_bytes("gbk")["€"]
    (b'\\xe9', b'\\x81', None, b'\\x80')
    """

    def __init__(self, encoding: Encoding) -> None:
        super().__init__()
        self.encoding = encoding
        # What the codec has no bytes for is looked up here, and the rest goes at its speed.
        self._handler = f"garblefix.{encoding.name}"
        codecs.register_error(self._handler, self._beyond_the_codec)
        codecs.register_error(f"{self._handler}.marked", self._marked)
        self._map = None
        if not encoding.multibyte:
            # As fast as the newer of Python's code pages, of which some go by a slow dictionary.
            # Bytes that a lenient page leaves open are shown so often that they are in it too.
            shown = [decode(bytes([byte]), encoding.name) or _NOTHING for byte in range(256)]
            if encoding.lenient:
                shown = [shown[byte].replace(_NOTHING, chr(byte)) for byte in range(256)]
            self._map = codecs.charmap_build("".join(shown))

    def __missing__(self, character: str) -> bytes | None:
        if len(self) >= REMEMBERED:
            self.clear()
        # The tables of all readers share their keys.
        data = self[sys.intern(character)] = self._bytes(character)
        return data

    def of(self, text: str) -> bytes | None:
        """The bytes of a whole text, None where this reader did not produce all of it."""
        try:
            return self._encoded(text, self._handler)
        except UnicodeEncodeError:
            return None

    def marked(self, lines: str) -> bytes:
        """The same for many lines, with a NUL where one goes on with what it did not produce."""
        return self._encoded(lines, f"{self._handler}.marked")

    def _encoded(self, text: str, handler: str) -> bytes:
        if self._map is not None:
            return codecs.charmap_encode(text, handler, self._map)[0]
        name = self.encoding.name
        if name == "gbk":
            # Its one byte beyond the codec is in every third line of UTF-8 read so.
            return b"\x80".join([self._in_pairs(part, handler) for part in text.split("€")])
        for sign in self.encoding.never_shown:
            text = text.replace(sign, _UNWRITTEN)
        return text.encode(name, handler)

    def _in_pairs(self, text: str, handler: str) -> bytes:
        """The bytes of GBK; of many user-defined characters at the speed of the wider codec."""
        with contextlib.suppress(UnicodeEncodeError):
            return text.encode("gbk")
        with contextlib.suppress(UnicodeEncodeError):
            pairs = text.encode("gb18030")
            # Unless it has characters of four bytes, which GBK has not.
            if len(pairs) == 2 * len(text) - len(text.encode("ascii", "ignore")):
                return pairs
        return text.encode("gbk", handler)

    def _beyond_the_codec(self, error: UnicodeError) -> tuple[bytes, int]:
        assert isinstance(error, UnicodeEncodeError)
        data = self._looked_up(error)
        if data is None:
            raise error
        return data, error.end

    def _marked(self, error: UnicodeError) -> tuple[bytes, int]:
        assert isinstance(error, UnicodeEncodeError)
        data = self._looked_up(error)
        if data is not None:
            return data, error.end
        end = error.object.find("\n", error.start)
        return b"\0", end if end >= 0 else len(error.object)

    def _looked_up(self, error: UnicodeEncodeError) -> bytes | None:
        pieces = [self[character] for character in error.object[error.start : error.end]]
        return None if None in pieces else b"".join(filter(None, pieces))

    def _bytes(self, character: str) -> bytes | None:
        encoding = self.encoding
        if SPELLED + 0x80 <= ord(character) <= SPELLED + 0xFF:
            return bytes([ord(character) - SPELLED])
        if character in encoding.also_shown:
            return encoding.also_shown[character]
        if character in encoding.never_shown:
            return None
        try:
            return character.encode(encoding.name)
        except UnicodeEncodeError:
            pass
        if encoding.lenient and "\x80" <= character <= "\xff":
            # A byte that the code page leaves open is shown as the code point of its number, and
            # software that mixes the page up with Latin-1 shows any C1 control so.
            byte = character.encode("latin-1")
            return byte if character < "\xa0" or decode(byte, encoding.name) is None else None
        if encoding.name == "gbk":
            # User-defined pairs are private-use characters in CP936; Python: in GB18030 alone.
            pair = character.encode("gb18030", "ignore")
            return pair if len(pair) == 2 else None
        if encoding.in_pairs and ord(character) >= STAND_IN:
            code = (ord(character) - STAND_IN).to_bytes(2)
            shown = decode(code, encoding.name)
            return code if shown and shown.encode(encoding.name) != code else None
        return None


@functools.cache
def reader_bytes(name: str) -> ReaderBytes:
    """The bytes behind each character for one reader."""
    return ReaderBytes(BY_NAME[name])


def decode(data: bytes, name: str) -> str | None:
    """``data`` as text of this encoding, None where it is none.

    UTF-8 here includes CESU-8 surrogate pairs, which old Java and MySQL write for emoji.

    >>> decode(b"\\xed\\xa0\\xbd\\xed\\xb8\\x8d", "utf-8")
    '😍'
    """
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        if name == "utf-8" and b"\xed" in data:
            return _decode_cesu(data)
        return None


def _decode_cesu(data: bytes) -> str | None:
    try:
        paired = data.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        return paired.decode("utf-16-le")
    except UnicodeDecodeError:
        return None


# A valid sequence of UTF-8 beyond ASCII, CESU-8 pairs included (RFC 3629, Unicode TR 26).
UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]"
    rb"|\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]"
    rb"|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)


# What Python has among its encodings, and no file is in.
_NOTATIONS = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape")


def known(name: str) -> str:
    """Python's name for an encoding. Raises LookupError for a name that is none of an encoding.

    >>> known("GBK"), known("latin1")
    ('gbk', 'iso8859-1')
    """
    try:
        info = codecs.lookup(name)
    except ValueError:  # a NUL in the name
        raise LookupError(f"unknown encoding: {name!r}") from None
    if not info._is_text_encoding or info.name in _NOTATIONS:
        raise LookupError(f"{name} is not a text encoding")
    return info.name
