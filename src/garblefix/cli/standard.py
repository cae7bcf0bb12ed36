"""Standard input, output and error as a filter needs them: bytes, one-line errors, quiet ends.

Not for: files that have a path.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import BinaryIO

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "<stdin>"
STANDARD_OUTPUT_NAME = "standard output"
# Exit codes of every command.
CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def standard_input() -> BinaryIO:
    """The bytes that come in. Raises OSError where standard input is closed."""
    # Python leaves None here when the descriptor was closed before it started.
    if sys.stdin is None:
        raise OSError(errno.EBADF, "closed")
    return sys.stdin.buffer


def standard_output() -> BinaryIO:
    """The bytes that go out. Raises OSError where standard output is closed."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "closed")
    return sys.stdout.buffer


def is_terminal(descriptor: int) -> bool:
    """Whether 0, 1 or 2 is a terminal; a closed one is none."""
    try:
        return os.isatty(descriptor)
    except OSError:
        return False


def complain(message: str) -> None:
    """Say in one line on standard error what is wrong."""
    if sys.stderr is None:
        return
    line = "garblefix: " + " ".join(message.splitlines()) + "\n"
    with contextlib.suppress(OSError):
        sys.stderr.buffer.write(line.encode("utf-8", "backslashreplace"))
        sys.stderr.flush()


def complain_about(name: str, error: OSError) -> None:
    """Say that ``name`` could not be read or written, and why."""
    complain(f"{name}: {error.strerror or error}")


def print_line(line: str) -> None:
    """Write a line of text to standard output; a byte that is no text is written as an escape."""
    standard_output().write((line + "\n").encode("utf-8", "backslashreplace"))


def finish_output() -> OSError | None:
    """Send what is still buffered; where nobody takes it, keep Python from saying so at its end.

    Returns why standard output could not be written, unless its reader has seen enough.
    """
    unwritten = None
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except OSError as error:
            if stream is sys.stdout and not isinstance(error, BrokenPipeError):
                unwritten = error
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    return unwritten
