"""Single steps on the disk: names that surely reach it, and names that surely go.

Not for: writing files (``write``), which is made of them.
"""

from __future__ import annotations

import contextlib
import errno
import os

BLOCK = 1 << 20  # bytes read and written at a time
# What file systems say that know no hard links.
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def remove(path: str) -> None:
    """Remove a file if it is there; a second time where a signal came instead of the first."""
    try:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        raise


def sync_folder(folder: str) -> None:
    """Make sure that the names in a folder reach the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder or ".", os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
