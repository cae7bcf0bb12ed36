"""What an accident that a document has shown makes of its other lines, many at a time.

A file is usually garbled one way, so a chain that explained some lines beyond doubt is tried on the
others before anything is searched: undone with the codecs, judged by the gate, and where that is
not enough by the language model. Not for: finding chains (``search``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage.drawings import DOS
from garblefix.damage.undoing import undo_lines
from garblefix.document.drawn import beside_drawings
from garblefix.document.held import MOST_SURE, Held
from garblefix.document.preferred import FIRST_BATCH, SHOWN, Preferred
from garblefix.document.undone import (
    MOST,
    Batch,
    Flags,
    Suspicions,
    undone_by_run,
    undone_lines,
    went_back,
)
from garblefix.encodings import BY_NAME
from garblefix.language import gate
from garblefix.language.plausibility import read_well
from garblefix.search.standing import all_beside_standing, in_one_script, may_stand

if TYPE_CHECKING:
    from garblefix.language.model import Model

# A Latin letter beyond ASCII beside one of another alphabet.
_TWO_SCRIPTS = re.compile("[À-ÖØ-öø-ɏ][Ͱ-ⷿ]|[Ͱ-ⷿ][À-ÖØ-öø-ɏ]")
# By how much a chain must lower the suspicion of a line, in the gate's steps.
CLEARED = 40
# What is no more suspicious than this is hardly garbled, not even in part: of 1,175 lines whose
# second half was, in Chinese, Japanese, Korean and Russian, none that came back.
HARDLY = gate.ODD
# What it makes more suspicious by so much, the model need not be asked about.
WORSE = 32
# Where what a chain makes of a line is more suspicious, half of it may be clean as it is.
TORN = gate.GARBLED
# Once a chain is as sure as can be, one in so many of the lines that are garbled beyond doubt shows
# whether it is the chain of all of them.
CHECKED = 8
# What hardly ever reads better than another chain is asked about one in so many of its lines.
SPARSE = 16
# By how much one known chain must beat another that explains a line too and is as sure, in nats.
LEAST_BETTER = 2.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which lines of a batch are taken for the chain's.

    ``doubts``: what the gate says of their outcomes, but for the ``unseen``, which are taken for
    what others are.
    """

    taken: Flags
    unseen: Flags
    doubts: Suspicions


def _of_a_sister(batch: Batch, verdict: Verdict) -> list[int]:
    """The places of lines taken in which words keep letters of another script.

    Some letters of the page that it was are others, or not in it: ``Пğошу``.
    """
    return [
        place
        for place in np.flatnonzero(verdict.taken).tolist()
        if _TWO_SCRIPTS.search(batch.undone[place] or "")
        and not _TWO_SCRIPTS.search(batch.lines[place])
    ]


