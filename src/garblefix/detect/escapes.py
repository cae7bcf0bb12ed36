"""Encodings written in 7-bit bytes, where escape sequences switch between character sets.

ISO-2022-JP and its kin (RFC 1468, 1554, 2237), ISO-2022-KR (RFC 1557) and HZ (RFC 1843). Python
has no codec for ISO-2022-CN. Not for: UTF-7.
"""

from __future__ import annotations

import re

from garblefix.detect.candidates import MARK, tolerantly

# The commonest first: the first that decodes without error is the answer.
_JAPANESE = (
    "iso2022_jp",
    "iso2022_jp_1",
    "iso2022_jp_2",
    "iso2022_jp_3",
    "iso2022_jp_2004",
    "iso2022_jp_ext",
)
_DESIGNATION = re.compile(rb"\x1b\$[@AB]|\x1b\$\([A-Z]|\x1b\([JI]")
_KOREAN = b"\x1b$)C"
# Escape sequences colour terminals too, and HZ's braces stand in programs: so many characters
# beyond ASCII must come of them.
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")


def escaped(data: bytes) -> str:
    """The 7-bit encoding that ``data`` is in, "" if it has no escape sequences of any.

    >>> escaped("日本".encode("iso2022_jp")), escaped("你好".encode("hz"))
    ('iso2022_jp', 'hz')
    >>> escaped(b"\\x1b[31mred\\x1b[0m"), escaped(b"if ~{x} then ~{y}")
    ('', '')
    """
    if b"\x1b" in data:
        if _KOREAN in data:
            return _first(data, ("iso2022_kr",))
        if _DESIGNATION.search(data):
            return _first(data, _JAPANESE)
    if b"~{" in data and _HZ.search(data):
        return _first(data, ("hz",))
    return ""


def _first(data: bytes, names: tuple[str, ...]) -> str:
    for name in names:
        text = tolerantly(data, name).text
        if MARK not in text and not text.isascii():
            return name
    return ""
