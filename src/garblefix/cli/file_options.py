"""The options that say which files are taken, what is written, and by how many processes.

Not for: the options of repair and of reports (``choices``).
"""

from __future__ import annotations

from typing import Annotated

import typer

# As patch and git name what was there before. A suffix of our own would be less known.
DEFAULT_BACKUP_SUFFIX = ".orig"

WriteOption = Annotated[
    bool, typer.Option("--write", "-w", help="Write the repaired files in place.")
]
DiffOption = Annotated[
    bool, typer.Option("--diff", help="Show what would change as a patch; write nothing.")
]
OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write one repaired input to FILE."),
]
BackupOption = Annotated[
    bool, typer.Option("--backup/--no-backup", help="With -w, keep each old file beside the new.")
]
BackupSuffixOption = Annotated[
    str,
    typer.Option("--backup-suffix", metavar=".SUF", help="What ends its name; implies --backup."),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        min=1,
        help="Processes at work; without it, as many as there are processors.",
    ),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="GLOB",
        help="Leave these files and folders out, as .gitignore would; repeatable.",
    ),
]
GitignoreOption = Annotated[
    bool, typer.Option("--gitignore/--no-gitignore", help="Leave out what .gitignore names.")
]
StandardInputNameOption = Annotated[
    str | None,
    typer.Option("--stdin-filename", metavar="NAME", help="What standard input is called."),
]
ConfigOption = Annotated[
    str | None,
    typer.Option("--config", metavar="FILE", help="Read the settings of this file."),
]
IsolatedOption = Annotated[
    bool, typer.Option("--isolated", help="Read no settings of any project.")
]
