"""Ending on request as on an error, so that temporary files go: SIGTERM, SIGHUP and Ctrl-C.

Not for: Ctrl-C before there are any (``beginning``).
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

from garblefix import beginning

_ASKED = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextlib.contextmanager
def ending_cleanly() -> Iterator[None]:
    """Within it a request to end raises SystemExit, with 128 and the signal's number as its code.

    One that was to be ignored, as ``nohup`` asks for, still is. Ctrl-C raises KeyboardInterrupt.
    Main thread only.
    """
    beginning.over()
    before = {number: signal.getsignal(number) for number in _ASKED}
    mine = [number for number in _ASKED if before[number] is signal.SIG_DFL]
    for number in mine:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, before[number])


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)
