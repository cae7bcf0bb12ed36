"""What an input is in, as far as its windows have shown, and what in the bytes of ASCII is none.

Not for: guessing from bytes (``detect``), which is asked where structure does not tell.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import NamedTuple

from garblefix.coding import encode, in_byte_order, is_utf8, keeps_ascii, may_shift, unit
from garblefix.encodings import known
from garblefix.stream.converted import is_converted
from garblefix.stream.signs import Signs

# Bytes at the beginning of an input in which it may declare its encoding.
HEAD = 1024
# More NULs than this share of a window, and more than so many, and it is no text.
BINARY, SOME_NULS = 0.002, 2


class Run(NamedTuple):
    """A part of a window in one encoding, None for ASCII; ``text`` where that is known."""

    data: bytes
    encoding: str | None
    sure: float
    text: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether detection took it for text at all."""
        if self.sure or self.encoding is None:
            return True
        from garblefix.detect.whole import is_no_text

        return not is_no_text(self.encoding, self.sure)


class InputEncoding:
    """The encoding of one input. Raises LookupError for one that Python does not know.

    ``given`` is its name, or ``auto``; ``likely`` what an input of unknown encoding was found to be
    in, at least most of it. ``output``: what is written, ``same`` for the same. ``signs``: what in
    ASCII is worth a look. ``least``: how sure an encoding must be that text is read in it.
    """

    def __init__(
        self, given: str, likely: str | None, output: str, signs: Signs, least: float
    ) -> None:
        self._automatic = given == "auto"
        likely = likely and likely.removesuffix("-sig")
        self.name: str | None = likely if self._automatic else known(given)
        self.is_binary = False
        self._output = output
        self._signs = signs
        self._least = least
        self._confidence = 1.0
        # Text in the bytes of ASCII goes through as it is where the encoding stays the same.
        self._looks_for_shifts = output != "same"
        self._converted: bool | None = None  # whether all so far is in UTF-8 whatever its name
        self._head = b""  # the beginning of an input whose encoding is not known so far

    @property
    def found(self) -> str | None:
        """What the input is in, which may be UTF-8 already where another name was given."""
        return "utf-8" if self._converted else self.name

    def is_plain(self, data: bytes | bytearray) -> bool:
        """Whether all of ``data`` is passed on as it is."""
        # NULs may be UTF-16; escapes may be ISO-2022.
        if self.is_binary:
            return True
        if not data.isascii() or b"\0" in data or unit(self.name) > 1:
            return False
        # Text in the bytes of ASCII is no ASCII where it is to be written in another encoding.
        if self._output != "same" and not keeps_ascii(self.name):
            return False
        if self.name is None and self._may_shift(data):
            return False
        return next(self._signs.places(data), None) is None

    def pass_over(self, window: bytes) -> None:
        """Note what is plain: it may declare the encoding of the rest."""
        if self.name is None:
            self._head += window[: HEAD - len(self._head)]

    def decide_width(self, start: bytes) -> None:
        """Find out whether text is UTF-16 or UTF-32 before it is cut: where a unit ends."""
        if b"\0" not in start or self.is_binary:
            return
        from garblefix.detect import decide

        best = decide(start)[0]
        if unit(best.encoding) > 1:
            self.name, self._confidence = in_byte_order(best.encoding, start), best.confidence

    def runs(self, window: bytes, ahead: Callable[[], bytes | None]) -> list[Run]:
        """A window in runs of lines, each in one encoding. Nearly always it is one run.

        ``ahead``: what comes behind it, from the first byte beyond ASCII on; None where that cannot
        be known.
        """
        if self._has_signs_alone(window):
            # It tells nothing of the encoding of what follows. What is put into it is written in
            # that, for a file has one encoding; in UTF-8 where the rest is ASCII.
            rest = ahead()
            if rest is None:
                return [Run(window, None, 1.0)]
            if rest:
                self._decide(rest[: rest.rfind(b"\n") + 1] or rest)
            return [Run(window, self.name or "utf-8", 1.0)]
        self._decide(window)
        encoding = self.name or "utf-8"
        if not self._automatic and is_converted(window, encoding, self._output):
            self._converted = self._converted is not False
            return [Run(window, "utf-8", 1.0, window.decode())]
        self._converted = False
        if not self._automatic or self.is_binary or encode("\n", encoding) != b"\n":
            return [Run(window, encoding, self._confidence)]
        if encoding == "utf-8":
            with contextlib.suppress(UnicodeDecodeError):
                return [Run(window, encoding, self._confidence, window.decode())]
        from garblefix.detect.mixed import runs

        found = runs(window, encoding, self._confidence, least=self._least)
        if len(found) > 1:
            # Of all of it no encoding was sure; what its own lines are in is.
            own = [run.confidence for run in found if run.encoding == encoding]
            self._confidence = max([self._confidence, *own])
        return [
            Run(window[run.byte_start : run.byte_end], run.encoding, run.confidence)
            for run in found
        ]

    def _may_shift(self, data: bytes | bytearray) -> bool:
        return self._looks_for_shifts and may_shift(data)

    def _has_signs_alone(self, window: bytes) -> bool:
        """Whether a window of ASCII, in an encoding still unknown, is here for its signs."""
        if self.name is not None or not window.isascii():
            return False
        return b"\0" not in window and not self._may_shift(window)

    def _decide(self, window: bytes) -> None:
        if self.name is not None:
            # The mark is a character like others, so that it is written where it was.
            self.name = in_byte_order(self.name.removesuffix("-sig"), window)
            return
        if b"\0" not in window and not self._may_shift(window) and is_utf8(window):
            self.name = "utf-8"
            return
        from garblefix.detect import decide

        # What was passed over may declare it.
        best = decide(self._head + window)[0]
        self.name, self._confidence = best.encoding, best.confidence
        if unit(self.name) == 1 and window.count(b"\0") > max(BINARY * len(window), SOME_NULS):
            self.is_binary = True
        self.name = in_byte_order(self.name.removesuffix("-sig"), window)
        if self.name == "ascii":
            # Signs that shift nothing are no news the next time.
            self.name, self._looks_for_shifts = None, False
