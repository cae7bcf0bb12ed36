"""Builds the table of Chinese words: ``python -m training.compounds``.

The words are those of the wordfreq package, which knows Chinese from far more text than the corpus
has: words counted in the corpus brought no line more. They are in the simplified script.
Deterministic.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import wordfreq

from garblefix.language import alphabet, compounds, model
from garblefix.language.model import Model
from garblefix.language.prints import Prints

# A word is used once in so many words, and likelier than its characters by so many nats. With the
# words of 1e-7 and their traditional forms, as many in all, 332 of 540 lines came back, not 338.
RAREST = 4.2e-8
LEAST = 1.0


def eligible(word: str) -> bool:
    """Whether a word is of the kind that the table holds.

    >>> [eligible(word) for word in ("中国", "中", "A股", "中华人民共和国")]
    [True, False, False, False]
    """
    return len(word) in compounds.LENGTHS and all(
        compounds.FIRST <= ord(sign) <= compounds.LAST for sign in word
    )


def shares() -> dict[str, float]:
    """P(word) of the words that the table may hold, by the share of all words."""
    every = wordfreq.get_frequency_dict("zh", "best")
    return {word: share for word, share in every.items() if share >= RAREST and eligible(word)}


def by_characters(words: list[str], scored: Model) -> compounds.Floats:
    """log P of each word by the n-grams, whatever stands before it."""
    firsts = alphabet.code_points("".join(word[0] for word in words))
    alone: compounds.Floats = scored.unigram[0][scored.numbers[firsts]].astype(np.float64)
    alone -= scored.emission[firsts] * model.EMISSION_STEP
    alone += scored.continuations([("。。" + word[0], word[1:]) for word in words])
    return alone


def build(output: Path) -> int:
    """Write the table beside the n-grams in ``output``; how many words it holds."""
    found = sorted(shares().items())
    words = [word for word, _ in found]
    gains = np.log([share for _, share in found]) - by_characters(words, Model(output))
    scores: dict[int, int] = {}
    for length in compounds.LENGTHS:
        chosen = [
            (word, gain)
            for word, gain in zip(words, gains.tolist(), strict=True)
            if len(word) == length and gain >= LEAST
        ]
        points = alphabet.code_points("".join(word for word, _ in chosen)).reshape(-1, length)
        for key, (_, gain) in zip(compounds.fingerprints(points).tolist(), chosen, strict=True):
            score = min(255, round(gain / compounds.STEP))
            scores[key] = max(score, scores.get(key, 0))
    order = sorted(scores)
    Prints(np.array(order, dtype=np.uint32)).save(output, "compounds")
    gained = np.array([scores[key] for key in order], dtype=np.uint8)
    np.save(output / "compound_gains.npy", gained)
    return len(order)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="training.compounds", description=__doc__)
    parser.add_argument("--output", type=Path, default=model.DATA)
    print(build(parser.parse_args().output))


if __name__ == "__main__":
    main()
