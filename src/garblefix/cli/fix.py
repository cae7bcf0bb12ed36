"""``garblefix fix``: the filter without paths, the report with them.

Not for: either of the two (``filter``, ``survey``), nor the form of a report (``reporters``).
"""

from __future__ import annotations

import contextlib
import sys
from typing import Annotated

import typer

from garblefix.cli.choices import (
    AUTOMATIC,
    DEFAULT_MIN_CONFIDENCE,
    Choices,
    Format,
    FormatOption,
    MinConfidenceOption,
    OnlyOption,
    OutputEncoding,
    SkipOption,
    encoding_is_known,
    repair_options,
)
from garblefix.cli.standard import STANDARD_INPUT, complain, is_terminal


def fix(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATHS|-]", help="Files and folders; none or - for a filter."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write no text; exit 1 if something would change.")
    ] = False,
    min_confidence: MinConfidenceOption = DEFAULT_MIN_CONFIDENCE,
    only: OnlyOption = None,
    skip: SkipOption = None,
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="What the input is encoded in.")
    ] = AUTOMATIC,
    output_encoding: Annotated[
        OutputEncoding, typer.Option("--output-encoding", help="What to write.")
    ] = OutputEncoding.same,
    report_format: FormatOption = Format.text,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Report nothing.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Report everything, on long lines too.")
    ] = False,
) -> int:
    """Repair text that was decoded wrongly, and leave everything else byte for byte.

    Without PATHS: standard input goes to standard output, and a report to standard error with -v or
    if that is a terminal. With PATHS: a report of what would change; nothing is written.
    """
    choices = Choices(
        options=repair_options(min_confidence, only, skip),
        encoding=encoding,
        output_encoding=output_encoding,
        format=report_format,
        verbose=verbose,
        quiet=quiet,
    )
    if not paths and is_terminal(0):
        # typer prints help where standard output is; that may be the file for the repaired text.
        with contextlib.redirect_stdout(sys.stderr):
            print((context.parent or context).get_help())
        return 2
    filtering = paths in (None, [], [STANDARD_INPUT]) and not check
    try:
        if filtering:
            from garblefix.cli.filter import run_filter

            return run_filter(choices)
        from garblefix.cli.survey import run_survey

        return run_survey(paths or [STANDARD_INPUT], choices)
    except LookupError:
        if encoding_is_known(encoding):
            raise
        complain(f"unknown encoding: {encoding}")
        return 2
