"""Clearing away what runs left that were killed, and finishing what they had begun.

Not for: any file of which it is not sure that its maker is gone; whoever makes one holds a lock on
it as long as it lives.
"""

from __future__ import annotations

import errno
import os

from garblefix.files import in_place
from garblefix.files.disk import remove
from garblefix.files.locks import lock_now
from garblefix.files.names import is_leftover, mark_of


def clear(path: str) -> None:
    """Remove one leftover and those that belong to it, if nobody is at work on them.

    Where it was a file with several names that was being written, that is finished first. Raises
    OSError for what needs a person's eye: their bytes are all there, and stay.
    """
    folder = os.path.dirname(path)
    mark = mark_of(os.path.basename(path))
    new, old, target = in_place.journal(folder, mark)
    if not os.path.lexists(path) or (path != new and os.path.lexists(new)):
        return  # it went, or will go, with that one
    if path != new:
        raise OSError(errno.EEXIST, "was left by a run that was killed; look at it", path)
    try:
        file = open(new, "rb")  # noqa: SIM115
    except FileNotFoundError:
        return
    with file:
        mine = os.geteuid() in (0, os.fstat(file.fileno()).st_uid)
        if not mine or not lock_now(file.fileno(), unknown=False):
            return
        if os.path.lexists(target) and not in_place.finish(folder, mark):
            words = "a killed run was writing this file, and it was written since; look at it"
            raise OSError(errno.EEXIST, words, target)
        # The one that carries the lock is the last to go.
        for name in (old, new):
            remove(name)


def leftovers_in(folder: str) -> list[str]:
    """The leftovers that lie directly in a folder; none where it cannot be read."""
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return []
    return sorted(os.path.join(folder, name) for name in names if is_leftover(name))
