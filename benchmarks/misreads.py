"""Builds strictly reversible misreads: bytes of one encoding, read as another, all bytes kept.

Independent of garblefix on purpose, so that a mistake there is not measured with itself. Not for:
damage that loses bytes.
"""

from __future__ import annotations

import codecs
import random
import unicodedata
from collections.abc import Iterator

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy codecs)

from benchmarks.common import Case

CJK, CYRILLIC, GREEK, ARABIC, HEBREW, THAI = "CJK", "Cyrillic", "Greek", "Arabic", "Hebrew", "Thai"
LATIN, OTHER = "Latin", "other scripts"

_WEST = ("cp1252", "latin-1", "iso-8859-15", "mac-roman", "cp850", "cp437")
_WESTERNERS = (
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "fi", "is", "ca",
    "eu", "ga", "cy", "sq", "id",
)  # fmt: skip
_CENTRE = ("cp1250", "iso-8859-2", "cp852", "mac-latin2")
_TURKISH = ("cp1254", "iso-8859-9")
_BALTIC = ("cp1257", "cp775")
_CYRILLIC = ("cp1251", "iso-8859-5", "mac-cyrillic", "cp855", "koi8-r", "cp866")
_CYRILLIC_WEST = ("cp1251", "iso-8859-5", "mac-cyrillic", "cp855")

LANGUAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "zh-Hans": (CJK, ("gb18030", "gbk")),
    "zh-Hant": (CJK, ("big5", "cp950", "big5-hkscs", "gb18030", "gbk")),
    "ja": (CJK, ("cp932", "euc-jp")),
    "ko": (CJK, ("cp949", "euc-kr", "johab")),
    "ru": (CYRILLIC, _CYRILLIC),
    "bg": (CYRILLIC, _CYRILLIC),
    "uk": (CYRILLIC, ("cp1251", "koi8-u", "iso-8859-5", "mac-cyrillic")),
    "be": (CYRILLIC, ("cp1251", "iso-8859-5", "mac-cyrillic")),
    "mk": (CYRILLIC, _CYRILLIC_WEST),
    "sr-Cyrl": (CYRILLIC, _CYRILLIC_WEST),
    "kk": (CYRILLIC, ()),
    "mn": (CYRILLIC, ()),
    "el": (GREEK, ("cp1253", "iso-8859-7", "cp737", "mac-greek")),
    "ar": (ARABIC, ("cp1256",)),
    "fa": (ARABIC, ("cp1256",)),
    "he": (HEBREW, ("cp1255",)),
    "th": (THAI, ("cp874",)),
    "vi": (LATIN, ("tcvn", "vni", "viscii", "cp1258")),
    "tr": (LATIN, _TURKISH),
    "az": (LATIN, _TURKISH),
    "eo": (LATIN, ()),
    "mt": (LATIN, ()),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr", "sr-Latn", "sl"), (LATIN, _CENTRE)),
    **dict.fromkeys(("lt", "lv", "et"), (LATIN, _BALTIC)),
    **dict.fromkeys(_WESTERNERS, (LATIN, _WEST)),
    "hy": (OTHER, ("armscii-8",)),
    "ka": (OTHER, ("georgian-ps", "georgian-academy")),
    **dict.fromkeys(("hi", "bn", "ta"), (OTHER, ())),
}
"""Language -> its script, and the legacy encodings that people wrote it in."""

ENCODINGS = (
    "utf-8", "gb18030", "gbk", "big5", "cp950", "big5-hkscs", "cp932", "euc-jp",
    "cp949", "euc-kr", "johab",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258",
    "latin-1", "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-13",
    "iso-8859-15", "koi8-r", "koi8-u",
    "cp437", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp862", "cp866",
    "cp874",
    "mac-roman", "mac-cyrillic", "mac-greek", "mac-latin2",
)  # fmt: skip
"""Every encoding that garblefix takes text to have been read as."""

