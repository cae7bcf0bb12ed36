"""An input cut into windows, whose lines are looked at together: by its content alone.

Not for: what a window is in (``encoding``), nor what becomes of it (``repairer``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from garblefix.coding import unit
from garblefix.stream.encoding import InputEncoding
from garblefix.stream.returns import Source
from garblefix.stream.signs import Signs

WINDOW = 1 << 18  # bytes; the surveys of damages see one window at a time

_BELOW_AT = re.compile(rb"[\x00-\x3f]")
# A line end that is neither a soft line break nor that of a folded header.
_ENDS = re.compile(rb"[^=\s][ \t]*\r?\n(?![ \t])")
_BETWEEN = re.compile(rb"[ \t\r,;:\"')>]")


class Windows:
    """The windows of one input. A window ends where a line does, unless one line fills it.

    ``signs``: what in ASCII is worth a look, so that no escape may be cut.
    """

    def __init__(self, source: Source, encoding: InputEncoding, signs: Signs) -> None:
        self._source = source
        self._encoding = encoding
        self._signs = signs
        self.is_whole = False  # whether one window holds all of the input
        # Where the input begins, if it can be read twice; and whether its rest is known for ASCII.
        self._start = source.tell() if source.seekable() else None
        self._rest_is_ascii = False

    def __iter__(self) -> Iterator[tuple[bytes, bool]]:
        """Windows, and parts of windows that are plain and need not wait for the rest (True)."""
        is_plain = self._encoding.is_plain
        waiting = bytearray()
        room = WINDOW  # bytes of the current window still to come, counting what was passed early
        first = True
        while True:
            chunk = self._source.read(WINDOW)
            waiting += chunk
            while len(waiting) > room:
                if room < WINDOW and b"\n" not in waiting[:room]:
                    # The window ends where what was passed early did, as if all had come at once.
                    room = WINDOW
                    first = False
                    continue
                cut = self._cut(waiting, room)
                window = bytes(waiting[:cut])
                del waiting[:cut]
                room = WINDOW
                first = False
                yield window, is_plain(window)
            if not chunk:
                break
            ready = waiting.rfind(b"\n") + 1
            early = waiting[:ready]
            if ready and is_plain(early) and not self._signs.may_follow(early):
                yield bytes(early), True
                del waiting[:ready]
                room -= ready
        if waiting:
            self.is_whole = first
            yield bytes(waiting), is_plain(waiting)

    def beyond_ascii(self, place: int) -> bytes | None:
        """What stands behind this place, in bytes of the input, from beyond ASCII on.

        None where there is no way to read it twice; but who asks for escapes wants them undone.
        """
        if self.is_whole or self._rest_is_ascii:
            return b""
        if self._start is None:
            return b"" if self._signs.escapes else None
        here = self._source.tell()
        self._source.seek(self._start + place)
        while (rest := self._source.read(WINDOW)).isascii() and rest:
            pass
        self._source.seek(here)
        self._rest_is_ascii = not rest
        return rest

    def _cut(self, data: bytearray, limit: int) -> int:
        """Where to end a window of at most ``limit`` bytes."""
        if self._encoding.name is None:
            self._encoding.decide_width(bytes(data[:limit]))
        name = self._encoding.name
        width = unit(name)
        if width > 1:
            newline = "\n".encode(name or "utf-16-le")[-width:]
            place = data.rfind(newline, 0, limit)
            while place > 0 and place % width:
                place = data.rfind(newline, 0, place + width - 1)
            return place + width if place > 0 else max(width, limit - limit % width)
        if self._signs.escapes:
            ends = [match.end() for match in _ENDS.finditer(data, max(0, limit - 4096), limit)]
            if ends:
                return ends[-1]
        line = data.rfind(b"\n", 0, limit)
        if line >= 0:
            return line + 1
        # One long line: behind a byte that is never inside a character, or before a lead byte; but
        # not within what is escaped, where that is looked for.
        for pattern in (_BETWEEN, _BELOW_AT) if self._signs.escapes else (_BELOW_AT,):
            signs = [match.end() for match in pattern.finditer(data, max(0, limit - 4096), limit)]
            if signs:
                return signs[-1]
        place = max(1, limit)
        while place > max(1, limit - 4) and 0x80 <= data[place] < 0xC0:
            place -= 1
        return place
