"""A report in a file; the ending of its name says in which form.

The file appears under its name when it is whole, and only then; until that moment an older one of
the same name stays, and whatever ends the run leaves nothing else behind. Not for: repaired files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, cast

from garblefix.files.write import temporary
from garblefix.report import ReportError

if TYPE_CHECKING:
    from garblefix.report import Reporter
    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost

ENDINGS = (".html", ".csv", ".json")
_BUFFER = 1 << 20  # bytes


def ending(path: str) -> str:
    """What the name of a report ends in, in lower case.

    >>> ending("reports/Letters.HTML")
    '.html'
    """
    return os.path.splitext(path)[1].lower()


class FileReporter:
    """A report that is written to ``path`` when ``summary`` is told.

    Raises ReportError at once where no file can be written there. ``path`` ends in one of ENDINGS.
    What fails later, as on a full disk, is raised by ``summary``: the repair of files does not stop
    because a report on it cannot be written.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._failure: OSError | None = None
        try:
            # What a link points to is replaced, not the link.
            self._target = os.path.realpath(path)
            _demand_place(self._target)
            # Without a name, so that it is gone with the process, and that nobody who walks this
            # folder takes it for an input. It stays open until the summary.
            folder = os.path.dirname(self._target)
            self._draft = cast(BinaryIO, tempfile.TemporaryFile(dir=folder))  # noqa: SIM115
            weakref.finalize(self, _close, self._draft)
            self._reporter = _reporter(ending(path), self._draft)
        except OSError as error:
            raise self._error(error) from error
        except ValueError as error:  # a NUL in the name
            raise ReportError(f"{path}: {error}") from error

    def fix(self, path: str, found: LocatedFix, *, applied: bool) -> None:
        """Note one fix."""
        self._try(lambda: self._reporter.fix(path, found, applied=applied))

    def lost(self, path: str, found: LocatedLost) -> None:
        """Note one lost span."""
        self._try(lambda: self._reporter.lost(path, found))

    def run(self, path: str, found: LocatedRun) -> None:
        """Note one run."""
        self._try(lambda: self._reporter.run(path, found))

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Note that a file has ended."""
        self._try(lambda: self._reporter.end_of_file(path, encoding, recoded))

    def error(self, path: str, reason: str) -> None:
        """Note that a file could not be read or written."""
        self._try(lambda: self._reporter.error(path, reason))

    def summary(self, tally: Tally) -> None:
        """Write the file. Raises ReportError where it could not be written."""
        self._try(lambda: self._reporter.summary(tally))
        self._try(self._finish)
        _close(self._draft)
        if self._failure is not None:
            raise self._error(self._failure)

    def _try(self, step: Callable[[], None]) -> None:
        if self._failure is None:
            try:
                step()
            except OSError as error:
                self._failure = error

    def _finish(self) -> None:
        self._draft.seek(0)
        with temporary(self._target, private=os.path.exists(self._target)) as whole:
            shutil.copyfileobj(self._draft, whole.file, _BUFFER)
            whole.overwrite(self._target)

    def _error(self, error: OSError) -> ReportError:
        return ReportError(f"{self._path}: {error.strerror or error}")


def _close(draft: BinaryIO) -> None:
    # What a full disk does not take any more is not needed either.
    with contextlib.suppress(OSError):
        draft.close()


def _demand_place(target: str) -> None:
    """Raises OSError where something stands that is no file, or may not be replaced."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _reporter(form: str, output: BinaryIO) -> Reporter:
    if form == ".html":
        from garblefix.report.html import HtmlReporter

        return HtmlReporter(output)
    if form == ".csv":
        from garblefix.report.csv import CsvReporter

        return CsvReporter(output)
    from garblefix.report.json import JsonReporter

    return JsonReporter(output)
