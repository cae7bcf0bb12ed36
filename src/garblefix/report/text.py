"""The report for people: what was garbled, what it becomes, why, and how sure that is.

    notes.txt:3:12  UTF-8 read as GBK · 98.7% · 23 times
      - 今年的鏀垮簻宸ヤ綔鎶ュ憡很长
              ^^^^^^^^^^^^^^^^^^^^
      + 今年的政府工作报告很长
              ^^^^^^^^^^^^

With colours the marks are colours, without them carets. Not for: programs (``json``). Identical
fixes of one file are told once. The memory that a report takes is bounded, whatever the input.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from garblefix.report.marks import Marked, changed_pieces, fit, width_of
from garblefix.report.visible import visible
from garblefix.report.words import (
    confidence_style,
    counted,
    damage_words,
    percent,
    run_words,
    summary_parts,
)

if TYPE_CHECKING:
    from rich.console import Console

    from garblefix.report.tally import Tally
    from garblefix.runs import LocatedRun
    from garblefix.stream.block import LocatedFix, LocatedLost

# Different fixes kept for one file; the others are counted. 1,000 of them fill 4,000 lines.
_KEPT = 1000
# Characters kept of a fix. No terminal shows more, and one fix may be a line of 50 MB.
_LONGEST = 2000
_MARGIN = 4

Segment = tuple[str, str]
"""A piece of a line and its style."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a text report looks: for another process, which has no terminal to ask."""

    width: int
    colours: str | None  # as rich calls its systems of them
    limit: int
    full: bool

    def reporter(self) -> TextReporter:
        """A reporter that writes into memory; ``TextReporter.part`` has it."""
        from rich.console import Console

        console = Console(
            file=io.StringIO(),
            width=self.width,
            force_terminal=self.colours is not None,
            color_system=self.colours,  # type: ignore[arg-type]
            legacy_windows=False,
        )
        return TextReporter(console, limit=self.limit, full=self.full)


class Part(NamedTuple):
    """What is told of one file; an empty line parts it from others where something was found."""

    text: str
    parted: bool


@dataclass(slots=True)
class _Group:
    """Identical fixes of one file: where the first is, how often, how sure."""

    line: int
    column: int
    before: str
    after: str
    words: str
    lossy: bool
    writable: bool
    context_before: str
    context_after: str
    lowest: float
    highest: float
    times: int = 1

    def confidence(self) -> str:
        lowest, highest = percent(self.lowest), percent(self.highest)
        return lowest if lowest == highest else f"{lowest} to {highest}"


