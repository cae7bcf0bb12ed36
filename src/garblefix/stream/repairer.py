"""One input repaired, window by window: which of its lines are looked at, and with what care.

Not for: what changed as bytes (``written``), nor where windows end and what they are in.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from garblefix.coding import decode, foreign_lines, keeps_ascii
from garblefix.document.line import Lines
from garblefix.document.repairer import Repairer
from garblefix.encodings import known
from garblefix.results import Guess, Options
from garblefix.runs import LocatedRun, Runs
from garblefix.stream import windows
from garblefix.stream.block import Block, Window
from garblefix.stream.directives import Directives, without
from garblefix.stream.encoding import InputEncoding, Run
from garblefix.stream.ignored import spare
from garblefix.stream.returns import Source
from garblefix.stream.signs import Signs
from garblefix.stream.written import written

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from garblefix.language.gate import Scores
    from garblefix.search.piece import Evidence

    Flags = npt.NDArray[np.bool_]

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


class StreamRepairer:
    """Repairs one input. Raises LookupError for an encoding that Python does not know.

    ``ignore``: texts that stay as they are. ``likely`` is what an input of unknown encoding was
    found to be in, at least most of it; ``heard``: see ``Shown``.
    """

    def __init__(
        self,
        options: Options | None = None,
        *,
        ignore: Collection[str] = (),
        encoding: str = "auto",
        output_encoding: str = "same",
        likely: str | None = None,
        heard: Mapping[str, float] | None = None,
    ) -> None:
        self.output_encoding = (
            output_encoding if output_encoding == "same" else known(output_encoding)
        )
        self._repairer = Repairer(options, heard=heard)
        self._ignore = frozenset(ignore)
        self._signs = Signs(self._repairer.options)
        self._encoding = InputEncoding(
            encoding,
            likely,
            self.output_encoding,
            self._signs,
            self._repairer.options.min_confidence,
        )
        self._directives = Directives()
        self._found_runs = Runs()
        self._whole = False  # one window holds all of the input
        self._foreign = 0  # lines so far that are not ASCII
        self._odd = 0  # of these, those that look a little garbled, and stay
        self._left: Guess | None = None

    @property
    def encoding(self) -> str | None:
        """What the input is in, as far as that is known; None while all of it is ASCII."""
        return self._encoding.found

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

    @property
    def left(self) -> Guess | None:
        """What the first part may be in that was too unsure to be converted; None if all was."""
        return self._left

    def blocks(self, source: BinaryIO) -> Iterator[Block]:
        """The output, block by block, as ``source`` is read."""
        lines = Source(source, self.encoding, windows.WINDOW)
        cut = windows.Windows(lines, self._encoding, self._signs)
        begins = self.output_encoding != "same"
        mark = codecs.BOM_UTF8 if self.output_encoding == "utf-8-sig" else b""
        for window, is_plain in cut:
            self._whole = cut.is_whole
            protected = self._directives.protected(window)
            first = self._found_runs.lines
            if is_plain:
                self._encoding.pass_over(window)
                runs = [Run(window, None, 1.0)]
            else:
                runs = self._encoding.runs(window, lambda: cut.beyond_ascii(self._found_runs.bytes))
            for run in runs:
                part, encoding = run.data, run.encoding
                spared = {number - (self._found_runs.lines - first) for number in protected}
                block = Block(part) if encoding is None else self._repaired(run, encoding, spared)
                is_ascii = encoding is None or (part.isascii() and keeps_ascii(encoding))
                self._found_runs.add(part, None if is_ascii else encoding, run.sure)
                data = block.data
                if begins:
                    # A mark that was there already is the one, or goes where none is wanted.
                    data = mark + data.removeprefix(codecs.BOM_UTF8)
                    begins = False
                yield replace(block, data=lines.written(data), before=lines.written(part))

    def _repaired(self, run: Run, encoding: str, protected: Collection[int]) -> Block:
        window = run.data
        if self._encoding.is_binary:
            return Block(window)
        if self._is_unsure(run, encoding):
            self._left = self._left or Guess(encoding, run.sure)
            return Block(window)
        signs = list(self._signs.places(window))
        numbers, text = foreign_lines(window, encoding, run.text, signs)
        if text is None:
            return Block(window)
        if protected:
            numbers, text = without(numbers, text, protected)
        runs = self._found_runs
        if not run.is_text:
            # Chance makes something of such bytes that reads like a misreading.
            numbers, text = (), ""
        looked_at = Window(window, runs.lines + 1, runs.characters, runs.bytes, numbers, text)
        begins = looked_at.line == 1 and 0 in numbers[:1]
        whole = self._whole_lines(text, numbers)
        lines = self._lines(text, whole, lambda: run.text or decode(window, encoding) or "", begins)
        if lines is not None:
            spare(lines, text, self._ignore)
        changed = lines.changed() if lines is not None else []
        if (lines is None or not changed) and self.output_encoding == "same":
            return Block(window, encoding, looked_at)
        lines = lines or self._repairer.kept(())
        return written(looked_at, lines, changed, encoding, self.output_encoding)

    def _is_unsure(self, run: Run, encoding: str) -> bool:
        """Whether a run would be converted from an encoding that is not sure enough."""
        converting = self.output_encoding != "same" and encoding not in ("utf-8", "ascii")
        return converting and run.sure < self._repairer.options.min_confidence

    def _whole_lines(self, text: str, numbers: Sequence[int]) -> list[str]:
        """The lines of ``text``, those that are one together (``folded``)."""
        lines = text.split("\n")[:-1]
        if not self._repairer.options.unescapes:
            return lines
        from garblefix.document.folded import unfolded

        apart = [place for place, (n, m) in enumerate(pairwise(numbers), 1) if m > n + 1]
        return unfolded(
            lines, self._repairer.options, lambda: self._repairer.calibration, frozenset(apart)
        )

    def _lines(
        self, text: str, before: Sequence[str], document: Callable[[], str], begins: bool
    ) -> Lines | None:
        """The lines of ``text``, those of a window worth a look, and what they become.

        ``before`` has them, ``begins``: whether the input begins with the first. None where nothing
        was looked at.
        """
        from garblefix.document.mark import garbled_mark

        repairer = self._repairer
        foreign = sum(not line.isascii() for line in before) if len(text) <= SMALL else 0
        few = self._whole and len(text) <= SMALL and foreign <= FEW_LINES
        mark = garbled_mark(text) if begins else None
        in_one_step = not repairer.options.unescapes and repairer.options.script is None
        if not few and in_one_step and mark is None:
            from garblefix.language import gate

            scores = gate.load().worst(text)
            if not _changed_afterwards(text, before, scores):
                return self._repaired_lines(text, document, scores)
        from garblefix.document.steps import in_steps

        def repair_all(middle: Sequence[str]) -> Lines:
            same = middle is before
            changed = text if same else "\n".join([*middle, ""])
            # Lines of ASCII without escapes tell nothing of damages.
            whole = document if same else lambda: changed
            lines = self._repaired_lines(changed, whole, alternatives=few)
            return lines or repairer.kept(middle)

        again = repairer.afresh if few else None
        return in_steps(
            before, repair_all, again, repairer.options, lambda: repairer.calibration, mark
        )

    def _repaired_lines(
        self,
        text: str,
        document: Callable[[], str],
        scores: Scores | None = None,
        *,
        alternatives: bool = False,
    ) -> Lines | None:
        """The same without what comes before and after.

        ``scores``: what the gate says of the lines, where that was asked.
        """
        from garblefix.language import gate

        scores = gate.load().worst(text) if scores is None else scores
        evidence = self._repairer.evidence(document)
        wanted = self._wanted(text, scores, evidence)
        if not wanted.any() and not self._repairer.shown:
            self._foreign += int((scores > gate.NOTHING).sum())
            self._odd += int((scores > gate.SUSPICIOUS).sum())
            return None
        from garblefix.document.segments import in_segments

        before = text.split("\n")[:-1]

        def repair(parts: Sequence[str]) -> Lines:
            if parts is before:
                return self._looked_at(parts, scores, wanted, evidence, alternatives)
            cut = "\n".join([*parts, ""])
            own = gate.load().worst(cut)
            return self._looked_at(
                parts, own, self._wanted(cut, own, evidence), evidence, alternatives
            )

        return in_segments(before, repair, self._repairer.kept)

    def _bar(self, scores: Scores) -> int:
        """What lines must look like to the gate that are looked at."""
        from garblefix.language import gate

        foreign = int((scores > gate.NOTHING).sum())
        if self._whole and foreign <= SOME_LINES:
            return gate.ODD if foreign > FEW_LINES else gate.NOTHING
        # Where the gate was wrong again and again, as with verse or names, it takes a stronger
        # suspicion to search.
        return gate.GARBLED + WRONG * min(self._repairer.searches.vain, MOST_WRONG)

    def _wanted(self, text: str, scores: Scores, evidence: Evidence) -> Flags:
        """Which of the lines of ``text`` are worth a look."""
        wanted: Flags = scores > self._bar(scores)
        wanted[list(_line_numbers(text, evidence.signs(text)))] = True
        return wanted

    def _looked_at(
        self,
        before: Sequence[str],
        scores: Scores,
        wanted: Flags,
        evidence: Evidence,
        alternatives: bool,
    ) -> Lines:
        """The lines of a window, or segments of these, and what they become."""
        from garblefix.document.outweighed import withdraw
        from garblefix.language import gate

        lines = self._repairer.kept(before)
        suspicion = scores.tolist()
        odd = scores > gate.SUSPICIOUS
        self._foreign += int((scores > gate.NOTHING).sum())
        self._repairer.lines(
            lines,
            wanted.nonzero()[0].tolist(),
            suspicion,
            evidence,
            thorough=self._bar(scores) < gate.GARBLED,
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


def _line_numbers(text: str, places: Iterable[int]) -> Iterator[int]:
    """The numbers of the lines, from 0, in which these places are."""
    line = before = 0
    for place in sorted(places):
        line += text.count("\n", before, place)
        before = place
        yield line


def _changed_afterwards(text: str, lines: Sequence[str], scores: Scores) -> bool:
    """Whether some of these lines may have been changed in form after they were garbled.

    ``scores``: what the gate says of them, to which some of those in small letters are odd.
    """
    from garblefix.document.lowered import may_be_lowered
    from garblefix.document.spelled_out import shows
    from garblefix.language import gate
    from garblefix.parts import in_parts

    odd = (lines[place] for place in (scores > gate.ODD).nonzero()[0].tolist())
    return shows(text) or bool(in_parts(text)) or any(map(may_be_lowered, odd))
