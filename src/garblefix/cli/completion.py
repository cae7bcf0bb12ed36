"""Completion in bash, zsh and fish, by typer's own scripts and protocol.

A shell asks by running ``garblefix`` with a variable set. typer's ready-made options for this are
imported at every start, and guess the shell; so they are asked for here by name. Not for: what the
values of an option may be (``choices``).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from typer._click import Command

VARIABLE = "_GARBLEFIX_COMPLETE"


class Shell(StrEnum):
    """The shells that there is completion for."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


def answer(command: Command) -> int | None:
    """Tell a shell how its line may go on, and return the exit code; None where none asks."""
    question = os.environ.get(VARIABLE)
    if not question:
        return None
    from typer._completion_classes import completion_init
    from typer.completion import shell_complete

    completion_init()
    return shell_complete(command, {}, "garblefix", VARIABLE, question)


def install(context: typer.Context, parameter: typer.CallbackParam, shell: Shell | None) -> None:
    """Callback of ``--install-completion``. Ends the program."""
    if shell is not None:
        from typer.completion import install_callback

        _told(install_callback, context, parameter, shell)


def show(context: typer.Context, parameter: typer.CallbackParam, shell: Shell | None) -> None:
    """Callback of ``--show-completion``. Ends the program."""
    if shell is not None:
        from typer.completion import show_callback

        _told(show_callback, context, parameter, shell)


def _told(
    callback: Callable[..., object],
    context: typer.Context,
    parameter: typer.CallbackParam,
    shell: Shell,
) -> None:
    try:
        callback(context, parameter, shell.value)
    except OSError as error:
        # The script itself, where no file is named, goes to standard output.
        place = error.filename or "standard output"
        raise typer.TyperException(f"{place}: {error.strerror or error}") from None
