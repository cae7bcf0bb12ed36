"""A byte order mark that was read as text: ``ï»¿`` at the beginning of a document.

It says nothing of the words behind it, nor they of it, so that it is taken off before they are
repaired. Not for: readers of pairs of bytes that read its last byte with the first of the text
(``undoing``); where that is ASCII the last byte is lost.
"""

from __future__ import annotations

import functools
import unicodedata

from garblefix.encodings import READERS, decode
from garblefix.results import Fix

MARK = "\ufeff"
# Behind it a text begins; this is how one begins that talks of the mark.
_TALKING = frozenset(" \"'`”’»)],")


def garbled_mark(text: str) -> Fix | None:
    """The mark that ``text`` begins with, read by some software, once or twice.

    >>> garbled_mark("п»їПривет").chain
    'utf-8>cp1251'
    >>> garbled_mark("ï»¿ is a byte order mark") is None
    True
    """
    for shown, (chain, lossy) in _marks().items():
        following = text[len(shown) : len(shown) + 1]
        begins = text.startswith(shown) and following not in _TALKING
        if begins and (following.isascii() or not lossy):
            return Fix(0, len(shown), shown, MARK, "misread", chain, 1.0, lossy)
    return None


@functools.cache
def _marks() -> dict[str, tuple[str, bool]]:
    """What software shows for a mark, with the chain, and whether a byte of it was lost.

    The longest first, and of those alike the most usual software.
    """
    found: dict[str, tuple[str, bool]] = {}
    readers = (each for each in READERS if each.name != "utf-8")
    for reader in sorted(readers, key=lambda each: (each.as_reader, each.name)):
        chain = f"utf-8>{reader.name}"
        if reader.in_pairs:
            torn = f"{MARK}\n".encode().decode(reader.name, "replace").removesuffix("\n")
            for marker in "\ufffd?" if "\ufffd" in torn else "":
                found.setdefault(torn.replace("\ufffd", marker), (chain, True))
            continue
        once = decode(MARK.encode(), reader.name)
        twice = decode(once.encode(), reader.name) if once else None
        if once and not _may_be_a_word(once):
            found.setdefault(once, (chain, False))
        if twice:
            found.setdefault(twice, (f"{chain}>{chain}", False))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _may_be_a_word(shown: str) -> bool:
    return all(unicodedata.category(sign) in ("Lu", "Ll") for sign in shown)
