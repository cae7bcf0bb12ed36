"""The search of one line of a document: whether it is worth one, in which parts, and what it was.

It ends early where the lines before were searched in vain, and goes on until an outcome stays as it
is. Not for: what the document has shown, and the order of its lines (``repairer``), nor the search
of a piece (``search``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from garblefix.document.line import LineRepair
from garblefix.results import ESCAPE, Fix, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.document.shown import Shown
    from garblefix.language.model import Model
    from garblefix.search.outcome import Outcome
    from garblefix.search.piece import Evidence

# After so many searches in vain one in a few is made, until one is not in vain.
PATIENCE, SAMPLED = 64, 16
# So many different characters that stand by themselves, searched in vain, are a list of characters,
# for no text has so many signs; from there on one in a few is searched too. Where all 1,500 of a
# list were, that took 6.4 s, and takes 0.5.
LISTED = 64
# Pieces of a document that differ in their digits alone, as the rows of tables do, are searched
# once; so many are remembered. A digit beside a character beyond ASCII may be the half of one, and
# numbers of characters tell which ones are meant.
REMEMBERED = 1 << 10
_DIGIT = re.compile("(?<![^\x00-\x7f])[0-9](?![^\x00-\x7f])")

# An outcome is searched again while that changes it, so that a repaired text stays as it is.
ROUNDS = 4


def evidence_of(document: Callable[[], str], options: Options) -> Evidence:
    """What the damages that may be repaired make of a whole document, once that is asked."""
    from garblefix import damage
    from garblefix.search.piece import Evidence

    allowed = [
        name
        for name in damage.modules()
        if name != ESCAPE  # undone before anything else is looked for
        if options.allows(name) or options.allows(name, lossy=True)
    ]
    return Evidence(document, allowed)


def doubtful(lines: list[str], evidence: Evidence, model: Model, thorough: bool) -> list[bool]:
    """Which lines are worth a search: something reads badly, or a damage shows its signs."""
    from garblefix.document.pieces import PIECE
    from garblefix.language.plausibility import suspicious

    if not lines:
        return []
    short = [line[: 4 * PIECE] for line in lines]
    return [
        doubt or len(line) > 4 * PIECE or bool(evidence.signs(line))
        for line, doubt in zip(lines, suspicious(short, model, thorough=thorough), strict=True)
    ]


class Searches:
    """The searches of the lines of one document; ``shown`` learns from each."""

    def __init__(
        self, options: Options, calibration: Callable[[], Calibration], shown: Shown
    ) -> None:
        self._options = options
        self._calibration = calibration
        self._shown = shown
        self.vain = 0  # pieces that the gate was sure of, searched in vain since one was not
        self._passed = 0  # pieces let pass since one was searched, where it was in vain too often
        self._singles: set[str] = set()  # characters searched by themselves, and all in vain
        # What was found for pieces, given this evidence.
        self._evidence: Evidence | None = None
        self._remembered: dict[str, tuple[str, list[Outcome]]] = {}

    def found(self) -> None:
        """A line turned out to be garbled without a search: the next one need not be in vain."""
        self.vain = 0

    def promises(self, line: str, evidence: Evidence, model: Model, garbled: bool) -> bool:
        """Whether to search all of a line: its worst words, or its worst part, give something."""
        from garblefix.damage.misread import worthwhile
        from garblefix.document.pieces import LONG, worst_part
        from garblefix.search.piece import outcomes

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

    def search(
        self, line: str, evidence: Evidence, model: Model, *, garbled: bool
    ) -> LineRepair | None:
        """What a line was; ``garbled`` tells that the gate has no doubt, so that it learns too."""
        from garblefix.document.pieces import adds_to, some_lack, spans
        from garblefix.document.quoting import QUOTED, quotes

        parts = list(spans(line, evidence.signs(line)))
        found = self._in_parts(line, parts, evidence, model, garbled)
        if found is not None and some_lack(found.fixes, parts):
            # What some parts show counts for the others: it was one accident.
            whole = [(parts[0][0], parts[-1][1])]
            again = self._in_parts(line, whole, evidence, model, garbled)
            if again is not None and adds_to(again.fixes, found.fixes):
                found = again
        if found is not None and not found.fixes:
            found = self._in_literal(found, evidence, model) or found
        if found is None or quotes(line, (fix for fix in found.fixes if fix.damage in QUOTED)):
            return None
        return found

    def _tired(self) -> bool:
        """Whether to let a piece pass, since so many were searched in vain that a few will do.

        Dictionaries of sounds, tables of characters and random text look garbled in every line.
        """
        return self.vain >= PATIENCE and self._skipped()

    def _in_list(self, alone: str, piece: str, evidence: Evidence) -> bool:
        """Whether to let a piece pass of which this character is ``alone`` what is not ASCII.

        Lists of characters have one a line, and nothing tells what a single one was.
        """
        if not alone or len(self._singles) < LISTED or evidence.signs(piece):
            return False
        return self._skipped()

    def _skipped(self) -> bool:
        self._passed = (self._passed + 1) % SAMPLED
        return self._passed != 0

    def _in_parts(
        self,
        line: str,
        parts: Sequence[tuple[int, int]],
        evidence: Evidence,
        model: Model,
        garbled: bool,
    ) -> LineRepair | None:
        """What a line was, each of these parts of it searched by itself."""
        from garblefix.document.inferred import inferred_chance
        from garblefix.document.pieces import PIECE, cut, fixes_of, moved, single, whole_part
        from garblefix.language import gate

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
                clean = long and not doubtful([piece], evidence, model, True)[0]
                alone = single(piece)
                if clean or self._in_list(alone, piece, evidence) or (sure and self._tired()):
                    start = stop
                    continue
                ranked = self._ranked(piece, evidence, model)
                chosen = ranked[0]
                searched = True
                self.vain = 0 if chosen.text != piece else self.vain + sure
                if chosen.text != piece:
                    self._singles.clear()
                elif alone:
                    self._singles.add(alone)
                if stop < end:
                    chosen, length = whole_part(piece, chosen)
                    stop = start + length
                pieces += [line[place:start], chosen.text]
                place = stop
                if len(ranked) > 1 and (not others or chosen.confidence < confidence):
                    others, weakest = tuple(ranked[1:]), (start, start + len(piece))
                inferred = self._calibration().inferred(inferred_chance(chosen))
                confidence *= chosen.confidence * inferred
                own = fixes_of(piece, chosen.applied, chosen.confidence)
                fixes += [moved(fix, start) for fix in own]
                self._shown.learn(chosen)
                start = stop
        pieces.append(line[place:])
        after = "".join(pieces)
        if not searched:
            return None
        return LineRepair(after, confidence, line, "", False, tuple(fixes), others, weakest)

    def _in_literal(self, found: LineRepair, evidence: Evidence, model: Model) -> LineRepair | None:
        """What a line was of which one literal alone is garbled; ``found``: nothing, in all."""
        from garblefix.document.in_literals import in_literal

        of_it = in_literal(found, lambda text: self._ranked(text, evidence, model))
        if of_it is None:
            return None
        self.vain = 0
        self._shown.learn(of_it.outcome)
        return of_it.repair(found.before)

    def _ranked(self, piece: str, evidence: Evidence, model: Model) -> list[Outcome]:
        """The readings of one piece, the one to take first, with the chance that each is right."""
        from garblefix.damage import rewritten
        from garblefix.search.surroundings import has_numbers

        if evidence is not self._evidence or len(self._remembered) >= REMEMBERED:
            self._evidence, self._remembered = evidence, {}
        key = piece if has_numbers(piece) else _DIGIT.sub("0", piece)
        if key not in self._remembered:
            self._remembered[key] = piece, self._searched(piece, evidence, model)
        before, ranked = self._remembered[key]
        if before == piece:
            return ranked
        edges = [[item.edge for item in outcome.applied] for outcome in ranked]
        changed = (before[each.start : each.end] + each.after for own in edges for each in own)
        if any(map(_DIGIT.search, changed)):
            return self._searched(piece, evidence, model)
        return [
            replace(outcome, text=rewritten(piece, own))
            for outcome, own in zip(ranked, edges, strict=True)
        ]

    def _searched(self, piece: str, evidence: Evidence, model: Model) -> list[Outcome]:
        """The same, searched for."""
        from garblefix import damage
        from garblefix.calibration import shared
        from garblefix.damage.misread import NAME, possible, worthwhile
        from garblefix.document.inferred import undecided, variants
        from garblefix.search.outcome import again, agreed, enough, without
        from garblefix.search.piece import outcomes
        from garblefix.search.repeated import likeliest

        found = outcomes(piece, evidence, model)
        best = likeliest(piece, found, evidence, model)
        as_is = best if best.text == piece else next(o for o in found if o.text == piece)
        kept = self._calibration().rated(piece, as_is, model)
        if best is as_is or not enough(best):
            return [kept, *shared(1.0 - kept.confidence, found, (piece,))]
        if not possible(piece):
            evidence = evidence.without(NAME)  # nor are letters that words have told
        for _ in range(ROUNDS):
            if damage.signed(best.text) and not damage.signed(piece):
                if any(item.edge.lossy for item in best.applied):
                    break  # what could not be inferred, no word tells either
                # The outcome shows what its document did not: ``ï¿½`` was U+FFFD.
                evidence = evidence_of(functools.partial(str, best.text), self._options)
            if possible(piece) and not (
                evidence.signs(best.text)
                or (
                    doubtful([best.text], evidence, model, True)[0] and worthwhile(best.text, model)
                )
            ):
                break
            found_on_it = outcomes(best.text, evidence, model)
            more = likeliest(best.text, found_on_it, evidence, model)
            if more.text == best.text or not enough(more):
                break
            best = again(piece, best, more)
        else:
            return [kept]
        best = self._calibration().rated(piece, best, model)
        if best.confidence < self._options.min_confidence:
            # Of what is not sure as a whole some may be.
            common = agreed(piece, best, found)
            if common is not None:
                best = self._calibration().rated(piece, common, model)
        taken = without(
            piece, best, lambda applied: not applied.wanted(self._options, best.confidence)
        )
        others = variants(piece, taken)
        taken = undecided(piece, taken, self._options.min_confidence)
        left = 1.0 - best.confidence
        if taken.text == piece:
            kept = replace(kept, confidence=min(kept.confidence, left))
            rest = shared(left - kept.confidence, found, (piece, best.text))
            return [kept, best, *rest]
        return [taken, *others, *shared(left, found, (taken.text, best.text))]
