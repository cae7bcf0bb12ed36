"""The command ``garblefix``.

Here: words on the command line to calls, and outcomes to exit codes. Not here: any logic of repair.
The modules of this package import what is dear (rich, and the engine) where they use it, so that a
clean ASCII pipe costs no more than Python and typer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from garblefix import beginning
from garblefix.cli.standard import (
    CLEAN,
    FAILED,
    INTERRUPTED,
    STANDARD_OUTPUT_NAME,
    complain,
    complain_about,
    finish_output,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``garblefix`` and return its exit code.

    0 clean or a filter's end, 1 findings, 2 usage, input that cannot be read, output that cannot
    be written, 130 interrupted.
    """
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough, and said so: nothing went wrong.
        code = CLEAN
    except OSError as error:
        # Files are told of where they are read or written; what is left is a full disk, or nobody.
        complain_about(error.filename or STANDARD_OUTPUT_NAME, error)
        code = FAILED
    unwritten = finish_output()
    if unwritten is not None and code != FAILED:
        complain_about(STANDARD_OUTPUT_NAME, unwritten)
        code = FAILED
    return code


def run() -> NoReturn:
    """End the process with the exit code of ``main``.

    Where Ctrl-C came while Python compiled text, as it does for dataclasses at their import, it
    ends a process by SIGINT at last, although the exception was handled; so this end is our own.
    """
    code = main()
    beginning.begin()  # Python has an end, too
    if code == INTERRUPTED:
        os._exit(code)
    sys.exit(code)


def _run(arguments: Sequence[str]) -> int:
    import typer

    from garblefix.cli.commands import application
    from garblefix.cli.completion import answer

    command = typer.main.get_command(application)
    try:
        completed = answer(command)
        if completed is not None:
            return completed
        with command.make_context("garblefix", list(arguments)) as context:
            outcome = command.invoke(context)
    except typer.Exit as ending:
        return ending.exit_code
    except typer.TyperException as error:
        complain(error.format_message())
        return FAILED
    return outcome if isinstance(outcome, int) else CLEAN
