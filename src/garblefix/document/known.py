"""What an accident that a document has shown makes of its other lines, many at a time.

A file is usually garbled one way, so a chain that explained some lines beyond doubt is tried on the
others before anything is searched: undone with the codecs, judged by the gate, and where that is
not enough by the language model. Not for: finding chains (``search``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage._drawings import DOS
from garblefix.damage._edges import undo_lines
from garblefix.document.drawn import beside_drawings
from garblefix.document.pieces import PIECE
from garblefix.document.undone import undone_by_run, undone_lines, went_back
from garblefix.encodings import BY_NAME
from garblefix.language import gate
from garblefix.language.plausibility import read_well, surplus, used_words

if TYPE_CHECKING:
    from garblefix.language.model import Model

Places = npt.NDArray[np.intp]

# By how much a chain must lower the suspicion of a line, in the gate's steps.
CLEARED = 40
# A chain refused so often for once that it held has no more to do with a document: in a Czech file
# with one damaged line it was refused 838 times and never held.
HOPELESS = 50
# What is no more suspicious than this is hardly garbled, not even in part: of 1,175 lines whose
# second half was, in Chinese, Japanese, Korean and Russian, none that came back.
HARDLY = gate.ODD
# What it makes more suspicious by so much, the model need not be asked about.
WORSE = 32
# By how much the model must prefer what a chain makes of a line, in nats. The chain itself is no
# news, so that this is less than what any accident costs.
LEAST_GAIN = 4.0
# And by how much a character the outcome may read worse than coherent text, see ``surplus``.
READS_WELL = -1.2
# But of a line that the gate does not suspect, and a chain that the document has shown, a gain of
# so many nats is enough: such a line is not what another chain made of other scripts.
SPEAKS = 6.0
# What reads so badly speaks against the chain: wrong pages lose 5 to 8 in the median.
READS_BADLY = -5.0
# Where a document shows again and again that a chain holds, both ask for less: the first by the log
# of how often it held for once that it did not, at most MOST_SURE, the second by as much times
# LENIENT. Of lines of one Latin letter for another that are left so, half read 2.3 nats worse.
MOST_SURE = 6.0
LENIENT = 1.5
# One wrong page of Chinese or Japanese for another explains every line of it, kana and all.
LENIENT_CJK = 0.3
# Once it held so often, log in nats, what the gate says (log odds, nats) is added to that, and so
# much together will do. Of dev lines in which one letter stands for another of its script the gate
# suspects the garbled form by 2 nats more in 72 to 99 %, the clean form in 0 to 1 %.
# Of pages of pairs 4 is too little: 0.7 % of lines in files of 200 went wrong (benchmarks.files).
SHOWN, SHOWN_PAIRS = 2.0, 5.0
# Of the lines of such pages one in so many is asked of the model all the same: without, Chinese
# that is followed by Korean took all of that for Chinese.
SAMPLED = 64
TRUST = 7.0
# Where what a chain makes of a line is more suspicious, half of it may be clean as it is.
TORN = gate.GARBLED
# Lines that the model is asked about first; later ones may need it no more.
FIRST_BATCH = 64
# Once a chain is as sure as can be, one in so many of the lines that are garbled beyond doubt shows
# whether it is the chain of all of them.
CHECKED = 8
# What hardly ever reads better than another chain is asked about one in so many of its lines.
SPARSE = 16
# By how much one known chain must beat another that explains a line too and is as sure, in nats.
LEAST_BETTER = 2.0


class Known:
    """A chain that a document has shown, and how often it held there so far.

    ``prior``: how sure it was to hold for a line before the first was seen, log odds in nats.

    >>> from garblefix.language.model import load
    >>> lines = ["garÃ§on", "garçon"]
    >>> Known("utf-8>cp1252").explained(lines, gate.suspicion(lines), load())
    ['garçon', None]
    """

    def __init__(self, chain: str, prior: float = 0.0) -> None:
        self.chain = chain
        self._prior = prior
        source = BY_NAME[source_of(chain)]
        self._structured = source.name == "utf-8"
        self._draws = source.name in DOS
        self._of_pairs = source.in_pairs
        self._lenient = LENIENT_CJK if self._of_pairs else LENIENT
        self._held = 0  # lines that it explained
        self._refused = 0  # lines that it would change, but should not
        self._torn = 0  # lines that it explained, better in part than as a whole
        self._tried = 0  # lines
        self._explained = 0  # of these, all of which it explained
        self._compared = 0  # lines of other chains that it made something else of
        self._better = 0  # of these, those that read better so

    @property
    def reach(self) -> float:
        """The share of the lines that it was tried on that it explained from end to end."""
        return self._explained / self._tried if self._tried else 0.0

    @property
    def sure(self) -> float:
        """The log of how often it held for once that it did not, nats, within bounds."""
        held = math.log((self._held + 1) / (self._refused + 1))
        return min(max(held + self._prior, min(self._prior, 0.0)), MOST_SURE)

    @property
    def hopeless(self) -> bool:
        """Whether it was refused so often for once that it held that it need not be tried."""
        return self._refused > HOPELESS * (self._held + 1)

    def supersede(self, other: Known) -> None:
        """What another chain was seen to explain was this one's, to which it is akin."""
        self._held += other._held
        self._refused += other._refused
        self._torn += other._torn
        self._tried += other._tried
        self._explained += other._explained
        other._held = other._refused = other._torn = other._tried = other._explained = 0
        other._compared += HOPELESS

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
        if partly and self.sure < SHOWN:
            # Where the chain made few of the lines, those that look clean are.
            lines = [
                line if doubt > HARDLY else "" for line, doubt in zip(lines, suspicion, strict=True)
            ]
        undone, whole = undone_lines(lines, self.chain, model if partly else None)
        before = np.array(suspicion, dtype=np.int32)
        taken = np.zeros(len(lines), dtype=bool)
        unseen = np.zeros(len(lines), dtype=bool)  # taken for what others are
        doubts = np.zeros(len(lines), dtype=np.int32)  # what the gate says of what was seen
        left = np.arange(len(lines))
        if self.sure >= MOST_SURE:
            # What is garbled beyond doubt and goes back from end to end is hardly ever refused now.
            plain = np.flatnonzero(whole & (before > gate.GARBLED))
            sample = plain[::CHECKED]
            taken[sample], doubts[sample] = self._convincing(
                lines, undone, whole, before, sample, model
            )
            seen = sample
            if taken[sample].all():
                taken[plain] = unseen[plain] = True
                unseen[sample] = False
                self._held += len(plain) - len(sample)
                seen = plain
            left = np.delete(left, seen)
        taken[left], doubts[left] = self._convincing(lines, undone, whole, before, left, model)
        if self.sure < SHOWN:
            from garblefix.search.vetoes import may_be_meant

            for index in np.flatnonzero(taken).tolist():
                if may_be_meant(lines[index], undone[index] or "", self.chain):
                    taken[index] = False
                    self._held -= 1
        if not partly:
            utf8 = self._was_utf8(lines, np.flatnonzero(taken))
            taken[utf8] = unseen[utf8] = False
            self._held -= len(utf8)
            if self._torn and unseen.any():
                bulk = np.flatnonzero(unseen)
                doubts[bulk] = gate.suspicions([undone[place] or "" for place in bulk.tolist()])
            torn = self._in_part(lines, undone, np.flatnonzero(taken & (doubts > TORN)), model)
            taken[torn] = False
            self._held -= len(torn)
            self._tried += len(lines)
            self._explained += int(taken.sum())
        return [
            outcome if is_taken else None
            for outcome, is_taken in zip(undone, taken.tolist(), strict=True)
        ]

    def _was_utf8(self, lines: Sequence[str], taken: Places) -> list[int]:
        """The places among those ``taken`` of lines that are UTF-8 to this reader, from end to end.

        Pages of one byte make something of any line; what is UTF-8 besides is that.
        """
        if self._structured or not read_once(self.chain):
            return []
        places = taken.tolist()
        undone = undo_lines([lines[place] for place in places], f"utf-8>{reader_of(self.chain)}")
        return [
            place
            for place, outcome in zip(places, undone, strict=True)
            if outcome is not None and outcome != lines[place]
        ]

    def _in_part(
        self,
        lines: Sequence[str],
        undone: Sequence[str | None],
        asked: Places,
        model: Model,
    ) -> list[int]:
        """The places among those ``asked`` of lines that read better where a part stays as it is.

        Clean halves of lines may go back too; then the gate finds something in what comes of them.
        """
        doubtful = [place for place in asked.tolist() if len(lines[place]) <= PIECE]
        parts = undone_by_run([lines[place] for place in doubtful], self.chain, model)
        torn = [
            place
            for place, part in zip(doubtful, parts, strict=True)
            if part not in (undone[place], lines[place])
        ]
        self._torn += len(torn)
        return torn

    def _convincing(
        self,
        lines: Sequence[str],
        undone: Sequence[str | None],
        whole: npt.NDArray[np.bool_],
        before: npt.NDArray[np.int32],
        places: Places,
        model: Model,
    ) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int32]]:
        """For which of the lines at ``places`` the gate or the model takes what was undone.

        And what the gate says of that.
        """
        if len(places) < len(lines):
            chosen = places.tolist()
            lines = [lines[place] for place in chosen]
            undone = [undone[place] for place in chosen]
            whole, before = whole[places], before[places]
        read = went_back(undone)
        after = gate.suspicions([outcome or "" for outcome in undone]).astype(np.int32)
        if self._draws:
            before, after = beside_drawings(lines, undone, before, after)
        drops = before - after
        clean = after <= gate.GARBLED
        enough = CLEARED + max(-self.sure, 0.0) / gate.STEP
        cleared: npt.NDArray[np.bool_] = read & clean & (drops >= enough)
        worse = read & (drops < -WORSE - max(self.sure, 0.0) / gate.STEP)
        self._refused += int((worse & whole).sum())
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
        self._held += int(cleared.sum())
        drops[~whole] = 0
        asked = [
            index for index in np.flatnonzero(unclear).tolist() if undone[index] != lines[index]
        ]
        left = np.array(asked, dtype=np.intp)
        cleared[self._preferred(lines, undone, left, before, drops, model)] = True
        return cleared, after

    def better(
        self, lines: Sequence[str], outcomes: Sequence[str], other: Known, model: Model
    ) -> list[str | None]:
        """What each line was rather than its outcome through an ``other``; None: that is better.

        Pages that share most letters explain each other's lines, all but a letter here and there.
        """
        least = LEAST_BETTER + other.sure - self.sure
        result: list[str | None] = []
        size = FIRST_BATCH
        while len(result) < len(lines):
            batch = slice(len(result), len(result) + size)
            size *= 2
            taken = lines[batch]
            if self._compared >= HOPELESS * (self._better + 1):
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
        self._compared += len(differ)
        differ = [differ[place] for place in np.flatnonzero(doubts <= before + CLEARED)]
        texts = [undone[index] or "" for index in differ]
        firsts = [outcomes[index] for index in differ]
        scores = read_well([*texts, *firsts], model)
        gains = (scores[: len(differ)] - scores[len(differ) :]).tolist()
        for index, text, gain in zip(differ, texts, gains, strict=True):
            if gain > least:
                result[index] = text
                self._better += 1
        return result

    def _preferred(
        self,
        lines: Sequence[str],
        undone: Sequence[str | None],
        left: Places,
        before: npt.NDArray[np.int32],
        drops: npt.NDArray[np.int32],
        model: Model,
    ) -> list[int]:
        """Those of the lines ``left`` whose outcome reads better, and as text should.

        ``drops``: by how much the gate suspects the outcomes of all lines less. What some of them
        show helps the others; where they show enough, the gate's word will do.
        """
        judged: dict[int, tuple[float, float]] = {}
        good: set[int] = set()
        trusted: list[int] = []
        size = FIRST_BATCH
        while True:
            trusts = self._trusts(drops[left])
            trusted += left[trusts].tolist()
            self._held += int(trusts.sum())
            left = left[~trusts]
            if not len(left):
                return [*good, *trusted]
            batch, left = left[:size].tolist(), left[size:]
            size *= 2
            judged |= self._judged(lines, undone, batch, before, model)
            good = self._settled(judged, good)

    def _trusts(self, drops: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """For which outcomes it is enough that the gate suspects them by so many steps less.

        Pages of pairs must have held for long, because kana are kana in several of them, and the
        model is still asked now and then.
        """
        if self.sure < (SHOWN_PAIRS if self._of_pairs else SHOWN):
            return np.zeros(len(drops), dtype=bool)
        trusts: npt.NDArray[np.bool_] = self.sure + drops * gate.STEP >= TRUST
        if self._of_pairs:
            trusts[::SAMPLED] = False
        return trusts

    def _judged(
        self,
        lines: Sequence[str],
        undone: Sequence[str | None],
        batch: list[int],
        before: npt.NDArray[np.int32],
        model: Model,
    ) -> dict[int, tuple[float, float]]:
        """By how much the outcomes of a batch of lines read better, and how well; in nats."""
        texts = [lines[index] for index in batch]
        outcomes = [undone[index] or "" for index in batch]
        each, starts = model.characters([*texts, *outcomes])
        scores = np.add.reduceat(each, starts)
        if not self._of_pairs:  # which hold no words that are told apart
            scores += used_words([*texts, *outcomes])
        gains = (scores[len(batch) :] - scores[: len(batch)]).tolist()
        read = surplus(outcomes, model, each[starts[len(batch)] :])
        if self.sure >= SHOWN:
            unsuspected = (before[batch] <= gate.SUSPICIOUS).tolist()
            read = [
                max(well, 0.0) if clear and gain >= SPEAKS else well
                for well, clear, gain in zip(read, unsuspected, gains, strict=True)
            ]
        self._refused += sum(map(_is_refused, gains, read))
        return dict(zip(batch, zip(gains, read, strict=True), strict=True))

    def _settled(self, judged: Mapping[int, tuple[float, float]], good: set[int]) -> set[int]:
        """Those that read well enough for what the document shows, ``good`` so far."""
        while True:
            least = LEAST_GAIN - self.sure
            well = READS_WELL - self._lenient * max(self.sure, 0.0)
            more = {
                index for index, (gain, each) in judged.items() if gain >= least and each >= well
            }
            self._held += len(more) - len(good)
            # Those that were refused when they were judged, and are no longer, or again.
            self._refused -= sum(_is_refused(*judged[index]) for index in more - good)
            self._refused += sum(_is_refused(*judged[index]) for index in good - more)
            if more == good:
                return good
            good = more


def _is_refused(gain: float, each: float) -> bool:
    """Whether an outcome that gains so much, and reads so well, speaks against its chain."""
    return gain < 0.0 or each < READS_BADLY
