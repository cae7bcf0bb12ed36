"""Of what a chain makes of lines, what the language model prefers, where the gate leaves doubt.

How much it must prefer it depends on how often the chain held in the document so far; where that is
often enough, the gate's word will do. Not for: what a chain makes of lines (``undone``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from garblefix.document.held import Held
from garblefix.document.undone import Batch, Flags, Places, Suspicions
from garblefix.language import gate
from garblefix.language.plausibility import surplus, used_words

if TYPE_CHECKING:
    from garblefix.language.model import Model

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
# The surer it is to hold, see ``Held.sure``, the less both ask for: the first by so many nats, the
# second by as much times LENIENT. Of lines of one Latin letter for another that are left so, half
# read 2.3 nats worse.
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
# Lines that the model is asked about first; later ones may need it no more.
FIRST_BATCH = 64


class Preferred:
    """What the model prefers of the outcomes of one chain; ``held`` learns from it.

    ``of_pairs``: whether the chain's source is one of pairs of bytes.
    """

    def __init__(self, held: Held, *, of_pairs: bool) -> None:
        self._held = held
        self._of_pairs = of_pairs
        self._lenient = LENIENT_CJK if of_pairs else LENIENT

    def of(self, batch: Batch, left: Places, drops: Suspicions, model: Model) -> list[int]:
        """Those of the places ``left`` of lines whose outcome reads better, and as text should.

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
            self._held.times += int(trusts.sum())
            left = left[~trusts]
            if not len(left):
                return [*good, *trusted]
            now, left = left[:size], left[size:]
            size *= 2
            judged |= self._judged(batch, now, model)
            good = self._settled(judged, good)

    def _trusts(self, drops: Suspicions) -> Flags:
        """For which outcomes it is enough that the gate suspects them by so many steps less.

        Pages of pairs must have held for long, because kana are kana in several of them, and the
        model is still asked now and then.
        """
        if self._held.sure < (SHOWN_PAIRS if self._of_pairs else SHOWN):
            return np.zeros(len(drops), dtype=bool)
        trusts: Flags = self._held.sure + drops * gate.STEP >= TRUST
        if self._of_pairs:
            trusts[::SAMPLED] = False
        return trusts

    def _judged(self, batch: Batch, places: Places, model: Model) -> dict[int, tuple[float, float]]:
        """By how much the outcomes of the lines at some places read better, and how well; nats."""
        chosen = batch.at(places)
        texts, outcomes = chosen.lines, [outcome or "" for outcome in chosen.undone]
        each, starts = model.characters([*texts, *outcomes])
        scores = np.add.reduceat(each, starts)
        if not self._of_pairs:  # which hold no words that are told apart
            scores += used_words([*texts, *outcomes])
        gains = (scores[len(texts) :] - scores[: len(texts)]).tolist()
        read = surplus(outcomes, model, each[starts[len(texts)] :])
        if self._held.sure >= SHOWN:
            unsuspected = (chosen.before <= gate.SUSPICIOUS).tolist()
            read = [
                max(well, 0.0) if clear and gain >= SPEAKS else well
                for well, clear, gain in zip(read, unsuspected, gains, strict=True)
            ]
        self._held.refused += sum(map(_is_refused, gains, read))
        return dict(zip(places.tolist(), zip(gains, read, strict=True), strict=True))

    def _settled(self, judged: Mapping[int, tuple[float, float]], good: set[int]) -> set[int]:
        """Those that read well enough for what the document shows, ``good`` so far."""
        while True:
            least = LEAST_GAIN - self._held.sure
            well = READS_WELL - self._lenient * max(self._held.sure, 0.0)
            more = {
                index for index, (gain, each) in judged.items() if gain >= least and each >= well
            }
            self._held.times += len(more) - len(good)
            # Those that were refused when they were judged, and are no longer, or again.
            self._held.refused -= sum(_is_refused(*judged[index]) for index in more - good)
            self._held.refused += sum(_is_refused(*judged[index]) for index in good - more)
            if more == good:
                return good
            good = more


def _is_refused(gain: float, each: float) -> bool:
    """Whether an outcome that gains so much, and reads so well, speaks against its chain."""
    return gain < 0.0 or each < READS_BADLY
