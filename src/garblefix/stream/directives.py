"""Lines that a file itself keeps from repair: ``garblefix:ignore`` and its kin, in any comment.

    x = "Ã©"  # garblefix:ignore              this line
    <!-- garblefix:ignore-next-line -->       the line below
    // garblefix:off … // garblefix:on        from here to there, both lines among them

Read as bytes, so that any encoding will do that writes ASCII as ASCII. Not for: whole files; for
those there are ``--exclude`` and ``.gitignore``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_PREFIX = b"garblefix:"
_DIRECTIVE = re.compile(rb"garblefix:(ignore-next-line|ignore|off|on)(?![\w-])")


class Directives:
    r"""Which lines are protected, window by window of one input.

    >>> directives = Directives()
    >>> sorted(directives.protected(b"a\nb # garblefix:ignore\nc # garblefix:off\nd\n"))
    [1, 2, 3, 4]
    >>> sorted(directives.protected(b"e\nf # garblefix:on\ng\n"))
    [0, 1]
    """

    def __init__(self) -> None:
        self._off = False
        # Whether the line that the next window begins with, or goes on with, is protected.
        self._first = False

    def protected(self, window: bytes) -> Collection[int]:
        """The numbers of the protected lines of the next window, from 0 on.

        The last of them is the number of the line behind the last line end.
        """
        if not (self._off or self._first) and _PREFIX not in window:
            return ()
        lines = window.split(b"\n")
        found: set[int] = {0} if self._first else set()
        for number, line in enumerate(lines):
            words = [match[1] for match in _DIRECTIVE.finditer(line)]
            if self._off or b"ignore" in words or b"off" in words:
                found.add(number)
            if b"ignore-next-line" in words:
                found.add(number + 1)
            for word in words:
                if word in (b"off", b"on"):
                    self._off = word == b"off"
        # A line may go on in the next window, and what it says with it.
        self._first = len(lines) - 1 in found or len(lines) in found
        return found


def without(
    numbers: Sequence[int], text: str, protected: Collection[int]
) -> tuple[Sequence[int], str]:
    r"""Lines, each with its newline, and their ``numbers``, but for the protected ones.

    >>> without([2, 5, 6], "a\nb\nc\n", {5, 9})
    ([2, 6], 'a\nc\n')
    """
    kept = [
        (number, line)
        for number, line in zip(numbers, text.split("\n"), strict=False)
        if number not in protected
    ]
    return [number for number, _ in kept], "".join(line + "\n" for _, line in kept)
