"""The commands of ``garblefix``, put together.

Not for: what any of them does; each has a module of its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from garblefix.cli.convert import convert
from garblefix.cli.detect import detect
from garblefix.cli.explain import explain
from garblefix.cli.fix import fix

application = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
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
) -> None:
    """Restore text that was decoded wrongly, say how sure each fix is, leave the rest alone."""


def _help(command: Callable[..., int]) -> str:
    """The docstring as paragraphs of one line each, which a terminal may break where it likes."""
    paragraphs = inspect.cleandoc(command.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


_ALL = (fix, convert, detect, explain)
for _command in _ALL:
    application.command(help=_help(_command))(_command)

COMMANDS = frozenset(command.__name__ for command in _ALL)
