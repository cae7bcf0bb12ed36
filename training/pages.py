"""Builds the detector's table of pairs of bytes: ``python -m training.pages``.

Writes ``src/garblefix/detect/data/pages.npy`` (see ``garblefix.detect.pages``) from the installed
language model alone; to be run again whenever that has changed. Deterministic, a few seconds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from garblefix.detect import pages
from garblefix.detect.candidates import SINGLE_BYTE
from garblefix.detect.spelling import symbol_floors, with_apostrophes
from garblefix.language import alphabet, coherence, model

# A byte that the page leaves open, and a control character among the letters: worth more than any
# character that is only rare. The least that the table can hold is −31.75 nats.
OPEN = -28.0
CONTROL = -20.0
# A tone mark behind its letter, as Windows-1258 writes Vietnamese, and what comes behind the mark:
# the model knows composed letters alone.
TONE, BEHIND_TONE = -3.0, -3.0
# A pair with what stands for an apostrophe costs so much more than with a plain one, about half of
# what a text with such costs in ``garblefix.detect.spelling``: there are two pairs to each.
APOSTROPHE = 2.5
TONES = [0x300, 0x301, 0x303, 0x309, 0x323]
_FIRST, _SECOND = np.divmod(np.arange(1 << 16, dtype=np.uint32), 256)


def build() -> npt.NDArray[np.int8]:
    """The table: a row for each pair of bytes, a column for each page."""
    columns = [column(name) for name in SINGLE_BYTE]
    table = np.stack(columns, axis=1)
    wanted = (_FIRST >= pages.ASCII) | (_SECOND >= pages.ASCII)
    order = pages.rows(_FIRST[wanted].astype(np.uint8), _SECOND[wanted].astype(np.uint8))
    result = np.zeros((len(order), len(columns)), dtype=np.int8)
    result[order] = np.clip(np.rint(table[wanted] / pages.STEP), -127, 0)
    return result


def column(name: str) -> npt.NDArray[np.float32]:
    """log P(second | first) of every pair of bytes in one page, nats."""
    points, is_open = code_points(name)
    loaded = model.load()
    first, second = points[_FIRST], points[_SECOND]
    result = _pair_scores(loaded, first, second)
    plain = _with_apostrophes(points)
    result = np.maximum(result, _pair_scores(loaded, plain[_FIRST], plain[_SECOND]) - APOSTROPHE)
    # What a symbol costs at most, where no letter is beside it.
    letters = loaded.case_kinds[points] != alphabet.NO_LETTER
    floor = symbol_floors(points, np.zeros(256, dtype=bool))[_SECOND]
    result = np.where(letters[_FIRST], result, np.maximum(result, floor))
    result = np.where(np.isin(second, TONES) & letters[_FIRST], TONE, result)
    result = np.where(np.isin(first, TONES), BEHIND_TONE, result)
    control = (second < 0x20) | ((second >= 0x7F) & (second < 0xA0))
    result = np.where(control & (_SECOND >= pages.ASCII), CONTROL, result)
    result = np.where(is_open[_SECOND], OPEN, result)
    return np.where(is_open[_FIRST] & ~is_open[_SECOND], -8.0, result).astype(np.float32)


def _with_apostrophes(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    text = "".join(map(chr, points.tolist()))
    return np.array([ord(character) for character in with_apostrophes(text)], dtype=np.uint32)


def code_points(name: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.bool_]]:
    """The code point of each byte, and which bytes the page leaves open (U+FFFF)."""
    text = [bytes([byte]).decode(name, "replace") for byte in range(256)]
    is_open = np.array([character == "\ufffd" for character in text])
    points = np.array([0xFFFF if c == "\ufffd" else ord(c[0]) for c in text], dtype=np.uint32)
    return points, is_open


def _pair_scores(
    loaded: model.Model, first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32]
) -> npt.NDArray[np.float32]:
    numbers = loaded.numbers[first].astype(np.uint64), loaded.numbers[second].astype(np.uint64)
    found = loaded.bigrams.find((numbers[0] << np.uint64(alphabet.GRAM_BITS)) | numbers[1])
    bits, step = model.BIGRAM[:2]
    seen = ((found & np.uint32((1 << bits) - 1)).astype(np.float32) - 1) * np.float32(-step)
    absent = loaded.unigram[1][numbers[0]] + loaded.unigram[0][numbers[1]]
    result = np.where(found > 0, seen, absent)
    result -= loaded.emission[second] * np.float32(model.EMISSION_STEP)
    kinds = loaded.case_kinds[first], loaded.case_kinds[second]
    # Of what may stand before the pair, what suits it best.
    result += loaded.case_scores.max(axis=0)[kinds]
    both = np.stack([first, second], axis=1).ravel()
    changes = coherence.script_changes(both, loaded.kinds)[1::2]
    scores: npt.NDArray[np.float32] = result - changes * np.float32(model.SCRIPT_CHANGE)
    return scores


def main() -> None:
    """The command."""
    np.save(pages.DATA, np.asfortranarray(build()))


if __name__ == "__main__":
    main()
