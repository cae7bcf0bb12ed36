"""Opening what is to be read, and only if it is a regular file: nothing else can be waited for.

Not for: finding files (``walk``), nor making text of their bytes (``stream``).
"""

from __future__ import annotations

import codecs
import errno
import os
import stat
from typing import BinaryIO

# git looks at as much for the same question.
LOOKED_AT = 8000
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# The path may have become a FIFO since it was looked at, and opening one waits for its writer.
_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_BINARY = getattr(os, "O_BINARY", 0)

_KINDS = (
    (stat.S_ISDIR, errno.EISDIR, "Is a directory"),
    (stat.S_ISFIFO, errno.EINVAL, "is a named pipe, not a file; standard input is -"),
    (stat.S_ISCHR, errno.EINVAL, "is a device, not a file; standard input is -"),
    (stat.S_ISBLK, errno.EINVAL, "is a device, not a file"),
    (stat.S_ISSOCK, errno.EINVAL, "is a socket, not a file"),
)


def open_regular(path: str) -> BinaryIO:
    """The bytes of a regular file, behind symbolic links too.

    Raises OSError where it cannot be read, and for everything that is no regular file, which is
    never opened: a named pipe would wait for its writer, a device may do anything.
    """
    _demand_regular(os.stat(path), path)
    descriptor = os.open(path, os.O_RDONLY | _NEVER_WAIT | _BINARY)
    try:
        _demand_regular(os.fstat(descriptor), path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _demand_regular(status: os.stat_result, path: str) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    for is_kind, number, words in _KINDS:
        if is_kind(status.st_mode):
            raise OSError(number, words, path)
    raise OSError(errno.EINVAL, "is not a regular file", path)


def is_binary(start: bytes) -> bool:
    r"""Whether a file that begins so is no text: it has a NUL, and no mark of UTF-16 or UTF-32.

    >>> is_binary(b"\x89PNG\r\n\x1a\n\0\0"), is_binary(b"\xff\xfeh\0i\0"), is_binary(b"text")
    (True, False, False)
    """
    looked_at = start[:LOOKED_AT]
    return b"\0" in looked_at and not looked_at.startswith(_WIDE)


def is_binary_file(path: str) -> bool:
    """``is_binary`` for a file; False where it cannot be read, so that its reader tells why."""
    try:
        with open_regular(path) as file:
            return is_binary(file.read(LOOKED_AT))
    except OSError:
        return False
