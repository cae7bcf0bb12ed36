"""A file of which some spans are replaced, and everything else stays byte for byte.

For fixes that a person accepts one by one. The new bytes are collected as they are decided on, and
take the place of the old ones all at once, or never. Not for: finding what to replace (``fixing``).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from garblefix.files.read import open_regular
from garblefix.files.write import ChangedError, Original, Temporary, signature, temporary


class Splice:
    """Made by ``splicing``."""

    def __init__(self, source: BinaryIO, original: Original, stack: contextlib.ExitStack) -> None:
        self._source = source
        self._original = original
        self._stack = stack
        self._new: Temporary | None = None
        self._done = 0

    def replace(self, start: int, before: bytes, after: bytes) -> bool:
        """Put ``after`` in place of ``before``, which begins at the byte ``start``, and tell True.

        Spans come in their order. False where something else stands there: in encodings with
        escapes, characters have no bytes of their own. Raises OSError for what the system refuses.
        """
        if os.pread(self._source.fileno(), len(before), start) != before:
            return False
        if self._new is None:
            self._new = self._stack.enter_context(temporary(self._original.path, private=True))
        self._new.copy(self._source, self._done, start)
        self._new.write(after)
        self._done = start + len(before)
        return True

    def finish(self, *, backup_suffix: str | None = None) -> bool:
        """Write the file if anything was replaced, and tell whether it was.

        Raises ChangedError if somebody else wrote it meanwhile, OSError for what the system
        refuses; the file is as it was then.
        """
        if self._new is None:
            return False
        self._new.copy(self._source, self._done)
        self._new.replace(self._original, backup_suffix=backup_suffix)
        return True


@contextlib.contextmanager
def splicing(path: str, status: os.stat_result) -> Iterator[Splice]:
    """A splice of the file at ``path``; without ``finish`` the file stays as it is.

    ``status`` is what the file was when the spans were found. Raises ChangedError if it is another
    one by now, OSError where it cannot be read.
    """
    with open_regular(path) as source, contextlib.ExitStack() as stack:
        if signature(os.fstat(source.fileno())) != signature(status):
            raise ChangedError(path)
        yield Splice(source, Original.of(path, status), stack)
