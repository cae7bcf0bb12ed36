"""The bytes of one target file until they are whole, and the step by which they appear.

They are written to a scratch file of the conversion's own folder, reach the disk, get the mode,
owner, attributes and times of the source, and take their name. Not for: replacing a person's files
(``garblefix.files.write``); nobody else has a file here.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import BinaryIO

from garblefix.files.disk import NO_LINKS
from garblefix.files.metadata import restore_times, take_over

# Which rights are not given to another owner: a program would run as somebody it was not made for.
_PRIVILEGES = stat.S_ISUID | stat.S_ISGID

_numbers = count()


class Reading:
    """A source file that is hashed, and tells of progress, while it is read."""

    def __init__(self, file: BinaryIO, on_bytes: Callable[[int], None] | None) -> None:
        self._file = file
        self._on_bytes = on_bytes
        self._hash = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """As a file does."""
        data = self._file.read(size)
        self._hash.update(data)
        if self._on_bytes is not None:
            self._on_bytes(len(data))
        return data

    def digest(self) -> str:
        """SHA-256 of what was read."""
        return self._hash.hexdigest()


class Output:
    """New bytes in a scratch file, gone at the end unless they became a file. With no ``scratch``
    folder nothing is written, only counted."""

    def __init__(self, scratch: str) -> None:
        self.size = 0
        self._hash = hashlib.sha256()
        self._path = ""
        self._file: BinaryIO | None = None
        if scratch:
            self._path = os.path.join(scratch, f"{os.getpid()}-{next(_numbers)}")
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            self._file = os.fdopen(os.open(self._path, flags, 0o600), "wb")

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._file is not None:
            # What is still in the buffer may not fit on the disk.
            with contextlib.suppress(OSError):
                self._file.close()
            with contextlib.suppress(OSError):
                os.unlink(self._path)

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        self.size += len(data)
        self._hash.update(data)
        if self._file is not None:
            self._file.write(data)

    def digest(self) -> str:
        """SHA-256 of what was written."""
        return self._hash.hexdigest()

    def become(self, target: str, source: str, status: os.stat_result, *, replacing: bool) -> None:
        """Be the file ``target``, made like the one at ``source``, which had this ``status``.

        Raises OSError; FileExistsError where there is such a file and it is not to be replaced.
        """
        assert self._file is not None
        self._file.flush()
        make_like(self._file.fileno(), source, status)
        os.fsync(self._file.fileno())
        if replacing:
            os.replace(self._path, target)
            return
        try:
            os.link(self._path, target)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
            os.replace(self._path, target)


def make_like(descriptor: int, source: str, status: os.stat_result) -> None:
    """Give an open file or folder what ``source`` has besides its bytes, as far as it may have it.

    ``status`` is that of ``source``.
    """
    try:
        take_over(descriptor, source, status)
    except OSError:
        # Another owner, or a file system that has no modes: what matters is that it can be read.
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, stat.S_IMODE(status.st_mode) & ~_PRIVILEGES)
        with contextlib.suppress(OSError):
            restore_times(descriptor, status)
