"""What one block of a stream holds: the bytes to write, and where in the input what was found.

Places are worked out when asked for: a filter that only writes has no need of them. Not for:
finding anything (``stream``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from garblefix.coding import BYTE_ORDER_MARK, encode, raw_lines, unit
from garblefix.document.line import LineRepair, Lines, Values
from garblefix.results import Fix, Lost

CONTEXT = 40  # characters of the line on either side of a fix that a report may show


@dataclass(frozen=True, slots=True)
class LocatedFix:
    """A fix and where it stands in the input: line and column (characters) from 1, bytes from 0.

    ``applied`` is False where the outcome cannot be written in the output's encoding.
    """

    line: int
    column: int
    byte_start: int
    byte_end: int
    fix: Fix
    context_before: str
    context_after: str
    applied: bool


class Alike(NamedTuple):
    """Identical fixes of one block: the first of them, and how many there are."""

    first: LocatedFix
    times: int


@dataclass(frozen=True, slots=True)
class LocatedLost:
    """A span beyond recovery and where it stands in the input."""

    line: int
    column: int
    byte_start: int
    byte_end: int
    lost: Lost


@dataclass(slots=True)
class Changed:
    """A line with fixes, its number from 1 and its offset in bytes.

    ``column``: its characters that stand before the window; ``applied``: whether its outcome can be
    written.
    """

    line: int
    column: int
    byte_start: int
    repair: LineRepair
    applied: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the input: its bytes, the number of its first line from 1, its offset in bytes.

    ``column``: characters of that line before it, where one line fills several windows. ``text``
    has the lines that were looked at, whose ``numbers`` in the window, from 0, are these.
    """

    data: bytes
    line: int
    column: int
    byte_start: int
    numbers: Sequence[int]
    text: str

    def column_of(self, number: int) -> int:
        """The characters before the window of one of its lines, which the first alone can have."""
        return 0 if number else self.column

    def offsets(self, encoding: str) -> list[int]:
        """Where each line begins, in bytes of the input."""
        lengths = (len(line) + unit(encoding) for line in raw_lines(self.data, encoding))
        return list(accumulate(lengths, initial=self.byte_start))


@dataclass(frozen=True, slots=True)
class Changes:
    """The lines of a window that become something else.

    ``places``: of these in ``lines``. ``applied``: whether the outcome of each can be written.
    ``numbers``: of all ``lines`` in the window, from 0; of several that are one that of the first.
    """

    lines: Lines
    numbers: Sequence[int]
    places: Sequence[int]
    applied: Sequence[bool]

    @property
    def leave_some(self) -> bool:
        """Whether characters of some line are still lost."""
        return any("\ufffd" in (self.lines.after[place] or "") for place in self.places)


@dataclass(frozen=True, slots=True)
class Block:
    """``data``: the bytes to write; ``before``: those of the input that they stand for.

    ``fixes`` and ``lost``: what was found in these.
    """

    data: bytes
    encoding: str = "utf-8"
    window: Window | None = None  # None where there was nothing to look at
    changes: Changes | None = None
    before: bytes = b""

    @property
    def stays(self) -> bool:
        """Whether something was found that is not written."""
        return self.changes is not None and not all(self.changes.applied)

    @property
    def changed(self) -> tuple[Changed, ...]:
        """The lines with fixes."""
        if self.window is None or self.changes is None:
            return ()
        offsets = self.window.offsets(self.encoding)
        changed = []
        for place, applied in zip(self.changes.places, self.changes.applied, strict=True):
            number = self.changes.numbers[place]
            repair = self.changes.lines.repair(place)
            if repair is not None:
                line, column = self.window.line + number, self.window.column_of(number)
                changed.append(Changed(line, column, offsets[number], repair, applied))
        return tuple(changed)

    @property
    def fixes(self) -> tuple[LocatedFix, ...]:
        """Spans that were repaired."""
        return tuple(
            _located(changed, fix, self.encoding)
            for changed in self.changed
            for fix in changed.repair.fixes
        )

    @property
    def alike(self) -> tuple[Alike, ...]:
        """The same, identical ones together: what a person is told once."""
        first: dict[tuple[object, ...], tuple[Changed, Values]] = {}
        times: dict[tuple[object, ...], int] = {}
        for changed in self.changed:
            applied = changed.applied
            for values in changed.repair.replaced:
                key = (*values[2:], applied)
                if key in first:
                    times[key] += 1
                else:
                    first[key] = changed, values
                    times[key] = 1
        return tuple(
            Alike(_located(changed, Fix(*values), self.encoding), times[key])
            for key, (changed, values) in first.items()
        )

    @property
    def lost(self) -> tuple[LocatedLost, ...]:
        """Spans beyond recovery."""
        from garblefix.lost import signed

        left = self.changes is not None and self.changes.leave_some
        if self.window is None or not (left or signed(self.window.text)):
            return ()
        return tuple(_lost(self.window, self.encoding, self.changed))


def _located(changed: Changed, fix: Fix, encoding: str) -> LocatedFix:
    before = changed.repair.before
    start, end = _bytes(before, fix.start, fix.end, encoding)
    # A byte order mark is no part of the text, and would be shown as an escape before it.
    first = max(int(_is_marked(before, changed.byte_start)), fix.start - CONTEXT)
    # Of lines that are one each has its number all the same.
    begun = before.rfind("\n", 0, fix.start) + 1
    column = changed.column + _column(before, changed.byte_start, fix.start)
    return LocatedFix(
        changed.line + before.count("\n", 0, begun),
        fix.start - begun + 1 if begun else column,
        changed.byte_start + start,
        changed.byte_start + end,
        fix,
        before[first : fix.start],
        before[fix.end : fix.end + CONTEXT],
        changed.applied,
    )


def _lost(window: Window, encoding: str, changed: Iterable[Changed]) -> Iterator[LocatedLost]:
    from garblefix.lost import lost, signed

    repaired = {line.line: line.repair.fixes for line in changed}
    offsets = window.offsets(encoding)
    for number, line in zip(window.numbers, window.text.split("\n"), strict=False):
        fixes = repaired.get(window.line + number, ())
        # U+FFFD by itself may be what somebody wrote; beside what was repaired it is damage.
        for span in lost(line, fixes) if fixes or signed(line) else ():
            start, end = _bytes(line, span.start, span.end, encoding)
            offset = offsets[number]
            yield LocatedLost(
                window.line + number,
                window.column_of(number) + _column(line, offset, span.start),
                offset + start,
                offset + end,
                span,
            )


def _column(text: str, byte_start: int, start: int) -> int:
    """The column, from 1, of an offset in a line; nobody's editor counts a byte order mark."""
    return start + 1 - (start > 0 and _is_marked(text, byte_start))


def _is_marked(text: str, byte_start: int) -> bool:
    """Whether a line that begins there begins with a byte order mark, as an input alone does."""
    return byte_start == 0 and text.startswith(BYTE_ORDER_MARK)


def _bytes(line: str, start: int, end: int, encoding: str) -> tuple[int, int]:
    """Offsets in bytes from the start of a line, for offsets in characters."""
    first = len(encode(line[:start], encoding) or b"")
    return first, first + len(encode(line[start:end], encoding) or b"")
