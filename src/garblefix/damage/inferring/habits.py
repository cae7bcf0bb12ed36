"""How a decoder marks what it cannot read, learned from the texts of one document: it is one.

Not for: what may hide behind a marker (``decoding``, ``fillings``).
"""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

from garblefix.damage.inferring.bare import BARE
from garblefix.damage.inferring.decoding import Decoder, decoders
from garblefix.damage.inferring.markers import WAYS
from garblefix.damage.inferring.slots import MARKER
from garblefix.damage.inferring.steps import Solution
from garblefix.encodings import BY_NAME, ONLY_WINDOWS, PAIR_WITH_ASCII

# −log P of ASCII swallowed, in nats, by the marker: Windows and PHP write question marks.
SWALLOWING = {MARKER: 5.0, "?": 1.5, ONLY_WINDOWS: 0.0}
# And of text that software for Latin-1 saved once more, with all the more bytes lost.
SAVED_AGAIN = 5.0
# A habit that a document speaks against so much is no longer tried, in nats.
RULED_OUT = 20.0
# A line from elsewhere in a document, in nats.
ELSEWHERE = 4.0
LEAST = 1e-6  # a habit that is less likely has no say


class Habit(NamedTuple):
    """A decoder, and how it marks what it cannot read (a way of ``encodings``)."""

    decoder: Decoder
    way: int


class Habits:
    """What the texts of a document have told about the decoders that lost bytes of it."""

    def __init__(self) -> None:
        self._told: dict[Habit, float] = {}  # log odds, in nats

    def of(self, reader: str, marker: str, shown: frozenset[int]) -> list[Habit]:
        """The habits that the decoders of this name may have that show this marker.

        Of those that can have ``shown`` these bytes; there is always one.
        """
        for habit in _habits(reader):
            if habit.way == PAIR_WITH_ASCII:
                self._told.setdefault(habit, -SWALLOWING[marker])
            if habit.decoder.codec == BARE != reader:
                self._told.setdefault(habit, -SAVED_AGAIN)
        every = [habit for habit in _habits(reader) if _can_have_shown(habit.decoder, shown)]
        most = min(map(self.cost, every)) + RULED_OUT
        return [habit for habit in every if self.cost(habit) < most]

    def speak_against(self, reader: str, shown: frozenset[int], lines: int) -> None:
        """Count that so many lines are none of those decoders that can not have shown these bytes.

        They may be from elsewhere than the rest of the document.
        """
        for habit in _habits(reader):
            if not _can_have_shown(habit.decoder, shown):
                self._told[habit] = self._told.get(habit, 0.0) - ELSEWHERE * lines

    def cost(self, habit: Habit) -> float:
        """−log P of a habit beside the best one of its reader, in nats."""
        return -self._told.get(habit, 0.0)

    def shares(self, solutions: dict[Habit, list[Solution]]) -> dict[Habit, float]:
        """The chance of each habit by what it makes of one text, and what was told before."""
        totals = {
            habit: sum(solution.total for solution in own) - self.cost(habit)
            for habit, own in solutions.items()
        }
        top = max(totals.values())
        weights = {habit: math.exp(max(total - top, -700.0)) for habit, total in totals.items()}
        whole = sum(weights.values())
        return {h: weight / whole for h, weight in weights.items() if weight > LEAST * whole}

    def learn(self, solutions: dict[Habit, list[Solution]]) -> None:
        """Count what one text tells."""
        for habit, own in solutions.items():
            total = sum(solution.total for solution in own)
            self._told[habit] = self._told.get(habit, 0.0) + total
        best = max(self._told[habit] for habit in solutions)
        for habit in solutions:
            self._told[habit] -= best


def shows_all_of(reader: str, shown: frozenset[int]) -> bool:
    """Whether every decoder of this name can have shown these bytes."""
    return all(_can_have_shown(decoder, shown) for decoder in decoders(reader))


def _can_have_shown(decoder: Decoder, shown: frozenset[int]) -> bool:
    """Whether all these bytes are such that it shows, or that no decoder of its name does."""
    usual = decoders(decoder.reader)[0]
    return shown.isdisjoint(decoder.lost - usual.lost)


@functools.cache
def _habits(reader: str) -> tuple[Habit, ...]:
    ways = WAYS if BY_NAME[reader].multibyte else WAYS[:1]
    return tuple(Habit(decoder, way) for decoder in decoders(reader) for way in ways)
