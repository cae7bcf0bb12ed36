"""``garblefix detect``: the encoding, the language and the confidence, a line for each file.

Not for: detecting (``garblefix.detect``); here a guess becomes a line.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from garblefix import beginning
from garblefix.cli.choices import Format, FormatOption
from garblefix.cli.layout import REPORTING
from garblefix.cli.standard import (
    CLEAN,
    FAILED,
    STANDARD_INPUT,
    STANDARD_INPUT_NAME,
    complain_about,
    is_terminal,
    print_line,
    standard_input,
    standard_output,
)
from garblefix.files.read import open_regular
from garblefix.files.walk import files_of

if TYPE_CHECKING:
    from garblefix.results import Guess
    from garblefix.runs import LocatedRun

_NOTHING = "-"

_Verdicts = list[tuple[str, "list[Guess]", "tuple[LocatedRun, ...]"]]


def detect(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATHS|-", help="Files and folders; - for stdin.")
    ],
    every_guess: Annotated[
        bool,
        typer.Option(
            "--all", "-a", rich_help_panel=REPORTING, help="Every guess, not only the best one."
        ),
    ] = False,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="The language of the files, where it is known: ru.")
    ] = "",
    candidates: Annotated[
        str, typer.Option(metavar="NAMES", help="The only encodings, by commas: cp1251,koi8-r.")
    ] = "",
    report_format: FormatOption = Format.text,
) -> int:
    """Tell the encoding, the language and the confidence for each file.

    On a terminal a table; otherwise path, encoding, language and confidence between tabs, with -
    for what is not known. Of a file whose lines are in different encodings every run of lines is
    told, with its lines behind another tab.
    """
    errors = 0

    def on_error(path: str, error: OSError) -> None:
        nonlocal errors
        errors += 1
        complain_about(path, error)

    from garblefix.detect.hints import hints_of

    verdicts: _Verdicts = []
    only = list(filter(None, map(str.strip, candidates.split(",")))) if candidates else None
    try:
        hints_of(candidates=only)
    except (LookupError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint="--candidates") from None
    try:
        hints_of(language)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--language") from None
    as_table = report_format is Format.text and is_terminal(1)
    beginning.over()  # what was found by then is told
    for path in files_of(paths, on_error):
        name = STANDARD_INPUT_NAME if path == STANDARD_INPUT else path
        try:
            guesses, runs = _verdict(path, language, only)
        except OSError as error:
            on_error(name, error)
            continue
        if every_guess:
            runs = ()
        else:
            guesses = guesses[:1]
        if as_table:
            verdicts.append((name, guesses, runs))
        elif report_format is Format.json:
            _write_json(name, guesses, runs)
        else:
            _write_plain(name, guesses, runs)
    if verdicts:
        _write_table(verdicts)
    return FAILED if errors else CLEAN


def _open(path: str) -> contextlib.AbstractContextManager[BinaryIO]:
    if path == STANDARD_INPUT:
        return contextlib.nullcontext(standard_input())
    return open_regular(path)


def _verdict(
    path: str, language: str, candidates: list[str] | None
) -> tuple[list[Guess], tuple[LocatedRun, ...]]:
    from garblefix.detect import detect_file_and_runs

    with _open(path) as source:
        return detect_file_and_runs(source, language=language, candidates=candidates, name=path)


def _write_plain(path: str, guesses: list[Guess], runs: tuple[LocatedRun, ...]) -> None:
    from garblefix.report.visible import visible

    name = visible(path)  # a tab in it would divide it
    for found in runs:
        run, lines = found.run, f"{found.line}-{found.last_line}"
        print_line("\t".join((name, run.encoding, _NOTHING, f"{run.confidence:.3f}", lines)))
    if runs:
        return
    if not guesses:
        print_line("\t".join((name, _NOTHING, _NOTHING, _NOTHING)))
    for guess in guesses:
        language = guess.language or _NOTHING
        print_line("\t".join((name, guess.encoding, language, f"{guess.confidence:.3f}")))


def _write_json(name: str, guesses: list[Guess], runs: tuple[LocatedRun, ...]) -> None:
    from garblefix.report.json import run_values, write_record

    record: dict[str, object] = {"type": "encoding", "path": name}
    for run in runs:
        write_record(standard_output(), record | run_values(run))
    if runs:
        return
    if not guesses:
        write_record(standard_output(), record | {"encoding": None})
    for guess in guesses:
        found = {"encoding": guess.encoding, "language": guess.language}
        confidence = {"confidence": round(guess.confidence, 6)}
        write_record(standard_output(), record | found | confidence)


def _write_table(verdicts: _Verdicts) -> None:
    import sys

    from garblefix.cli.reporters import plain_console
    from garblefix.report.tables import guesses_table

    plain_console(sys.stdout).print(guesses_table(verdicts))
