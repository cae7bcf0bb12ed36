"""What may have happened to a text, from end to end: readings joined by the lattice.

A reading says what a damage could explain; an account says where it holds and where nothing
happened. Not for: finding readings (``damage``), or how much speaks for an account (``judgement``).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from garblefix import lattice
from garblefix.chain import source_of
from garblefix.damage import Edge, Reading, rewritten
from garblefix.damage.drawings import draws
from garblefix.language import gate
from garblefix.search.channels import AS_IS, channel
from garblefix.search.outcome import Applied
from garblefix.search.standing import beside_standing

if TYPE_CHECKING:
    from garblefix.language.coherence import Floats
    from garblefix.language.model import Model

# Two different damages in one piece of text are rarer than their product.
SECOND_DAMAGE = 10.0
# A damage that could hold for more of a text than it is said to is rarer.
PARTIAL = 6.0
# A reading of so many of the non-ASCII characters is one of the whole text.
ALL = 0.95
# Readings that the lattice looks at, best first.
CHANNELS = 5


class Placed(NamedTuple):
    """A replaced span, and where what is put in for it starts and ends in the outcome."""

    edge: Edge
    first: int
    last: int


@dataclass(frozen=True)
class Account:
    """``text`` is what was there before; ``cost`` is −log P of the damages (nats).

    ``used`` are the channels of the lattice that its path may run on, none where one reading holds
    all over. ``standing``: the places of letters that it need not explain, as their words stand.
    """

    text: str
    cost: float
    applied: tuple[Applied, ...]
    used: tuple[int, ...] = ()
    standing: frozenset[int] = frozenset()

    @functools.cached_property
    def placed(self) -> tuple[Placed, ...]:
        """What is replaced, and where in ``text`` what is put in for it stands."""
        return tuple(placed(item.edge for item in self.applied))

    @functools.cached_property
    def replaced(self) -> frozenset[int]:
        """The places of all characters that are replaced."""
        return places(item.edge for item in self.applied)


def places(edges: Iterable[Edge]) -> frozenset[int]:
    """The places of all characters that some edges replace."""
    return frozenset(place for edge in edges for place in range(edge.start, edge.end))


def placed(edges: Iterable[Edge]) -> Iterator[Placed]:
    """Each of some edges, which are in order, with its place in the outcome of them all.

    >>> [each[1:] for each in placed([Edge(0, 2, "a"), Edge(3, 4, "bc")])]
    [(0, 1), (2, 4)]
    """
    longer = 0
    for edge in edges:
        first = edge.start + longer
        last = first + len(edge.after)
        longer = last - edge.end
        yield Placed(edge, first, last)


def from_utf8(item: Applied | Reading) -> bool:
    """Whether what its last reader had was UTF-8."""
    return source_of(item.chain) == "utf-8"


def structured(item: Applied | Reading) -> bool:
    """Whether the damage leaves signs of its own: sequences of UTF-8, readings in brackets."""
    return item.damage != "misread" or from_utf8(item)


def covered(text: str, reading: Reading) -> float:
    """The share of the non-ASCII characters of ``text`` that a reading explains."""
    foreign = sum(character >= "\x80" for character in text)
    explained = sum(
        character >= "\x80" for edge in reading.edges for character in text[edge.start : edge.end]
    )
    return explained / foreign if foreign else 0.0


def runs(account: Account) -> list[tuple[int, int]]:
    """Where what is replaced starts and ends, if replaced spans that touch are one."""
    return [(start, end) for start, end, *_ in put_in(account)]


def put_in(account: Account) -> list[tuple[int, int, int, int]]:
    """Where each of these runs starts and ends, and what was put in for it in the outcome."""
    found: list[tuple[int, int, int, int]] = []
    for edge, first, last in account.placed:
        start = edge.start
        if found and found[-1][1] == start:
            start, _, first, _ = found.pop()
        found.append((start, edge.end, first, last))
    return found


def laid(account: Account) -> Reading:
    """All that an account replaces, as one reading of the text."""
    return Reading("misread", "", 0.0, tuple(item.edge for item in account.applied))


class Accounts:
    """The accounts of ``text`` that the promising ones of some readings give, by their outcome.

    ``as_is`` has the model's score of each character of ``text`` and its end.
    """

    def __init__(self, text: str, readings: list[Reading], model: Model) -> None:
        texts = [text, *(reading.as_read(text) for reading in readings)]
        each, starts = model.characters(texts)
        parts = np.split(each, starts[1:])
        self.as_is = parts[0]
        chosen = _promising(text, readings, [float(part.sum()) for part in parts[1:]])
        self._text = text
        self._readings: list[Reading] = []
        self._standing: dict[Reading, frozenset[int]] = {}
        self._channels = [channel(text, AS_IS, parts[0])]
        for index in chosen:
            self._take(readings[index], parts[index + 1], model)
        self.found: dict[str, Account] = {}
        for used in () if self._plain() else self._sets():
            path = lattice.best_path(self._channels, used)
            self._add(self._applied(path, [1.0] * len(path.stretches)), used)
        # A damage that holds all over is the first thing to expect, wherever the lattice ends it.
        for reading in self._readings:
            self._add(
                tuple(Applied(edge, reading.damage, reading.chain, 1.0) for edge in reading.edges),
                (),
            )

    def _take(self, reading: Reading, scores: Floats, model: Model) -> None:
        """Let the lattice look at a reading, but for words that stand as they are beside it."""
        rest = beside_standing(self._text, reading, self.as_is, scores)
        if rest is not reading:
            scores, _ = model.characters([rest.as_read(self._text)])
            self._standing[rest] = places(reading.edges) - places(rest.edges)
        self._readings.append(rest)
        self._channels.append(channel(self._text, rest, scores))

    def with_chances(self, account: Account) -> tuple[Applied, ...]:
        """What an account replaces, each with the chance that its path runs there."""
        if not account.used:
            return account.applied
        path = lattice.best_path(self._channels, account.used)
        return self._applied(path, lattice.chances(self._channels, account.used, path))

    def _plain(self) -> bool:
        """Whether the first reading explains all, and leaves clean text: then it holds all over."""
        if not self._readings or covered(self._text, self._readings[0]) < ALL:
            return False
        if any(edge.lossy for edge in self._readings[0].edges):
            return False  # with a byte that is not seen, a clean letter is something too
        return gate.suspicion([self._readings[0].apply(self._text)])[0] <= gate.CLEAN

    def _sets(self) -> list[tuple[int, ...]]:
        """Channels to look at together: each alone, and the first with those that add to it."""
        numbers = range(1, len(self._channels))
        sets: list[tuple[int, ...]] = [(number,) for number in numbers]
        first = set(self._readings[0].edges) if self._readings else set()
        for number in numbers[1:]:
            if any(not _overlaps(edge, first) for edge in self._readings[number - 1].edges):
                sets.append((1, number))
        return sets

    def _add(self, applied: tuple[Applied, ...], used: tuple[int, ...]) -> None:
        if not applied:
            return
        text = rewritten(self._text, (item.edge for item in applied))
        entered = self._entered(applied)
        cost = self._cost(applied, entered)
        if text not in self.found or self.found[text].cost > cost:
            standing = (self._standing.get(reading, frozenset()) for reading in entered)
            both = frozenset.intersection(*standing)
            self.found[text] = Account(text, cost, applied, used, both)

    def _cost(self, applied: tuple[Applied, ...], entered: list[Reading]) -> float:
        cost = sum(reading.cost for reading in entered)
        # Readings in brackets and bytes out of step are one program's work, and no coincidence.
        misreads = [reading for reading in entered if reading.damage == "misread"]
        cost += SECOND_DAMAGE * max(len(misreads) - 1, 0)
        kept = {item.edge for item in applied}
        left = sum(
            any(edge not in kept and not _overlaps(edge, kept) for edge in reading.edges)
            for reading in misreads
        )
        return cost + PARTIAL * left

    def _entered(self, applied: tuple[Applied, ...]) -> list[Reading]:
        """The readings that an account needs; of those of one chain one, where it has all edges.

        A pair of encodings has one reading of what is there, and one of what may have been lost.
        """
        used = [reading for reading in self._readings if _uses(applied, reading)]
        entered: list[Reading] = []
        for chain in dict.fromkeys((reading.damage, reading.chain) for reading in used):
            alike = [reading for reading in used if (reading.damage, reading.chain) == chain]
            edges = {item.edge for item in applied if (item.damage, item.chain) == chain}
            whole = [reading for reading in alike if edges <= set(reading.edges)]
            entered += [min(whole, key=lambda reading: reading.cost)] if whole else alike
        return entered

    def _applied(self, path: lattice.Path, chances: list[float]) -> tuple[Applied, ...]:
        return tuple(
            Applied(edge, reading.damage, reading.chain, chance)
            for (start, end, channel), chance in zip(path.stretches, chances, strict=True)
            if channel
            for reading in (self._readings[channel - 1],)
            for edge in reading.edges
            if start <= edge.start < end
        )


def _promising(text: str, readings: list[Reading], scores: list[float]) -> list[int]:
    """Which readings the lattice looks at, the best first."""
    order = sorted(range(len(readings)), key=lambda index: readings[index].cost - scores[index])
    best = order[:CHANNELS]
    # UTF-8 has a say whatever it says: the model does not know every symbol. So have boxes.
    strong = [index for index in order if structured(readings[index])][:1]
    strong += [index for index in order if draws(text, readings[index].apply(text))]
    return best + [index for index in dict.fromkeys(strong) if index not in best]


def _uses(applied: tuple[Applied, ...], reading: Reading) -> bool:
    return any(item.chain == reading.chain and item.edge in reading.edges for item in applied)


def _overlaps(edge: Edge, others: set[Edge]) -> bool:
    if edge in others:
        return True
    return any(edge.start < other.end and other.start < edge.end for other in others)
