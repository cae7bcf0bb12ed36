"""A repaired name, and the part of a name that is looked at.

Not for: repairing.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass

# What file systems take for one name, in bytes (NAME_MAX of Linux).
LONGEST = 255
# Controls, NUL among them; lone surrogates; private use; what Unicode has not assigned.
_NEVER = frozenset({"Cc", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Name:
    """What a name was, how it was garbled (a chain, or the encoding of its bytes), 0 to 1."""

    after: str
    chain: str
    confidence: float


def split(path: str) -> tuple[str, str]:
    """The last part of a path without its extension, and the extension if that is plain ASCII.

    >>> split("old/archive.tar.gz"), split("old/файл.док")
    (('archive.tar', '.gz'), ('файл.док', ''))
    """
    name = path.rpartition("/")[2]
    stem, extension = os.path.splitext(name)
    return (stem, extension) if extension.isascii() else (name, "")


def acceptable(after: str, before: str) -> bool:
    """Whether a repaired name may be given to what was called ``before``.

    >>> acceptable("政府.txt", "x"), acceptable("a/b", "x"), acceptable("..", "x")
    (True, False, False)
    """
    if after in ("", ".", "..", before) or after.isspace() or "/" in after:
        return False
    # What is hidden is not met again.
    if after.startswith(".") and not before.startswith("."):
        return False
    if any(unicodedata.category(character) in _NEVER for character in after):
        return False
    return len(after.encode()) <= LONGEST
