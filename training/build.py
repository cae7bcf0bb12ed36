"""Builds the language model: ``python -m training.build ../shared/corpus``.

Counts, prunes, smooths and writes ``src/garblefix/language/data``, deterministically, with a model
card beside the tables. ``--without CODE,…`` leaves languages out, ``--output FOLDER`` writes
elsewhere.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from garblefix.language import alphabet, model
from garblefix.language.table import Table
from training import (
    calibration,
    card,
    characters,
    compounds,
    corpus,
    counts,
    identify,
    odds,
    readings,
    smooth,
    syllables,
    words,
)
from training import gate as gate_training

# How many n-grams are kept of each order, and the rarest raw count; 0.9 of the slots is the fullest
# that placing reaches quickly. 4 + 8 + 4 MB.
KEEP = {2: 940_000, 3: 1_880_000, 4: 940_000}
MINIMUM = {2: 1, 3: 2, 4: 2}
BUCKET_BITS = {2: 18, 3: 19, 4: 18}

Texts = list[tuple[str, npt.NDArray[np.uint32]]]


def pack(
    order: smooth.Order, bucket_bits: int, key_bits: int, packing: tuple[int, float, int, float]
) -> npt.NDArray[np.uint32]:
    """The table of one order, quantised."""
    bits, step, backoff_bits, backoff_step = packing
    codes = np.clip(np.rint(-order.log_probability / step) + 1, 1, (1 << bits) - 1)
    values = codes.astype(np.uint32)
    if backoff_bits:
        backoff = np.clip(np.rint(-order.log_backoff / backoff_step), 0, (1 << backoff_bits) - 1)
        values |= backoff.astype(np.uint32) << np.uint32(bits)
    table = Table.build(order.keys, values, bucket_bits, key_bits, bits + backoff_bits)
    return table.rows


def case_scores(texts: Texts) -> npt.NDArray[np.float32]:
    """log P(case | case of the two characters before), for letters that have case."""
    kinds = characters.cases()
    totals = np.full((4, 4, 4), 0.5)
    for _, points in texts:
        here = kinds[points].astype(np.int64)
        codes = here[:-2] * 16 + here[1:-1] * 4 + here[2:]
        weight = corpus.weight(len(points))
        totals += np.bincount(codes, minlength=64).reshape(4, 4, 4) * weight
        upper = np.where(here == alphabet.LOWER, alphabet.UPPER, here)
        codes = upper[:-2] * 16 + upper[1:-1] * 4 + upper[2:]
        # One line in fifty all in capitals: headings, which running text under-represents.
        totals += np.bincount(codes, minlength=64).reshape(4, 4, 4) * weight * 0.02
    cased = totals[:, :, [alphabet.LOWER, alphabet.UPPER]]
    scores = np.zeros((4, 4, 4), dtype=np.float32)
    logs = np.log(cased / cased.sum(axis=2, keepdims=True))
    scores[:, :, [alphabet.LOWER, alphabet.UPPER]] = logs
    return scores


def build(texts: Texts, output: Path) -> None:
    """Write every table of the language model for these texts."""
    output.mkdir(parents=True, exist_ok=True)
    chosen = counts.choose_alphabet(texts)
    singles = counts.count(texts, chosen, 1)
    unigram = smooth.unigrams(singles.keys, singles.counts, alphabet.GRAMS)
    orders: dict[int, smooth.Order] = {}
    backoff_of_numbers = np.zeros(alphabet.GRAMS)
    for order in (2, 3, 4):
        grams = counts.count(texts, chosen, order)
        bits = alphabet.ALPHABETIC_BITS if order == 4 else alphabet.GRAM_BITS
        shorter = _shorter(grams.keys, order, bits, unigram, backoff_of_numbers, orders)
        estimated, contexts, log_backoff = smooth.estimate(
            grams, shorter, bits, KEEP[order], MINIMUM[order]
        )
        orders[order] = estimated
        if order == 2:
            backoff_of_numbers[contexts.astype(np.int64)] = log_backoff
        else:
            place, found = smooth.look_up(_repack(contexts, order - 1, bits), orders[order - 1])
            orders[order - 1].log_backoff[place[found]] = log_backoff[found]
    np.save(output / "numbers.npy", chosen.numbers)
    steps = np.clip(np.rint(-chosen.emission / model.EMISSION_STEP), 0, 255)
    np.save(output / "emission.npy", steps.astype(np.uint8))
    np.save(output / "cases.npy", characters.cases())
    np.save(output / "kinds.npy", characters.kinds())
    np.save(output / "case_scores.npy", case_scores(texts))
    np.save(output / "unigram.npy", np.array([unigram, backoff_of_numbers], dtype=np.float32))
    grams_bits = alphabet.GRAM_BITS
    for name, order, key_bits, packing in (
        ("bigrams", 2, 2 * grams_bits, model.BIGRAM),
        ("trigrams", 3, 3 * grams_bits, model.TRIGRAM),
        ("fourgrams", 4, 4 * alphabet.ALPHABETIC_BITS, model.FOURGRAM),
    ):
        np.save(output / f"{name}.npy", pack(orders[order], BUCKET_BITS[order], key_bits, packing))


def _repack(keys: npt.NDArray[np.uint64], order: int, bits: int) -> npt.NDArray[np.uint64]:
    """Keys of ``bits`` a character as keys of GRAM_BITS a character."""
    if bits == alphabet.GRAM_BITS:
        return keys
    wide = np.zeros_like(keys)
    mask = np.uint64((1 << bits) - 1)
    for place in range(order):
        number = (keys >> np.uint64(bits * place)) & mask
        wide |= number << np.uint64(alphabet.GRAM_BITS * place)
    return wide


def _shorter(
    keys: npt.NDArray[np.uint64],
    order: int,
    bits: int,
    unigram: npt.NDArray[np.float64],
    backoff_of_numbers: npt.NDArray[np.float64],
    orders: dict[int, smooth.Order],
) -> npt.NDArray[np.float64]:
    """log P(last character | context without its first) of each key, by the orders built so far."""
    wide = _repack(keys, order, bits)
    if order == 2:
        mask = np.uint64((1 << alphabet.GRAM_BITS) - 1)
        return unigram[(wide & mask).astype(np.int64)]
    step = np.uint64(alphabet.GRAM_BITS)
    suffix = wide & np.uint64((1 << (alphabet.GRAM_BITS * (order - 1))) - 1)
    below = orders[order - 1]
    place, found = smooth.look_up(suffix, below)
    result = np.where(found, below.log_probability[place], 0.0)
    missing = ~found
    if missing.any():
        rest = _shorter(
            suffix[missing], order - 1, alphabet.GRAM_BITS, unigram, backoff_of_numbers, orders
        )
        context = suffix[missing] >> step
        if order == 3:
            backoff = backoff_of_numbers[context.astype(np.int64)]
        else:
            place, known = smooth.look_up(context, orders[order - 2])
            backoff = np.where(known, orders[order - 2].log_backoff[place], 0.0)
        result[missing] = backoff + rest
    return result


def build_language_model(folder: Path, output: Path, without: frozenset[str]) -> corpus.Texts:
    """Write every table that is counted from the corpus; the texts it was counted from."""
    texts = list(corpus.training_texts(folder, without))
    build([(code, alphabet.code_points(counts.joined(lines))) for code, lines in texts], output)
    gate_training.train(texts).save(output)
    identify.build(texts, output)
    words.build(texts, output)
    compounds.build(output)
    korean = [line for code, lines in texts if code == syllables.LANGUAGE for line in lines]
    syllables.build(korean, output)
    return texts


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="training.build", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, default=model.DATA)
    parser.add_argument("--without", default="", help="language codes to leave out, by commas")
    arguments = parser.parse_args()
    without = frozenset(filter(None, arguments.without.split(",")))
    texts = build_language_model(arguments.corpus, arguments.output, without)
    odds.build(arguments.corpus, arguments.output, None)
    readings.build(arguments.output)
    calibration.build(arguments.corpus, arguments.output)
    card.write(arguments.corpus, arguments.output, texts)


if __name__ == "__main__":
    main()
