"""Writes docs/commands.md: every command and option, as the code has them.

Run it as ``python -m docs.make_commands`` after a change of the command line; a test compares the
page with the code. Not for: explanations, which are in the other pages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer.main

from garblefix.cli.choices import known_kinds
from garblefix.cli.commands import application
from garblefix.cli.configuration import KEYS
from garblefix.cli.layout import Group, grouped, names

TARGET = Path(__file__).with_name("commands.md")
# A default that the help itself tells.
_IN_WORDS = re.compile(r" \[(.+?)\]")
_HEAD = """\
# Commands

Written by `docs/make_commands.py` from the code. `garblefix` without a command is `garblefix fix`.
More on [files and settings](files.md), [convert](convert.md) and [reports](reports.md).
"""
_TAIL = """\
## Values

KIND is a kind of damage: {kinds}; `lossy` stands for every fix
that infers bytes which are lost. Several go between commas. `escape` is looked for with
`--escapes`, or where `--only` names it. KIND of `--script` is `simplified` or `traditional`; it
needs `pip install "garblefix[zh]"`. NAME of `--encoding` is any text encoding that Python knows,
or `auto`.

## Settings

What `.garblefix.toml`, or `[tool.garblefix]` in `pyproject.toml`, may set for `garblefix fix`
([how](files.md#settings-of-a-project)):
{keys}.
"""


def reference() -> str:
    """The page."""
    group = typer.main.get_command(application)
    assert isinstance(group, Group)
    with group.make_context("garblefix", [], resilient_parsing=True) as context:
        parts = [_HEAD, *_section(group, context)]
        for name, command in group.commands.items():
            with command.make_context(name, [], parent=context, resilient_parsing=True) as inner:
                parts += _section(command, inner)
    kinds, keys = (", ".join(f"`{one}`" for one in sorted(all_)) for all_ in (known_kinds(), KEYS))
    return "\n".join([*parts, _TAIL.format(kinds=kinds, keys=keys)])


def _section(command: Any, context: Any) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {context.command_path.split(' [')[0]}\n"
    yield f"    {context.command_path} {usage}\n"
    yield f"{command.help}\n"
    for name, parameters in grouped(command, context).items():
        yield f"| {name} | | values | default |\n|---|---|---|---|"
        for parameter in parameters:
            yield _row(parameter, context)
        yield ""


def _row(parameter: Any, context: Any) -> str:
    values = getattr(parameter.type, "choices", ())
    shown = [value.value if isinstance(value, Enum) else value for value in values]
    in_words = _IN_WORDS.search(parameter.help)
    cells = [
        f"`{names(parameter, context)}`",
        _IN_WORDS.sub("", parameter.help),
        ", ".join(f"`{value}`" for value in shown),
        in_words[1] if in_words else _default(parameter, context),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(parameter: Any, context: Any) -> str:
    if getattr(parameter, "secondary_opts", None):
        on = parameter.get_default(context)
        return f"`{(parameter.opts if on else parameter.secondary_opts)[0]}`"
    default = parameter.get_default(context)
    return f"`{default.value}`" if isinstance(default, Enum) else ""


def main() -> int:
    """Write the page."""
    TARGET.write_text(reference(), encoding="utf-8")
    print(f"wrote {TARGET}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
