"""What would change in files, or with ``-w`` did: each is read, and reported on standard output.

Not for: the filter. One file that cannot be read or written is told and keeps no other from it.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, cast

from garblefix.cli.choices import Choices
from garblefix.cli.configuration import is_left_out, is_settings
from garblefix.cli.reporters import repairer, survey_reporter, text_form, write_diff
from garblefix.cli.standard import CLEAN, FAILED, FOUND, STANDARD_INPUT, complain, complain_about
from garblefix.cli.telling import Done, tell, tell_end, work
from garblefix.document.pool import Pool
from garblefix.files.fixing import Plan
from garblefix.files.leftovers import clear, leftovers_in
from garblefix.files.names import Role
from garblefix.files.signals import ending_cleanly
from garblefix.files.walk import Found, find
from garblefix.files.write import is_backup
from garblefix.report.tally import Tally
from garblefix.report.words import summary_line, unsure_words
from garblefix.workers import FEW, Died, ordered, usual

if TYPE_CHECKING:
    from garblefix.cli.interactive import Review
    from garblefix.report import Reporter
    from garblefix.report.text import TextReporter

# What every process needs: imported once, and shared.
_PRELOAD = (
    "numpy",
    "garblefix.cli.telling",
    "garblefix.detect.rank",
    "garblefix.report.text",
    "garblefix.shared",
)


def run_survey(paths: list[str], choices: Choices) -> int:
    """Work on every file, and return the exit code.

    0: all is clean, or was written. 1: something would change, or is damaged still. 2: something
    could not be read or written. Raises LookupError for an encoding that nobody knows.
    """
    # An unknown name must be told once, and also where no path leads to a file.
    repairer(choices)
    survey = _Survey(paths, choices)
    # Where the reader has seen enough of the report, what was found until then still counts.
    with ending_cleanly(), _scratch() as scratch, contextlib.suppress(BrokenPipeError):
        survey.run(scratch)
    return survey.exit_code


@contextlib.contextmanager
def _scratch() -> Iterator[str]:
    """A folder for what does not fit in memory; no name where none can be made."""
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="garblefix-"))
        except OSError:
            folder = ""
        yield folder


class _Survey:
    def __init__(self, paths: list[str], choices: Choices) -> None:
        self._paths = paths
        self._choices = choices
        self._reporter: Reporter | None = survey_reporter(choices)
        self._form = text_form(self._reporter)
        self._tally = Tally()
        self._pool = Pool()
        self._stays = False
        # A report of an earlier run is full of garbled text, and about to be replaced.
        self._seen = set(filter(None, map(_identity, choices.reports)))
        self._cleared: set[str] = set()

    @property
    def exit_code(self) -> int:
        if self._tally.errors:
            return FAILED
        return FOUND if self._stays else CLEAN

    def run(self, scratch: str) -> None:
        """Work on all files, in their order."""
        choices = self._choices
        showing = choices.diff and not choices.quiet
        plan = Plan(
            options=choices.options,
            ignore=choices.ignore,
            encoding=choices.encoding,
            output_encoding=choices.output_encoding.value,
            write=choices.write and not choices.interactive,
            backup_suffix=choices.backup_suffix if choices.backup else None,
            diff=showing,
            telling=showing or choices.interactive or self._reporter is not None,
            alike=self._form is not None,
            scratch=scratch,
        )
        review = _review(plan, choices) if choices.interactive else None
        unsure = self._gone_through(self._files(), replace(plan, heard=None), review)
        heard = self._pool.heard
        if heard or plan.write:
            self._gone_through((file for file, _ in unsure), replace(plan, heard=heard), review)
        else:
            for _, done in unsure:
                self._take(done, review)
        self._tally.exit_code = self.exit_code
        if showing:
            complain(summary_line(self._tally))
        with self._reading() as reporter:
            if reporter is not None:
                reporter.summary(self._tally)
        if review is not None:
            review.end(self._tally, quiet=choices.quiet)

    def _gone_through(
        self, files: Iterable[Found], plan: Plan, review: Review | None
    ) -> list[tuple[Found, Done]]:
        """Work on some files; return those that wait for what the others show."""
        choices = self._choices
        files = iter(files)
        first = list(islice(files, FEW))
        workers = min(choices.jobs or usual(len(first)), len(first))
        if STANDARD_INPUT in self._paths:
            workers = 1  # it is open in this process
            plan = replace(plan, heard=plan.heard or {})  # and is read once
        task = partial(work, plan, choices.stdin_name, self._form)
        unsure: list[tuple[Found, Done]] = []
        outcomes = ordered(task, chain(first, files), workers, preload=_PRELOAD)
        with contextlib.closing(outcomes):
            for file, done in outcomes:
                if isinstance(done, Died):
                    self._on_error(file.path, OSError(None, str(done)))
                    continue
                if done.outcome.encoding is not None:
                    self._pool.add(done.outcome.gained)
                if done.outcome.unsure:
                    unsure.append((file, done))
                else:
                    self._take(done, review)
                if review is not None and review.ended:
                    break
        return unsure

    def _take(self, done: Done, review: Review | None) -> None:
        """Tell what came of a file, unless it is nothing that anybody wants to know of."""
        if done.outcome.skipped or (review is not None and review.ended):
            return
        if review is not None:
            review.decide(done.outcome)
        self._tell(done)

    def _files(self) -> Iterator[Found]:
        """Every file once, by whatever names it is met; no backups of earlier runs, no settings."""
        choices = self._choices
        for path in self._paths:
            if path == STANDARD_INPUT:
                if not is_left_out(choices, self._on_error):
                    yield Found(path, named=True)
                continue
            for file in find(
                [path],
                self._on_error,
                exclude=choices.exclude,
                gitignore=choices.gitignore,
                on_leftover=self._on_leftover,
            ):
                if file.named and choices.write:
                    self._clear_beside(file.path)
                kept = file.named or not is_backup(file.path, choices.backup_suffix)
                kept = kept and not is_settings(file.path, choices.settings)
                if kept and not self._is_seen(file.path):
                    yield file

    def _is_seen(self, path: str) -> bool:
        try:
            status = os.stat(path)
        except OSError:
            return False  # whoever opens it tells why
        if status.st_nlink == 1 and len(self._paths) == 1 and not self._choices.reports:
            return False
        identity = status.st_dev, status.st_ino
        seen = identity in self._seen
        self._seen.add(identity)
        return seen

    def _clear_beside(self, path: str) -> None:
        folder = os.path.dirname(os.path.realpath(path))
        if folder not in self._cleared:
            self._cleared.add(folder)
            for leftover in leftovers_in(folder):
                self._on_leftover(leftover)

    def _on_leftover(self, path: str) -> None:
        try:
            if self._choices.write:
                clear(path)
            elif path.endswith(Role.target):
                words = "a run was killed while writing this file in place; -w finishes it"
                raise OSError(None, words)
        except OSError as error:
            self._on_error(path, error)

    def _on_error(self, path: str, error: OSError) -> None:
        self._tally.errors += 1
        complain_about(path, error)
        with self._reading() as reporter:
            if reporter is not None:
                reporter.error(path, error.strerror or str(error))

    def _tell(self, done: Done) -> None:
        outcome, told = done
        changed = outcome.damaged or outcome.changes
        self._stays |= outcome.stays if outcome.written else changed
        if outcome.left is not None:
            self._stays = True
            words = unsure_words(outcome.left)
            complain(f"{outcome.path}: {words}")
            with self._reading() as reporter:
                if reporter is not None:
                    reporter.error(outcome.path, words)
        if told is None:
            tell(outcome, self._tally, self._reading)
            for piece in outcome.diff:
                assert isinstance(piece, bytes)
                write_diff(piece, outcome.encoding)
        if outcome.error is not None:
            self._on_error(outcome.path, outcome.error)
            if not outcome.damaged:
                return
        self._tally.end_of_file(changed=outcome.changes, written=outcome.written)
        if told is None:
            tell_end(outcome, self._choices.output_encoding, self._reading)
            return
        self._tally.merge(told.tally)
        with self._reading() as reporter:
            if reporter is not None:
                cast("TextReporter", reporter).add(told.part)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Reporter | None]:
        """The reporter; where nobody reads it any more, files are written all the same."""
        try:
            yield self._reporter
        except BrokenPipeError:
            if not self._choices.write:
                raise
            self._reporter = None


def _review(plan: Plan, choices: Choices) -> Review:
    from garblefix.cli.interactive import Review, conversation

    return Review(
        conversation(),
        settings=choices.settings,
        backup_suffix=plan.backup_suffix,
        scratch=plan.scratch,
    )


def _identity(path: str) -> tuple[int, int] | None:
    """What tells files apart; None where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
