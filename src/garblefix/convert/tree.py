"""Everything that is in a tree: folders, files, links, and what can only be told.

Nothing is left out on its own account: hidden files and what git ignores belong to an archive as
well. Links are never followed, so no tree is endless. Not for: what becomes of it (``plan``).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from garblefix.files.ignore import OnError, Rules, leaves_out, rules_in


class Kind(StrEnum):
    """What an entry is."""

    folder = "folder"
    file = "file"
    link = "link"
    special = "special"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its path below the tree's root, and what the system said of it when it was met.

    ``path`` is "" for the root itself, and never begins with a slash.
    """

    path: str
    kind: Kind
    mode: int = 0
    size: int = 0
    mtime_ns: int = 0

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The path of the folder it is in."""
        return self.path.rpartition("/")[0]


def walk(
    root: str, on_error: OnError, *, exclude: Sequence[Rules] = (), gitignore: bool = False
) -> Iterator[Entry]:
    """Every entry below the absolute ``root``, a folder before what is in it, in sorted order.

    What ``exclude`` names is left out with all that is in it, and so is, with ``gitignore``, what
    the files of that name say. ``on_error`` is told the path below ``root`` of what cannot be read.
    """

    def rules_of(path: str) -> list[Rules]:
        if not gitignore:
            return []
        return rules_in(
            os.path.join(root, path),
            lambda full, error: on_error(os.path.relpath(full, root), error),
        )

    # A stack and not recursion: a tree may be deeper than Python's calls.
    waiting = [(iter(_entries(root, "", on_error)), rules_of(""))]
    while waiting:
        entries, rules = waiting[-1]
        entry = next(entries, None)
        if entry is None:
            waiting.pop()
            continue
        full = os.path.join(root, entry.path)
        is_folder = entry.kind is Kind.folder
        if any(leaves_out(chosen, full, folder=is_folder) for chosen in (exclude, rules)):
            continue
        yield entry
        if is_folder:
            inner = iter(_entries(root, entry.path, on_error))
            waiting.append((inner, [*rules, *rules_of(entry.path)]))


def entry_of(full: str, path: str) -> Entry:
    """The entry at the place ``full``, to be called ``path``. Raises OSError."""
    status = os.lstat(full)
    kind = _KINDS.get(stat.S_IFMT(status.st_mode), Kind.special)
    return Entry(path, kind, status.st_mode, status.st_size, status.st_mtime_ns)


def special_words(mode: int) -> str:
    """What an entry is that can be neither read nor copied."""
    return _SPECIAL_WORDS.get(stat.S_IFMT(mode), "no regular file")


def _entries(root: str, path: str, on_error: OnError) -> list[Entry]:
    try:
        names = sorted(os.listdir(os.path.join(root, path)), key=os.fsencode)
    except OSError as error:
        on_error(path, error)
        return []
    found = []
    for name in names:
        below = f"{path}/{name}" if path else name
        try:
            found.append(entry_of(os.path.join(root, below), below))
        except OSError as error:
            on_error(below, error)
    return found


_KINDS = {
    stat.S_IFDIR: Kind.folder,
    stat.S_IFREG: Kind.file,
    stat.S_IFLNK: Kind.link,
}
_SPECIAL_WORDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}
