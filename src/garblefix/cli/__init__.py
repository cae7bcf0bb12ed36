"""The command ``garblefix``.

Here: words on the command line to calls, and outcomes to exit codes. Not here: any logic of repair.
The modules of this package import what is dear (rich, and the engine) where they use it, so that a
clean ASCII pipe costs no more than Python and typer.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from garblefix.cli.standard import complain, finish_output

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
_DEFAULT = "fix"
_OF_THE_WHOLE = frozenset({"-h", "--help", "--version"})


def with_command(arguments: Sequence[str], commands: frozenset[str]) -> list[str]:
    """Put the default command in front where none is named.

    A file that is called like a command is reached as ``garblefix fix detect`` or ``./detect``.

    >>> with_command(["-v", "notes.txt"], frozenset({"fix", "detect"}))
    ['fix', '-v', 'notes.txt']
    >>> with_command(["detect", "notes.txt"], frozenset({"fix", "detect"}))
    ['detect', 'notes.txt']
    """
    if arguments and (arguments[0] in commands or arguments[0] in _OF_THE_WHOLE):
        return list(arguments)
    return [_DEFAULT, *arguments]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``garblefix`` and return its exit code.

    0 clean or a filter's end, 1 findings, 2 usage or input that cannot be read, 130 interrupted.
    """
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough, and said so: nothing went wrong.
        code = CLEAN
    finish_output()
    return code


def _run(arguments: Sequence[str]) -> int:
    import typer

    from garblefix.cli.commands import COMMANDS, application

    given = with_command(arguments, COMMANDS)
    try:
        command = typer.main.get_command(application)
        with command.make_context("garblefix", given) as context:
            outcome = command.invoke(context)
    except typer.Exit as ending:
        return ending.exit_code
    except typer.TyperException as error:
        complain(error.format_message())
        return FAILED
    return outcome if isinstance(outcome, int) else CLEAN
