"""Counting what was found, for the last line of every report and for the exit code.

Not for: keeping the fixes; a tally stays small however long the input is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from garblefix.stream.block import LocatedFix, LocatedLost


class Findings(Protocol):
    """What a tally asks of a block."""

    @property
    def fixes(self) -> tuple[LocatedFix, ...]:
        """Spans that were repaired."""

    @property
    def lost(self) -> tuple[LocatedLost, ...]:
        """Spans beyond recovery."""


@dataclass(slots=True)
class Tally:
    """Totals over all input. ``files`` were read to their end, ``errors`` could not be.

    ``files_changed`` would change or did, ``files_written`` of them and ``fixes_written`` in them
    were written. ``exit_code`` is what the command will return, where it is known before the last
    word.
    """

    files: int = 0
    files_changed: int = 0
    files_written: int = 0
    fixes: int = 0
    fixes_written: int = 0
    lost: int = 0
    errors: int = 0
    damages: Counter[str] = field(default_factory=Counter)
    chains: Counter[str] = field(default_factory=Counter)
    exit_code: int | None = None

    def add(self, block: Findings, *, written: bool = False) -> None:
        """Count what one block held; ``written`` tells that what can be written was."""
        self.lost += len(block.lost)
        for found in block.fixes:
            self.add_fix(found, written=written)

    def add_fix(self, found: LocatedFix, times: int = 1, *, written: bool) -> None:
        """Count so many fixes that are alike."""
        self.fixes += times
        if written and found.applied:
            self.fixes_written += times
        self.damages[found.fix.damage] += times
        self.chains[found.fix.accident] += times

    def merge(self, other: Tally) -> None:
        """Count what another process has counted in blocks; it ended no files."""
        self.fixes += other.fixes
        self.fixes_written += other.fixes_written
        self.lost += other.lost
        if other.damages:  # nearly all files are clean
            self.damages.update(other.damages)
            self.chains.update(other.chains)

    def end_of_file(self, *, changed: bool, written: bool = False) -> None:
        """Count a file that was read to its end."""
        self.files += 1
        self.files_changed += changed
        self.files_written += written

    @property
    def found(self) -> bool:
        """Whether anything was found that is not clean: a fix, a conversion or a lost span."""
        return bool(self.fixes or self.lost or self.files_changed)
