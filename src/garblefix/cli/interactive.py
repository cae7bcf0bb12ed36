"""``garblefix -i``: every fix is shown and asked for, as ``git add -p`` asks for hunks.

Not for: finding fixes, nor writing files (``files``); what was accepted of a file is written there
all at once.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from garblefix.cli.editing import EditError, edited
from garblefix.cli.ignoring import remember
from garblefix.cli.reporters import plain_console
from garblefix.cli.standard import is_terminal
from garblefix.coding import encode
from garblefix.files.fixing import Outcome, PartFindings
from garblefix.files.splice import Splice, splicing
from garblefix.files.spool import Spool
from garblefix.report.text import TextReporter
from garblefix.report.visible import visible
from garblefix.report.words import summary_line

if TYPE_CHECKING:
    from rich.console import Console

    from garblefix.report.tally import Tally
    from garblefix.stream.block import LocatedFix

_ANSWERS = {
    "y": "make this fix",
    "n": "leave this text as it is",
    "a": "make this fix and all others in this file",
    "d": "leave this text and all others in this file",
    "i": "always ignore this text: leave it everywhere, and say so in {settings}",
    "e": "edit what it becomes, and make it that",
    "q": "quit; what was accepted is written, the rest stays as it is",
    "?": "this help",
}
_QUESTION = f"Make this fix [{','.join(_ANSWERS)}]? "


def conversation() -> Console:
    """Where to ask: at the terminal, which standard output may not be."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return plain_console(sys.stdout if is_terminal(1) else sys.stderr)


class Review:
    """Asks a person about the fixes of one file after another.

    ``settings`` is the file that notes what is always ignored, None for no file. ``ended``: no
    more is to be asked, in this file and in others.
    """

    def __init__(
        self,
        console: Console,
        *,
        settings: str | None = None,
        backup_suffix: str | None = None,
        scratch: str = "",
    ) -> None:
        self.ended = False
        self._interrupted = False
        self._console = console
        self._shown = TextReporter(console)
        self._settings = settings
        self._backup_suffix = backup_suffix
        self._scratch = scratch
        self._ignored: set[str] = set()
        self._of_the_rest: bool | None = None  # what was said of all other fixes of the file

    def decide(self, outcome: Outcome) -> None:
        """Ask about what was found in a file, and write what was accepted.

        ``outcome``, which says what could be done, then says what was. Raises KeyboardInterrupt
        only where nobody is asked anything; the file stays as it was then.
        """
        if not outcome.damaged or outcome.error is not None or outcome.status is None:
            return
        found, outcome.found = outcome.found, Spool(self._scratch)
        outcome.damaged = outcome.changes = outcome.stays = False
        self._of_the_rest = None
        try:
            with splicing(outcome.path, outcome.status) as splice:
                for findings in found:
                    assert isinstance(findings, PartFindings)
                    self._decide(findings, outcome, splice)
                outcome.written = splice.finish(backup_suffix=self._backup_suffix)
        except OSError as error:
            outcome.error = OSError(error.errno, error.strerror or str(error))

    def end(self, tally: Tally, *, quiet: bool) -> None:
        """Say what came of it. Raises KeyboardInterrupt if that was what ended it."""
        if not quiet:
            self._say(("\n" if tally.found else "") + summary_line(tally))
        if self._interrupted:
            raise KeyboardInterrupt

    def _decide(self, findings: PartFindings, outcome: Outcome, splice: Splice) -> None:
        for located in findings.fixes:
            wanted = self._wanted(outcome, located)
            if located.fix.before in self._ignored:
                continue
            accepted = wanted is not None and _made(wanted, outcome.encoding, splice)
            outcome.damaged = outcome.changes = True
            outcome.stays |= not accepted
            outcome.found.add(PartFindings((wanted or located,), (), accepted))
        if findings.lost:
            outcome.damaged = outcome.stays = True
            outcome.found.add(PartFindings((), findings.lost))

    def _wanted(self, outcome: Outcome, located: LocatedFix) -> LocatedFix | None:
        """The fix to make in place of the one that was found, None for none."""
        if located.fix.before in self._ignored or self.ended:
            return None
        if self._of_the_rest is not None:
            return located if self._of_the_rest else None
        self._shown.fix(outcome.path, located, applied=False)
        self._shown.end_of_file(outcome.path, outcome.encoding, None)
        if not located.applied:
            return None
        try:
            return self._answered(outcome, located)
        except KeyboardInterrupt:
            self._say("")
            self.ended = self._interrupted = True
            return None

    def _answered(self, outcome: Outcome, located: LocatedFix) -> LocatedFix | None:
        for answer in self._answers():
            match answer:
                case "y" | "a":
                    self._of_the_rest = True if answer == "a" else None
                    return located
                case "n" | "d":
                    self._of_the_rest = False if answer == "d" else None
                    return None
                case "i":
                    self._ignore(located.fix.before)
                    return None
                case "e":
                    after = self._edited(located.fix.after, outcome.encoding)
                    if after is not None:
                        return replace(located, fix=replace(located.fix, after=after))
                case _:
                    self._help()
        self.ended = True
        return None

    def _answers(self) -> Iterator[str]:
        """What the person answers, until that is to quit, or until there is nobody any more."""
        while True:
            self._console.print(Text(_QUESTION, "bold blue"), end="", soft_wrap=True)
            line = sys.stdin.readline()
            if not line:
                self._say("")
                return
            answer = line.strip().lower()
            if answer == "q":
                return
            if answer:
                yield answer

    def _help(self) -> None:
        settings = visible(self._settings or "no file (--isolated)")
        for answer, words in _ANSWERS.items():
            self._say(f"  {answer}  {words.format(settings=settings)}")

    def _ignore(self, text: str) -> None:
        self._ignored.add(text)
        told = f"  {visible(text)} is left alone everywhere, "
        if self._settings is None:
            self._say(told + "until the end of this run: --isolated keeps no settings")
            return
        settings = visible(self._settings)
        try:
            remember(self._settings, text)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self._say(f"{told}until the end of this run; {settings}: {reason}")
        else:
            self._say(f"{told}as {settings} now says")

    def _edited(self, text: str, encoding: str | None) -> str | None:
        try:
            after = edited(text)
        except EditError as error:
            self._say(f"  {error}")
            return None
        if encode(after, encoding or "utf-8") is None:
            self._say(f"  {encoding} has no bytes for that")
            return None
        return after

    def _say(self, words: str) -> None:
        self._console.print(Text(words), soft_wrap=True)


def _made(located: LocatedFix, encoding: str | None, splice: Splice) -> bool:
    """Put a fix into the new file, and tell whether that could be done."""
    before, after = (
        encode(text, encoding or "utf-8") for text in (located.fix.before, located.fix.after)
    )
    if before is None or after is None or not located.applied:
        return False
    return splice.replace(located.byte_start, before, after)
