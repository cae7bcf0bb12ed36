"""The options that several commands share, and their check.

Not for: what an option does; that is said where it is used.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from garblefix.cli.layout import REPAIRING, REPORTING
from garblefix.cli.standard import STANDARD_INPUT_NAME
from garblefix.results import Options

if TYPE_CHECKING:
    from garblefix.files.ignore import Rules

AUTOMATIC = "auto"
DEFAULT_MIN_CONFIDENCE = Options().min_confidence


class Format(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"


class ReportFormat(StrEnum):
    """How ``fix`` writes its report."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"


class Script(StrEnum):
    """What Chinese text is converted to."""

    simplified = "simplified"
    traditional = "traditional"


class OutputEncoding(StrEnum):
    """What repaired bytes are written in."""

    same = "same"
    utf_8 = "utf-8"
    utf_8_sig = "utf-8-sig"


FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        metavar="FORM",
        rich_help_panel=REPORTING,
        help="text for people, or json, one object a line.",
    ),
]
ReportFormatOption = Annotated[
    ReportFormat,
    typer.Option(
        "--format", metavar="FORM", rich_help_panel=REPORTING, help="text, json, github or sarif."
    ),
]
ReportOption = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FILE",
        rich_help_panel=REPORTING,
        help="Write FILE.html, .csv or .json; repeatable.",
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", rich_help_panel=REPORTING, help="Report nothing.")
]


def _kind_values(incomplete: str) -> list[str]:
    """What ``--only`` and ``--skip`` may go on with; other kinds may stand before a comma."""
    given, comma, last = incomplete.rpartition(",")
    taken = set(given.split(","))
    kinds_left = sorted(known_kinds() - taken)
    return [given + comma + kind for kind in kinds_left if kind.startswith(last)]


MinConfidenceOption = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        metavar="P",
        min=0.0,
        max=1.0,
        rich_help_panel=REPAIRING,
        help=f"Make no fix less sure than this, 0 to 1 [{DEFAULT_MIN_CONFIDENCE}].",
    ),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="KIND",
        autocompletion=_kind_values,
        rich_help_panel=REPAIRING,
        help="Repair this kind of damage only; repeatable.",
    ),
]
SkipOption = Annotated[
    list[str] | None,
    typer.Option(
        "--skip",
        metavar="KIND",
        autocompletion=_kind_values,
        rich_help_panel=REPAIRING,
        help="Leave this kind of damage alone; repeatable.",
    ),
]


EscapesOption = Annotated[
    bool,
    typer.Option(
        "--escapes",
        rich_help_panel=REPAIRING,
        help="Undo escapes too: &#x533A; \\u533A %E5%8C%BA.",
    ),
]
ScriptOption = Annotated[
    Script | None,
    typer.Option(
        "--script",
        metavar="KIND",
        rich_help_panel=REPAIRING,
        help="Convert Chinese: simplified or traditional.",
    ),
]


def _encoding_values(incomplete: str) -> list[str]:
    """The encodings that garblefix knows of; Python's other names are taken too."""
    from garblefix.encodings import BY_NAME

    return [name for name in (AUTOMATIC, *sorted(BY_NAME)) if name.startswith(incomplete)]


EncodingOption = Annotated[
    str,
    typer.Option(
        "--encoding",
        metavar="NAME",
        autocompletion=_encoding_values,
        rich_help_panel=REPAIRING,
        help=f"What the input is encoded in [{AUTOMATIC}].",
    ),
]
OutputEncodingOption = Annotated[
    OutputEncoding,
    typer.Option(
        "--output-encoding",
        metavar="NAME",
        rich_help_panel=REPAIRING,
        help="What to write: same, utf-8 or utf-8-sig.",
    ),
]


@dataclass(frozen=True, slots=True)
class Choices:
    """What was asked of ``garblefix fix``.

    ``output`` is the file of ``-o``. ``backup`` tells that old files are kept, ``backup_suffix``
    how they are called, also those of earlier runs. ``jobs`` is None where nobody gave a number,
    ``stdin_filename`` where nobody gave a name. ``interactive`` asks before each fix;
    ``settings`` is the file that keeps what a person then says for good, if any does. ``ignore``
    has the texts that stay as they are.
    """

    options: Options
    encoding: str
    output_encoding: OutputEncoding
    format: ReportFormat
    verbose: bool
    quiet: bool
    reports: tuple[str, ...] = ()
    write: bool = False
    diff: bool = False
    output: str | None = None
    backup: bool = False
    backup_suffix: str = ""
    jobs: int | None = None
    exclude: tuple[Rules, ...] = ()
    gitignore: bool = True
    stdin_filename: str | None = None
    interactive: bool = False
    settings: str | None = None
    ignore: frozenset[str] = frozenset()

    @property
    def stdin_name(self) -> str:
        """What reports call standard input."""
        return STANDARD_INPUT_NAME if self.stdin_filename is None else self.stdin_filename


def known_kinds() -> frozenset[str]:
    """The names that ``--only`` and ``--skip`` take: one for each file of ``garblefix.damage``.

    ``lossy`` is no damage but a property of a fix: some of it had to be inferred.
    """
    from garblefix.damage import modules

    return frozenset(modules()) | {"lossy"}


def kinds(given: list[str] | None, option: str) -> frozenset[str]:
    """The names in ``given``, each of which may hold several between commas.

    Raises typer.BadParameter for a name that no damage has.
    """
    names = frozenset(name.strip() for value in given or () for name in value.split(","))
    if names:
        known = known_kinds()
        for name in sorted(names - known):
            raise typer.BadParameter(
                f"no kind of damage is called {name!r}; there are {', '.join(sorted(known))}",
                param_hint=option,
            )
    return names


def report_files(given: list[str] | None, others: Sequence[str] = ()) -> tuple[str, ...]:
    """The files of ``--report``.

    Raises typer.BadParameter where the ending tells no format, and where a report would replace one
    of ``others``, the files that the command reads or writes.
    """
    if not given:
        return ()
    from garblefix.report.file import ENDINGS, ending

    for path in given:
        if ending(path) not in ENDINGS:
            raise typer.BadParameter(
                f"{path!r} ends in none of {', '.join(ENDINGS)}", param_hint="--report"
            )
        if any(os.path.realpath(path) == os.path.realpath(other) for other in others):
            raise typer.BadParameter(f"{path!r} is read or written too", param_hint="--report")
    return tuple(given)


def repair_options(
    min_confidence: float,
    only: list[str] | None,
    skip: list[str] | None,
    *,
    escapes: bool = False,
    script: Script | None = None,
) -> Options:
    """The engine's options, checked."""
    if script is not None:
        from garblefix.script import converter

        try:
            converter(script.value)
        except ImportError as error:
            raise typer.TyperException(str(error)) from None
    wanted, unwanted = kinds(only, "--only"), kinds(skip, "--skip")
    if wanted and wanted <= unwanted:
        raise typer.BadParameter(
            f"leaves nothing of --only {','.join(sorted(wanted))}", param_hint="--skip"
        )
    try:
        return Options(
            min_confidence=min_confidence,
            only=wanted or None,
            skip=unwanted,
            escapes=escapes,
            script=None if script is None else script.value,
        )
    except ValueError as error:
        # "nan" is a number to the parser and lies within any range.
        raise typer.BadParameter(str(error), param_hint="--min-confidence") from error


def encoding_is_known(name: str) -> bool:
    """Whether Python has a text codec of this name, or it is ``auto``."""
    from garblefix.encodings import known

    try:
        known(name)
    except LookupError:
        return name == AUTOMATIC
    return True
