"""The runs of one input that is in several encodings, put together as its parts are decided.

Not for: finding them, which is ``detect.mixed``'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from garblefix.coding import BYTE_ORDER_MARK, characters, encode, line_ends, raw_lines
from garblefix.results import Run

# Runs that are kept of one input; from there on the last one stands for all that follow.
KEPT = 10_000


@dataclass(frozen=True, slots=True)
class LocatedRun:
    """A run and its lines, ``line`` to ``last_line``, counted from 1."""

    line: int
    last_line: int
    run: Run


@dataclass(slots=True)
class _Part:
    line: int
    start: int
    encoding: str | None
    confidence: float


class Runs:
    r"""Joins the parts of an input. ASCII belongs to the run before it, or else to the next.

    >>> runs = Runs()
    >>> for part, encoding in (b"a\n", None), (b"\xc3\xa9\n", "utf-8"), (b"\xe9", "cp1252"):
    ...     runs.add(part, encoding)
    >>> [(found.line, found.last_line, found.run.encoding) for found in runs.located()]
    [(1, 2, 'utf-8'), (3, 3, 'cp1252')]
    """

    def __init__(self) -> None:
        self._parts: list[_Part] = []
        self.lines = self.bytes = 0  # of all parts so far; a line is counted with its end
        self.characters = 0  # of the line that the last part ends in, without a byte order mark
        self._is_in_line = False  # whether the last part ends inside a line

    def add(self, data: bytes, encoding: str | None, confidence: float = 1.0) -> None:
        """The next part; ``encoding`` is None for ASCII."""
        last = self._parts[-1] if self._parts else None
        if last is None or (encoding != last.encoding and None not in (encoding, last.encoding)):
            if len(self._parts) < KEPT:
                self._parts.append(_Part(self.lines + 1, self.bytes, encoding, confidence))
        elif encoding is not None:
            # A run is as sure as the least sure of its parts.
            last.confidence = min(last.confidence, confidence)
            last.encoding = encoding
        ends = line_ends(data, encoding)
        newline = (encode("\n", encoding) if encoding is not None else None) or b"\n"
        self._is_in_line = not data.endswith(newline)
        if ends or not self._is_in_line:
            self.characters = 0
        if self._is_in_line:
            begun = raw_lines(data, encoding or "ascii")[-1] if ends else data
            self.characters += characters(begun, encoding)
            mark = encode(BYTE_ORDER_MARK, encoding or "ascii")
            if not (ends or self.bytes) and mark is not None and data.startswith(mark):
                self.characters -= 1
        self.lines += ends
        self.bytes += len(data)

    def located(self) -> tuple[LocatedRun, ...]:
        """The runs so far, end to end, where there are several; else nothing."""
        if len(self._parts) < 2:
            return ()
        ends = [(part.line - 1, part.start) for part in self._parts[1:]]
        ends.append((self.lines + self._is_in_line, self.bytes))
        return tuple(
            LocatedRun(
                part.line,
                last_line,
                Run(part.start, end, part.encoding or "ascii", part.confidence),
            )
            for part, (last_line, end) in zip(self._parts, ends, strict=True)
        )
