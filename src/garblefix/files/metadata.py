"""What a file is besides its bytes: mode, owner, extended attributes and times.

Not for: its bytes (``write``), nor its names.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat

# File systems say in many ways that they know no extended attributes.
_UNSUPPORTED = frozenset({errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL})


def take_over(descriptor: int, path: str, status: os.stat_result, *, times: bool = True) -> None:
    """Give the open file the mode, owner, extended attributes and times of the one at ``path``.

    ``status`` is that of ``path`` when it was first opened: reading changes the time of access.
    Raises PermissionError where something cannot be kept.
    """
    now = os.fstat(descriptor)
    if (now.st_uid, now.st_gid) != (status.st_uid, status.st_gid):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    _take_over_attributes(descriptor, path)
    # After the owner, for a new owner clears set-user-ID; after the access control lists among
    # the attributes, which are another face of the mode.
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    if times:
        restore_times(descriptor, status)


def restore_times(descriptor: int, status: os.stat_result) -> None:
    """Give the open file the times of access and modification that ``status`` has."""
    os.utime(descriptor, ns=(status.st_atime_ns, status.st_mtime_ns))


def _take_over_attributes(descriptor: int, path: str) -> None:
    if not hasattr(os, "listxattr"):
        return
    wanted, present = _attributes(path), _attributes(descriptor)
    for name, value in wanted.items():
        if present.get(name) != value:
            os.setxattr(descriptor, name, value)
    # What the folder gives to every new file in it, as its access control list.
    for name in present.keys() - wanted.keys():
        os.removexattr(descriptor, name)


def _attributes(file: int | str) -> dict[str, bytes]:
    try:
        names = os.listxattr(file)
    except OSError as error:
        if error.errno in _UNSUPPORTED:
            return {}
        raise
    found = {}
    for name in names:
        # Gone since it was listed: then it is not to be kept either.
        with contextlib.suppress(FileNotFoundError):
            found[name] = os.getxattr(file, name)
    return found
