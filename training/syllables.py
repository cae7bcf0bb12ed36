"""Builds the table of Korean syllables: ``python -m training.syllables ../shared/corpus``.

Counts four characters in a row, smooths them by the n-grams of the model (Witten and Bell) and
keeps those that bring most. Deterministic.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from garblefix.language import alphabet, model, syllables
from garblefix.language.model import Model
from garblefix.language.prints import Prints
from training import corpus

LANGUAGE = "ko"
# Seen so often at least, and what counting them must bring over all of the text, in nats.
MINIMUM = 3
LEAST = 12.0
# What else may follow three characters must be less likely by this, in nats.
LESS = 0.5
# What stands behind words, of which the n-grams know each.
ENDS = " \n.,?!\"'()~…”’:;-·/<>0123456789ax"

_OTHER = re.compile("[^가-힣]")


def counted(lines: Iterable[str]) -> Counter[str]:
    """How often each four characters stand in a row."""
    found: Counter[str] = Counter()
    for line in lines:
        spaced = f" {_OTHER.sub(' ', line)} "
        found.update(spaced[at : at + 4] for at in range(len(spaced) - 3))
    return Counter({four: count for four, count in found.items() if "  " not in four})


def by_model(fours: list[str], scored: Model) -> list[float]:
    """P of the last of each four characters by the n-grams."""
    chances = dict.fromkeys(fours, 0.0)
    pairs = [
        (four, end) for four in fours for end in (ENDS if four.endswith(" ") else four[3])
    ]  # fmt: skip
    logs = scored.continuations([(four[:3], end) for four, end in pairs])
    for (four, _), chance in zip(pairs, np.exp(logs.astype(np.float64)).tolist(), strict=True):
        chances[four] += chance
    return [chances[four] for four in fours]


def gains(lines: Iterable[str], scored: Model) -> dict[str, float]:
    """log P over log P by the n-grams, of four characters, and of all else behind three."""
    counts = counted(lines)
    totals: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for four, count in counts.items():
        totals[four[:3]] += count
        kinds[four[:3]] += 1
    fours = sorted(four for four, count in counts.items() if count >= MINIMUM)
    chances = dict(zip(fours, by_model(fours, scored), strict=True))
    # Witten and Bell: as much is left for what was not seen as there were kinds.
    better = {
        four: (counts[four] + kinds[four[:3]] * chance) / (totals[four[:3]] + kinds[four[:3]])
        for four, chance in chances.items()
    }
    rest = _rest(fours, better, chances)
    kept = [
        four
        for four in fours
        if counts[four] * abs(np.log(better[four] / chances[four]) - rest[four[:3]]) >= LEAST
    ]
    result = {four: float(np.log(better[four] / chances[four])) for four in kept}
    rest = _rest(kept, better, chances)
    return result | {three: gain for three, gain in rest.items() if gain <= -LESS}


def _rest(
    fours: list[str], better: dict[str, float], chances: dict[str, float]
) -> dict[str, float]:
    """By the first three of some: by how much all others behind them are likelier."""
    left: defaultdict[str, list[float]] = defaultdict(lambda: [1.0, 1.0])
    for four in fours:
        left[four[:3]][0] -= better[four]
        left[four[:3]][1] -= chances[four]
    return {
        three: float(np.log(max(own, 0.01) / max(other, 0.01)))
        for three, (own, other) in left.items()
    }


def build(lines: Iterable[str], output: Path) -> int:
    """Write the table beside the n-grams in ``output``; how many rows of characters it holds."""
    found: dict[int, int] = {}
    every = gains(lines, Model(output))
    for length in (syllables.LENGTH - 1, syllables.LENGTH):
        own = sorted(text for text in every if len(text) == length)
        points = alphabet.code_points("".join(own)).reshape(-1, length)
        steps = np.rint(np.array([every[text] for text in own]) / syllables.STEP)
        bounds = np.iinfo(np.int8)
        clipped = np.clip(steps, bounds.min, bounds.max).astype(int).tolist()
        found.update(zip(syllables.fingerprints(points).tolist(), clipped, strict=True))
    order = sorted(found)
    Prints(np.array(order, dtype=np.uint32)).save(output, "syllables")
    np.save(output / "syllable_gains.npy", np.array([found[each] for each in order], np.int8))
    return len(order)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="training.syllables", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, default=model.DATA)
    arguments = parser.parse_args()
    texts = corpus.training_texts(arguments.corpus, frozenset())
    lines = next(lines for code, lines in texts if code == LANGUAGE)
    print(build(lines, arguments.output))


if __name__ == "__main__":
    main()
