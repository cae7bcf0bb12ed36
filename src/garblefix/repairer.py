"""The lines of a document one after another, each with what is known by then.

A line is looked at ever more closely: is anything in it suspicious, does a chain that the document
has shown explain it, and only then the search. Not for: bytes (see ``stream``).
Offsets count characters of the input.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from garblefix.line import LineRepair, Lines
from garblefix.results import ESCAPE, Fix, Options, Repair
from garblefix.shown import Shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.language.model import Model
    from garblefix.outcome import Outcome
    from garblefix.search import Evidence

# Lines searched together before the known chains are tried again on what is left.
FIRST_BATCH, BATCH = 4, 64
# Where so many lines in a row look garbled to the gate and are not plain, it was wrong; after so
# many no plain ones are looked for before the search, until that finds a chain.
GATE_WRONG, UNCLEAR = 2, 8
# After so many searches in vain one in a few is made, until one is not in vain.
PATIENCE, SAMPLED = 64, 16
# An outcome is searched again while that changes it, so that a repaired text stays as it is.
ROUNDS = 4

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


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
        self.vain = 0  # pieces that the gate was sure of, searched in vain since one was not
        self._unclear = 0  # lines in a row that looked garbled and were not plain
        self._passed = 0  # pieces let pass since one was searched, where it was in vain too often

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

    def evidence(self, document: Callable[[], str]) -> Evidence:
        """What the damages that may be repaired make of a whole document, once that is asked."""
        from garblefix import damage
        from garblefix.search import Evidence

        allowed = [
            name
            for name in damage.modules()
            if name != ESCAPE  # undone before anything else is looked for
            if self.options.allows(name) or self.options.allows(name, lossy=True)
        ]
        return Evidence(document, allowed)

    def repair(self, text: str) -> Repair:
        """Repair a text of one line or many."""
        if text.isascii() and not self.options.unescapes:
            return Repair(text, 1.0)
        from garblefix.language.model import load
        from garblefix.lost import lost
        from garblefix.pieces import fixes_of, moved
        from garblefix.steps import in_steps

        lines = _LINE.findall(text)
        contents = [line.removesuffix("\n") for line in lines]

        def repair_all(middle: Sequence[str]) -> Lines:
            document = text if middle is contents else "\n".join(middle)
            return self._all(middle, lambda: document)

        repaired = in_steps(contents, repair_all, self.options, lambda: self.calibration)
        wanted = [
            index
            for index, line in enumerate(contents)
            if not line.isascii() or repaired.after[index] is not None
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
        if gone:
            confidence = min(confidence, self.calibration.lost())
        return Repair("".join(lines), confidence, tuple(fixes), tuple(others), gone)

    def _all(self, contents: Sequence[str], document: Callable[[], str]) -> Lines:
        """The lines of a text, none with its end, repaired as well as can be."""
        from garblefix.language import gate

        lines = self.kept(contents)
        wanted = [index for index, line in enumerate(contents) if not line.isascii()]
        self.lines(lines, wanted, gate.suspicion(contents), self.evidence(document))
        return lines

    def lines(
        self,
        lines: Lines,
        order: Sequence[int],
        suspicion: Sequence[int],
        evidence: Evidence,
        *,
        thorough: bool = True,
        searching: bool = True,
        alternatives: bool = True,
    ) -> None:
        """Repair those of the lines that ``order`` has; none has its line end.

        The outcome for a line depends on ``evidence`` and the lines before it alone. Where not
        ``thorough``, only what is plainly garbled is searched; where not ``searching``, nothing is,
        and only what the document has shown before is tried. ``suspicion``: what the gate says of
        each line. Without ``alternatives`` what is plain is not searched.
        """
        from garblefix.language import gate
        from garblefix.language.model import load
        from garblefix.language.words import all_used
        from garblefix.pieces import worst_part

        model = load()
        left = list(order)
        self.shown.order()
        seen: set[int] = set()  # lines that are not plain
        if searching and not alternatives:
            left = self._plainly(lines, left, suspicion, evidence, model, seen)
        size = FIRST_BATCH
        tried = 0  # shown chains that all of ``left`` has been tried with
        while left:
            if tried < len(self.shown):
                left = self.shown.explain(lines, suspicion, left, model, tried=tried)
                tried = len(self.shown)
                continue
            if not searching:
                break
            batch, left = left[:size], left[size:]
            size = min(2 * size, BATCH)
            thorough = thorough or bool(self.shown)
            texts = [lines.before[index] for index in batch]
            doubtful = self.doubtful(texts, evidence, model, thorough)
            for place, (index, doubt) in enumerate(zip(batch, doubtful, strict=True)):
                if not doubt:
                    continue
                line = lines.before[index]
                garbled = suspicion[index] > gate.GARBLED
                found = None
                if not alternatives and all_used(worst_part(line) if garbled else line):
                    continue
                if garbled and not alternatives and index not in seen:
                    found = self._plain(line, suspicion[index], model)
                if found is None and (
                    alternatives or self._promises(line, evidence, model, garbled)
                ):
                    found = self._searched(line, evidence, model, garbled=garbled)
                if found is not None:
                    lines.put(index, found)
                if len(self.shown) > tried:
                    self._unclear = 0
                    left = batch[place + 1 :] + left
                    break

    def _plainly(
        self,
        lines: Lines,
        left: list[int],
        suspicion: Sequence[int],
        evidence: Evidence,
        model: Model,
        seen: set[int],
    ) -> list[int]:
        """Repair what is plain of the lines ``left``, and what that shows; return the others.

        These wait until then, since for each the document has more to tell. Those that were looked
        at in vain are put into ``seen``.
        """
        from garblefix.language import gate

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
                    if early or self.doubtful([line], evidence, model, False)[0]:
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

    def doubtful(
        self, lines: list[str], evidence: Evidence, model: Model, thorough: bool
    ) -> list[bool]:
        """Which lines are worth a search: something reads badly, or a damage shows its signs."""
        from garblefix.language.plausibility import suspicious
        from garblefix.pieces import PIECE

        if not lines:
            return []
        short = [line[: 4 * PIECE] for line in lines]
        return [
            doubt or len(line) > 4 * PIECE or bool(evidence.signs(line))
            for line, doubt in zip(lines, suspicious(short, model, thorough=thorough), strict=True)
        ]

    def _promises(self, line: str, evidence: Evidence, model: Model, garbled: bool) -> bool:
        """Whether to search all of a line: its worst words, or its worst part, give something."""
        from garblefix.damage.misread import worthwhile
        from garblefix.pieces import LONG, worst_part
        from garblefix.search import outcomes

        if evidence.signs(line):
            return True
        if not garbled or len(line) <= LONG:
            # What the gate is blind for is not in the part that it suspects most.
            return worthwhile(line, model, thorough=True)
        part = worst_part(line)
        if (
            self._tired()
            or not worthwhile(part, model)
            or outcomes(part, evidence, model)[0].text == part
        ):
            self.vain += 1
            return False
        return True

    def _tired(self) -> bool:
        """Whether to let a piece pass, since so many were searched in vain that a few will do.

        Dictionaries of sounds, tables of characters and random text look garbled in every line.
        """
        if self.vain < PATIENCE:
            return False
        self._passed = (self._passed + 1) % SAMPLED
        return self._passed != 0

    def _plain(self, line: str, suspicion: int, model: Model) -> LineRepair | None:
        """What a line was that one misreading explains from end to end."""
        from garblefix.pieces import quotes
        from garblefix.plain import plain

        found = plain(line, suspicion, model) if self.options.allows("misread") else None
        sure = self.calibration.explained(found.chain) if found is not None else 0.0
        if found is None or sure < self.options.min_confidence:
            return None
        repaired = LineRepair(found.text, sure, line, found.chain, wholly=True)
        if quotes(line, repaired.fixes):
            return None
        self.vain = 0
        self.shown.prove(found.chain, found.gain)
        return repaired

    def _searched(
        self, line: str, evidence: Evidence, model: Model, *, garbled: bool
    ) -> LineRepair | None:
        """What a line was; ``garbled`` tells that the gate has no doubt, so that it learns too."""
        from garblefix.pieces import adds_to, quotes, some_lack, spans

        parts = list(spans(line))
        found = self._in_parts(line, parts, evidence, model, garbled)
        if found is not None and some_lack(found.fixes, parts):
            # What some parts show counts for the others: it was one accident.
            whole = [(parts[0][0], parts[-1][1])]
            again = self._in_parts(line, whole, evidence, model, garbled)
            if again is not None and adds_to(again.fixes, found.fixes):
                found = again
        if found is None or quotes(line, (fix for fix in found.fixes if fix.damage == "misread")):
            return None
        return found

    def _in_parts(
        self,
        line: str,
        parts: Sequence[tuple[int, int]],
        evidence: Evidence,
        model: Model,
        garbled: bool,
    ) -> LineRepair | None:
        """The same where each of these parts is searched by itself."""
        from garblefix.inferred import inferred_chance
        from garblefix.language import gate
        from garblefix.pieces import PIECE, cut, fixes_of, moved, whole_part

        long = len(line) > 4 * PIECE
        pieces: list[str] = []
        fixes: list[Fix] = []
        confidence = 1.0
        searched = False
        others: tuple[Outcome, ...] = ()
        weakest = (0, 0)
        place = 0
        for start, end in parts:
            while start < end:
                stop = cut(line, start, end)
                piece = line[start:stop]
                sure = garbled and gate.suspicion([piece])[0] > gate.GARBLED
                clean = long and not self.doubtful([piece], evidence, model, True)[0]
                if clean or (sure and self._tired()):
                    start = stop
                    continue
                ranked = self._ranked(piece, evidence, model)
                chosen = ranked[0]
                searched = True
                self.vain = 0 if chosen.text != piece else self.vain + sure
                if stop < end:
                    chosen, length = whole_part(piece, chosen)
                    stop = start + length
                pieces += [line[place:start], chosen.text]
                place = stop
                if len(ranked) > 1 and (not others or chosen.confidence < confidence):
                    others, weakest = tuple(ranked[1:]), (start, start + len(piece))
                inferred = self.calibration.inferred(inferred_chance(chosen))
                confidence *= chosen.confidence * inferred
                own = fixes_of(piece, chosen.applied, chosen.confidence)
                fixes += [moved(fix, start) for fix in own]
                self.shown.learn(chosen)
                start = stop
        pieces.append(line[place:])
        after = "".join(pieces)
        if not searched:
            return None
        return LineRepair(after, confidence, line, "", False, tuple(fixes), others, weakest)

    def _ranked(self, piece: str, evidence: Evidence, model: Model) -> list[Outcome]:
        """The readings of one piece, the one to take first, with the chance that each is right."""
        from garblefix import damage
        from garblefix.calibration import shared
        from garblefix.damage.misread import worthwhile
        from garblefix.inferred import undecided, variants
        from garblefix.outcome import again, enough, without
        from garblefix.search import outcomes

        found = outcomes(piece, evidence, model)
        best = found[0]
        as_is = next(outcome for outcome in found if outcome.text == piece)
        kept = self.calibration.rated(piece, as_is, model)
        if best is as_is or not enough(best):
            return [kept, *shared(1.0 - kept.confidence, found, (piece,))]
        for _ in range(ROUNDS):
            if damage.signed(best.text) and not damage.signed(piece):
                # The outcome shows what its document did not: ``ï¿½`` was U+FFFD.
                evidence = self.evidence(functools.partial(str, best.text))
            if not self.doubtful([best.text], evidence, model, True)[0]:
                break
            if not (worthwhile(best.text, model) or evidence.signs(best.text)):
                break
            more = outcomes(best.text, evidence, model)[0]
            if more.text == best.text or not enough(more):
                break
            best = again(piece, best, more)
        else:
            return [kept]
        best = self.calibration.rated(piece, best, model)
        taken = without(
            piece, best, lambda applied: not applied.wanted(self.options, best.confidence)
        )
        others = variants(piece, taken)
        taken = undecided(piece, taken, self.options.min_confidence)
        left = 1.0 - best.confidence
        if taken.text == piece:
            kept = replace(kept, confidence=min(kept.confidence, left))
            rest = shared(left - kept.confidence, found, (piece, best.text))
            return [kept, best, *rest]
        return [taken, *others, *shared(left, found, (taken.text, best.text))]
