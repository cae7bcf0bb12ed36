"""Who tells what, and where to: the reporter that a run needs, and what it is told.

Not for: the form of a report (``garblefix.report``). A run that has nothing to tell gets None, and
pays for no report.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from garblefix.cli.choices import Choices, OutputEncoding, ReportFormat
from garblefix.cli.standard import is_terminal, standard_output

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from rich.console import Console

    from garblefix.report import Reporter
    from garblefix.report.tally import Findings
    from garblefix.report.text import Form
    from garblefix.stream import StreamRepairer

# Different fixes that a filter tells a person who did not ask: to notice, not to scroll.
_TOLD_UNASKED = 5
# As git colours a diff; the first sign that fits counts.
_DIFF_STYLES = {
    "--- ": "bold",
    "+++ ": "bold",
    "@@ ": "cyan",
    "-": "red",
    "+": "green",
    "\\": "dim",
    "Binary": "bold",
}
# Cells of a line where no terminal sets the width.
_PLAIN_WIDTH = 100


def repairer(choices: Choices) -> StreamRepairer:
    """A repairer for one input. Raises LookupError for an encoding that nobody knows."""
    from garblefix.stream import StreamRepairer

    return StreamRepairer(
        choices.options,
        ignore=choices.ignore,
        encoding=choices.encoding,
        output_encoding=choices.output_encoding.value,
    )


def filter_reporter(choices: Choices) -> Reporter | None:
    """A reporter on standard error, if somebody asked for it or is there to read it.

    Raises ReportError for a file of ``--report`` that cannot be written.
    """
    return _with_files(_filter_reporter(choices), choices.reports)


def survey_reporter(choices: Choices) -> Reporter | None:
    """A reporter on standard output.

    Raises ReportError for a file of ``--report`` that cannot be written.
    """
    return _with_files(_survey_reporter(choices), choices.reports)


def text_form(reporter: Reporter | None) -> Form | None:
    """How a report looks that is text alone, so that others may write parts of it; or None."""
    if reporter is None:
        return None
    from garblefix.report.text import TextReporter

    return reporter.form if isinstance(reporter, TextReporter) else None


def _filter_reporter(choices: Choices) -> Reporter | None:
    unasked = not choices.verbose
    if choices.quiet or sys.stderr is None or (unasked and not is_terminal(2)):
        return None
    if choices.format is not ReportFormat.text:
        return _program_reporter(choices.format, sys.stderr.buffer)
    from garblefix.report.text import TextReporter

    if unasked:
        return TextReporter(plain_console(sys.stderr), limit=_TOLD_UNASKED)
    return TextReporter(plain_console(sys.stderr), full=True)


def _survey_reporter(choices: Choices) -> Reporter | None:
    if choices.quiet or choices.diff or choices.interactive:
        return None
    if choices.format is not ReportFormat.text:
        return _program_reporter(choices.format, standard_output())
    from garblefix.report.text import TextReporter

    return TextReporter(plain_console(sys.stdout), full=choices.verbose)


def _program_reporter(form: ReportFormat, output: BinaryIO) -> Reporter:
    if form is ReportFormat.github:
        from garblefix.report.github import GithubReporter

        return GithubReporter(output)
    if form is ReportFormat.sarif:
        from garblefix.report.sarif import SarifReporter

        return SarifReporter(output)
    from garblefix.report.json import JsonReporter

    return JsonReporter(output)


def _with_files(reporter: Reporter | None, paths: Iterable[str]) -> Reporter | None:
    if not paths:
        return reporter
    from garblefix.report.file import FileReporter
    from garblefix.report.several import Several

    files = [FileReporter(path) for path in dict.fromkeys(paths)]
    return Several([*([] if reporter is None else [reporter]), *files])


def plain_console(stream: TextIO) -> Console:
    """A console on ``stream``, in UTF-8 and of a fixed width where it is no terminal."""
    import io

    from rich.console import Console

    if isinstance(stream, io.TextIOWrapper):
        # A path may hold bytes that are no text, and a terminal of old may not know 政.
        if not stream.isatty():
            stream.reconfigure(encoding="utf-8")
        stream.reconfigure(errors="backslashreplace")
    console = Console(file=stream, emoji=False, markup=False, highlight=False)
    if not console.is_terminal:
        console.width = _PLAIN_WIDTH
    return console


def tell_findings(reporter: Reporter, name: str, part: Findings, *, written: bool) -> None:
    """Tell everything that a part of a file held."""
    for found in part.fixes:
        reporter.fix(name, found, applied=written and found.applied)
    for lost in part.lost:
        reporter.lost(name, lost)


def write_diff(diff: bytes, encoding: str | None) -> None:
    """Write a piece of a unified diff: as it is, or for a terminal decoded and in colours."""
    if not is_terminal(1):
        standard_output().write(diff)
        return
    from rich.text import Text

    from garblefix.report.visible import visible

    console = plain_console(sys.stdout)
    for line in diff.decode(encoding or "utf-8", "replace").removesuffix("\n").split("\n"):
        style = next((_DIFF_STYLES[sign] for sign in _DIFF_STYLES if line.startswith(sign)), "")
        console.print(Text(visible(line.expandtabs()), style), soft_wrap=True)


def conversion(encoding: str | None, output_encoding: OutputEncoding) -> str | None:
    """The encoding that a file is converted to, None where it has it already.

    ``encoding`` is None for plain ASCII, which is UTF-8 as it stands.
    """
    if output_encoding is OutputEncoding.same:
        return None
    from garblefix.encodings import known

    target = output_encoding.value
    return None if known(encoding or OutputEncoding.utf_8.value) == known(target) else target