class Known:
    """A chain that a document has shown, and how often it ``held`` there so far.

    ``prior``: see ``Held``.

    >>> from garblefix.language.model import load
    >>> lines = ["garÃ§on", "garçon"]
    >>> Known("utf-8>cp1252").explained(lines, gate.suspicion(lines), load())
    ['garçon', None]
    """

    def __init__(self, chain: str, prior: float = 0.0) -> None:
        self.chain = chain
        self.held = Held(prior)
        source = BY_NAME[source_of(chain)]
        self._structured = source.name == "utf-8"
        self._draws = source.name in DOS
        self._preferred = Preferred(self.held, of_pairs=source.in_pairs)

    def explained(
        self,
        lines: Sequence[str],
        suspicion: Sequence[int],
        model: Model,
        *,
        partly: bool = False,
    ) -> list[str | None]:
        """What each line was before the chain, None for a line that it does not explain.

        ``suspicion``: what the gate says of each line. Where ``partly``, these are lines that the
        chain does not explain from end to end, and of each what can go back does.
        """
        if partly and self.held.sure < SHOWN:
            # Where the chain made few of the lines, those that look clean are.
            lines = [
                line if doubt > HARDLY else "" for line, doubt in zip(lines, suspicion, strict=True)
            ]
        undone, whole = undone_lines(lines, self.chain, model if partly else None)
        batch = Batch(lines, undone, whole, np.array(suspicion, dtype=np.int32))
        verdict = self._verdict(batch, model)
        if self.held.sure < SHOWN:
            self._drop(verdict, self._meant(batch, verdict))
        if partly and not self._structured:
            self._drop(verdict, _of_a_sister(batch, verdict))
        if not partly:
            self._drop(verdict, self._was_utf8(batch, verdict))
            self._drop(verdict, self._in_part(batch, verdict, model))
            self.held.tried += len(lines)
            self.held.explained += int(verdict.taken.sum())
        return [
            outcome if is_taken else None
            for outcome, is_taken in zip(undone, verdict.taken.tolist(), strict=True)
        ]

    def _verdict(self, batch: Batch, model: Model) -> Verdict:
        """Which lines are taken at first sight; of many alike a few are looked at."""
        count = len(batch.lines)
        taken, unseen = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        doubts = np.zeros(count, dtype=np.int32)
        left = np.arange(count)
        if self.held.sure >= MOST_SURE:
            # What is garbled beyond doubt and goes back from end to end is hardly ever refused now.
            plain = np.flatnonzero(batch.whole & (batch.before > gate.GARBLED))
            sample = plain[::CHECKED]
            taken[sample], doubts[sample] = self._convincing(batch.at(sample), model)
            seen = sample
            if taken[sample].all():
                taken[plain] = unseen[plain] = True
                unseen[sample] = False
                self.held.times += len(plain) - len(sample)
                seen = plain
            left = np.delete(left, seen)
        taken[left], doubts[left] = self._convincing(batch.at(left), model)
        return Verdict(taken, unseen, doubts)

    def _drop(self, verdict: Verdict, places: Sequence[int]) -> None:
        """Take the lines at these places no more, which did not hold after all."""
        verdict.taken[places] = verdict.unseen[places] = False
        self.held.times -= len(places)

    def _meant(self, batch: Batch, verdict: Verdict) -> list[int]:
        """The places of lines taken that may be meant as they stand."""
        from garblefix.search.vetoes import may_be_meant

        return [
            place
            for place in np.flatnonzero(verdict.taken).tolist()
            if may_be_meant(batch.lines[place], batch.undone[place] or "", self.chain)
        ]

    def _was_utf8(self, batch: Batch, verdict: Verdict) -> list[int]:
        """The places of lines taken that are UTF-8 to this reader, from end to end.

        Pages of one byte make something of any line; what is UTF-8 besides is that.
        """
        if self._structured or not read_once(self.chain):
            return []
        places = np.flatnonzero(verdict.taken).tolist()
        lines = [batch.lines[place] for place in places]
        undone = undo_lines(lines, f"utf-8>{reader_of(self.chain)}")
        return [
            place
            for place, line, outcome in zip(places, lines, undone, strict=True)
            if outcome is not None and outcome != line
        ]

    def _in_part(self, batch: Batch, verdict: Verdict, model: Model) -> list[int]:
        """The places of lines taken that read better where a part stays as it is.

        Clean halves of lines may go back too; then the gate finds something in what comes of them.
        """
        if self.held.torn and verdict.unseen.any():
            bulk = np.flatnonzero(verdict.unseen)
            outcomes = [batch.undone[place] or "" for place in bulk.tolist()]
            verdict.doubts[bulk] = gate.suspicions(outcomes)
        asked = np.flatnonzero(verdict.taken & (verdict.doubts > TORN))
        doubtful = [place for place in asked.tolist() if len(batch.lines[place]) <= MOST]
        parts = undone_by_run([batch.lines[place] for place in doubtful], self.chain, model)
        torn = [
            place
            for place, part in zip(doubtful, parts, strict=True)
            if part not in (batch.undone[place], batch.lines[place])
        ]
        torn += self._beside(batch, verdict, set(torn), model)
        self.held.torn += len(torn)
        return torn

    def _beside(self, batch: Batch, verdict: Verdict, torn: set[int], model: Model) -> list[int]:
        """The places of other lines taken in which words stand as they are.

        The gate finds nothing in what comes of such words where that is of the same script.
        """
        if not read_once(self.chain) or not in_one_script(self.chain):
            return []
        places = [
            place
            for place in np.flatnonzero(verdict.taken).tolist()
            if place not in torn and len(batch.lines[place]) <= MOST
        ]
        outcomes = [batch.undone[place] or "" for place in places]
        asked = may_stand([batch.lines[place] for place in places], outcomes, model)
        asked = [places[number] for number in asked]
        lines = [batch.lines[place] for place in asked]
        readings = all_beside_standing(lines, self.chain, model) if lines else []
        return [
            place
            for place, line, reading in zip(asked, lines, readings, strict=True)
            if reading.apply(line) != batch.undone[place]
        ]

    def _convincing(self, batch: Batch, model: Model) -> tuple[Flags, Suspicions]:
        """For which of the lines the gate or the model takes what was undone.

        And what the gate says of that.
        """
        lines, undone, whole, before = batch.lines, batch.undone, batch.whole, batch.before
        read = went_back(undone)
        after = gate.suspicions([outcome or "" for outcome in undone]).astype(np.int32)
        if self._draws:
            before, after = beside_drawings(lines, undone, before, after)
        drops = before - after
        clean = after <= gate.GARBLED
        enough = CLEARED + max(-self.held.sure, 0.0) / gate.STEP
        cleared: Flags = read & clean & (drops >= enough)
        worse = read & (drops < -WORSE - max(self.held.sure, 0.0) / gate.STEP)
        self.held.refused += int((worse & whole).sum())
        # What is garbled still, where not all was explained, is for another chain.
        unclear = read & ~cleared & ~worse & (whole | clean)
        if not self._structured:
            # A line that is UTF-8 from end to end is no chance find. Of other pages the gate alone
            # would take Korean for what Japanese bytes make of it, unless it has no doubt at all.
            unclear |= cleared & (after > gate.CLEAN)
            cleared &= ~unclear
        else:
            # What is garbled still, and goes back once more, did so before: that is another chain.
            deeper = np.flatnonzero(unclear & whole & ~clean).tolist()
            again = undo_lines([undone[place] or "" for place in deeper], self.chain)
            unclear[[place for place, more in zip(deeper, again, strict=True) if more]] = False
        self.held.times += int(cleared.sum())
        drops[~whole] = 0
        asked = [
            index for index in np.flatnonzero(unclear).tolist() if undone[index] != lines[index]
        ]
        left = np.array(asked, dtype=np.intp)
        judged = replace(batch, before=before)
        cleared[self._preferred.of(judged, left, drops, model)] = True
        return cleared, after

    def better(
        self, lines: Sequence[str], outcomes: Sequence[str], other: Known, model: Model
    ) -> list[str | None]:
        """What each line was rather than its outcome through an ``other``; None: that is better.

        Pages that share most letters explain each other's lines, all but a letter here and there.
        """
        least = LEAST_BETTER + other.held.sure - self.held.sure
        result: list[str | None] = []
        size = FIRST_BATCH
        while len(result) < len(lines):
            batch = slice(len(result), len(result) + size)
            size *= 2
            taken = lines[batch]
            if self.held.hardly_better:
                # Pages that went wrong in one file one after another: a few lines of each tell.
                few = slice(batch.start, batch.stop, SPARSE)
                if not any(self._preferable(lines[few], outcomes[few], least, model)):
                    result += [None] * len(taken)
                    continue
            result += self._preferable(taken, outcomes[batch], least, model)
        return result

    def _preferable(
        self, lines: Sequence[str], outcomes: Sequence[str], least: float, model: Model
    ) -> list[str | None]:
        result: list[str | None] = [None] * len(lines)
        undone, _ = undone_lines(lines, self.chain)
        differ = [
            index
            for index, other in enumerate(undone)
            if other not in (None, lines[index], outcomes[index])
        ]
        # The gate has a say first: it costs less than the model.
        doubts = gate.suspicions([undone[index] or "" for index in differ]).astype(np.int32)
        before = gate.suspicions([outcomes[index] for index in differ])
        self.held.compared += len(differ)
        differ = [differ[place] for place in np.flatnonzero(doubts <= before + CLEARED)]
        texts = [undone[index] or "" for index in differ]
        firsts = [outcomes[index] for index in differ]
        scores = read_well([*texts, *firsts], model)
        gains = (scores[: len(differ)] - scores[len(differ) :]).tolist()
        for index, text, gain in zip(differ, texts, gains, strict=True):
            if gain > least:
                result[index] = text
                self.held.better += 1
        return result