COMMON_READERS = {
    "cp1252": 30, "latin-1": 15, "gbk": 12, "cp1251": 8, "cp932": 6, "big5": 3, "cp949": 6,
    "cp437": 5, "mac-roman": 5, "cp850": 5, "cp1250": 5, "cp1254": 4, "koi8-r": 3, "cp866": 2,
    "cp874": 1, "cp1253": 1, "cp1255": 1, "cp1256": 1, "cp1257": 1, "iso-8859-2": 1,
    "iso-8859-15": 1, "euc-jp": 1, "cp852": 1, "gb18030": 1,
}  # fmt: skip
"""How often people read bytes as this encoding: the order of the real cases, but flatter, since
64 % of those were read as cp1252 or its kin and the others are to be measured as well."""

_SLOPPY = {f"cp{number}": f"sloppy-windows-{number}" for number in range(1250, 1259)}
UTF8_SHARE = 0.5
"""How many of the common cases are UTF-8 misread: 137 of the 262 lossless real cases are."""
LETTERS_WANTED = {40: 1, 12: 3}
"""Non-ASCII characters wanted in a piece, by its length; in Latin scripts one is always enough."""


def _euro_at_0x80(error: UnicodeError) -> tuple[str | bytes, int]:
    """Windows reads the byte 0x80, which GBK leaves free, as the euro sign, and writes it so."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    if isinstance(error, UnicodeEncodeError) and error.object[error.start] == "€":
        return b"\x80", error.start + 1
    raise error


codecs.register_error("benchmarks-euro-at-0x80", _euro_at_0x80)


def encode(text: str, encoding: str) -> bytes:
    """The bytes of a text, strictly; ``gbk`` is Windows code page 936 with its euro sign."""
    if encoding == "gbk":
        return text.encode("gbk", "benchmarks-euro-at-0x80")
    return text.encode(encoding)


def decode(data: bytes, encoding: str) -> str:
    """The text of bytes, strictly, but for the holes in the Windows family, which stay C1."""
    if encoding == "gbk":
        return data.decode("gbk", "benchmarks-euro-at-0x80")
    if encoding in _SLOPPY:
        return data.decode(_SLOPPY[encoding])
    return data.decode(encoding)


def _encode_back(text: str, encoding: str) -> bytes:
    return text.encode(_SLOPPY[encoding]) if encoding in _SLOPPY else encode(text, encoding)


def misread(text: str, written: str, read: str) -> str | None:
    """The text with its bytes of ``written`` read as ``read``; None where that is not reversible.

    Also None where nothing changes, or where control characters come up that were not there.
    """
    try:
        data = encode(text, written)
        garbled = decode(data, read)
        if garbled == text or _encode_back(garbled, read) != data:
            return None
        if decode(data, written) != text:
            return None
    except UnicodeError:
        return None
    if {character for character in garbled if character < " "} - set(text):
        return None
    return garbled


class Pieces:
    """Cuts pieces of one length out of the lines of one language, at random but repeatably."""

    def __init__(self, lines: list[str], language: str, length: int) -> None:
        self.length = length
        self.script = LANGUAGES[language][0]
        wanted = LETTERS_WANTED.get(length, 1)
        self.wanted = 1 if self.script == LATIN else wanted
        if language == "en":
            # The files have typewriter apostrophes; in print they are what gets garbled most.
            lines = [line.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for line in lines]
        # The news of the dev files are their long lines; the sentences of Tatoeba are short.
        news = 40 if self.script == CJK else 60
        # ASCII lines are no cases, and in English nearly all lines are ASCII.
        useful = [line for line in lines if not line.isascii()]
        long = [line for line in useful if len(line) >= max(news, length)]
        if len(long) < 50 and length > 12:
            long += list(_joined(useful, length, "" if self.script == CJK else " "))
        self.lines = long or [line for line in useful if len(line) >= length]

    def cut(self, chance: random.Random) -> str | None:
        """A piece with enough letters, or None where a few tries found none."""
        if not self.lines:
            return None
        for _ in range(20):
            line = chance.choice(self.lines)
            piece = self._cut_line(line, chance)
            if piece is not None:
                return piece
        return None

    def _cut_line(self, line: str, chance: random.Random) -> str | None:
        start = chance.randrange(len(line) - self.length + 1)
        if self.script not in (CJK, THAI) and start:
            start = line.find(" ", start) + 1
            if start == 0:
                return None
        piece = line[start : start + self.length]
        if len(piece) < self.length or piece != piece.strip():
            return None
        if unicodedata.combining(piece[0]) or unicodedata.category(piece[0]) == "Mn":
            return None
        if sum(character > "\x7f" for character in piece) < self.wanted:
            return None
        return piece


def _joined(lines: list[str], length: int, space: str) -> Iterator[str]:
    """Neighbouring short lines put together until each is long enough."""
    held = ""
    for line in lines:
        held = held + space + line if held else line
        if len(held) >= length + length // 2:
            yield held
            held = ""


def pairs(language: str, chance: random.Random, tries: int) -> Iterator[tuple[str, str]]:
    """(encoding written in, encoding read as) of whole texts, as often as they are met.

    UTF-8 as often as all old encodings of the language together, the commoner of these before.
    """
    legacy = LANGUAGES[language][1]
    writers = ("utf-8", *legacy)
    weights = [len(legacy) or 1, *(2 / (place + 1) for place in range(len(legacy)))]
    for _ in range(tries):
        [written] = chance.choices(writers, weights)
        [read] = chance.choices(list(COMMON_READERS), list(COMMON_READERS.values()))
        if written != read:
            yield written, read


def cases_common(pieces: Pieces, language: str, number: int, chance: random.Random) -> list[Case]:
    """Misreads weighted by what people read bytes as, with UTF-8 the usual encoding written."""
    legacy = LANGUAGES[language][1]
    readers, weights = list(COMMON_READERS), list(COMMON_READERS.values())
    found: list[Case] = []
    for _ in range(number * 60):
        if len(found) == number:
            break
        # Writers are drawn anew after every failure, so what is rarely reversible is rarely here.
        if not legacy or chance.random() < UTF8_SHARE:
            written = "utf-8"
        else:
            # The first are the usual ones: weights fall as 1, 1/2, 1/3 …
            written = chance.choices(legacy, [1 / (i + 1) for i in range(len(legacy))])[0]
        read = chance.choices(readers, weights)[0]
        case = _case(pieces, language, written, read, chance)
        if case is not None:
            found.append(case)
    return found


def cases_all(pieces: Pieces, language: str, number: int, chance: random.Random) -> list[Case]:
    """Misreads spread evenly over every pair of encodings that is reversible at all."""
    pairs = [
        (written, read)
        for written in ("utf-8", *LANGUAGES[language][1])
        for read in ENCODINGS
        if read != written
    ]
    chance.shuffle(pairs)
    feasible: list[tuple[str, str]] = []
    found: list[Case] = []
    for written, read in pairs:
        for _ in range(15):
            case = _case(pieces, language, written, read, chance)
            if case is not None:
                feasible.append((written, read))
                found.append(case)
                break
    for attempt in range(number * 60):
        if len(found) >= number or not feasible:
            break
        written, read = feasible[attempt % len(feasible)]
        case = _case(pieces, language, written, read, chance)
        if case is not None:
            found.append(case)
    return found[:number]


def _case(
    pieces: Pieces, language: str, written: str, read: str, chance: random.Random
) -> Case | None:
    if read == written:
        return None
    text = pieces.cut(chance)
    garbled = misread(text, written, read) if text is not None else None
    if text is None or garbled is None:
        return None
    return Case(garbled, text, f"{written}>{read}", language)
