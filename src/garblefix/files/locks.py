"""Locks that end with the process that holds them, however it ends.

They prove that nobody is at work on a file any more, across containers and network file systems,
which no process number does. Not for: keeping other programs from a file; these locks only bind
those who ask.
"""

from __future__ import annotations

import contextlib


def lock(descriptor: int) -> None:
    """Lock the open file, waiting where somebody else has it; where locks are unknown, nothing."""
    with contextlib.suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def lock_now(descriptor: int, *, unknown: bool) -> bool:
    """Lock the open file if that is possible at once, and tell whether it was.

    ``unknown`` is the answer where locks are unknown.
    """
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return unknown
    return True
