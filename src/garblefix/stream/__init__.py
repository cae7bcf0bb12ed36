"""Blocks of bytes in, blocks of bytes out, in bounded memory: what the pipe and the reports run on.

What is not repaired goes through byte for byte: line ends, byte order marks, invalid bytes. Blocks
of ASCII are passed on as they come; the others are cut into windows at line ends, by their content
alone, so that the outcome does not depend on how the bytes arrive. In each window the gate picks
the lines worth a look. Not for: what changed as bytes (``written``), nor files (names, safe
writing).
"""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from garblefix.coding import (
    decode,
    encode,
    foreign_lines,
    in_byte_order,
    is_utf8,
    keeps_ascii,
    may_shift,
    unit,
)
from garblefix.document.line import Lines
from garblefix.document.repairer import Repairer
from garblefix.encodings import known
from garblefix.results import Options
from garblefix.runs import LocatedRun, Runs
from garblefix.stream.block import Block, Window
from garblefix.stream.converted import is_converted
from garblefix.stream.directives import Directives, without
from garblefix.stream.returns import Source
from garblefix.stream.written import written

WINDOW = 1 << 18  # bytes; the surveys of damages see one window at a time
# The gate misses a quarter of the lines where one Latin letter stands for another. That is no harm
# where there are many, because one of them shows the chain; an input of one window with so few of
# them that are not ASCII has all of them looked at, or those that are only a little odd. So few of
# so many characters are repaired as a text is: as thoroughly, and until nothing changes.
FEW_LINES, SOME_LINES = 8, 64
SMALL = 4000
# By how much a search in vain raises the gate's bar, and how many do.
WRONG, MOST_WRONG = 8, 5
# A file is garbled throughout where a chain held so often for once that it did not, log in nats.
THROUGHOUT = 4.0
# An input that shows nothing by itself is unsure where such a share of its lines looks garbled, at
# least a little: 2.8 % of clean lines, and 73 % of the lines of one letter for another that need to
# be told what other files have shown.
UNSURE = 0.25
# Bytes at the beginning of an input in which it may declare its encoding.
HEAD = 1024
# More NULs than this share of a window, and it is no text.
BINARY = 0.002

_BELOW_AT = re.compile(rb"[\x00-\x3f]")
_BETWEEN = re.compile(rb"[ \t\r,;:\"')>]")


