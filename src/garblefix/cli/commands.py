"""The commands of ``garblefix``, put together.

Not for: what any of them does; each has a module of its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from garblefix.cli import completion
from garblefix.cli.convert import convert
from garblefix.cli.detect import detect
from garblefix.cli.explain import explain
from garblefix.cli.fix import fix
from garblefix.cli.layout import INSTALL_COMPLETION, SHOW_COMPLETION, Command, Group

application = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="garblefix < garbled.txt > repaired.txt repairs; garblefix PATHS reports. "
    "Where no command is named, it is fix.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"garblefix {version('garblefix')}")
        except PackageNotFoundError:
            typer.echo("garblefix, run from its source and not installed")
        raise typer.Exit


@application.callback()
def garblefix(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Tell the version."),
    ] = False,
    install_completion: Annotated[
        completion.Shell | None,
        typer.Option(
            INSTALL_COMPLETION,
            metavar="SHELL",
            callback=completion.install,
            is_eager=True,
            expose_value=False,
            help="Install completion for bash, zsh or fish.",
        ),
    ] = None,
    show_completion: Annotated[
        completion.Shell | None,
        typer.Option(
            SHOW_COMPLETION,
            metavar="SHELL",
            callback=completion.show,
            is_eager=True,
            expose_value=False,
            help="Print what that would install.",
        ),
    ] = None,
) -> None:
    """Restore text that was decoded wrongly, say how sure each fix is, leave the rest alone."""


def _help(command: Callable[..., int]) -> str:
    """The docstring as paragraphs of one line each, which a terminal may break where it likes."""
    paragraphs = inspect.cleandoc(command.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


_ALL = (fix, convert, detect, explain)
for _command in _ALL:
    application.command(cls=Command, help=_help(_command))(_command)
