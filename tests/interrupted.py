"""Ending a function between any two of its calls to the system, as kill -9, an error or Ctrl-C do.

For tests of what must hold at every moment: ``each_step`` runs a function again and again, and ends
it one step later each time.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import Enum, auto
from typing import Any
from unittest import mock

# Every call with which files are changed, but for writes to a file that nobody knows yet.
_CALLS = (
    *("link", "unlink", "replace", "fsync", "pwrite", "ftruncate", "utime"),
    *("fchmod", "fchown", "setxattr"),
)
_MOST = 100


class Killed(BaseException):
    """Nothing runs after it: what cleans up is killed as well."""


class End(Enum):
    """How a function is ended."""

    killed = auto()
    failing = auto()
    interrupted = auto()


class _Steps:
    def __init__(self, last: int, end: End) -> None:
        self._left = last
        self._end = end
        self._calls = {name: getattr(os, name) for name in _CALLS if hasattr(os, name)}

    def patched(self) -> ExitStack:
        stack = ExitStack()
        for name in self._calls:
            stack.enter_context(mock.patch.object(os, name, self._step(name)))
        return stack

    def _step(self, name: str) -> Callable[..., Any]:
        call = self._calls[name]

        def step(*arguments: Any, **options: Any) -> Any:
            self._left -= 1
            if self._left > 0 or (self._left < 0 and self._end is not End.killed):
                return call(*arguments, **options)
            if name == "pwrite" and self._left == 0:
                # Caught in the middle of it.
                descriptor, data, place = arguments
                call(descriptor, data[: len(data) // 2], place)
            if self._end is End.killed:
                raise Killed
            if self._end is End.interrupted:
                raise KeyboardInterrupt
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return step

    @property
    def ended(self) -> bool:
        return self._left <= 0


def each_step(
    end: End, prepare: Callable[[], Callable[[], object]]
) -> Iterator[type[BaseException] | None]:
    """Run what ``prepare`` makes, ended after one step, two, …; give what it ended with.

    The last run comes to its own end and gives None.
    """
    for last in range(1, _MOST):
        action = prepare()
        steps = _Steps(last, end)
        ended_with: type[BaseException] | None = None
        with steps.patched():
            try:
                action()
            except (Killed, KeyboardInterrupt, OSError) as error:
                # Not the error itself: it keeps open what a killed process would not.
                ended_with = type(error)
        yield ended_with
        if not steps.ended:
            return
    raise AssertionError("it takes more steps than any file should")