class TextReporter:
    """Writes to a rich console.

    ``limit`` is the number of different fixes told for a file, ``full`` keeps long lines whole and
    tells of clean files too.
    """

    def __init__(self, console: Console, *, limit: int = _KEPT, full: bool = False) -> None:
        self._console = console
        self._width = console.width
        self._uncoloured = console.color_system is None or console.no_color
        self._limit = min(limit, _KEPT)
        self._full = full
        self._groups: dict[tuple[str, str, str, bool], _Group] = {}
        self._lost: dict[tuple[str, str], tuple[LocatedLost, int]] = {}
        self._runs: list[LocatedRun] = []
        self._untold = 0
        self._told = False

    @property
    def form(self) -> Form | None:
        """How this report looks; None where only this process can write it."""
        if self._console.legacy_windows:
            return None
        colours = None if self._uncoloured else self._console.color_system
        return Form(self._width, colours, self._limit, self._full)

    def part(self) -> Part:
        """Take what was told so far from a reporter that writes into memory."""
        file = self._console.file
        assert isinstance(file, io.StringIO)
        part = Part(file.getvalue(), self._told)
        file.seek(0)
        file.truncate()
        self._told = False
        return part

    def add(self, part: Part) -> None:
        """Tell what another process has told of one file."""
        if part.parted:
            self._part()
        self._console.file.write(part.text)

    def fix(self, path: str, found: LocatedFix, *, applied: bool, times: int = 1) -> None:
        """Keep one fix, or the first of so many that are alike, until its file ends."""
        fix = found.fix
        before, after = fix.before[:_LONGEST], fix.after[:_LONGEST]
        key = (before, after, fix.damage + "\0" + fix.chain, found.applied)
        group = self._groups.get(key)
        if group is not None:
            group.times += times
            group.lowest = min(group.lowest, fix.confidence)
            group.highest = max(group.highest, fix.confidence)
        elif len(self._groups) >= self._limit:
            self._untold += times
        else:
            before_it = found.context_before
            if found.column - 1 > len(before_it):
                before_it = "…" + before_it
            self._groups[key] = _Group(
                line=found.line,
                column=found.column,
                before=before,
                after=after,
                words=damage_words(fix.damage, fix.chain),
                lossy=fix.lossy,
                writable=found.applied,
                context_before=visible(before_it.replace("\t", " ")),
                context_after=visible(found.context_after.replace("\t", " ")),
                lowest=fix.confidence,
                highest=fix.confidence,
                times=times,
            )

    def lost(self, path: str, found: LocatedLost) -> None:
        """Keep one lost span until its file ends."""
        key = (found.lost.text[:_LONGEST], found.lost.reason)
        first, times = self._lost.get(key, (found, 0))
        if times or len(self._lost) < self._limit:
            self._lost[key] = (first, times + 1)

    def run(self, path: str, found: LocatedRun) -> None:
        """Keep one run until its file ends."""
        self._runs.append(found)

    def end_of_file(self, path: str, encoding: str | None, recoded: str | None) -> None:
        """Tell what was found in one file, in the order of its lines."""
        entries: list[tuple[int, int, _Group | tuple[LocatedLost, int]]] = [
            (group.line, group.column, group) for group in self._groups.values()
        ]
        if entries or self._lost or self._runs:
            self._part()
        entries += [(kept[0].line, kept[0].column, kept) for kept in self._lost.values()]
        for _, _, entry in sorted(entries, key=lambda item: item[:2]):
            if isinstance(entry, _Group):
                self._tell(path, entry)
            else:
                self._tell_lost(path, *entry)
        if self._untold:
            self._print((f"{visible(path)}: and {counted(self._untold, 'fix')} more", "dim"))
        for found in self._runs[: self._limit]:
            self._tell_run(path, found)
        if more := len(self._runs[self._limit :]):
            self._print((f"{visible(path)}: and {counted(more, 'run')} more", "dim"))
        if recoded is not None:
            words = f"{encoding or 'ASCII'} becomes {recoded}"
            self._print((visible(path), "bold"), ("  ", ""), (words, "cyan"))
        elif self._full and not entries and not self._runs:
            self._print((f"{visible(path)}: clean, {encoding or 'ASCII'}", "dim"))
        self._groups.clear()
        self._lost.clear()
        self._runs.clear()
        self._untold = 0

    def error(self, path: str, reason: str) -> None:
        """Say nothing here: the command has said it on standard error."""

    def summary(self, tally: Tally) -> None:
        """Tell the totals, and what they are made of where there is more than one kind."""
        if self._told:
            self._print()
        line: list[Segment] = []
        for number, (figure, rest, style) in enumerate(summary_parts(tally)):
            line += [(", " if number else "", ""), (figure, style), (rest, "")]
        self._print(*line)
        if len(tally.chains) > 1:
            widest = len(f"{max(tally.chains.values()):,}")
            for chain, number in tally.chains.most_common():
                self._print((f"  {number:>{widest},} × {damage_words('', chain)}", "dim"))

    def _part(self) -> None:
        if self._told:
            self._print()
        self._told = True

    def _tell(self, path: str, group: _Group) -> None:
        heading = _place(path, group.line, group.column)
        heading.append((group.words, "cyan"))
        heading.append((f" · {group.confidence()}", confidence_style(group.lowest)))
        if group.lossy:
            heading.append((" · inferred, bytes of it are lost", "yellow"))
        if group.times > 1:
            heading.append((f" · {group.times:,} times", "bold"))
        if not group.writable:
            heading.append((" · cannot be written in the encoding of the output", "bold red"))
        self._print(*heading)
        before, after = changed_pieces(group.before, group.after)
        left, right = group.context_before, group.context_after
        if not self._full:
            before, after, left, right = fit(before, after, left, right, self._width - _MARGIN)
        self._print_side("-", "red", left, before, right)
        self._print_side("+", "green", left, after, right)

    def _tell_run(self, path: str, found: LocatedRun) -> None:
        sure = found.run.confidence
        self._print(
            *_place(path, found.line, 1),
            (run_words(found), "cyan"),
            (f" · {percent(sure)}", confidence_style(sure)),
        )

    def _tell_lost(self, path: str, found: LocatedLost, times: int) -> None:
        heading = _place(path, found.line, found.column)
        heading += [("beyond recovery", "bold yellow"), (f" · {found.lost.reason}", "")]
        if times > 1:
            heading.append((f" · {times:,} times", "bold"))
        self._print(*heading)
        pieces: Marked = [(visible(found.lost.text[:_LONGEST]), True)]
        if not self._full:
            pieces, _, _, _ = fit(pieces, pieces, "", "", self._width - _MARGIN)
        self._print_side("!", "yellow", "", pieces, "")

    def _print_side(self, sign: str, colour: str, left: str, pieces: Marked, right: str) -> None:
        if not self._uncoloured:
            line = [(f"  {sign} ", colour), (left, "")]
            line += [(text, f"bold {colour}" if changed else "") for text, changed in pieces]
            self._print(*line, (right, ""))
            return
        shown = "".join([text for text, _ in pieces])
        marks = "".join([("^" if changed else " ") * width_of(text) for text, changed in pieces])
        marks = " " * (_MARGIN + width_of(left)) + marks
        self._console.file.write(f"  {sign} {left}{shown}{right}\n{marks.rstrip()}\n")

    def _print(self, *line: Segment) -> None:
        if self._uncoloured:
            # Laying out styles that nobody sees takes rich longer than finding the fixes.
            self._console.file.write("".join([text for text, _ in line]) + "\n")
        else:
            from rich.text import Text

            self._console.print(Text.assemble(*line), soft_wrap=True, highlight=False)


def _place(path: str, line: int, column: int) -> list[Segment]:
    return [(visible(path), "bold"), (f":{line}:{column}", "bold"), ("  ", "")]
