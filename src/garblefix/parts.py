r"""Characters that stand in a text in their parts, as in NFD: ``a`` and a ring for ``å``.

Not for: what garbled text is of that (``document.decomposed``, ``search.decomposed``).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from unicodedata import normalize

# What the letters and signs of all pages consist of, beside a first letter: marks of Latin, Greek
# and Cyrillic, of Arabic and of kana, and the vowels of Hangul, of which every syllable has one.
# The other scripts of which NFC is made have no page.
MARKS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u031b"
    "\u0323\u0326\u0327\u0328\u0338\u0653\u0654\u0655\u3099\u309a"
)
VOWELS = "".join(map(chr, range(0x1161, 0x1176)))
FINALS = "".join(map(chr, range(0x11A8, 0x11C3)))


def in_parts(text: str) -> str:
    r"""The marks and vowels of a text by which some characters may stand there in their parts.

    >>> in_parts("A\u0303©") == "\u0303", in_parts("Ã©")
    (True, '')
    """
    # To ask for each takes time in a long text, and ``is_normalized`` with the scripts of India. A
    # single byte is found the quickest.
    data = text.encode("utf-8", "surrogatepass")
    return "".join(
        part
        for begun, parts in _begun().items()
        if begun[:1] in data and begun in data
        for part in parts
        if part in text
    )


@functools.cache
def _begun() -> Mapping[bytes, str]:
    """The marks and vowels, by all bytes of them in UTF-8 but the last one."""
    found: dict[bytes, str] = {}
    for part in MARKS + VOWELS:
        begun = part.encode()[:-1]
        found[begun] = found.get(begun, "") + part
    return found


def composed(text: str) -> str:
    """``text`` in NFC, where it is in parts."""
    return normalize("NFC", text) if in_parts(text) else text
