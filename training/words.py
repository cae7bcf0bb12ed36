"""Builds the table of words: ``python -m training.words ../shared/corpus``.

Counts the words of each language's training text and joins them with the frequencies of the
wordfreq package, which knows the large languages from far more text. Deterministic.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import wordfreq

from garblefix.language import model, words
from garblefix.language.prints import Prints
from training import corpus

# A word of the corpus is used twice at least; of wordfreq, once in so many words.
MINIMUM = 2
RAREST = 1.5e-7
# Words kept of one language, the most frequent ones. 3 bytes each.
KEEP = 16_000
# A rarer word of a well known language is used once in so many words; 2 bytes each.
RAREST_OF_ALL = 2.2e-7
# The corpus has codes that wordfreq lacks.
_OF_WORDFREQ = {"no": "nb", "sr-Cyrl": "", "sr-Latn": "sh", "hr": "sh"}


def counted(lines: Iterable[str]) -> dict[str, float]:
    """P(word) of the words that the table may hold, by the share of all words."""
    found: Counter[str] = Counter()
    total = 0
    for line in lines:
        every = words.WORD.findall(line)
        total += len(every)
        found.update(word for word in map(words.folded, every) if words.eligible(word))
    return {word: count / total for word, count in found.items() if count >= MINIMUM}


def of_wordfreq(language: str, rarest: float = RAREST) -> dict[str, float]:
    """The same from wordfreq, nothing for languages that it does not know."""
    code = _OF_WORDFREQ.get(language, language.partition("-")[0])
    if code not in wordfreq.available_languages("best"):
        return {}
    every = wordfreq.get_frequency_dict(code, "best")
    return {
        word: share
        for word, share in every.items()
        if share >= rarest and words.folded(word) == word and words.eligible(word)
    }


def of_language(language: str, lines: Iterable[str]) -> dict[str, float]:
    """The most frequent words of a language with their shares of all words."""
    shares = of_wordfreq(language)
    for word, share in counted(lines).items():
        shares[word] = max(share, shares.get(word, 0.0))
    best = sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:KEEP]
    return dict(best)


def build(texts: Iterable[tuple[str, list[str]]], output: Path) -> dict[str, int]:
    """Write the table; how many words each language gave."""
    scores: dict[int, int] = {}
    own: dict[str, dict[int, int]] = {}
    numbers: dict[str, int] = {}
    for language, lines in texts:
        if language.startswith("udhr:"):
            continue
        found = of_language(language, lines)
        if found:
            numbers[language] = len(found)
        for word, share in found.items():
            key = words.fingerprint(word)
            score = min(255, round(-math.log(share) / words.STEP))
            scores[key] = min(score, scores.get(key, 255))
            own.setdefault(language, {})[key] = score
    order = sorted(scores)
    save_uses(order, own, output)
    Prints(np.array(order, dtype=np.uint32)).save(output, "words")
    np.save(output / "word_scores.npy", np.array([scores[key] for key in order], dtype=np.uint8))
    rare = {
        words.fingerprint(word)
        for language in words.WELL_KNOWN
        for word in of_wordfreq(language, RAREST_OF_ALL)
    }
    Prints(np.array(sorted(rare - scores.keys()), dtype=np.uint32)).save(output, "rare_words")
    return numbers


def save_uses(order: Sequence[int], own: Mapping[str, Mapping[int, int]], output: Path) -> None:
    """Write which of the languages of SHARED use each word of an order, and their scores of it."""
    every = [own.get(language, {}) for language in words.SHARED]
    uses = [sum((key in each) << bit for bit, each in enumerate(every)) for key in order]
    scores = [each[key] for key in order for each in every if key in each]
    np.save(output / "word_uses.npy", np.array(uses, dtype=np.uint8))
    np.save(output / "word_use_scores.npy", np.array(scores, dtype=np.uint8))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="training.words", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, default=model.DATA)
    parser.add_argument("--without", default="", help="language codes to leave out, by commas")
    arguments = parser.parse_args()
    without = frozenset(filter(None, arguments.without.split(",")))
    numbers = build(corpus.training_texts(arguments.corpus, without), arguments.output)
    print(sum(numbers.values()), numbers)


if __name__ == "__main__":
    main()
