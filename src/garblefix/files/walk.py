"""From the paths on the command line to the files to read: folders are walked, in sorted order.

Found inside a folder, only regular files are taken: no symbolic links, whose targets are met on
their own or lie outside of what was named; no folders whose name begins with a dot, which belong to
some program; nothing that a ``.gitignore`` names. What a person named is taken whatever it is, if
no exclusion of theirs forbids it. Not for: opening files (``read``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from garblefix.files.ignore import (
    OnError,
    Rules,
    is_repository,
    leaves_out,
    rules_above,
    rules_in,
)
from garblefix.files.names import is_leftover
from garblefix.files.read import is_binary_file


class Found(NamedTuple):
    """A file to take: ``named`` by a person, or met in a walk."""

    path: str
    named: bool


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder of a walk, and the rules that hold for what lies in it."""

    entries: Iterator[os.DirEntry[str]]
    path: str  # absolute
    rules: Sequence[Rules]


def files_of(paths: Iterable[str], on_error: OnError) -> Iterator[str]:
    """Every file of text under ``paths``. A folder that cannot be read is told to ``on_error``.

    Binary files, which have a NUL near their start and no mark of UTF-16 or UTF-32, are left out
    where they were not named.
    """
    for found in find(paths, on_error):
        if found.named or not is_binary_file(found.path):
            yield found.path


def find(
    paths: Iterable[str],
    on_error: OnError,
    *,
    exclude: Sequence[Rules] = (),
    gitignore: bool = True,
    on_leftover: Callable[[str], None] | None = None,
) -> Iterator[Found]:
    """Every file under ``paths``, binary ones too; none is opened.

    ``on_leftover`` is called with the path of each file that an earlier run left when it was
    killed; such files are never found.
    """
    for path in paths:
        absolute = os.path.abspath(path)
        if leaves_out(exclude, absolute, folder=os.path.isdir(path)):
            continue
        if os.path.isdir(path):
            walk = _Walk(on_error, exclude, gitignore, on_leftover)
            yield from walk.files(path, absolute)
        else:
            yield Found(path, named=True)


def is_ignored(path: str, on_error: OnError, exclude: Sequence[Rules], gitignore: bool) -> bool:
    """Whether a walk would leave out a file of this name, which need not exist."""
    absolute = os.path.abspath(path)
    if leaves_out(exclude, absolute):
        return True
    if not gitignore:
        return False
    folder = os.path.dirname(absolute)
    rules = [*rules_above(folder, on_error), *rules_in(folder, on_error)]
    return leaves_out(rules, absolute)


class _Walk:
    """The files under one folder."""

    def __init__(
        self,
        on_error: OnError,
        exclude: Sequence[Rules],
        gitignore: bool,
        on_leftover: Callable[[str], None] | None,
    ) -> None:
        self._on_error = on_error
        self._exclude = exclude
        self._gitignore = gitignore
        self._on_leftover = on_leftover

    def files(self, folder: str, absolute: str) -> Iterator[Found]:
        # A stack and not recursion: a tree may be deeper than Python's calls.
        waiting = [self._opened(folder, absolute, self._above(absolute))]
        while waiting:
            current = waiting[-1]
            entry = next(current.entries, None)
            if entry is None:
                waiting.pop()
                continue
            path = os.path.join(current.path, entry.name)
            is_folder, is_file = self._kind(entry)
            if not (is_folder or is_file) or self._left_out(current, path, is_folder):
                continue
            if is_folder:
                if not entry.name.startswith("."):
                    waiting.append(self._opened(entry.path, path, current.rules))
            elif not is_leftover(entry.name):
                yield Found(entry.path, named=False)
            elif self._on_leftover is not None:
                self._on_leftover(entry.path)

    def _above(self, absolute: str) -> Sequence[Rules]:
        if not self._gitignore:
            return ()
        rules = rules_above(absolute, self._on_error)
        # Who names a folder that is ignored wants it all the same.
        return () if leaves_out(rules, absolute, folder=True) else rules

    def _opened(self, folder: str, absolute: str, rules: Sequence[Rules]) -> _Folder:
        if self._gitignore:
            if is_repository(absolute):
                rules = ()  # a repository inside another has rules of its own
            rules = (*rules, *rules_in(absolute, self._on_error))
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._on_error(folder, error)
            found = []
        return _Folder(iter(found), absolute, rules)

    def _kind(self, entry: os.DirEntry[str]) -> tuple[bool, bool]:
        """Whether it is a folder, whether it is a file; neither for links, pipes and devices."""
        try:
            return entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False)
        except OSError as error:
            self._on_error(entry.path, error)
            return False, False

    def _left_out(self, current: _Folder, path: str, is_folder: bool) -> bool:
        return leaves_out(self._exclude, path, folder=is_folder) or leaves_out(
            current.rules, path, folder=is_folder
        )
