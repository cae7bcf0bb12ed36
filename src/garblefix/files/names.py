"""The names of the files that a run needs for a moment, and may leave behind when it is killed.

Not for: writing (``write``) or clearing away (``leftovers``).
"""

from __future__ import annotations

import os
import re
from enum import StrEnum

_PREFIX = ".garblefix-"
_NAME = re.compile(rf"{re.escape(_PREFIX)}([0-9a-f]{{16}})\.(new|old|target)")


class Role(StrEnum):
    """What such a file is."""

    new = "new"  # the bytes that are to be
    old = "old"  # the bytes that were, kept while a file is written in place
    target = "target"  # one more name of the file that is written in place


def new_mark() -> str:
    """What the names of one writing have in common; no two writings share it."""
    return os.urandom(8).hex()


def temporary_name(mark: str, role: Role) -> str:
    """The name of a file beside the one that is written; it fits wherever another name does.

    >>> temporary_name("0123456789abcdef", Role.new)
    '.garblefix-0123456789abcdef.new'
    """
    return f"{_PREFIX}{mark}.{role}"


def is_leftover(name: str) -> bool:
    """Whether a file of this name was made by some run for a moment.

    >>> is_leftover(".garblefix-0123456789abcdef.new"), is_leftover(".garblefix.toml")
    (True, False)
    """
    return _NAME.fullmatch(name) is not None


def mark_of(name: str) -> str:
    """The mark in the name of a leftover. Raises ValueError for any other name."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} is no name of a temporary file")
    return match[1]
