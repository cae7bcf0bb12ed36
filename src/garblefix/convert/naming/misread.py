"""Names that are text, but misread: each judged with all others of its folder and its tree.

The search finds the accidents that single names suggest. Then every name is tried with each of
them, and how common an accident is in a folder and in the tree counts as much as what the name says
(a mixture, fitted by expectation and maximisation): where ninety names are Shift-JIS read as CP437,
the short one that might be GBK is Shift-JIS too. Not for: names with bytes that are no text
(``undecoded``), and for partly garbled ones, which are left alone.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from garblefix.convert.naming.name import Name, acceptable, split

# Names of one folder that are searched, the longest first, and in a whole tree: 10 ms each.
SEARCHED, SEARCHED_IN_ALL = 12, 2000
# Accidents tried on every name of a tree.
CHAINS = 24
# What an accident costs where nothing speaks for it yet, in nats; the search's price for one.
PRICE = 8.0
# What the outcome must gain in any case: a name that reads as well as it is stays.
LEAST_GAIN = 3.0
# n-grams are far from independent, and so overstate their case.
TEMPER = 0.5
# The tree counts for a folder as if it had so many more names.
TREE = 2.0
ROUNDS = 4
AS_IS = ""

Gains = dict[str, dict[str, tuple[float, str]]]
"""Stem → chain → what the outcome gains over the stem, in nats, and the outcome."""

Counts = dict[str, dict[str, float]]
"""Folder → chain → how many names it has garbled there."""


def restored(paths: Iterable[str], undecoded: Mapping[str, Name]) -> dict[str, Name]:
    """What the last parts of ``paths`` were, by path, where an accident explains them.

    ``undecoded``: what was found of names that are no text. Beside them a name may be text by
    chance: 目录 in GBK is also UTF-8, and says Ŀ¼.
    """
    folders: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        stem = split(path)[0]
        # One sign again and again is a ruler.
        if not stem.isascii() and (len(set(stem)) > 1 or len(stem) == 1):
            folders[path.rpartition("/")[0]][stem].append(path)
    by_chance: Counts = defaultdict(lambda: defaultdict(float))
    for path, name in undecoded.items():
        by_chance[path.rpartition("/")[0]][f"{name.chain}>utf-8"] += 1
    suggested = _suggested([list(stems) for stems in folders.values()])
    chains = list(dict.fromkeys([*_sums(by_chance.values()), *suggested]))
    if not chains:
        return {}
    gains = {folder: _gains(list(stems), chains) for folder, stems in folders.items()}
    names = {}
    for folder, posteriors in _posteriors(gains, chains, by_chance).items():
        for stem, shares in posteriors.items():
            found = _best(gains[folder][stem], shares)
            if found is None:
                continue
            for path in folders[folder][stem]:
                names[path] = replace(found, after=found.after + split(path)[1])
    return names


def _best(by_chain: dict[str, tuple[float, str]], shares: dict[str, float]) -> Name | None:
    """The likeliest outcome, whichever chains it comes by; None for the name as it is."""
    chances: dict[str, float] = defaultdict(float)
    for chain, (gain, outcome) in by_chain.items():
        if gain >= LEAST_GAIN:
            chances[outcome] += shares[chain]
    if not chances:
        return None
    after = max(chances, key=lambda outcome: (chances[outcome], outcome))
    chains = [chain for chain, (_, outcome) in by_chain.items() if outcome == after]
    chain = max(chains, key=lambda chain: (shares[chain], chain))
    return Name(after, chain, chances[after])


def _suggested(folders: Sequence[Sequence[str]]) -> list[str]:
    """The accidents by which single names would be repaired, the commonest first."""
    from garblefix.repair import repair

    weights: dict[str, float] = defaultdict(float)
    share = max(1, min(SEARCHED, SEARCHED_IN_ALL // max(1, len(folders))))
    for stems in folders[:SEARCHED_IN_ALL]:
        for stem in sorted(stems, key=lambda stem: (-len(stem), stem))[:share]:
            for fix in repair(stem, only=["misread"]).fixes:
                weights[fix.chain] += fix.confidence
    return sorted(weights, key=lambda chain: (-weights[chain], chain))[:CHAINS]


def _gains(stems: Sequence[str], chains: Sequence[str]) -> Gains:
    from garblefix.damage.undoing import undo
    from garblefix.language.model import load

    model = load()
    found: Gains = {stem: {} for stem in stems}
    scores = dict(zip(stems, model.score(stems).tolist(), strict=True))
    for chain in chains:
        outcomes = {
            stem: outcome
            for stem in stems
            if (outcome := undo(stem, chain)) is not None and acceptable(outcome, stem)
        }
        after = model.score(list(outcomes.values())).tolist()
        for (stem, outcome), score in zip(outcomes.items(), after, strict=True):
            found[stem][chain] = score - scores[stem], outcome
    return found


def _posteriors(
    folders: dict[str, Gains], chains: Sequence[str], more: Counts
) -> dict[str, dict[str, dict[str, float]]]:
    """For each folder and stem, the chance of each chain, and that it is as it was.

    ``more``: by folder, how often a chain has happened besides.
    """
    rare = math.exp(-PRICE) / len(chains)
    start = {AS_IS: 1.0, **dict.fromkeys(chains, rare)}
    common = dict.fromkeys(folders, start)
    for _ in range(ROUNDS):
        found = {
            folder: {stem: _shares(by_chain, common[folder]) for stem, by_chain in gains.items()}
            for folder, gains in folders.items()
        }
        counts = {
            folder: _sums([*posteriors.values(), more.get(folder, {})])
            for folder, posteriors in found.items()
        }
        tree = _normal(_sums(counts.values()))
        common = {
            folder: _normal(
                {
                    chain: count.get(chain, 0.0) + TREE * tree.get(chain, 0.0) + weight
                    for chain, weight in start.items()
                }
            )
            for folder, count in counts.items()
        }
    return found


def _shares(gains: dict[str, tuple[float, str]], common: dict[str, float]) -> dict[str, float]:
    logs = {chain: TEMPER * gain + math.log(common[chain]) for chain, (gain, _) in gains.items()}
    logs[AS_IS] = math.log(common[AS_IS])
    top = max(logs.values())
    return _normal({chain: math.exp(value - top) for chain, value in logs.items()})


def _sums(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for part in parts:
        for chain, value in part.items():
            total[chain] += value
    return total


def _normal(values: dict[str, float]) -> dict[str, float]:
    total = sum(values.values())
    return {chain: value / total for chain, value in values.items()}
