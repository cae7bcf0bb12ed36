"""The encodings a file may be in, and bytes as text of each, invalid bytes counted.

An invalid byte is a cost, not a veto: a file with one byte missing is still a file of its encoding.
A character that the end of a sample cuts is no error at all.
Not for: choosing.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from garblefix.encodings import ENCODINGS, known

# Stands for each byte that cannot be read; a noncharacter, since text may hold U+FFFD.
MARK = "\uffff"
ERRORS = "garblefix-mark"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A codec name of Python, how rare files of it are (nats), and whose encoding it is.

    ``languages`` are codes of ``language.identify``; none for an encoding that any language uses.
    """

    name: str
    cost: float
    languages: frozenset[str] = frozenset()


_WEST = "en de fr es pt it nl sv da no fi is ca eu ga cy sq id"
_CENTRE = "en pl cs sk hu ro hr sr-Latn sl sq de"
_TURKIC = "en tr az"
_BALTIC = "en lt lv et"
_SLAVIC = "en ru bg uk be mk sr-Cyrl mn"
_EAST = "en ru uk be bg"
_CHINA = "en zh-Hans zh-Hant"
_TAIWAN = "en zh-Hant"

EUROPE = frozenset(_WEST.split())

# Encoding → its languages. English stands everywhere: much of what people write is English with a
# word of theirs, or a program with comments. A text in a language that an encoding is not for
# costs ``rank.FOREIGN``: 'dođi' in Windows-1250 would be Croatian in a Baltic code page.
_LANGUAGES = {
    "gb18030": _CHINA,
    "big5": _TAIWAN,
    "cp950": _TAIWAN,
    "big5hkscs": _TAIWAN,
    "cp932": "en ja",
    "euc_jp": "en ja",
    "euc_jis_2004": "en ja",
    "shift_jis_2004": "en ja",
    "cp949": "en ko",
    "johab": "en ko",
    **dict.fromkeys(
        ("cp1252", "iso8859-15", "mac-roman", "cp850", "cp858", "cp437", "hp-roman8"), _WEST
    ),
    **dict.fromkeys(("cp1250", "iso8859-2", "cp852", "iso8859-16"), _CENTRE),
    "mac-latin2": f"{_CENTRE} lt lv et",
    **dict.fromkeys(("cp1254", "iso8859-9", "cp857", "mac-turkish"), _TURKIC),
    **dict.fromkeys(("cp1257", "iso8859-13", "cp775", "iso8859-4"), _BALTIC),
    **dict.fromkeys(("cp1251", "iso8859-5", "mac-cyrillic", "cp855"), _SLAVIC),
    **dict.fromkeys(("koi8-r", "koi8-u", "cp866", "cp1125"), _EAST),
    **dict.fromkeys(("kz1048", "ptcp154", "koi8-t"), "en kk ru"),
    **dict.fromkeys(("cp1253", "iso8859-7", "cp737", "mac-greek", "cp869"), "en el"),
    **dict.fromkeys(("cp1255", "iso8859-8", "cp856", "cp862"), "en he"),
    **dict.fromkeys(("cp1256", "iso8859-6", "cp864", "cp720"), "en ar fa fr"),
    "cp874": "en th",
    **dict.fromkeys(("cp1258", "viscii", "tcvn", "vni"), "en vi"),
    "armscii-8": "en hy",
    **dict.fromkeys(("georgian-ps", "georgian-academy"), "en ka"),
    "mik": "en bg",
    "cp1006": "en ur",
    "iso8859-3": "en eo mt tr",
    "iso8859-10": "en is no sv da fi et lt lv",
    "iso8859-14": "en cy ga",
    "cp860": "en pt",
    "cp861": "en is",
    "mac-iceland": "en is",
    "cp863": "en fr",
    "cp865": "en no da",
}

