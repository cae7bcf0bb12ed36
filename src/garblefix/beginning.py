"""Ctrl-C while the command is still being imported ends it, and in silence.

Importing takes as long as a person needs to see that a path was wrong, and Python loses exceptions
in it; nothing has been done yet that must be undone. Only where this is the command: a library
leaves signals to its program. Not for: Ctrl-C once there is work (``files.signals``).
"""

from __future__ import annotations

import os
import sys

NAME = "garblefix"
INTERRUPTED = 130


def is_command() -> bool:
    """Whether this process was started as ``garblefix`` or as ``python -m garblefix``."""
    script = sys.argv[0] if sys.argv else ""
    if script == "-m":  # as long as Python looks for what it is to run
        return NAME in sys.orig_argv
    return os.path.basename(script).removesuffix(".exe").removesuffix("-script.py") == NAME


def begin() -> None:
    """From here on Ctrl-C ends the process at once, unless it was to be ignored."""
    try:
        import signal  # takes time as well
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def over() -> None:
    """From here on it is an exception again."""
    import signal

    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(_number: int, _frame: object) -> None:
    os._exit(INTERRUPTED)


if is_command():
    begin()
