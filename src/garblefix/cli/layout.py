"""The shape of the command line: a command that goes without saying, and help that fits a screen.

Not for: what the commands do, nor their options, which name the group that they stand in
(``rich_help_panel``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    # typer brings its own click, and gives these two no public name.
    from typer._click import Context, HelpFormatter
    from typer._click.core import Parameter
    from typer._click.shell_completion import CompletionItem

DEFAULT = "fix"
INSTALL_COMPLETION, SHOW_COMPLETION = "--install-completion", "--show-completion"
_OF_THE_WHOLE = frozenset({"-h", "--help", "--version", INSTALL_COMPLETION, SHOW_COMPLETION})

# The groups in which help shows the options.
WRITING, REPORTING, REPAIRING, FILES = "Writing", "Reporting", "Repairing", "Files and settings"
_ARGUMENTS, _OTHERS = "Arguments", "Options"


def with_command(arguments: Sequence[str], commands: frozenset[str]) -> list[str]:
    """Put the default command in front where none is named.

    A file that is called like a command is reached as ``garblefix fix detect`` or ``./detect``.

    >>> with_command(["-v", "notes.txt"], frozenset({"fix", "detect"}))
    ['fix', '-v', 'notes.txt']
    >>> with_command(["detect", "notes.txt"], frozenset({"fix", "detect"}))
    ['detect', 'notes.txt']
    """
    named = bool(arguments) and (
        arguments[0] in commands or arguments[0].partition("=")[0] in _OF_THE_WHOLE
    )
    return list(arguments) if named else [DEFAULT, *arguments]


class Command(TyperCommand):
    """A command whose help has one line for each option, in groups."""

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """What stands in the line of usage, without typer's braces."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write arguments and options, without a word about types and defaults of typer's own."""
        groups = grouped(self, ctx)
        rows = {
            name: [(names(one, ctx), getattr(one, "help", None) or "") for one in group]
            for name, group in groups.items()
        }
        widest = max(len(first) for group in rows.values() for first, _ in group)
        for name, group in rows.items():
            with formatter.section(name):
                formatter.write_dl([(f"{first:<{widest}}", help_) for first, help_ in group])


def names(parameter: Parameter, context: Context) -> str:
    """How an option or argument is written: ``-o, --output FILE``."""
    record = parameter.get_help_record(context)
    return record[0] if record is not None else parameter.make_metavar(context)


def grouped(command: TyperCommand, context: Context) -> dict[str, list[Parameter]]:
    """What a command takes, by the groups of its help; ``--help`` stands in the last of them."""
    groups: dict[str, list[Parameter]] = {}
    for parameter in command.get_params(context):
        if getattr(parameter, "hidden", False):
            continue
        if parameter.param_type_name == "argument":
            name = _ARGUMENTS
        else:
            name = getattr(parameter, "rich_help_panel", None) or next(reversed(groups), _OTHERS)
        groups.setdefault(name, []).append(parameter)
    return groups


class Group(TyperGroup):
    """All commands together. Where none is named, it is the default one, for completion too."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any
    ) -> Context:
        """Parse the command line."""
        # What a person has typed so far may still become the name of a command.
        if args or not extra.get("resilient_parsing"):
            args = with_command(args, frozenset(self.commands))
        return super().make_context(info_name, args, parent, **extra)

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """What the first word may become: a command, or an option of the whole or the default."""
        found = super().shell_complete(ctx, incomplete)
        default = self.commands[DEFAULT]
        with default.make_context(DEFAULT, [], parent=ctx, resilient_parsing=True) as inner:
            more = default.shell_complete(inner, incomplete)
        names = {item.value for item in found}
        return found + [item for item in more if item.value not in names]
