"""From the paths on the command line to the files to read: folders are walked, in sorted order.

Not for: opening files. What is found inside a folder is taken only if it is a regular file of text;
what was named by the user is always taken.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Iterator

# git looks at as much for the same question.
_LOOKED_AT = 8000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)

OnError = Callable[[str, OSError], None]


def files_of(paths: Iterable[str], on_error: OnError) -> Iterator[str]:
    """Every file under ``paths``. A folder that cannot be read is told to ``on_error``."""
    for path in paths:
        if os.path.isdir(path):
            yield from _walk(path, on_error)
        else:
            yield path


def _walk(folder: str, on_error: OnError) -> Iterator[str]:
    # A stack and not recursion: a tree may be deeper than Python's calls.
    waiting = [iter(_entries(folder, on_error))]
    while waiting:
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
        elif entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                waiting.append(iter(_entries(entry.path, on_error)))
        # Links are left out: their targets are met on their own, or lie outside of what was named.
        elif entry.is_file(follow_symlinks=False) and not is_binary(entry.path):
            yield entry.path


def _entries(folder: str, on_error: OnError) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        on_error(folder, error)
        return []


def is_binary(path: str) -> bool:
    """Whether the file holds a NUL near its start and is no UTF-16 or UTF-32 with a BOM.

    False for a file that cannot be read, so that whoever opens it tells why.
    """
    try:
        with open(path, "rb") as file:
            start = file.read(_LOOKED_AT)
    except OSError:
        return False
    return b"\0" in start and not start.startswith(_UTF_16)
