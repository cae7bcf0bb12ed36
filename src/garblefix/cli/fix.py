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
    EncodingOption,
    EscapesOption,
    MinConfidenceOption,
    OnlyOption,
    OutputEncoding,
    OutputEncodingOption,
    QuietOption,
    ReportFormat,
    ReportFormatOption,
    ReportOption,
    ScriptOption,
    SkipOption,
    encoding_is_known,
    repair_options,
    report_files,
)
from garblefix.cli.configuration import (
    Configuration,
    configuration,
    is_given,
    place_for_settings,
    start_of,
    suffix,
)
from garblefix.cli.file_options import (
    DEFAULT_BACKUP_SUFFIX,
    BackupOption,
    BackupSuffixOption,
    CheckOption,
    ConfigOption,
    DiffOption,
    ExcludeOption,
    GitignoreOption,
    InteractiveOption,
    IsolatedOption,
    JobsOption,
    OutputOption,
    StandardInputNameOption,
    WriteOption,
)
from garblefix.cli.layout import REPORTING
from garblefix.cli.standard import FAILED, STANDARD_INPUT, complain, is_terminal
from garblefix.files.ignore import Rules
from garblefix.report import ReportError


def fix(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATHS|-]", hidden=True, help="")
    ] = None,
    write: WriteOption = False,
    interactive: InteractiveOption = False,
    output: OutputOption = None,
    backup: BackupOption = False,
    backup_suffix: BackupSuffixOption = DEFAULT_BACKUP_SUFFIX,
    check: CheckOption = False,
    diff: DiffOption = False,
    report_format: ReportFormatOption = ReportFormat.text,
    report: ReportOption = None,
    quiet: QuietOption = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            "-v",
            rich_help_panel=REPORTING,
            help="Report everything, on long lines too.",
        ),
    ] = False,
    min_confidence: MinConfidenceOption = DEFAULT_MIN_CONFIDENCE,
    only: OnlyOption = None,
    skip: SkipOption = None,
    escapes: EscapesOption = False,
    script: ScriptOption = None,
    encoding: EncodingOption = AUTOMATIC,
    output_encoding: OutputEncodingOption = OutputEncoding.same,
    exclude: ExcludeOption = None,
    gitignore: GitignoreOption = True,
    stdin_filename: StandardInputNameOption = None,
    jobs: JobsOption = None,
    config: ConfigOption = None,
    isolated: IsolatedOption = False,
) -> int:
    """Repair text that was decoded wrongly, and change nothing else.

    PATHS, files and folders: a report of what would change; only -w and -i write. Without PATHS, or
    -: a filter from standard input to standard output, with a report on standard error if that is a
    terminal or with -v.
    """
    given = paths or []
    if not given and is_terminal(0):
        # typer prints help where standard output is; that may be the file for the repaired text.
        with contextlib.redirect_stdout(sys.stderr):
            print((context.parent or context).get_help())
        return FAILED
    _demand_sense(context)
    named = [stdin_filename] if stdin_filename is not None else given
    start = start_of(named)
    settings = configuration(start, config, isolated=isolated)
    encoding = settings.pick(context, "encoding", encoding)
    output_encoding = settings.pick(context, "output_encoding", output_encoding)
    if interactive and output_encoding is not OutputEncoding.same:
        raise typer.TyperException("-i keeps every file's encoding; add --output-encoding same")
    # Only -i ever writes settings, and so needs to know where a project without any keeps them.
    asks_for_settings = interactive and not isolated
    choices = Choices(
        options=repair_options(
            settings.pick(context, "min_confidence", min_confidence),
            settings.pick(context, "only", only),
            settings.pick(context, "skip", skip),
            escapes=settings.pick(context, "escapes", escapes),
            script=settings.pick(context, "script", script),
        ),
        encoding=encoding,
        output_encoding=output_encoding,
        format=report_format,
        verbose=verbose,
        quiet=quiet,
        reports=report_files(report, [*given, *([output] if output else [])]),
        write=write or interactive,
        diff=diff,
        output=output,
        backup=is_given(context, "backup_suffix") or settings.pick(context, "backup", backup),
        backup_suffix=_suffix(settings.pick(context, "backup_suffix", backup_suffix)),
        jobs=settings.pick(context, "jobs", jobs),
        exclude=_exclusions(settings, exclude),
        gitignore=settings.pick(context, "gitignore", gitignore),
        stdin_filename=stdin_filename,
        interactive=interactive,
        settings=settings.path or (place_for_settings(start) if asks_for_settings else None),
        ignore=frozenset(settings.texts("ignore")),
    )
    try:
        if output is not None or (given in ([], [STANDARD_INPUT]) and not check and not diff):
            from garblefix.cli.filter import run_filter

            return run_filter(choices, given[0] if given else STANDARD_INPUT)
        from garblefix.cli.survey import run_survey

        return run_survey(given or [STANDARD_INPUT], choices)
    except ReportError as error:
        complain(str(error))
        return FAILED
    except LookupError:
        if encoding_is_known(encoding):
            raise
        complain(f"unknown encoding: {encoding}")
        return FAILED


def _demand_sense(context: typer.Context) -> None:
    """Raises typer.TyperException for options that together say nothing clear."""
    values = context.params
    paths: list[str] = list(values["paths"] or ())
    asking, output = values["interactive"], values["output"]
    writer = "-i" if asking else "-w"
    write = values["write"] or asking
    backup = is_given(context, "backup_suffix") or values["backup"]
    report_only = "--diff" if values["diff"] else "--check" if values["check"] else None
    one_input = len(paths) <= 1 and not any(os.path.isdir(path) for path in paths)
    problems = {
        f"{writer} and -o both say where to write; choose one": write and output is not None,
        f"{report_only} writes nothing, and {writer} does; choose one": write and report_only,
        f"{report_only} writes nothing, and -o does; choose one": output and report_only,
        f"{writer} needs PATHS; standard input is repaired to standard output, or to -o FILE": (
            write and (not paths or STANDARD_INPUT in paths)
        ),
        "-i asks at a terminal, and standard input is none": asking and not is_terminal(0),
        "-i shows each fix itself; leave --format out": (
            asking and is_given(context, "report_format")
        ),
        "-o takes one file, or standard input": output is not None and not one_input,
        "-o needs the name of a file": output == "",
        "--backup keeps what -w replaces; it needs -w or -i": (
            is_given(context, "backup") or is_given(context, "backup_suffix")
        )
        and backup
        and not write,
        "--diff is a report of its own; leave --format out": (
            values["diff"] and is_given(context, "report_format")
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
