"""A run of bytes read anew, byte by byte: the likeliest account of it, and how sure each part is.

What bytes may have been is an ``Option`` each; accounts that end alike go on together, so that the
chance of each option counts all of them (forward and backward over the lattice that they make).
Part of ``unseen``. Not for: what is possible.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from garblefix.language.model import Model

# Accounts kept at each place, and none that is less likely than another by so much, in nats.
BEAM, FAR = 16, 14.0
CONTEXT = 3


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
    """An option of the likeliest account, where it begins, and its chance (0 to 1)."""

    place: int
    option: Option
    chance: float


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
        if step.before.best + step.score > self.best:
            self.best, self.last = step.before.best + step.score, step


class _Step(NamedTuple):
    before: Account
    place: int
    option: Option
    score: float


def likeliest(
    data: bytes, context: str, word: int, behind: str, possible: Possible, model: Model
) -> list[Taken]:
    """The options of the likeliest account of ``data``, which stands between such characters.

    ``word``: of which ``context`` ends in a part.
    """
    waiting: list[dict[tuple[str, int], Account]] = [{} for _ in range(len(data) + 2)]
    waiting[0] = {(context, word): Account(context, word, 0.0, 0.0)}
    kept: list[Account] = []
    for place, byte in enumerate(data):
        accounts = _foremost(waiting[place].values())
        kept += accounts
        grown = list(itertools.product(accounts, possible.options(data, place)))
        pairs = [(account.context, option.after) for account, option in grown]
        different = list(dict.fromkeys(pairs))
        scores = dict(zip(different, model.continuations(different).tolist(), strict=True))
        costs = possible.costs(grown, byte)
        for (account, option), pair, (word, cost) in zip(grown, pairs, costs, strict=True):
            last = (account.context + option.after)[-CONTEXT:]
            longer = waiting[place + option.size].setdefault((last, word), Account(last, word))
            longer.add(_Step(account, place, option, scores[pair] - option.cost - cost))
    ended = _foremost(waiting[len(data)].values())
    if not ended:
        return []
    endings = model.continuations([(account.context, behind) for account in ended]).tolist()
    best = max(zip(ended, endings, strict=True), key=lambda each: each[0].best + each[1])[0]
    for account, ending in zip(ended, endings, strict=True):
        account.behind = ending
    chances = _chances([*kept, *ended])
    path = []
    step = best.last
    while step is not None:
        path.append(Taken(step.place, step.option, chances[step.place, step.option]))
        step = step.before.last
    return path[::-1]


def _foremost(accounts: Iterable[Account]) -> list[Account]:
    """The likeliest accounts."""
    ranked = sorted(accounts, key=lambda account: -account.best)[:BEAM]
    return [account for account in ranked if account.best > ranked[0].best - FAR]


def _chances(accounts: Sequence[Account]) -> dict[tuple[int, Option], float]:
    """The chance of each option at its place; ``accounts``: all of them, those that end too."""
    chances: dict[tuple[int, Option], float] = {}
    whole = -math.inf
    for account in accounts:
        if account.behind > -math.inf:
            whole = _added(whole, account.total + account.behind)
    for account in reversed(accounts):
        for before, place, option, score in account.steps:
            behind = score + account.behind
            chance = math.exp(min(before.total + behind - whole, 0.0))
            chances[place, option] = chances.get((place, option), 0.0) + chance
            before.behind = _added(before.behind, behind)
    return chances


def _added(one: float, other: float) -> float:
    """The logarithm of the sum of what these are the logarithms of."""
    most, least = (one, other) if one > other else (other, one)
    return most if least == -math.inf else most + math.log1p(math.exp(least - most))
