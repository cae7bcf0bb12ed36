"""One report told in several forms at a time: on a terminal and in files.

Not for: any form itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from garblefix.report import ReportError

if TYPE_CHECKING:
    from garblefix.report import Reporter
    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost


class Several:
    """Passes everything on to each of ``reporters``, in their order.

    Where nobody reads one of them any more (a closed pipe), the others go on; BrokenPipeError is
    raised once nobody is left.
    """

    def __init__(self, reporters: Iterable[Reporter]) -> None:
        self._reporters = list(reporters)

    def fix(self, path: str, found: LocatedFix, *, applied: bool) -> None:
        """Tell all of one fix."""
        self._each(lambda reporter: reporter.fix(path, found, applied=applied))

    def lost(self, path: str, found: LocatedLost) -> None:
        """Tell all of one lost span."""
        self._each(lambda reporter: reporter.lost(path, found))

    def run(self, path: str, found: LocatedRun) -> None:
        """Tell all of one run."""
        self._each(lambda reporter: reporter.run(path, found))

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Tell all that a file has ended."""
        self._each(lambda reporter: reporter.end_of_file(path, encoding, recoded))

    def error(self, path: str, reason: str) -> None:
        """Tell all that a file could not be read or written."""
        self._each(lambda reporter: reporter.error(path, reason))

    def summary(self, tally: Tally) -> None:
        """Tell all the last word. Raises ReportError once all know it, if one failed."""
        failures: list[str] = []

        def tell(reporter: Reporter) -> None:
            try:
                reporter.summary(tally)
            except ReportError as error:
                failures.append(str(error))

        self._each(tell)
        if failures:
            raise ReportError("; ".join(failures))

    def _each(self, tell: Callable[[Reporter], None]) -> None:
        gone: BrokenPipeError | None = None
        for reporter in list(self._reporters):
            try:
                tell(reporter)
            except BrokenPipeError as error:
                self._reporters.remove(reporter)
                gone = error
        if gone is not None and not self._reporters:
            raise gone