# Subsets of another candidate: what they decode, the superset decodes to the same text.
_SUBSETS = frozenset({"gbk", "latin-1"})
# Those of which misreads are hardly met, and most of them not in ENCODINGS for that. Costs by the
# order of shares in web crawls; all rarer than what is in ENCODINGS for the same languages. What is
# written in 7 bits, and EBCDIC, is found otherwise (``escapes``, ``advisers``).
_RARE = {
    "euc_jis_2004": 3.5,  # EUC-JP with the NEC and IBM characters, which Python's euc_jp lacks
    "shift_jis_2004": 3.5,
    "hp-roman8": 5.5,
    "cp858": 3.5,
    "cp1006": 7.0,
    "iso8859-3": 6.0,
    "iso8859-4": 4.5,
    "iso8859-8": 2.5,
    "iso8859-10": 6.0,
    "iso8859-14": 6.0,
    "iso8859-16": 8.0,
    "cp856": 7.0,
    "cp863": 5.0,
    "cp864": 5.0,
    "cp869": 4.5,
    "cp1125": 3.5,
    "kz1048": 3.0,
    "ptcp154": 6.0,
    "koi8-t": 6.0,
}

# Files in these are commoner than misreads of them.
_OFTENER = {"iso8859-6": 3.0}

CANDIDATES: tuple[Candidate, ...] = tuple(
    Candidate(name, cost, frozenset(_LANGUAGES.get(name, "").split()))
    for name, cost in [
        *(
            (each.name, _OFTENER.get(each.name, each.as_source))
            for each in ENCODINGS
            if each.name not in _RARE
        ),
        *_RARE.items(),
    ]
    if name not in _SUBSETS
)

_CJK = "gb18030 big5 cp950 big5hkscs cp932 shift_jis_2004 euc_jp euc_jis_2004 cp949 johab"
_OF_SEVERAL_BYTES = frozenset(("utf-8", "vni", *_CJK.split()))
# Those where each byte is a character, and those of ASCII are what they are there.
SINGLE_BYTE: tuple[str, ...] = tuple(
    candidate.name for candidate in CANDIDATES if candidate.name not in _OF_SEVERAL_BYTES
)


# The same, to ask whether an encoding is among them.
SINGLE_BYTES = frozenset(SINGLE_BYTE)

# Encodings by the names of supersets that decode all of their bytes to the same text.
_SUPERSETS = {
    "ascii": "utf-8",
    "big5": "cp950",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "utf-8-sig": "utf-8",
}


def among_candidates(name: str) -> str:
    """The candidate that an encoding is, or is part of; Python's name for any other.

    Raises LookupError for an encoding that Python does not know.

    >>> among_candidates("GB2312"), among_candidates("latin1"), among_candidates("EBCDIC-CP-BE")
    ('gb18030', 'cp1252', 'cp500')
    """
    found = known(name)
    return _SUPERSETS.get(found, found)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with MARK for each unreadable byte; how many bytes of a character the end cut."""

    text: str
    cut: int


def _mark(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return MARK * (error.end - error.start), error.end


codecs.register_error(ERRORS, _mark)


def tolerantly(data: bytes, name: str) -> Decoded:
    """``data`` as text of this encoding, whatever is wrong with it.

    Raises LookupError for an encoding that Python does not know.

    >>> tolerantly("naïve 你".encode()[:-1], "utf-8")
    Decoded(text='naïve ', cut=2)
    >>> tolerantly(b"a\\xffb", "utf-8")
    Decoded(text='a\\uffffb', cut=0)
    """
    try:
        return Decoded(data.decode(name), 0)
    except UnicodeError:
        pass
    decoder = codecs.getincrementaldecoder(name)(ERRORS)
    try:
        return Decoded(decoder.decode(data), len(decoder.getstate()[0]))
    except UnicodeError:
        # No handler is asked about UTF-16 without the mark that the codec of that name demands.
        return Decoded(MARK * len(data), 0)


def pieces_tolerantly(pieces: Sequence[bytes], name: str) -> Decoded:
    """The same of pieces that are cut from a file, with a line end between them."""
    if len(pieces) == 1:
        return tolerantly(pieces[0], name)
    if name in SINGLE_BYTES:
        return tolerantly(b"\n".join(pieces), name)
    decoded = [tolerantly(piece, name) for piece in pieces]
    return Decoded("\n".join(each.text for each in decoded), sum(each.cut for each in decoded))
