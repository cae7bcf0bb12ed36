"""What is told of one file, by the process that worked on it or by the one that asked for that.

Laying out a report takes as long as finding what it tells, so that where it is text alone each
process of ``-j`` does it for its files. Not for: how a report looks (``report``).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, NamedTuple

from garblefix.cli.choices import OutputEncoding
from garblefix.cli.reporters import conversion, tell_findings
from garblefix.cli.standard import STANDARD_INPUT, standard_input
from garblefix.files.fixing import Outcome, PartFindings, Plan, fix_file, fix_stream
from garblefix.files.spool import Spool
from garblefix.files.walk import Found
from garblefix.report.tally import Tally

if TYPE_CHECKING:
    from garblefix.report import Reporter
    from garblefix.report.text import Form, Part, TextReporter

Reading = Callable[[], "AbstractContextManager[Reporter | None]"]
"""Opens the reporter for a few calls; there is none where nobody reads it."""


class Told(NamedTuple):
    """What is told of a file, and its fixes and lost spans counted."""

    part: Part
    tally: Tally


class Done(NamedTuple):
    """A file that was worked on; what its process has told of it is in its outcome no more."""

    outcome: Outcome
    told: Told | None = None


def work(plan: Plan, stdin_name: str, form: Form | None, file: Found) -> Done:
    """Work on one file, and tell what came of it where the ``form`` of that is known."""
    if file.path == STANDARD_INPUT:
        outcome = fix_stream(plan, standard_input, stdin_name)
    else:
        outcome = fix_file(plan, file)
    if form is None or outcome.skipped:
        return Done(outcome)
    reporter = _reporter(form)
    tally = Tally()
    _tell_alike(outcome, tally, reporter)
    if outcome.error is None or outcome.damaged:
        tell_end(outcome, OutputEncoding(plan.output_encoding), lambda: nullcontext(reporter))
    outcome.found, outcome.status = Spool(""), None
    return Done(outcome, Told(reporter.part(), tally))


def tell(outcome: Outcome, tally: Tally, reading: Reading) -> None:
    """Count and tell what was found in a file."""
    for findings in outcome.found:
        assert isinstance(findings, PartFindings)
        written = outcome.written and findings.accepted
        tally.add(findings, written=written)
        with reading() as reporter:
            if reporter is not None:
                tell_findings(reporter, outcome.path, findings, written=written)


def _tell_alike(outcome: Outcome, tally: Tally, reporter: TextReporter) -> None:
    """Count and tell what was found in a file, where the plan was to keep fixes that are alike."""
    for findings in outcome.found:
        assert isinstance(findings, PartFindings)
        written = outcome.written
        tally.add(findings, written=written)
        for found, times in findings.alike:
            tally.add_fix(found, times, written=written)
            reporter.fix(outcome.path, found, applied=written and found.applied, times=times)
        for lost in findings.lost:
            reporter.lost(outcome.path, lost)


def tell_end(outcome: Outcome, output_encoding: OutputEncoding, reading: Reading) -> None:
    """Tell that all of a file was told."""
    encoding = outcome.encoding
    converted = conversion(encoding, output_encoding) if outcome.changes else None
    with reading() as reporter:
        if reporter is not None:
            for run in outcome.runs:
                reporter.run(outcome.path, run)
            reporter.end_of_file(outcome.path, encoding, converted)


@functools.cache
def _reporter(form: Form) -> TextReporter:
    return form.reporter()
