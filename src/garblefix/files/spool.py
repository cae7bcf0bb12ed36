"""Objects kept in order until they are wanted: in memory while they are few, in a file beyond.

What was found in a file is told only once it is known whether it was written, and one file may hold
millions of fixes. A spool goes from one process to another. Not for: keeping anything for good.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

# Results of some hundred files may wait for one that takes long: so many bytes of each in memory.
IN_MEMORY = 1 << 16


class Spool:
    """Objects to be read once. ``folder`` is where a file for them may be made, if anywhere.

    >>> spool = Spool("/tmp")
    >>> spool.add("one")
    >>> spool.add("two")
    >>> list(spool)
    ['one', 'two']
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._kept = bytearray()
        self._path = ""
        self._last: list[object] = []  # most files have one object, and it may stay where it is

    def __reduce__(self) -> tuple[object, ...]:
        # Nearly all that go to another process have nothing in them.
        filled = self._kept or self._path or self._last
        return (Spool, (self._folder,), self.__dict__ if filled else None)

    def add(self, item: object) -> None:
        """Add one object."""
        for earlier in self._last:
            self._kept += pickle.dumps(earlier, pickle.HIGHEST_PROTOCOL)
        self._last = [item]
        if len(self._kept) > IN_MEMORY and self._folder:
            self._spill()

    def _spill(self) -> None:
        size = 0
        try:
            if not self._path:
                descriptor, self._path = tempfile.mkstemp(dir=self._folder)
                os.close(descriptor)
            size = os.path.getsize(self._path)
            with open(self._path, "ab") as file:
                file.write(self._kept)
            self._kept.clear()
        except OSError:
            # The disk is full: then the rest stays in memory.
            self._folder = ""
            if self._path:
                os.truncate(self._path, size)

    def __iter__(self) -> Iterator[object]:
        """Every object, in order; they are gone then."""
        import io

        if self._path:
            with open(self._path, "rb") as file:
                yield from _objects(file)
            with contextlib.suppress(OSError):
                os.unlink(self._path)
        yield from _objects(io.BytesIO(self._kept))
        yield from self._last


def _objects(file: BinaryIO) -> Iterator[object]:
    while True:
        try:
            yield pickle.load(file)
        except EOFError:
            return
