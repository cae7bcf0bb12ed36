"""Encodings written in 7-bit bytes, where escape sequences switch between character sets.

ISO-2022-JP and its kin (RFC 1468, 1554, 2237), ISO-2022-KR (RFC 1557) and HZ (RFC 1843). Python
has no codec for ISO-2022-CN. Not for: UTF-7.
"""

from __future__ import annotations

import re

from garblefix.coding import KOREAN
from garblefix.detect.candidates import MARK, tolerantly

# What they are for; they have letters of other languages, but hardly any text is in these.
LANGUAGES = {"hz": "zh", "iso2022_kr": "ko"}
JAPANESE = "ja"
# The commonest first: the first that decodes without error is the answer.
_JAPANESE = (
    "iso2022_jp",
    "iso2022_jp_1",
    "iso2022_jp_2",
    "iso2022_jp_3",
    "iso2022_jp_2004",
    "iso2022_jp_ext",
)
_DESIGNATION = re.compile(rb"\x1b\$[@AB]|\x1b\$\([A-Z]|\x1b\([JI]|\x1b\.[AF]")
# Escape sequences colour terminals too, and HZ's braces stand in programs: so many characters
# beyond ASCII must come of them.
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
# Bytes that are decoded from the first escape sequence on.
LOOKED_AT = 4096
# One invalid byte for so many characters beyond ASCII is damage.
CHARACTERS_FOR_INVALID = 8


def escaped(data: bytes) -> str:
    """The 7-bit encoding that ``data`` is in, "" if it has no escape sequences of any.

    >>> escaped("日本".encode("iso2022_jp")), escaped("你好".encode("hz"))
    ('iso2022_jp', 'hz')
    >>> escaped(b"\\x1b[31mred\\x1b[0m"), escaped(b"if ~{x} then ~{y}")
    ('', '')
    """
    if b"\x1b" in data:
        if KOREAN in data:
            return _best(data, data.find(KOREAN), ("iso2022_kr",))
        if found := _DESIGNATION.search(data):
            return _best(data, found.start(), _JAPANESE)
    if b"~{" in data and (found := _HZ.search(data)):
        return _best(data, found.start(), ("hz",))
    return ""


def language(name: str) -> str:
    """The ISO 639 code of the language that an encoding of ``escaped`` is for."""
    return LANGUAGES.get(name, JAPANESE)


def _best(data: bytes, start: int, names: tuple[str, ...]) -> str:
    """The first that reads all from ``start`` on, or else the one that reads nearly all best."""
    data = data[start : start + LOOKED_AT]
    found: list[tuple[int, str]] = []
    for name in names:
        text = tolerantly(data, name).text
        invalid = text.count(MARK)
        foreign = len(text) - len(text.encode("ascii", "ignore")) - invalid
        if not invalid and foreign:
            return name
        if foreign >= CHARACTERS_FOR_INVALID * invalid:
            found.append((invalid, name))
    return min(found)[1] if found else ""
