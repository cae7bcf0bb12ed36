"""``garblefix convert``: its options, and the checks that come before anything is read.

Not for: converting (``garblefix.convert``), nor telling of it (``conversion``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from garblefix.cli.choices import (
    AUTOMATIC,
    DEFAULT_MIN_CONFIDENCE,
    EncodingOption,
    EscapesOption,
    Format,
    FormatOption,
    MinConfidenceOption,
    OnlyOption,
    OutputEncoding,
    OutputEncodingOption,
    QuietOption,
    ReportOption,
    ScriptOption,
    SkipOption,
    encoding_is_known,
    repair_options,
    report_files,
)
from garblefix.cli.file_options import ExcludeOption, GitignoreOption, JobsOption
from garblefix.cli.layout import REPAIRING, REPORTING, WRITING
from garblefix.cli.standard import FAILED, complain


class Binary(StrEnum):
    """What becomes of files that are no text."""

    copy = "copy"
    skip = "skip"


def convert(
    source: Annotated[str, typer.Argument(metavar="SRC", help="A folder or a file; only read.")],
    target: Annotated[str, typer.Argument(metavar="DST", help="Where the converted one goes.")],
    names: Annotated[
        bool,
        typer.Option(
            "--names",
            rich_help_panel=REPAIRING,
            help="Repair garbled names of files and folders too.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            "-n",
            rich_help_panel=WRITING,
            help="Tell what would be done; write nothing.",
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", rich_help_panel=WRITING, help="Go on where an earlier run stopped."
        ),
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", rich_help_panel=WRITING, help="Begin anew, over what stands in DST."
        ),
    ] = False,
    binary: Annotated[
        Binary,
        typer.Option(
            "--binary",
            metavar="WHAT",
            rich_help_panel=WRITING,
            help="copy what is no text, or skip it [copy].",
        ),
    ] = Binary.copy,
    encoding: EncodingOption = AUTOMATIC,
    output_encoding: OutputEncodingOption = OutputEncoding.utf_8,
    min_confidence: MinConfidenceOption = DEFAULT_MIN_CONFIDENCE,
    only: OnlyOption = None,
    skip: SkipOption = None,
    escapes: EscapesOption = False,
    script: ScriptOption = None,
    exclude: ExcludeOption = None,
    gitignore: GitignoreOption = False,
    jobs: JobsOption = None,
    report_format: FormatOption = Format.text,
    report: ReportOption = None,
    quiet: QuietOption = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", "-v", rich_help_panel=REPORTING, help="Tell of every file as it is done."
        ),
    ] = False,
) -> int:
    """Mirror a folder of old files into DST, in UTF-8 and repaired. SRC is never written to.

    Text is converted, everything else copied as it is: hidden files, empty folders, links, modes
    and times. What was done stands in DST/.garblefix, with a report to open in a browser.
    """
    from garblefix.cli.conversion import Request, run_conversion
    from garblefix.convert.place import Mode
    from garblefix.convert.wishes import Wishes

    if resume and overwrite:
        raise typer.BadParameter("exclude each other", param_hint="--resume and --overwrite")
    if not encoding_is_known(encoding):
        complain(f"unknown encoding: {encoding}")
        return FAILED
    mode = Mode.resume if resume else Mode.overwrite if overwrite else Mode.fresh
    wishes = Wishes(
        options=repair_options(min_confidence, only, skip, escapes=escapes, script=script),
        encoding=encoding,
        output_encoding=output_encoding.value,
        names=names,
        skip_binary=binary is Binary.skip,
        exclude=tuple(exclude or ()),
        gitignore=gitignore,
    )
    return run_conversion(
        Request(
            source=source,
            target=target,
            mode=mode,
            wishes=wishes,
            dry=dry_run,
            jobs=jobs,
            format=report_format,
            reports=report_files(report),
            quiet=quiet,
            verbose=verbose,
        )
    )
