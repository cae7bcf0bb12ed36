"""The lines of a document one after another, each with what is known by then.

A line is looked at ever more closely: is anything in it suspicious, does a chain that the document
has shown explain it, and only then the search. Not for: the search of one line (``searches``), nor
bytes (``stream``).
Offsets count characters of the input.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from garblefix.document.line import LineRepair, Lines
from garblefix.document.shown import PROOF, Shown
from garblefix.questions import asks
from garblefix.results import Fix, Options, Repair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.document.searches import Searches
    from garblefix.language.model import Model
    from garblefix.search.piece import Evidence

# Lines searched together before the known chains are tried again on what is left.
FIRST_BATCH, BATCH = 4, 64
# Where so many lines in a row look garbled to the gate and are not plain, it was wrong; after so
# many no plain ones are looked for before the search, until that finds a chain.
GATE_WRONG, UNCLEAR = 2, 8

# Old Macs end lines in a carriage return alone.
_LINE = re.compile(r"[^\r\n]*(?:\r?\n|\r)|[^\r\n]+")


class _Asked(NamedTuple):
    """Lines to repair, and what is known of them; see ``Repairer.lines``."""

    lines: Lines
    suspicion: Sequence[int]
    evidence: Evidence
    model: Model
    thorough: bool
    alternatives: bool


class Repairer:
    """Repairs the texts of one document one after another, and learns from each.

    ``calibration`` says how sure each outcome is; the installed one unless another is given.
    ``heard``: see ``Shown``.
    """

    def __init__(
        self,
        chosen: Options | None = None,
        calibration: Calibration | None = None,
        heard: Mapping[str, float] | None = None,
    ) -> None:
        self.options = chosen or Options()
        self._calibration = calibration
        self.shown = Shown(self.options, lambda: self.calibration, heard)
        self._unclear = 0  # lines in a row that looked garbled and were not plain
        # Plain lines whose chains are not shown so far: the same line again shows nothing more.
        self._unproven: dict[str, LineRepair] = {}

    @property
    def calibration(self) -> Calibration:
        """How sure outcomes are; loaded when it is first asked, which clean text does not."""
        if self._calibration is None:
            from garblefix import calibration

            self._calibration = calibration.load()
        return self._calibration

    def kept(self, lines: Sequence[str]) -> Lines:
        """Lines of the document, none of them repaired so far."""
        return Lines(lines, lambda: self.calibration)

    @functools.cached_property
    def searches(self) -> Searches:
        """The searches of single lines; loaded when first asked for, as clean text never does."""
        from garblefix.document.searches import Searches

        return Searches(self.options, lambda: self.calibration, self.shown)

    def evidence(self, document: Callable[[], str]) -> Evidence:
        """What the damages that may be repaired make of a whole document, once that is asked."""
        from garblefix.document.searches import evidence_of

        return evidence_of(document, self.options)

    def repair(self, text: str) -> Repair:
        """Repair a text of one line or many."""
        if text.isascii() and not self.options.unescapes and not asks(text):
            return Repair(text, 1.0)
        from garblefix.document.kept_bytes import with_bytes_read
        from garblefix.document.mark import garbled_mark
        from garblefix.document.pieces import fixes_of, moved
        from garblefix.document.steps import in_steps
        from garblefix.language.model import load
        from garblefix.lost import lost

        lines = self._lines(text)
        contents = [line[:-1] if line[-1] in "\r\n" else line for line in lines]

        def repair_all(middle: Sequence[str]) -> Lines:
            document = text if middle is contents else "\n".join(middle)
            return self._all(middle, lambda: document)

        mark = garbled_mark(text)

        def repair_in_steps(read: Sequence[str]) -> Lines:
            return in_steps(
                read, repair_all, self.afresh, self.options, lambda: self.calibration, mark
            )

        repaired = with_bytes_read(
            contents, repair_in_steps, self.options, lambda: self.calibration
        )
        wanted = [
            index
            for index, line in enumerate(contents)
            if not line.isascii() or repaired.after[index] is not None or asks(line)
        ]
        fixes: list[Fix] = []
        confidence = 1.0
        passed: list[str] = []
        weakest: tuple[float, int, LineRepair] | None = None
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        for index in wanted:
            result = repaired.repair(index)
            if result is None:
                passed.append(contents[index])
                continue
            lines[index] = result.after + lines[index][len(contents[index]) :]
            confidence *= result.confidence
            fixes += [moved(fix, starts[index]) for fix in result.fixes]
            if result.others and (weakest is None or result.confidence < weakest[0]):
                weakest = (result.confidence, index, result)
        others: list[Repair] = []
        if weakest is not None:
            _, index, result = weakest
            before, behind = "".join(lines[:index]), lines[index][len(result.after) :]
            behind += "".join(lines[index + 1 :])
            start, end = result.piece
            rest = [fix for fix in fixes if not starts[index] <= fix.start < starts[index + 1]]
            for outcome in result.others:
                line = result.before[:start] + outcome.text + result.before[end:]
                spans = fixes_of(result.before[start:end], outcome.applied, outcome.confidence)
                own = [moved(fix, starts[index] + start) for fix in spans]
                every = tuple(sorted(rest + own, key=lambda fix: fix.start))
                others.append(Repair(before + line + behind, outcome.confidence, every))
        if passed:
            # Lines of one document were garbled alike, or not at all.
            confidence *= self.calibration.passed("\n".join(passed), load())
        gone = tuple(lost(text, fixes))
        after = "".join(lines)
        # Or a question mark is left that stands for a letter.
        if gone or asks(after):
            confidence = min(confidence, self.calibration.lost())
        elif wanted:
            from garblefix.document.half_repaired import chance_of_all

            confidence = min(confidence, chance_of_all(text, fixes))
        confidence *= self._allowed(after)
        return Repair(after, confidence, tuple(fixes), tuple(others), gone)

    def _allowed(self, after: str) -> float:
        """The chance that nothing is left in a repaired text that the options forbid to repair.

        They choose what is made, not what is believed.
        """
        if self.options.only is None and not self.options.skip:
            return 1.0
        every = replace(self.options, only=None, skip=frozenset())
        left = Repairer(every, self._calibration).repair(after).fixes
        return math.prod(1.0 - fix.confidence for fix in left)

    def _lines(self, text: str) -> list[str]:
        """The lines of a text, each with its end."""
        lines = _LINE.findall(text)
        if not self.options.unescapes:
            return lines
        from garblefix.document.folded import unfolded

        apart = [place for place, line in enumerate(lines, 1) if not line.endswith("\n")]
        contents = [line.removesuffix("\n") for line in lines]
        found, place = [], 0
        for content in unfolded(contents, self.options, lambda: self.calibration, apart):
            end = place + len(content)
            end += text.startswith("\n", end)
            found.append(text[place:end])
            place = end
        return found

    def afresh(self, contents: Sequence[str]) -> Lines:
        """The lines of a document of which nothing is known, none with its end, repaired."""
        fresh = Repairer(self.options, self._calibration)
        return fresh._all(contents, lambda: "\n".join(contents))

    def _all(self, contents: Sequence[str], document: Callable[[], str]) -> Lines:
        """The lines of a text, none with its end, repaired as well as can be."""
        from garblefix.document.outweighed import withdraw
        from garblefix.document.segments import in_segments
        from garblefix.language import gate

        evidence = self.evidence(document)

        def repair(parts: Sequence[str]) -> Lines:
            lines = self.kept(parts)
            # One line that asks makes others do.
            asking = any(map(asks, parts)) and bool(evidence.surveys)
            wanted = [
                number
                for number, line in enumerate(parts)
                if not line.isascii() or (asking and "?" in line and evidence.signs(line))
            ]
            self.lines(lines, wanted, gate.suspicion(parts), evidence)
            withdraw(lines)
            return lines

        return in_segments(contents, repair, self.kept)

    def known(self, lines: Lines, order: Sequence[int], suspicion: Sequence[int]) -> None:
        """Repair of the lines that ``order`` has what the document has shown before; search none.

        ``suspicion``: what the gate says of each line.
        """
        from garblefix.language.model import load

        self.shown.order()
        if order and self.shown:
            self.shown.explain(lines, suspicion, order, load())

    def lines(
        self,
        lines: Lines,
        order: Sequence[int],
        suspicion: Sequence[int],
        evidence: Evidence,
        *,
        thorough: bool = True,
        alternatives: bool = True,
    ) -> None:
        """Repair those of the lines that ``order`` has; none has its line end.

        The outcome for a line depends on ``evidence``, these lines and those before. Where not
        ``thorough``, only what is plainly garbled is searched. ``suspicion``: what the gate says of
        each line. Without ``alternatives`` what is plain is not searched.
        """
        from garblefix.language.model import load

        asked = _Asked(lines, suspicion, evidence, load(), thorough, alternatives)
        left = list(order)
        self.shown.order()
        seen: set[int] = set()  # lines that are not plain
        if not alternatives:
            left = self._plainly(asked, left, seen)
        size = FIRST_BATCH
        tried = 0  # shown chains that all of ``left`` has been tried with
        passed: list[int] = []  # lines that were looked at before the last chain was shown
        since: list[int] = []  # and since
        while left:
            if tried < len(self.shown):
                left = self.shown.explain(lines, suspicion, left, asked.model, tried=tried)
                tried = len(self.shown)
                continue
            batch, left = left[:size], left[size:]
            size = min(2 * size, BATCH)
            looked_at = self._batch(asked, batch, seen)
            since += batch[:looked_at]
            if len(self.shown) > tried:
                self._unclear = 0
                left = batch[looked_at:] + left
                passed += since[:-1]  # the line that showed it may only talk of it
                since = []
        again = [n for n in passed if lines.after[n] in (None, lines.before[n])]
        if again:
            # What later lines have shown may explain those that told nothing.
            self.shown.explain(lines, suspicion, again, asked.model)

    def _batch(self, asked: _Asked, batch: Sequence[int], seen: Container[int]) -> int:
        """Repair lines of a batch until one of them shows a chain; return how many were looked at.

        ``seen``: lines that are not plain.
        """
        from garblefix.document.searches import doubtful

        known = len(self.shown)
        texts = [asked.lines.before[index] for index in batch]
        thorough = asked.thorough or known > 0
        doubts = doubtful(texts, asked.evidence, asked.model, thorough)
        for place, (index, doubt) in enumerate(zip(batch, doubts, strict=True)):
            found = self._line(asked, index, seen) if doubt else None
            if found is not None:
                asked.lines.put(index, found)
            if len(self.shown) > known:
                return place + 1
        return len(batch)

    def _line(self, asked: _Asked, index: int, seen: Container[int]) -> LineRepair | None:
        """What a line was, None where it is as it was or not worth a search."""
        from garblefix.damage import left_over
        from garblefix.document.pieces import worst_part
        from garblefix.language import gate
        from garblefix.language.words import all_used

        line = asked.lines.before[index]
        garbled = asked.suspicion[index] > gate.GARBLED
        if not asked.alternatives:
            used = all_used(worst_part(line) if garbled else line)
            if used and not left_over(line):
                return None
            if garbled and index not in seen:
                found = self._plain(line, asked.suspicion[index], asked.model)
                if found is not None:
                    return found
            if not self.searches.promises(line, asked.evidence, asked.model, garbled):
                return None
        return self.searches.search(line, asked.evidence, asked.model, garbled=garbled)

    def _plainly(self, asked: _Asked, left: list[int], seen: set[int]) -> list[int]:
        """Repair what is plain of the lines ``left``, and what that shows; return the others.

        These wait until then, since for each the document has more to tell. Those that were looked
        at in vain are put into ``seen``.
        """
        from garblefix.document.searches import doubtful
        from garblefix.language import gate

        lines, suspicion, evidence, model, *_ = asked
        others: list[int] = []
        tried = 0
        while left and self._unclear < UNCLEAR:
            if tried < len(self.shown):
                left = self.shown.explain(lines, suspicion, left, model, tried=tried, wholly=True)
                tried = len(self.shown)
            for place, index in enumerate(left):
                line = lines.before[index]
                found = None
                if suspicion[index] > gate.GARBLED:
                    # Where the gate was wrong before, a look at the line costs less than its pairs.
                    early = self._unclear < GATE_WRONG
                    if early or doubtful([line], evidence, model, False)[0]:
                        found = self._plain(line, suspicion[index], model)
                        seen.add(index)
                    self._unclear = 0 if found is not None else self._unclear + 1
                if found is None:
                    others.append(index)
                else:
                    lines.put(index, found)
                if len(self.shown) > tried or self._unclear == UNCLEAR:
                    left = left[place + 1 :]
                    break
            else:
                left = []
        return others + left

    def _plain(self, line: str, suspicion: int, model: Model) -> LineRepair | None:
        """What a line was that one misreading explains from end to end."""
        from garblefix.document.plain import plain
        from garblefix.document.quoting import quotes
        from garblefix.search.vetoes import out_of_question

        if line in self._unproven:
            self.searches.found()
            return self._unproven[line]
        found = plain(line, suspicion, model) if self.options.allows("misread") else None
        sure = self.calibration.explained(found.chain) if found is not None else 0.0
        if found is None or sure < self.options.min_confidence:
            return None
        repaired = LineRepair(found.text, sure, line, found.chain, wholly=True)
        if quotes(line, repaired.fixes) or out_of_question(line, found.chain):
            return None
        self.searches.found()
        self.shown.prove(found.chain, found.gain, found.text)
        if self.shown.gained[found.chain] < PROOF:
            self._unproven[line] = repaired
        return repaired
