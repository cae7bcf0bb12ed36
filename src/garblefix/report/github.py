"""The report for GitHub Actions: a workflow command for each fix, shown beside its line.

    ::warning file=notes.txt,line=3,col=12,endLine=3,endColumn=22,title=UTF-8 read as GBK::…

What was repaired already is a notice, what was not is a warning. GitHub shows ten of each kind for
a step, and all of them in its log. Not for: code scanning (``sarif``).
Escapes: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from garblefix.report.visible import excerpt
from garblefix.report.words import damage_words, percent, run_words, summary_line

if TYPE_CHECKING:
    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost


class GithubReporter:
    """Writes commands as they come, and the totals as a plain line."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output

    def fix(self, path: str, found: LocatedFix, *, applied: bool) -> None:
        """Write a warning, or a notice for what is repaired already."""
        fix = found.fix
        message = f"{excerpt(fix.before)} → {excerpt(fix.after)} ({percent(fix.confidence)} sure"
        message += ", partly inferred)" if fix.lossy else ")"
        if not found.applied:
            message += "; the encoding of the file cannot write it"
        title = damage_words(fix.damage, fix.chain)
        level = "notice" if applied else "warning"
        self._annotate(level, _place(path, found, len(fix.before)), title, message)

    def lost(self, path: str, found: LocatedLost) -> None:
        """Write a warning."""
        message = f"{excerpt(found.lost.text)}: {found.lost.reason}"
        place = _place(path, found, len(found.lost.text))
        self._annotate("warning", place, "garbled beyond recovery", message)

    def run(self, path: str, found: LocatedRun) -> None:
        """Write a notice at its first line."""
        place = {"file": _file(path), "line": str(found.line), "endLine": str(found.last_line)}
        self._annotate("notice", place, "several encodings", run_words(found))

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Write a notice for a file that gets another encoding."""
        if recoded is not None:
            place = {"file": _file(path)}
            self._annotate("notice", place, "encoding", f"{encoding or 'ASCII'} becomes {recoded}")
        self._output.flush()

    def error(self, path: str, reason: str) -> None:
        """Write an error."""
        self._annotate("error", {"file": _file(path)}, "garblefix", f"{path}: {reason}")

    def summary(self, tally: Tally) -> None:
        """Write the totals."""
        self._write(f"garblefix: {summary_line(tally)}")
        self._output.flush()

    def _annotate(self, level: str, place: dict[str, str], title: str, message: str) -> None:
        properties = ",".join(
            f"{key}={escape_property(value)}" for key, value in {**place, "title": title}.items()
        )
        self._write(f"::{level} {properties}::{escape_data(message)}")

    def _write(self, line: str) -> None:
        self._output.write((line + "\n").encode("utf-8", "backslashreplace"))


def escape_data(text: str) -> str:
    r"""A message, so that it ends where it should.

    >>> escape_data("50%\r\nand more")
    '50%25%0D%0Aand more'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """A value between commas.

    >>> escape_property("a,b: 1.txt")
    'a%2Cb%3A 1.txt'
    """
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _place(path: str, found: LocatedFix | LocatedLost, length: int) -> dict[str, str]:
    if not found.line:  # the name of a file stands in no line
        return {"file": _file(path)}
    return {
        "file": _file(path),
        "line": str(found.line),
        "col": str(found.column),
        "endLine": str(found.line),
        "endColumn": str(found.column + length),
    }


def _file(path: str) -> str:
    # GitHub finds the file only where the name is as git has it: "letters/a.txt", not "./letters".
    return PurePath(path).as_posix()
