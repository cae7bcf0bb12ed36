"""Characters that a reader shows for several codes: for ``釥`` code page 932 has EE A4 and FB C0.

Japanese makers of computers each added the same characters at places of their own, and Windows
reads them all; Korean pages have an ideograph once for each of its readings. Here a character that
stands in for another is one with the other code. Not for: choosing (``damage.settled``).
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from garblefix.encodings import BY_NAME, STAND_IN, decode, reader_bytes

# The first bytes of the codes that the codec reads and does not write.
_SECOND = {
    "cp932": b"\x87\xee\xfa\xfb\xfc",
    "big5": b"\xa1\xa2",
    "cp950": b"\xa2\xf9",
    "big5hkscs": b"\xa1\xa2",
    "johab": b"\x84",
}
# CJK compatibility ideographs. What normalises text puts others in their place.
_COMPATIBILITY = range(0xF900, 0xFB00)


@functools.cache
def stand_ins(reader: str) -> Mapping[str, str]:
    """Character → what stands in for it with each other code that this reader has for it.

    >>> table = reader_bytes("cp932")
    >>> [table[each] for each in ("釥", *stand_ins("cp932")["釥"])]
    [b'\\xee\\xa4', b'\\xfb\\xc0']
    """
    found: dict[str, str] = {}
    for lead, trail in itertools.product(_SECOND.get(reader, b""), range(0x31, 0xFF)):
        code = bytes((lead, trail))
        shown = decode(code, reader)
        if shown and len(shown) == 1 and shown.encode(reader) != code:
            found[shown] = found.get(shown, "") + chr(STAND_IN + int.from_bytes(code))
    return found


@functools.cache
def twins(reader: str) -> Mapping[str, str]:
    """Character → the compatibility ideographs of this reader that text in NFC has it for.

    >>> ascii(twins("cp949")["樂"])
    "'\\\\uf914\\\\uf95c\\\\uf9bf'"
    """
    table = reader_bytes(reader)
    found: dict[str, str] = {}
    for character in map(chr, _COMPATIBILITY if BY_NAME[reader].in_pairs else ()):
        normal = unicodedata.normalize("NFC", character)
        # GB18030 has the others with four bytes, and garbled text hardly ever has any of these.
        if normal != character and len(table[character] or b"") == 2 and table[normal]:
            found[normal] = found.get(normal, "") + character + stand_ins(reader).get(character, "")
    return found


@functools.cache
def others(reader: str) -> Mapping[str, str]:
    """Character → all that stands in for it, compatibility ideographs last."""
    first, last = stand_ins(reader), twins(reader)
    return {each: first.get(each, "") + last.get(each, "") for each in {**first, **last}}


@functools.cache
def among(signs: Callable[[str], Mapping[str, str]], reader: str) -> re.Pattern[str] | None:
    """What finds the characters that this is told of; None where there are none."""
    characters = "".join(signs(reader))
    return re.compile(f"([{re.escape(characters)}])") if characters else None


def lines_in_doubt(text: str, reader: str) -> Iterator[tuple[int, int]]:
    """Where each line of ``text`` starts and ends that has such characters.

    >>> list(lines_in_doubt("適\\nﾀ釥ﾌ\\nﾌ", "cp932")), list(lines_in_doubt("適", "cp1252"))
    ([(2, 5)], [])
    """
    pattern = doubled(text, reader)
    match = pattern.search(text) if pattern is not None else None
    while pattern is not None and match is not None:
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        end = end if end >= 0 else len(text)
        yield start, end
        match = pattern.search(text, end)


def doubled(text: str, reader: str) -> re.Pattern[str] | None:
    """What finds the characters of ``text`` that may have had another code; None: it has none.

    Where compatibility ideographs are left, in any line, it was not normalised.

    >>> doubled("ﾀ釥ﾌ", "cp932").split("ﾀ釥ﾌ")
    ['ﾀ', '釥', 'ﾌ']
    >>> [bool(doubled(text, "cp949")) for text in ("理", "理\uf9e4", "적")]
    [True, False, False]
    """
    pattern = among(others, reader)
    if pattern is None or not pattern.search(text):
        return None
    if unicodedata.is_normalized("NFC", text):
        return pattern
    pattern = among(stand_ins, reader)
    return pattern if pattern is not None and pattern.search(text) else None