class StreamRepairer:
    """Repairs one input. Raises LookupError for an encoding that Python does not know.

    ``likely`` is what an input of unknown encoding was found to be in, at least most of it;
    ``heard``: see ``Shown``.
    """

    def __init__(
        self,
        options: Options | None = None,
        *,
        encoding: str = "auto",
        output_encoding: str = "same",
        likely: str | None = None,
        heard: Mapping[str, float] | None = None,
    ) -> None:
        self._automatic = encoding == "auto"
        likely = likely and likely.removesuffix("-sig")
        self.encoding: str | None = likely if self._automatic else known(encoding)
        self.output_encoding = (
            output_encoding if output_encoding == "same" else known(output_encoding)
        )
        self._repairer = Repairer(options, heard=heard)
        # Where escapes may be, asked of bytes; None where nobody wants to know.
        self._signs: Callable[[bytes | bytearray], Iterator[int]] | None = None
        if self._repairer.options.unescapes:
            from garblefix.damage.escape import places

            self._signs = places
        self._directives = Directives()
        self._found_runs = Runs()
        self._confidence = 1.0  # of the encoding
        # Text in the bytes of ASCII goes through as it is where the encoding stays the same.
        self._looks_for_shifts = output_encoding != "same"
        self._binary = False
        self._head = b""  # the beginning of an input whose encoding is not known so far
        self._ahead: tuple[Source, int] | None = None  # an input to read twice, from where on
        self._whole = False  # one window holds all of the input
        self._foreign = 0  # lines so far that are not ASCII
        self._odd = 0  # of these, those that look a little garbled, and stay

    @property
    def position(self) -> int:
        """How many bytes of the input the blocks so far stand for."""
        return self._found_runs.bytes

    @property
    def gained(self) -> Mapping[str, float]:
        """By how much each chain that explained lines beyond doubt speaks for itself, in nats."""
        return self._repairer.shown.gained

    @property
    def is_unsure(self) -> bool:
        """Whether so much looks garbled, and nothing explained it, that others may know more."""
        return not self._repairer.shown and self._odd >= UNSURE * self._foreign > 0

    @property
    def runs(self) -> tuple[LocatedRun, ...]:
        """The parts of the input so far by encoding, where it is in several; else nothing."""
        return self._found_runs.located()

    def blocks(self, source: BinaryIO) -> Iterator[Block]:
        """The output, block by block, as ``source`` is read."""
        lines = Source(source, self.encoding, WINDOW)
        if self._signs is not None and lines.seekable():
            self._ahead = lines, lines.tell()
        begins = self.output_encoding != "same"
        mark = codecs.BOM_UTF8 if self.output_encoding == "utf-8-sig" else b""
        for window, early in self._windows(lines):
            if early and self.encoding is None:
                self._head += window[: HEAD - len(self._head)]
            protected = self._directives.protected(window)
            first = self._found_runs.lines
            for run in [_Run(window, None, 1.0)] if early else self._runs(window):
                part, encoding = run.data, run.encoding
                spared = {number - (self._found_runs.lines - first) for number in protected}
                block = Block(part) if encoding is None else self._repaired(run, encoding, spared)
                is_ascii = encoding is None or (part.isascii() and keeps_ascii(encoding))
                self._found_runs.add(part, None if is_ascii else encoding, run.sure)
                if block.data and begins:
                    # A mark that was there already is the one, or goes where none is wanted.
                    data = mark + block.data.removeprefix(codecs.BOM_UTF8)
                    block = replace(block, data=data)
                    begins = False
                if block.data:
                    yield replace(block, data=lines.written(block.data))

    def _windows(self, source: Source) -> Iterator[tuple[bytes, bool]]:
        """Windows, and parts of windows that are ASCII and need not wait for the rest (True).

        A window ends where a line does, unless one line fills it.
        """
        waiting = bytearray()
        room = WINDOW  # bytes of the current window still to come, counting what was passed early
        first = True
        while True:
            chunk = source.read(WINDOW)
            waiting += chunk
            while len(waiting) > room:
                cut = self._cut(waiting, room)
                window = bytes(waiting[:cut])
                del waiting[:cut]
                room = WINDOW
                first = False
                yield window, self._is_plain(window)
            if not chunk:
                break
            ready = waiting.rfind(b"\n") + 1
            if ready and self._is_plain(waiting[:ready]):
                yield bytes(waiting[:ready]), True
                del waiting[:ready]
                room -= ready
        if waiting:
            self._whole = first
            yield bytes(waiting), self._is_plain(waiting)

    def _is_plain(self, data: bytes | bytearray) -> bool:
        # NULs may be UTF-16; escapes may be ISO-2022.
        if self._binary:
            return True
        wide = self.encoding is not None and self.encoding.startswith(
            ("utf-16", "utf-32", "utf_16", "utf_32")
        )
        shifts = self.encoding is None and self._may_shift(data)
        # Text in the bytes of ASCII is no ASCII where it is to be written in another encoding.
        shifts |= self.output_encoding != "same" and not keeps_ascii(self.encoding)
        signed = self._signs is not None and next(self._signs(data), None) is not None
        return data.isascii() and b"\0" not in data and not wide and not shifts and not signed

    def _may_shift(self, data: bytes | bytearray) -> bool:
        return self._looks_for_shifts and may_shift(data)

    def _cut(self, data: bytearray, limit: int) -> int:
        """Where to end a window of at most ``limit`` bytes."""
        if self.encoding is None and b"\0" in data[:limit] and not self._binary:
            self._decide_width(bytes(data[:limit]))
        width = unit(self.encoding)
        if width > 1:
            newline = "\n".encode(self.encoding or "utf-16-le")[-width:]
            place = data.rfind(newline, 0, limit)
            while place > 0 and place % width:
                place = data.rfind(newline, 0, place + width - 1)
            return place + width if place > 0 else max(width, limit - limit % width)
        line = data.rfind(b"\n", 0, limit)
        if line >= 0:
            return line + 1
        # One long line: behind a byte that is never inside a character, or before a lead byte; but
        # not within what is escaped, where that is looked for.
        for pattern in (_BETWEEN, _BELOW_AT) if self._signs is not None else (_BELOW_AT,):
            signs = [match.end() for match in pattern.finditer(data, max(0, limit - 4096), limit)]
            if signs:
                return signs[-1]
        place = max(1, limit)
        while place > max(1, limit - 4) and 0x80 <= data[place] < 0xC0:
            place -= 1
        return place

    def _decide_width(self, start: bytes) -> None:
        """Find out whether text is UTF-16 or UTF-32 before it is cut: where a unit ends."""
        from garblefix.detect import decide

        best = decide(start)[0]
        if unit(best.encoding) > 1:
            self.encoding, self._confidence = in_byte_order(best.encoding, start), best.confidence

    def _decide(self, window: bytes) -> None:
        if self.encoding is not None:
            # The mark is a character like others, so that it is written where it was.
            self.encoding = in_byte_order(self.encoding.removesuffix("-sig"), window)
            return
        if b"\0" not in window and not self._may_shift(window) and is_utf8(window):
            self.encoding = "utf-8"
            return
        from garblefix.detect import decide

        # What was passed early may declare it.
        best = decide(self._head + window)[0]
        self.encoding, self._confidence = best.encoding, best.confidence
        if unit(self.encoding) == 1 and window.count(b"\0") > BINARY * len(window):
            self._binary = True
        self.encoding = self.encoding.removesuffix("-sig")
        self.encoding = in_byte_order(self.encoding, window)
        if self.encoding == "ascii":
            # Signs that shift nothing are no news the next time.
            self.encoding, self._looks_for_shifts = None, False

    def _runs(self, window: bytes) -> list[_Run]:
        """A window in runs of lines, each in one encoding. Nearly always it is one run."""
        if self._has_escapes_alone(window):
            # It tells nothing of the encoding of what follows.
            return [_Run(window, self._encoding_ahead(), 1.0)]
        self._decide(window)
        encoding = self.encoding or "utf-8"
        if not self._automatic and is_converted(window, encoding, self.output_encoding):
            return [_Run(window, "utf-8", 1.0, window.decode())]
        if not self._automatic or self._binary or encode("\n", encoding) != b"\n":
            return [_Run(window, encoding, self._confidence)]
        if encoding == "utf-8":
            with contextlib.suppress(UnicodeDecodeError):
                return [_Run(window, encoding, self._confidence, window.decode())]
        from garblefix.detect.mixed import runs

        return [
            _Run(window[run.byte_start : run.byte_end], run.encoding, run.confidence)
            for run in runs(window, encoding, self._confidence)
        ]

    def _has_escapes_alone(self, window: bytes) -> bool:
        """Whether a window of ASCII, in an encoding still unknown, is here for its escapes."""
        if self.encoding is not None or self._signs is None or not window.isascii():
            return False
        return b"\0" not in window and not self._may_shift(window)

    def _encoding_ahead(self) -> str:
        """What the rest of the input is in, if it can be read twice; UTF-8 where that is ASCII.

        What was escaped is written in it, for a file has one encoding.
        """
        if self._whole or self._ahead is None:
            return "utf-8"
        source, start = self._ahead
        place = source.tell()
        source.seek(start + self.position)
        while (rest := source.read(WINDOW)).isascii() and rest:
            pass
        source.seek(place)
        self._ahead = None  # once is enough
        if rest:
            self._decide(rest[: rest.rfind(b"\n") + 1] or rest)
        return self.encoding or "utf-8"

    def _repaired(self, run: _Run, encoding: str, protected: Collection[int]) -> Block:
        window = run.data
        if self._binary:
            return Block(window)
        escapes = list(self._signs(window)) if self._signs is not None else ()
        numbers, text = foreign_lines(window, encoding, run.text, escapes)
        if text is None:
            return Block(window)
        if protected:
            numbers, text = without(numbers, text, protected)
        runs = self._found_runs
        looked_at = Window(window, runs.lines + 1, runs.bytes, numbers, text)
        lines = self._lines(text, lambda: run.text or decode(window, encoding) or "")
        changed = lines.changed() if lines is not None else []
        if (lines is None or not changed) and self.output_encoding == "same":
            return Block(window, encoding, looked_at)
        lines = lines or self._repairer.kept(())
        return written(looked_at, lines, changed, encoding, self.output_encoding)

    def _lines(self, text: str, document: Callable[[], str]) -> Lines | None:
        """The lines of ``text``, those of a window worth a look, and what they become.

        None where nothing was looked at.
        """
        repairer = self._repairer
        before = text.split("\n")[:-1]
        foreign = sum(not line.isascii() for line in before) if len(text) <= SMALL else 0
        few = self._whole and len(text) <= SMALL and foreign <= FEW_LINES
        if not few and not repairer.options.unescapes and repairer.options.script is None:
            return self._repaired_lines(text, document)
        from garblefix.document.steps import in_steps

        def repair_all(middle: Sequence[str]) -> Lines:
            same = middle is before
            changed = text if same else "\n".join([*middle, ""])
            # Lines of ASCII without escapes tell nothing of damages.
            whole = document if same else lambda: changed
            lines = self._repaired_lines(changed, whole, alternatives=few)
            return lines or repairer.kept(middle)

        again = repairer.afresh if few else None
        return in_steps(before, repair_all, again, repairer.options, lambda: repairer.calibration)

    def _repaired_lines(
        self, text: str, document: Callable[[], str], *, alternatives: bool = False
    ) -> Lines | None:
        """The same without what comes before and after."""
        from garblefix.document.outweighed import withdraw
        from garblefix.language import gate

        scores = gate.load().worst(text)
        # Where the gate was wrong again and again, as with verse or names, it takes a stronger
        # suspicion to search.
        bar = gate.GARBLED + WRONG * min(self._repairer.searches.vain, MOST_WRONG)
        foreign = int((scores > gate.NOTHING).sum())
        self._foreign += foreign
        if self._whole and foreign <= SOME_LINES:
            bar = gate.ODD if foreign > FEW_LINES else gate.NOTHING
        wanted = scores > bar
        evidence = self._repairer.evidence(document)
        wanted[list(_line_numbers(text, evidence.signs(text)))] = True
        odd = scores > gate.SUSPICIOUS
        if not wanted.any() and not self._repairer.shown:
            self._odd += int(odd.sum())
            return None
        lines = self._repairer.kept(text.split("\n")[:-1])
        suspicion = scores.tolist()
        self._repairer.lines(
            lines,
            wanted.nonzero()[0].tolist(),
            suspicion,
            evidence,
            thorough=bar < gate.GARBLED,
            alternatives=alternatives,
        )
        if self._repairer.shown:
            # What the file has shown is tried wherever there is the least suspicion, and in all of
            # what is no longer than a window, or garbled throughout.
            everywhere = self._whole or self._repairer.shown.sure > THROUGHOUT
            weaker = (scores > (gate.NOTHING if everywhere else gate.SUSPICIOUS)) & ~wanted
            order = weaker.nonzero()[0].tolist()
            self._repairer.known(lines, order, suspicion)
        elif self.gained:
            odd[lines.changed()] = False
        self._odd += int(odd.sum())
        withdraw(lines)
        return lines


class _Run(NamedTuple):
    """A part of a window in one encoding, None for ASCII; ``text`` where that is known."""

    data: bytes
    encoding: str | None
    sure: float
    text: str | None = None


def _line_numbers(text: str, places: Iterable[int]) -> Iterator[int]:
    """The numbers of the lines, from 0, in which these places are."""
    line = before = 0
    for place in sorted(places):
        line += text.count("\n", before, place)
        before = place
        yield line
