"""Whether a text is garbled still where nothing tells what it was, beside what was repaired.

``kamenčiÄe`` was kamenčiće: who finds UTF-8 in a text knows what a first byte of it is that stands
alone in a word. Not for: what is gone for good (``lost``), or question marks (``questions``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace

from garblefix.chain import read_once, reader_of, source_of
from garblefix.encodings import BY_NAME, decode
from garblefix.results import Fix

# A dash or a quote of which the last byte became plain, as pages of Windows show it: –, — or ”.
_SIGN = re.compile("(?:â€|вЂ)[\"'-](?![\x80-\U0010ffff])")

HALF = 0.5  # hardly anything of the kind was meant, but who knows


def chance_of_all(text: str, fixes: Sequence[Fix]) -> float:
    """The chance, at most, that with these fixes all of ``text`` is as it was."""
    return HALF if half_repaired(text, fixes) else 1.0


def half_repaired(text: str, fixes: Sequence[Fix]) -> bool:
    """Whether something in ``text`` beside these fixes is garbled in all likelihood.

    >>> fix = Fix(0, 2, "é", "Ã©", "misread", "utf-8>cp1252", 0.9, False)
    >>> half_repaired("Ã©tÃ", [fix]), half_repaired("Ã©tà", [fix]), half_repaired("Ã©t, é", [fix])
    (True, False, False)
    >>> half_repaired("ãã ãééã£ã¦ããã", []), half_repaired("L'été\xa0: déjà", [])
    (True, False)
    >>> half_repaired("ÄãºÃ?", [Fix(0, 4, "你好", "ÄãºÃ", "misread", "gbk>cp1252", 0.9, False)])
    False
    """
    from garblefix.damage import rewritten
    from garblefix.damage.inferring import lacks_controls
    from garblefix.document.losses import WITHIN

    after = rewritten(text, fixes)
    if any(map(lacks_controls, after.splitlines())):
        return True
    chains = {fix.chain for fix in fixes}
    if any(map(_in_pairs, chains)) and WITHIN.search(after):
        return True
    readers = {reader_of(chain) for chain in chains if _is_utf8(chain)}
    if not readers and "â€" not in text and "вЂ" not in text:
        return False
    known = (fix if fix.after.isascii() else replace(fix, after="a") for fix in fixes)
    rest = rewritten(text, known)
    if rest.isascii():
        return False
    from garblefix.language import words

    if _SIGN.search(rest):
        return True
    return any(
        word[-1].isupper() or words.frequency(word) is None
        for reader in readers
        for word in set(_torn(reader).findall(rest))
    )


def _in_pairs(chain: str) -> bool:
    """Whether a chain has characters of two bytes, of which a decoder may have lost half."""
    if not chain or not read_once(chain):
        return False
    ends = BY_NAME.get(source_of(chain)), BY_NAME.get(reader_of(chain))
    return any(end is not None and end.multibyte and end.name != "utf-8" for end in ends)


def _is_utf8(chain: str) -> bool:
    """Whether a chain is UTF-8 that a page of one byte read, and not an escape."""
    if not chain or not read_once(chain):
        return False
    reader = BY_NAME.get(reader_of(chain))
    return source_of(chain) == "utf-8" and reader is not None and not reader.multibyte


@functools.cache
def _torn(reader: str) -> re.Pattern[str]:
    """Words in which a capital that begins a sequence of UTF-8 stands behind a small letter."""
    shown = (decode(bytes([byte]), reader) or "" for byte in range(0xC3, 0xC6))
    capitals = "".join(filter(str.isupper, shown))
    return re.compile(rf"\b[^\W\d_]*[a-z][{capitals}][^\W\d_]*" if capitals else r"(?!)")
