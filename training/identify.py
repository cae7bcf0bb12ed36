"""Builds the table of languages: ``python -m training.identify ../shared/corpus``.

Writes ``languages.npy`` (see ``garblefix.language.identify``) and ``languages.txt``, its columns.
Deterministic. Needs ``cases.npy`` of the language model, which holds which code points are letters.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from garblefix.language import hashed, identify, model
from training import corpus

# More characters of one language add nothing to a table this size.
CHARACTERS = 1_200_000
# Weight of the average of all languages in each, in n-grams: what unseen n-grams cost.
SMOOTHING = 2_000.0
# A stored value may be so far from zero; an n-gram that a language has never seen says this much.
LIMIT = 7.9
# Pieces of so many characters, of this many lines of a language, tell what is usual in it; nine in
# ten say as much.
PIECE, PIECES, USUAL = 40, 3_000, 10


def build(texts: Iterable[tuple[str, list[str]]], output: Path) -> None:
    """Write the table for these languages; those of the Declaration (``udhr:…``) are left out."""
    names: list[str] = []
    samples: list[list[str]] = []
    shares: list[npt.NDArray[np.float64]] = []
    totals: list[float] = []
    for name, lines in texts:
        if name.startswith("udhr:"):
            continue
        counts = np.zeros(hashed.BUCKETS)
        # Evenly over the file: sources stand one behind the other.
        step = max(1, sum(map(len, lines)) // CHARACTERS)
        chosen = lines[::step]
        for start in range(0, len(chosen), 2000):
            found = hashed.buckets("\n".join(chosen[start : start + 2000]))
            counts += np.bincount(found, minlength=hashed.BUCKETS)
        names.append(name)
        samples.append(_pieces(lines))
        totals.append(counts.sum())
        shares.append(counts / counts.sum())
    average = np.mean(shares, axis=0) + 1e-9
    average /= average.sum()
    table = np.zeros((hashed.BUCKETS, len(names)), dtype=np.int8)
    for column, (share, total) in enumerate(zip(shares, totals, strict=True)):
        smooth = (share * total + average * SMOOTHING) / (total + SMOOTHING)
        odds = np.clip(np.log(smooth / average), -LIMIT, LIMIT)
        table[:, column] = np.rint(odds / identify.STEP)
    np.save(output / "languages.npy", np.asfortranarray(table))
    rows = [
        f"{name}\t{_usual(table, column, pieces):.2f}\n"
        for column, (name, pieces) in enumerate(zip(names, samples, strict=True))
    ]
    (output / "languages.txt").write_text("".join(rows), "ascii")


def _pieces(lines: list[str]) -> list[str]:
    long = [line for line in lines if len(line) > PIECE]
    return [line[:PIECE] for line in long[:: max(1, len(long) // PIECES)]]


def _usual(table: npt.NDArray[np.int8], column: int, pieces: list[str]) -> float:
    """What each n-gram of a text in a language says for it, in nine of ten that look like it."""
    said = []
    for piece in pieces:
        found = table[hashed.buckets(piece)]
        odds = found.sum(axis=0, dtype=np.int32)
        if len(found) and odds.argmax() == column:
            said.append(float(odds[column]) * identify.STEP / len(found))
    return float(np.percentile(said, USUAL)) if said else 0.0


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="training.identify", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, default=model.DATA)
    parser.add_argument("--without", default="", help="language codes to leave out, by commas")
    arguments = parser.parse_args()
    without = frozenset(filter(None, arguments.without.split(",")))
    build(corpus.training_texts(arguments.corpus, without), arguments.output)


if __name__ == "__main__":
    main()
