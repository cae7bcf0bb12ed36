"""What the steps taken in many stretches tell: the best text of each, and the chances of others.

Back from the last step to the first, over the accounts between their nodes. Not for: taking the
steps (``beam``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from garblefix.damage.inferring.columns import WIDTH, Fillings, Floats, Index, foremost
from garblefix.damage.inferring.steps import Solution, Taken

LEAST = 1e-4  # chances that are kept


def told(lengths: Index, history: Sequence[Taken], table: Fillings) -> list[Solution]:
    """The best account of each stretch, of so many steps, and the chances of all.

    ``table``: the fillings that the steps count.
    """
    count = len(lengths)
    texts: list[list[tuple[str, dict[str, float]]]] = [[] for _ in range(count)]
    totals = np.full(count, -np.inf)
    at = np.zeros(count, dtype=np.intp)  # the node of the best account, by stretch
    rest = np.zeros(0)
    for number in range(len(history) - 1, -1, -1):
        taken = history[number]
        nodes = taken.nodes
        behind = np.zeros(len(nodes.owner))
        if number + 1 < len(history):
            behind[history[number + 1].going] = rest
        ending = np.flatnonzero(lengths[nodes.owner] == number + 1)
        if len(ending):
            tops = ending[foremost(nodes.owner[ending], nodes.best[ending], 1)]
            at[nodes.owner[tops]] = tops
            sums = _sums(nodes.owner[ending], nodes.total[ending], count)
            totals = np.logaddexp(totals, sums)
        through = taken.before.total[taken.source] + taken.score + behind[taken.target]
        chances = _chances(taken.before.owner[taken.source], through, taken.filling, table)
        owners = np.unique(nodes.owner)
        chosen = at[owners]
        fillings = nodes.filling[chosen]
        strings = _strings(table.rows(fillings))
        for owner, text in zip(owners.tolist(), strings, strict=True):
            texts[owner].append((text, chances[owner]))
        at[owners] = taken.going[nodes.came[chosen]]
        rest = _sums(taken.source, taken.score + behind[taken.target], len(taken.before.owner))
    return [Solution(text[::-1], float(total)) for text, total in zip(texts, totals, strict=True)]


def _chances(
    owner: Index, through: Floats, filling: Index, table: Fillings
) -> dict[int, dict[str, float]]:
    """By stretch the chances of each text that a step may have put in."""
    top = np.full(int(owner.max()) + 1, -np.inf)
    np.maximum.at(top, owner, through)
    weight = np.exp(through - top[owner])
    sums = np.bincount(owner, weights=weight)
    weight /= sums[owner]
    result: dict[int, dict[str, float]] = {number: {} for number in np.unique(owner).tolist()}
    notable = np.flatnonzero(weight > LEAST)
    rows = filling[notable]
    joined = _strings(table.rows(rows))
    for number, text, chance in zip(
        owner[notable].tolist(), joined, weight[notable].tolist(), strict=True
    ):
        chances = result[number]
        chances[text] = chances.get(text, 0.0) + chance
    return result


def _strings(found: Fillings) -> list[str]:
    text, length = found.text, found.length
    whole = text[np.arange(WIDTH) < length[:, None]].astype("<u4").tobytes().decode("utf-32-le")
    ends = np.cumsum(length).tolist()
    return [whole[end - size : end] for end, size in zip(ends, length.tolist(), strict=True)]


def _sums(group: Index, score: Floats, count: int) -> Floats:
    """log P of all that is in each group together."""
    top = np.full(count, -np.inf)
    np.maximum.at(top, group, score)
    top[np.isneginf(top)] = 0.0
    sums = np.bincount(group, weights=np.exp(score - top.take(group)), minlength=count)
    with np.errstate(divide="ignore"):
        result: Floats = top + np.log(sums)
    return result
