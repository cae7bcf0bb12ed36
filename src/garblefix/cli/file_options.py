"""The options that say which files are taken, what is written, and by how many processes.

Not for: the options of repair and of reports (``choices``).
"""

from __future__ import annotations

from typing import Annotated

import typer

from garblefix.cli.layout import FILES, REPORTING, WRITING

# As patch and git name what was there before. A suffix of our own would be less known.
DEFAULT_BACKUP_SUFFIX = ".orig"

WriteOption = Annotated[
    bool,
    typer.Option("--write", "-w", rich_help_panel=WRITING, help="Repair the files in place."),
]
InteractiveOption = Annotated[
    bool,
    typer.Option(
        "--interactive",
        "-i",
        rich_help_panel=WRITING,
        help="Show each fix, and write those you accept.",
    ),
]
OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        rich_help_panel=WRITING,
        help="Write one repaired input to FILE.",
    ),
]
BackupOption = Annotated[
    bool,
    typer.Option(
        "--backup/--no-backup",
        rich_help_panel=WRITING,
        help="With -w or -i, keep each old file.",
    ),
]
BackupSuffixOption = Annotated[
    str,
    typer.Option(
        "--backup-suffix",
        metavar=".SUF",
        rich_help_panel=WRITING,
        help=f"What ends its name [{DEFAULT_BACKUP_SUFFIX}]; implies --backup.",
    ),
]
CheckOption = Annotated[
    bool,
    typer.Option(
        "--check",
        rich_help_panel=REPORTING,
        help="Write no text; exit 1 for any finding.",
    ),
]
DiffOption = Annotated[
    bool,
    typer.Option(
        "--diff",
        rich_help_panel=REPORTING,
        help="Show what would change as a patch.",
    ),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="GLOB",
        rich_help_panel=FILES,
        help="Leave out, as .gitignore would; repeatable.",
    ),
]
GitignoreOption = Annotated[
    bool,
    typer.Option(
        "--gitignore/--no-gitignore",
        rich_help_panel=FILES,
        help="Leave out what .gitignore names, or not.",
    ),
]
StandardInputNameOption = Annotated[
    str | None,
    typer.Option(
        "--stdin-filename",
        metavar="NAME",
        rich_help_panel=FILES,
        help="What standard input is called.",
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        min=1,
        rich_help_panel=FILES,
        help="Processes at work [as many as processors].",
    ),
]
ConfigOption = Annotated[
    str | None,
    typer.Option(
        "--config",
        metavar="FILE",
        rich_help_panel=FILES,
        help="Read the settings of this file.",
    ),
]
IsolatedOption = Annotated[
    bool,
    typer.Option("--isolated", rich_help_panel=FILES, help="Read no settings of any project."),
]
