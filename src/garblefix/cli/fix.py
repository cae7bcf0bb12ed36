"""``garblefix fix``: the filter without paths, the report with them, and with ``-w`` the writing.

Not for: any of them (``filter``, ``survey``), nor the form of a report (``reporters``).
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Annotated

import typer

from garblefix.cli.choices import (
    AUTOMATIC,
    DEFAULT_MIN_CONFIDENCE,
    Choices,
    MinConfidenceOption,
    OnlyOption,
    OutputEncoding,
    ReportFormat,
    ReportFormatOption,
    ReportOption,
    SkipOption,
    encoding_is_known,
    repair_options,
    report_files,
)
from garblefix.cli.configuration import Configuration, configuration, start_of, suffix
from garblefix.cli.file_options import (
    DEFAULT_BACKUP_SUFFIX,
    BackupOption,
    BackupSuffixOption,
    ConfigOption,
    DiffOption,
    ExcludeOption,
    GitignoreOption,
    IsolatedOption,
    JobsOption,
    OutputOption,
    StandardInputNameOption,
    WriteOption,
)
from garblefix.cli.standard import STANDARD_INPUT, complain, is_terminal
from garblefix.files.ignore import Rules
from garblefix.report import ReportError


def fix(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATHS|-]", help="Files and folders; none or - for a filter."),
    ] = None,
    write: WriteOption = False,
    diff: DiffOption = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write no text; exit 1 if something would change.")
    ] = False,
    output: OutputOption = None,
    min_confidence: MinConfidenceOption = DEFAULT_MIN_CONFIDENCE,
    only: OnlyOption = None,
    skip: SkipOption = None,
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="What the input is encoded in.")
    ] = AUTOMATIC,
    output_encoding: Annotated[
        OutputEncoding, typer.Option("--output-encoding", help="What to write.")
    ] = OutputEncoding.same,
    report_format: ReportFormatOption = ReportFormat.text,
    report: ReportOption = None,
    backup: BackupOption = False,
    backup_suffix: BackupSuffixOption = DEFAULT_BACKUP_SUFFIX,
    jobs: JobsOption = None,
    exclude: ExcludeOption = None,
    gitignore: GitignoreOption = True,
    stdin_filename: StandardInputNameOption = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Report nothing.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Report everything, on long lines too.")
    ] = False,
) -> int:
    """Repair text that was decoded wrongly, and leave everything else byte for byte.

    Without PATHS: standard input goes to standard output, and a report to standard error with -v or
    if that is a terminal. With PATHS: a report of what would change; only -w writes.
    """
    given = paths or []
    if not given and is_terminal(0):
        # typer prints help where standard output is; that may be the file for the repaired text.
        with contextlib.redirect_stdout(sys.stderr):
            print((context.parent or context).get_help())
        return 2
    _demand_sense(context)
    named = [stdin_filename] if stdin_filename is not None else given
    settings = configuration(start_of(named), config, isolated=isolated)
    encoding = settings.pick(context, "encoding", encoding)
    choices = Choices(
        options=repair_options(
            settings.pick(context, "min_confidence", min_confidence),
            settings.pick(context, "only", only),
            settings.pick(context, "skip", skip),
        ),
        encoding=encoding,
        output_encoding=settings.pick(context, "output_encoding", output_encoding),
        format=report_format,
        verbose=verbose,
        quiet=quiet,
        reports=report_files(report, [*given, *([output] if output else [])]),
        write=write,
        diff=diff,
        output=output,
        backup=_is_given(context, "backup_suffix") or settings.pick(context, "backup", backup),
        backup_suffix=_suffix(settings.pick(context, "backup_suffix", backup_suffix)),
        jobs=settings.pick(context, "jobs", jobs),
        exclude=_exclusions(settings, exclude),
        gitignore=settings.pick(context, "gitignore", gitignore),
        stdin_filename=stdin_filename,
    )
    try:
        if output is not None or (given in ([], [STANDARD_INPUT]) and not check and not diff):
            from garblefix.cli.filter import run_filter

            return run_filter(choices, given[0] if given else STANDARD_INPUT)
        from garblefix.cli.survey import run_survey

        return run_survey(given or [STANDARD_INPUT], choices)
    except ReportError as error:
        complain(str(error))
        return 2
    except LookupError:
        if encoding_is_known(encoding):
            raise
        complain(f"unknown encoding: {encoding}")
        return 2


def _is_given(context: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _demand_sense(context: typer.Context) -> None:
    """Raises typer.TyperException for options that together say nothing clear."""
    values = context.params
    paths: list[str] = list(values["paths"] or ())
    write, output = values["write"], values["output"]
    backup = _is_given(context, "backup_suffix") or values["backup"]
    report_only = "--diff" if values["diff"] else "--check" if values["check"] else None
    one_input = len(paths) <= 1 and not any(os.path.isdir(path) for path in paths)
    problems = {
        "-w and -o both say where to write; choose one": write and output is not None,
        f"{report_only} writes nothing, and -w does; choose one": write and report_only,
        f"{report_only} writes nothing, and -o does; choose one": output and report_only,
        "-w needs PATHS; standard input is repaired to standard output, or to -o FILE": (
            write and (not paths or STANDARD_INPUT in paths)
        ),
        "-o takes one file, or standard input": output is not None and not one_input,
        "-o needs the name of a file": output == "",
        "--backup keeps what -w replaces; it needs -w": (
            _is_given(context, "backup") or _is_given(context, "backup_suffix")
        )
        and backup
        and not write,
        "--diff is a report of its own; leave --format out": (
            values["diff"] and _is_given(context, "report_format")
        ),
        "--stdin-filename names standard input, which is not among PATHS": (
            values["stdin_filename"] is not None and paths not in ([], [STANDARD_INPUT])
        ),
    }
    for words, holds in problems.items():
        if holds:
            raise typer.TyperException(words)


def _suffix(value: str) -> str:
    try:
        return suffix(value)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--backup-suffix") from None


def _exclusions(settings: Configuration, given: list[str] | None) -> tuple[Rules, ...]:
    """The rules of the project, and those of the command line, which count more."""
    found = []
    of_project = settings.values.get("exclude")
    if isinstance(of_project, list) and of_project:
        found.append(Rules.of(settings.folder, of_project))
    if given:
        found.append(Rules.of(os.curdir, given))
    return tuple(found)
