"""A run of bytes read anew, byte by byte: the likeliest account of it, and how sure each part is.

What bytes may have been is an ``Option`` each; accounts that end alike go on together, so that the
chance of each option counts all of them (forward and backward over the lattice that they make).
Part of ``unseen`` and ``unread``. Not for: what is possible.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from garblefix.language import alphabet

if TYPE_CHECKING:
    from garblefix.language.model import Model

# Accounts kept at each place, and none that is less likely than another by so much, in nats.
BEAM, FAR = 16, 14.0
# What words may make up for, in nats, and how many they are asked about, of each size.
WORDS, ASKED = 8.0, 64
CONTEXT = 3
OTHERS = 3  # options that are told beside the one taken


class Option(NamedTuple):
    """What so many bytes may have been, and its cost; ``lost``: places of what was not seen."""

    size: int
    after: str
    cost: float
    lost: tuple[int, ...] = ()

    def adding(self, character: str, cost: float, place: int) -> Option:
        """The same with one more character, at this place of it, which is not seen."""
        after = self.after[:place] + character + self.after[place:]
        lost = sorted([place, *(each + (each >= place) for each in self.lost)])
        return Option(self.size, after, self.cost + cost, tuple(lost))


class Taken(NamedTuple):
    """An option of the likeliest account, where it begins, and its chance (0 to 1).

    ``others``: what else those bytes may have been, likeliest first.
    """

    place: int
    option: Option
    chance: float
    others: tuple[str, ...]


class Best(NamedTuple):
    """The options of the likeliest account, in order, and its log P in nats."""

    path: Sequence[Taken]
    score: float


class Possible(Protocol):
    """What bytes may have been."""

    def options(self, data: bytes, place: int) -> Sequence[Option]:
        """What the byte there, alone or with the next one, may have been."""

    def costs(self, grown: Sequence[tuple[Account, Option]], byte: int) -> list[tuple[int, float]]:
        """The word that each account ends in with an option for this byte, and what that costs."""


@dataclass(eq=False, slots=True)
class Account:
    """What the bytes so far may have been, but for what is no longer seen of it.

    ``context``: the last characters; ``word``: the one they end in, as ``Possible`` has it.
    ``best``: log P of the likeliest such account, ``total``: of all together, in nats.
    """

    context: str
    word: int
    best: float = -math.inf
    total: float = -math.inf
    behind: float = -math.inf  # log P of all that may follow
    last: _Step | None = None
    steps: list[_Step] = field(default_factory=list)

    def add(self, step: _Step) -> None:
        """One more way to come to it."""
        self.steps.append(step)
        self.total = _added(self.total, step.before.total + step.score)
        if step.likely > self.best:
            self.best, self.last = step.likely, step


class _Step(NamedTuple):
    before: Account
    place: int
    option: Option
    score: float

    @property
    def likely(self) -> float:
        """log P of the likeliest account that takes it."""
        return self.before.best + self.score


def likeliest(
    data: bytes, context: str, word: int, behind: str, possible: Possible, model: Model
) -> Best:
    """The likeliest account of ``data``, which stands between such characters.

    ``word``: of which ``context`` ends in a part.
    """
    waiting: list[dict[tuple[str, int], Account]] = [{} for _ in range(len(data) + 2)]
    waiting[0] = {(context, word): Account(context, word, 0.0, 0.0)}
    kept: list[Account] = []
    for place, byte in enumerate(data):
        accounts = _foremost(waiting[place].values())
        if not accounts:
            continue  # within a character to all of them
        kept += accounts
        grown = _grown(accounts, possible.options(data, place), model)
        pairs = [(account, option) for account, option, _ in grown]
        costs = possible.costs(pairs, byte)
        steps = [
            _Step(account, place, option, score - cost)
            for (account, option, score), (_, cost) in zip(grown, costs, strict=True)
        ]
        tops: dict[int, float] = {}
        for step in steps:
            size = step.option.size
            tops[size] = max(tops.get(size, -math.inf), step.likely)
        for step, (word, _) in zip(steps, costs, strict=True):
            size = step.option.size
            if step.likely > tops[size] - FAR:  # others would not be kept
                last = (step.before.context + step.option.after)[-CONTEXT:]
                waiting[place + size].setdefault((last, word), Account(last, word)).add(step)
    ended = _foremost(waiting[len(data)].values())
    if not ended:
        return Best((), -math.inf)
    endings = model.continuations([(account.context, behind) for account in ended]).tolist()
    for account, ending in zip(ended, endings, strict=True):
        account.behind = ending
    best = max(ended, key=lambda account: account.best + account.behind)
    chances = _chances([*kept, *ended])
    path = []
    last_step = best.last
    while last_step is not None:
        path.append(_taken(last_step, chances[last_step.place]))
        last_step = last_step.before.last
    return Best(path[::-1], best.best + best.behind)


def _grown(
    accounts: Sequence[Account], options: Sequence[Option], model: Model
) -> list[tuple[Account, Option, float]]:
    """Accounts with each option, but those that nothing makes up for; with log P of the option."""
    contexts = alphabet.code_points("".join(account.context for account in accounts))
    costs = np.array([option.cost for option in options])
    scores = np.zeros((len(accounts), len(options)))
    lengths = np.array([len(option.after) for option in options])
    for length in np.unique(lengths[lengths > 0]).tolist():
        places = np.flatnonzero(lengths == length)
        texts = alphabet.code_points("".join(options[place].after for place in places.tolist()))
        rows = np.empty((len(accounts), len(places), CONTEXT + length), dtype=np.uint32)
        rows[:, :, :CONTEXT] = contexts.reshape(-1, 1, CONTEXT)
        rows[:, :, CONTEXT:] = texts.reshape(-1, length)
        each = model.continued(rows.ravel(), np.full(rows[:, :, 0].size, CONTEXT + length))
        scores[:, places] = each.reshape(len(accounts), -1)
    scores -= costs
    rank = scores + np.array([[account.best] for account in accounts])
    sizes = np.array([option.size for option in options])
    good = np.zeros(rank.shape, dtype=bool)
    for size in np.unique(sizes).tolist():
        own = rank[:, sizes == size]
        least = own.max() - FAR - WORDS
        if own.size > ASKED:
            least = max(least, np.partition(own, -ASKED, axis=None)[-ASKED])
        good[:, sizes == size] = own >= least
    return [
        (accounts[row], options[column], float(scores[row, column]))
        for row, column in np.argwhere(good).tolist()
    ]


def _taken(step: _Step, chances: dict[Option, float]) -> Taken:
    """A step of the likeliest account, with the chances of all options at its place."""
    alike = (each for each in chances if each.size == step.option.size and each != step.option)
    ranked = sorted(alike, key=lambda option: -chances[option])
    others = itertools.islice(dict.fromkeys(option.after for option in ranked), OTHERS)
    return Taken(step.place, step.option, chances[step.option], tuple(others))


def _foremost(accounts: Iterable[Account]) -> list[Account]:
    """The likeliest accounts."""
    ranked = sorted(accounts, key=lambda account: -account.best)[:BEAM]
    return [account for account in ranked if account.best > ranked[0].best - FAR]


def _chances(accounts: Sequence[Account]) -> dict[int, dict[Option, float]]:
    """The chance of each option, by place; ``accounts``: all of them, those that end too."""
    chances: dict[int, dict[Option, float]] = {}
    whole = -math.inf
    for account in accounts:
        if account.behind > -math.inf:
            whole = _added(whole, account.total + account.behind)
    for account in reversed(accounts):
        for before, place, option, score in account.steps:
            behind = score + account.behind
            chance = math.exp(min(before.total + behind - whole, 0.0))
            here = chances.setdefault(place, {})
            here[option] = here.get(option, 0.0) + chance
            before.behind = _added(before.behind, behind)
    return chances


def _added(one: float, other: float) -> float:
    """The logarithm of the sum of what these are the logarithms of."""
    most, least = (one, other) if one > other else (other, one)
    return most if least == -math.inf else most + math.log1p(math.exp(least - most))
