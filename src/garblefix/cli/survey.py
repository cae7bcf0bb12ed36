"""What would change in files: every one is read and reported on standard output, none is written.

Not for: the filter. One file that cannot be read is told and does not keep the others from it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import BinaryIO

from garblefix.cli.choices import Choices
from garblefix.cli.paths import OnError, files_of
from garblefix.cli.reporters import conversion, repairer, survey_reporter, tell
from garblefix.cli.standard import (
    STANDARD_INPUT,
    STANDARD_INPUT_NAME,
    complain_about,
    standard_input,
)
from garblefix.report import Reporter
from garblefix.report.tally import Tally


def run_survey(paths: Iterable[str], choices: Choices) -> int:
    """Report on every file, and return the exit code: 0 clean, 1 findings, 2 unreadable input.

    Raises LookupError for an encoding that nobody knows.
    """
    # An unknown name must be told once, and also where no path leads to a file.
    repairer(choices)
    reporter = survey_reporter(choices)
    tally = Tally()

    def on_error(path: str, error: OSError) -> None:
        tally.errors += 1
        complain_about(path, error)

    try:
        for path in files_of(paths, on_error):
            try:
                source = _open(path)
            except OSError as error:
                on_error(path, error)
                continue
            name = STANDARD_INPUT_NAME if path == STANDARD_INPUT else path
            with source as opened:
                _survey_file(opened, name, choices, reporter, tally, on_error)
        if reporter is not None:
            reporter.summary(tally)
    except BrokenPipeError:
        # The reader has seen enough of the report; what was found until then still counts.
        pass
    if tally.errors:
        return 2
    return 1 if tally.found else 0


def _open(path: str) -> contextlib.AbstractContextManager[BinaryIO]:
    if path == STANDARD_INPUT:
        return contextlib.nullcontext(standard_input())
    return open(path, "rb")


def _survey_file(
    source: BinaryIO,
    name: str,
    choices: Choices,
    reporter: Reporter | None,
    tally: Tally,
    on_error: OnError,
) -> None:
    stream = repairer(choices)
    blocks = stream.blocks(source)
    changed = False
    while True:
        # Only what reading raises is the file's fault; a report that cannot be written is not.
        try:
            block = next(blocks, None)
        except OSError as error:
            on_error(name, error)
            break
        if block is None:
            break
        tally.add(block)
        changed = changed or any(found.applied for found in block.fixes)
        if reporter is not None:
            tell(reporter, name, block, written=False)
    converted = conversion(stream.encoding, choices.output_encoding)
    tally.end_of_file(changed=changed or converted is not None)
    if reporter is not None:
        reporter.end_of_file(name, stream.encoding, converted)
