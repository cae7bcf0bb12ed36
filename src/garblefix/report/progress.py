"""How far a long run is: a bar on a terminal, a line now and then elsewhere.

Both go to standard error, so that what goes to standard output is the report alone. Not for: what
was found.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import Console

# Seconds between plain lines: a log of an hour has 360.
EVERY = 10.0

Say = Callable[[str], None]


class Progress(Protocol):
    """What a run tells of itself."""

    def begin(self, files: int, size: int) -> None:
        """So many files and bytes are to be done."""

    def advance(self, size: int) -> None:
        """So many more bytes were read."""

    def done(self, size: int) -> None:
        """One more file is done, all of whose bytes, if not told before, are ``size``."""

    def end(self) -> None:
        """Nothing more is told."""


class Bar:
    """A bar with files, bytes, speed and the time that is left."""

    def __init__(self, console: Console) -> None:
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )
        from rich.progress import Progress as RichProgress

        self._progress = RichProgress(
            TextColumn("{task.fields[files]}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, files="")
        self._count = _Count()

    def begin(self, files: int, size: int) -> None:
        """Show the bar."""
        self._count.begin(files, size)
        self._progress.update(self._task, total=size, files=self._count.files_words())
        self._progress.start()

    def advance(self, size: int) -> None:
        """Move it."""
        self._count.advance(size)
        self._progress.update(self._task, completed=self._count.bytes)

    def done(self, size: int) -> None:
        """Move it, and count a file."""
        self._count.done(size)
        words = self._count.files_words()
        self._progress.update(self._task, completed=self._count.bytes, files=words)

    def end(self) -> None:
        """Take it away."""
        self._progress.stop()


class Lines:
    """A plain line at most every ``EVERY`` seconds, handed to ``say``."""

    def __init__(self, say: Say, clock: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._clock = clock
        self._count = _Count()
        self._began = self._told = clock()

    def begin(self, files: int, size: int) -> None:
        """Take down how much there is."""
        self._count.begin(files, size)
        self._began = self._told = self._clock()

    def advance(self, size: int) -> None:
        """Count bytes."""
        self._count.advance(size)
        self._tell()

    def done(self, size: int) -> None:
        """Count a file."""
        self._count.done(size)
        self._tell()

    def end(self) -> None:
        """Nothing."""

    def _tell(self) -> None:
        now = self._clock()
        if now - self._told >= EVERY:
            self._told = now
            self._say(self._count.words(now - self._began))


class _Count:
    """How much is done, and of what."""

    def __init__(self) -> None:
        self.files = self.bytes = self.all_files = self.all_bytes = 0
        self._of_this_file = 0

    def begin(self, files: int, size: int) -> None:
        self.all_files, self.all_bytes = files, size

    def advance(self, size: int) -> None:
        self.bytes += size
        self._of_this_file += size

    def done(self, size: int) -> None:
        self.files += 1
        self.bytes += size - self._of_this_file
        self._of_this_file = 0

    def files_words(self) -> str:
        return f"{self.files:,}/{self.all_files:,} files"

    def words(self, seconds: float) -> str:
        from rich.filesize import decimal

        speed = self.bytes / seconds if seconds > 0 else 0.0
        words = (
            f"{self.files:,} of {self.all_files:,} files, "
            f"{decimal(self.bytes)} of {decimal(self.all_bytes)}, {decimal(int(speed))}/s"
        )
        left = (self.all_bytes - self.bytes) / speed if speed else 0.0
        return f"{words}, {_duration(left)} left" if left >= 1 else words


def _duration(seconds: float) -> str:
    """Whole seconds as people read them.

    >>> _duration(75), _duration(7322)
    ('1:15', '2:02:02')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
