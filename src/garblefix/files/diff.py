r"""A unified diff of a file and what would become of it, as ``git apply`` and ``patch`` take it.

Its lines are the bytes of the file, so that the diff of a file in GBK applies too. It is made as
the file is read, and keeps no more than one hunk. Not for: files in UTF-16 or UTF-32, of which it
only says that they differ; nor for colours.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby

from garblefix.coding import unit

CONTEXT = 3  # lines around a change, as everywhere
_NO_NEWLINE = b"\n\\ No newline at end of file\n"
_ESCAPES = {9: b"\\t", 10: b"\\n", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}


class Diff:
    r"""The diff of one file, piece by piece.

    >>> diff = Diff("notes.txt")
    >>> pieces = [*diff.pieces(b"one\ntwo\n", b"one\nTwo\n", "utf-8"), *diff.end()]
    >>> print(b"".join(pieces).decode(), end="")
    --- a/notes.txt
    +++ b/notes.txt
    @@ -1,2 +1,2 @@
     one
    -two
    +Two
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._begun = False
        self._wide = False
        # Lines that are not complete yet.
        self._old_rest, self._new_rest = bytearray(), bytearray()
        self._old_line = self._new_line = 1  # numbers of the next lines
        self._before: deque[bytes] = deque(maxlen=CONTEXT)
        self._hunk: list[bytes] = []
        self._start = (0, 0)
        self._same = 0  # unchanged lines at the end of the hunk

    def pieces(self, old: bytes, new: bytes, encoding: str | None) -> Iterator[bytes]:
        """Take the next bytes of both sides, and give what of the diff is known by now."""
        if self._wide or (old != new and unit(encoding) > 1):
            if not self._wide:
                self._wide = True
                names = _name("a/", self._path), _name("b/", self._path)
                yield b"Binary files %s and %s differ\n" % names
            return
        if old == new and not self._old_rest and not self._new_rest:
            yield from self._unchanged(old)
            return
        self._old_rest += old
        self._new_rest += new
        old_lines, new_lines = _complete(self._old_rest), _complete(self._new_rest)
        yield from self._lines(old_lines, new_lines)

    def end(self) -> Iterator[bytes]:
        """The end of the diff; nothing where both sides are the same."""
        if self._wide:
            return
        rests = [[bytes(rest)] if rest else [] for rest in (self._old_rest, self._new_rest)]
        yield from self._lines(*rests)
        yield from self._closed()

    def _unchanged(self, data: bytes) -> Iterator[bytes]:
        """Many lines that are the same, of which the diff shows the first and the last at most."""
        place = 0
        while self._hunk and (end := data.find(b"\n", place) + 1):
            yield from self._equal(data[place:end])
            place = end
        end = data.rfind(b"\n") + 1
        if place < end:
            number = data.count(b"\n", place, end)
            self._old_line += number
            self._new_line += number
            self._before.extend(_last_lines(data[place:end]))
        rest = data[max(place, end) :]
        self._old_rest += rest
        self._new_rest += rest

    def _lines(self, old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[bytes]:
        if len(old) != len(new):
            yield from self._aligned(old, new)
            return
        pairs = zip(old, new, strict=True)
        for same, group in groupby(pairs, key=lambda pair: pair[0] == pair[1]):
            if same:
                for line, _ in group:
                    yield from self._equal(line)
            else:
                changed = list(group)
                self._change([line for line, _ in changed], [line for _, line in changed])

    def _aligned(self, old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[bytes]:
        """Where a repair brings back a line end, lines have to be found again."""
        from difflib import SequenceMatcher

        matcher = SequenceMatcher(None, old, new, autojunk=False)
        for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
            if tag == "equal":
                for line in old[old_start:old_end]:
                    yield from self._equal(line)
            else:
                self._change(old[old_start:old_end], new[new_start:new_end])

    def _equal(self, line: bytes) -> Iterator[bytes]:
        self._old_line += 1
        self._new_line += 1
        if not self._hunk:
            self._before.append(line)
            return
        self._hunk.append(b" " + line)
        self._same += 1
        if self._same > 2 * CONTEXT:
            yield from self._closed()

    def _change(self, old: Sequence[bytes], new: Sequence[bytes]) -> None:
        if not self._hunk:
            shown = len(self._before)
            self._start = self._old_line - shown, self._new_line - shown
            self._hunk = [b" " + line for line in self._before]
            self._before.clear()
        self._hunk += [b"-" + line for line in old]
        self._hunk += [b"+" + line for line in new]
        self._old_line += len(old)
        self._new_line += len(new)
        self._same = 0

    def _closed(self) -> Iterator[bytes]:
        """The open hunk, without the unchanged lines at its end that are too many."""
        if not self._hunk:
            return
        if not self._begun:
            self._begun = True
            yield b"--- %s\n+++ %s\n" % (_name("a/", self._path), _name("b/", self._path))
        extra = max(0, self._same - CONTEXT)
        kept = self._hunk[: len(self._hunk) - extra]
        self._before.extend(line[1:] for line in self._hunk[len(kept) :])
        ranges = [
            _range(start, next_line - extra - start)
            for start, next_line in zip(self._start, (self._old_line, self._new_line), strict=True)
        ]
        yield b"@@ -%s +%s @@\n" % tuple(ranges)
        yield b"".join(line if line.endswith(b"\n") else line + _NO_NEWLINE for line in kept)
        self._hunk = []
        self._same = 0


def _complete(rest: bytearray) -> list[bytes]:
    """The complete lines of ``rest``, which keeps what is behind them."""
    end = rest.rfind(b"\n") + 1
    lines = bytes(rest[:end]).split(b"\n")
    del rest[:end]
    return [line + b"\n" for line in lines[:-1]]


def _last_lines(data: bytes) -> list[bytes]:
    return [line + b"\n" for line in data.rsplit(b"\n", CONTEXT + 1)[-CONTEXT - 1 : -1]]


def _range(start: int, length: int) -> bytes:
    """Where a hunk lies: its first line, and how many it has; one goes without saying.

    >>> _range(3, 1), _range(3, 2), _range(1, 0)
    (b'3', b'3,2', b'0,0')
    """
    if length == 1:
        return b"%d" % start
    return b"%d,%d" % (start - (length == 0), length)


def _name(side: str, path: str) -> bytes:
    r"""A path as the heading of a diff has it, in quotes as git writes them where it must.

    >>> _name("a/", "/tmp/a.txt"), _name("b/", "./my notes"), _name("a/", "a\n")
    (b'a/tmp/a.txt', b'b/my notes\t', b'"a/a\\n"')
    """
    name = os.fsencode(side + os.path.normpath(path).lstrip(os.sep))
    if any(byte < 32 or byte in (34, 92, 127) for byte in name):
        escaped = (
            _ESCAPES.get(byte, b"\\%03o" % byte if byte < 32 or byte == 127 else bytes([byte]))
            for byte in name
        )
        return b'"' + b"".join(escaped) + b'"'
    return name + b"\t" * (b" " in name)
