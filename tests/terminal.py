"""The command at a terminal, with a person who answers when they are asked.

Not for: pipes (``test_cli``).
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.test_cli import COMMAND, SECONDS, environment

_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")  # a colour, or a step of the cursor


class Terminal:
    """One run. ``shown``: all that came on the screen so far, without colours."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self._process = process
        self._screen = screen
        self._bytes = b""
        self._seen = 0

    @property
    def shown(self) -> str:
        return _SEQUENCE.sub("", self._bytes.decode()).replace("\r\n", "\n")

    def wait_for(self, text: str) -> None:
        """Wait until ``text`` is shown, behind what was waited for before."""
        while text not in self.shown[self._seen :]:
            assert self._read(), f"no {text!r} in {self.shown!r}"
        self._seen = self.shown.index(text, self._seen) + len(text)

    def answer(self, line: str, question: str = "]? ") -> None:
        """Type a line at the next question."""
        self.wait_for(question)
        os.write(self._screen, line.encode() + b"\n")

    def press(self, character: bytes, question: str = "]? ") -> None:
        """Press a single key at the next question."""
        self.wait_for(question)
        os.write(self._screen, character)

    def signal(self, number: int, question: str = "]? ") -> None:
        """Send a signal at the next question, to every process as a terminal does for Ctrl-C."""
        self.wait_for(question)
        os.killpg(self._process.pid, number)

    def end(self) -> int:
        """Read the rest, and give the exit code."""
        while self._read():
            pass
        return self._process.wait(SECONDS)

    def _read(self) -> bytes:
        readable, _, _ = select.select([self._screen], [], [], SECONDS)
        assert readable, f"nothing more than {self.shown!r}"
        try:
            data = os.read(self._screen, 65536)
        except OSError:  # on Linux this is how a terminal ends
            data = b""
        self._bytes += data
        return data


@contextlib.contextmanager
def at_a_terminal(
    arguments: list[str], folder: Path, variables: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """The command with all three streams at a terminal of 80 columns."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env=environment() | {"TERM": "xterm", "COLUMNS": "80"} | dict(variables or {}),
            start_new_session=True,
        ) as process:
            os.close(theirs)
            theirs = -1
            try:
                yield Terminal(process, ours)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
    finally:
        os.close(ours)
        if theirs >= 0:
            os.close(theirs)
