"""Telling a reader what was found: people in ``text``, ``html`` and ``csv``, programs in ``json``,
reviewers of code in ``github`` and ``sarif``; ``file`` puts a report into a file.

Not for: finding anything, or deciding what is written where; the commands do that. Importing this
package costs nothing, because a filter that has nothing to tell must not pay for rich.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost


class ReportError(Exception):
    """A report could not be written; the message names it and says why."""


class Reporter(Protocol):
    """What every form of report understands. Calls come in the order of the input."""

    def fix(self, path: str, found: LocatedFix, *, applied: bool) -> None:
        """One fix; ``applied`` tells whether it was written or only reported."""

    def lost(self, path: str, found: LocatedLost) -> None:
        """One span that is garbled beyond recovery."""

    def run(self, path: str, found: LocatedRun) -> None:
        """One run of a file that is in several encodings; all of them come at its end."""

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Everything in ``path`` was told.

        ``encoding`` is what it was read as, None for plain ASCII; ``recoded`` the encoding that it
        would be, or was, converted to.
        """

    def error(self, path: str, reason: str) -> None:
        """``path`` could not be read to its end, not be converted, or not be written."""

    def summary(self, tally: Tally) -> None:
        """The last word, over all files."""
