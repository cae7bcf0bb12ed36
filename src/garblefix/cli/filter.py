"""One input repaired to one output, block by block: standard input to standard output as a rule.

Not for: files that are reported, or written in place (``survey``). Memory stays bounded: every
block is written before the next one is read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from garblefix.cli.choices import Choices
from garblefix.cli.configuration import is_left_out
from garblefix.cli.reporters import (
    conversion,
    filter_reporter,
    repairer,
    survey_reporter,
    tell_findings,
)
from garblefix.cli.standard import (
    CLEAN,
    FAILED,
    FOUND,
    STANDARD_INPUT,
    STANDARD_OUTPUT_NAME,
    complain,
    complain_about,
    standard_input,
    standard_output,
)
from garblefix.files.read import open_regular
from garblefix.files.signals import ending_cleanly
from garblefix.files.write import temporary
from garblefix.report.tally import Tally

_STANDARD_OUTPUT = "-"
_BLOCK = 1 << 18  # bytes passed on at a time where nothing is to be repaired


class _Failure(Exception):
    """``name`` could not be read or written, because of ``error``."""

    def __init__(self, name: str, error: OSError) -> None:
        super().__init__(name, error)
        self.name, self.error = name, error


def run_filter(choices: Choices, path: str = STANDARD_INPUT) -> int:
    """Filter the file at ``path``, and return the exit code.

    For standard input 0 whatever was found, for a file 1 where damage stays; 2 where bytes got
    stuck. Raises LookupError for an encoding that nobody knows.
    """
    piped = path == STANDARD_INPUT
    try:
        with ending_cleanly(), _output(choices.output) as output, _input(path) as source:
            if piped and is_left_out(choices, complain_about):
                _copy(source, output, choices)
                return CLEAN
            stays = _filter(source, output, choices, path)
    except _Failure as failure:
        complain_about(failure.name, failure.error)
        return FAILED
    return FOUND if stays and not piped else CLEAN


@contextlib.contextmanager
def _blaming(name: str) -> Iterator[None]:
    """Errors within are told of ``name``, but for a closed pipe, which is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _Failure(name, error) from None


@contextlib.contextmanager
def _output(path: str | None) -> Iterator[BinaryIO]:
    """Where the repaired bytes go. A file is written only once all of them are there."""
    if path is None or path == _STANDARD_OUTPUT:
        with _blaming(STANDARD_OUTPUT_NAME):
            output = standard_output()
        yield output
    elif os.path.exists(path) and not os.path.isfile(path):
        with _blaming(path), open(path, "wb") as output:
            yield output
    else:
        with _blaming(path), temporary(path, private=os.path.exists(path)) as new:
            yield new.file
            new.overwrite(path)


@contextlib.contextmanager
def _input(path: str) -> Iterator[BinaryIO]:
    piped = path == STANDARD_INPUT
    with _blaming("standard input" if piped else path):
        source = standard_input() if piped else open_regular(path)
    with contextlib.nullcontext() if piped else source:
        yield source


def _copy(source: BinaryIO, output: BinaryIO, choices: Choices) -> None:
    read = getattr(source, "read1", source.read)
    while True:
        with _blaming("standard input"):
            data = read(_BLOCK)
        if not data:
            return
        with _blaming(choices.output or STANDARD_OUTPUT_NAME):
            output.write(data)
            output.flush()


def _filter(source: BinaryIO, output: BinaryIO, choices: Choices, path: str) -> bool:
    """Pass everything on repaired, and tell whether damage stays in it."""
    piped = path == STANDARD_INPUT
    name = choices.stdin_name if piped else path
    stream = repairer(choices)
    # Where the text goes to standard output, no report does.
    aside = piped or choices.output == _STANDARD_OUTPUT
    reporter = filter_reporter(choices) if aside else survey_reporter(choices)
    tally = Tally()
    changed = stays = False
    blocks = stream.blocks(source)
    while True:
        with _blaming("standard input" if piped else path):
            block = next(blocks, None)
        if block is None:
            break
        with _blaming(choices.output or STANDARD_OUTPUT_NAME):
            output.write(block.data)
            output.flush()
        stays |= bool(block.lost) or block.stays
        if reporter is not None:
            tally.add(block, written=True)
            changed = changed or any(found.applied for found in block.fixes)
            tell_findings(reporter, name, block, written=True)
    if stream.left is not None:
        stays = True
        from garblefix.report.words import unsure_words

        words = unsure_words(stream.left)
        complain(f"{name}: {words}")
        if reporter is not None:
            reporter.error(name, words)
    if reporter is not None:
        converted = conversion(stream.encoding, choices.output_encoding)
        if stream.left is not None and not stream.runs:
            converted = None
        recoded = converted is not None or (bool(stream.runs) and stream.output_encoding != "same")
        tally.end_of_file(changed=changed or recoded)
        if not piped or choices.verbose or choices.reports or tally.found:
            for run in stream.runs:
                reporter.run(name, run)
            reporter.end_of_file(name, stream.encoding, converted)
            reporter.summary(tally)
    return stays
