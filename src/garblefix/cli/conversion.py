"""A conversion run and told: records to reports, to the progress bar, and to an exit code.

Not for: converting (``garblefix.convert``), nor the form of a report (``garblefix.report``).
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from garblefix.cli.choices import Format
from garblefix.cli.reporters import plain_console
from garblefix.cli.standard import (
    FAILED,
    complain,
    complain_about,
    is_terminal,
    print_line,
    standard_output,
)
from garblefix.convert.file import BINARY
from garblefix.convert.overview import NO_TEXT, Overview, look_words
from garblefix.convert.place import Mode, Place, RefusedError, choose
from garblefix.convert.prepare import Conversion, prepare
from garblefix.convert.record import Record, Status
from garblefix.convert.run import StoppedError, carry_out, try_out
from garblefix.convert.single import convert_one
from garblefix.convert.wishes import Wishes
from garblefix.files.signals import ending_cleanly
from garblefix.report import Reporter, ReportError
from garblefix.report.entries import ConversionJson, line, renaming, tally_of, values
from garblefix.workers import usual

if TYPE_CHECKING:
    from garblefix.report.progress import Progress


# What a folder has in place of an encoding, where its name is told of.
FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of ``garblefix convert``."""

    source: str
    target: str
    mode: Mode
    wishes: Wishes
    dry: bool
    jobs: int | None
    format: Format
    reports: tuple[str, ...]
    quiet: bool
    verbose: bool


def run_conversion(request: Request) -> int:
    """Convert, and return the exit code: 0 done, 1 something to look at, 2 something failed."""
    try:
        with ending_cleanly():
            return _Telling(request).run()
    except (RefusedError, ReportError) as error:
        complain(str(error))
    except StoppedError as error:
        complain(f"{request.target}: {error}; stopped, --resume goes on from here")
    except OSError as error:
        complain_about(error.filename or request.target, error)
    except KeyboardInterrupt:
        if not request.dry and os.path.isdir(request.source):
            complain("interrupted; --resume goes on from here")
        raise
    return FAILED


class _Telling:
    """One run, and everybody who hears of it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._as_json = request.format is Format.json and not request.quiet
        self._as_text = request.format is Format.text and not request.quiet
        self._overview = Overview()
        self._reporters: list[Reporter] = []
        self._output_reporter: Reporter | None = None
        self._heard = True  # whether anybody still reads standard output
        self._progress: Progress | None = None
        self._single = False

    def run(self) -> int:
        request = self._request
        if os.path.isfile(request.source):
            self._single = True
            record = convert_one(
                request.source, request.target, request.mode, request.wishes, dry=request.dry
            )
            self._open_reports(request.reports)
            self._tell_all(iter([record]))
        else:
            self._convert_tree(choose(request.source, request.target, request.mode))
        return self._overview.exit_code

    def _convert_tree(self, place: Place) -> None:
        request = self._request
        conversion = prepare(place, request.wishes, dry=request.dry)
        # A dry run writes nothing, and so has no place for a report that nobody asked for.
        own = () if request.dry else (os.path.join(request.target, place.report),)
        self._open_reports([*request.reports, *own])
        self._progress = self._chosen_progress()
        if self._progress is not None:
            self._progress.begin(conversion.files, conversion.bytes)
        with contextlib.closing(self._records(conversion)) as records:
            self._tell_all(records)
        if self._as_text and own:
            self._out(partial(print_line, f"report: {os.path.relpath(*own)}"))

    def _chosen_progress(self) -> Progress | None:
        request = self._request
        if request.quiet or sys.stderr is None:
            return None
        from garblefix.report.progress import Bar, Lines

        # Lines of single files and a bar that moves do not go together.
        told_each = (request.verbose or self._as_json) and is_terminal(1)
        if is_terminal(2) and not told_each:
            return Bar(plain_console(sys.stderr))
        return Lines(complain)

    def _records(self, conversion: Conversion) -> Generator[Record, None, None]:
        request = self._request
        on_bytes = None if self._progress is None else self._progress.advance
        jobs = min(request.jobs or usual(conversion.files), max(conversion.files, 1))
        if request.dry:
            return try_out(conversion, jobs, on_bytes)
        return carry_out(conversion, request.mode, jobs, on_bytes)

    def _open_reports(self, paths: Sequence[str]) -> None:
        from garblefix.report.file import FileReporter

        self._reporters += [FileReporter(path) for path in dict.fromkeys(paths)]
        if self._as_json:
            self._output_reporter = ConversionJson(standard_output(), self._overview)

    def _tell_all(self, records: Iterator[Record]) -> None:
        try:
            for record in records:
                self._tell(record)
        except StoppedError:
            self._sum_up()
            raise
        finally:
            if self._progress is not None:
                self._progress.end()
        self._sum_up()
        tally = tally_of(self._overview, written=not self._request.dry)
        for reporter in self._reporters:
            reporter.summary(tally)
        if self._output_reporter is not None:
            self._out(partial(self._output_reporter.summary, tally))

    def _out(self, tell: Callable[[], None]) -> None:
        """Tell standard output; that nobody reads it any more ends no conversion."""
        if self._heard:
            try:
                tell()
            except BrokenPipeError:
                self._heard = False

    def _sum_up(self) -> None:
        if self._as_text:
            self._out(self._show)

    def _show(self) -> None:
        from garblefix.report.overview import show

        show(self._overview, plain_console(sys.stdout), dry=self._request.dry)
        sys.stdout.flush()

    def _tell(self, record: Record) -> None:
        self._overview.add(record)
        path = self._path(record)
        if record.status is Status.failed:
            complain(f"{path}: {record.reason}")
        elif record.status is Status.skipped and record.reason != BINARY:
            complain(f"{path}: {record.reason}, left out")
        for reporter in self._reporters:
            self._report(path, record, reporter)
        self._out(partial(self._tell_output, path, record))
        if self._progress is not None and record.status not in (Status.folder, Status.linked):
            self._progress.done(record.size)

    def _tell_output(self, path: str, record: Record) -> None:
        if self._output_reporter is not None:
            from garblefix.report.json import write_record

            self._report(path, record, self._output_reporter)
            folder = "" if self._single else self._request.target
            target = os.path.join(folder, record.target)
            write_record(standard_output(), values(record, path, target))
        elif self._as_text and self._request.verbose:
            print_line(line(record))

    def _path(self, record: Record) -> str:
        """The path of an entry as a person would write it."""
        folder = "" if self._single else self._request.source
        return os.path.join(folder, record.source)

    def _report(self, path: str, record: Record, reporter: Reporter) -> None:
        written = not self._request.dry
        name = renaming(record)
        if name is not None:
            reporter.fix(path, name, applied=written)
        for found in record.fixes:
            reporter.fix(path, found, applied=written and found.applied)
        for lost in record.lost:
            reporter.lost(path, lost)
        if record.status is Status.failed:
            reporter.error(path, record.reason)
        elif record.needs_a_look:
            reporter.error(path, look_words(record))
        if record.is_text:
            wanted = self._request.wishes.output_encoding
            foreign = record.runs or record.encoding not in (None, "utf-8")
            recoded = bool(foreign) and wanted != "same"
            for run in record.runs:
                reporter.run(path, run)
            reporter.end_of_file(path, record.encoding, wanted if recoded else None)
        elif record.status is Status.copied or name is not None:
            reporter.end_of_file(path, FOLDER if record.status is Status.folder else NO_TEXT, None)
