"""Four Korean characters in a row: by how much the last is likelier than the n-grams say.

The n-grams look back two syllables and forget the word before. Whatever is no syllable counts as a
space. Known by fingerprints (``prints``), also of three characters: what else may follow these is
less likely than the n-grams say. Not for: languages whose n-grams are long enough.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from garblefix.language import model
from garblefix.language.prints import Prints, Wanted, of_keys

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.uint32]

FIRST, LAST = 0xAC00, 0xD7A3  # syllables
SPACE = 0x20  # stands for everything else
LENGTH = 4
BITS = 16  # that hold a character
STEP = 0.25  # of the stored gains, nats


def fingerprints(rows: Rows) -> Wanted:
    """What the table knows characters in a row by; their code points along the last axis."""
    key = np.zeros(rows.shape[:-1], dtype=np.uint64)
    for place in range(rows.shape[-1]):
        key = key << np.uint64(BITS) | rows[..., place].astype(np.uint64)
    return of_keys(key)


def worth(rows: Rows, known: int) -> Floats:
    """By how much each row of code points is likelier than the n-grams say, in nats.

    Only of what stands behind the first ``known`` characters, three or more; 0 is no character.

    >>> rows = [[ord(sign) for sign in text] for text in ("할 수 있다", "할 수 잇다")]
    >>> right, wrong = worth(np.array(rows, dtype=np.uint32), 3)
    >>> bool(right > wrong)
    True
    """
    syllable = (rows >= FIRST) & (rows <= LAST)
    start = known - LENGTH + 1
    if not syllable[:, start + 1 :].any():
        return np.zeros(len(rows))
    spaced = np.where(syllable | (rows == 0), rows, np.uint32(SPACE))
    windows = np.lib.stride_tricks.sliding_window_view(spaced[:, start:], LENGTH, axis=1)
    row, place = np.nonzero(_counted(windows))
    chosen = windows[row, place]
    prints, gains = _tables()
    places, there = prints.find(fingerprints(chosen))
    absent = np.flatnonzero(~there)
    places[absent], there[absent] = prints.find(fingerprints(chosen[absent, :-1]))
    found = np.where(there, gains[places] * STEP, 0.0)
    result: Floats = np.bincount(row, found, len(rows)).astype(np.float64, copy=False)
    return result


def _counted(windows: Rows) -> npt.NDArray[np.bool_]:
    """Which of them have characters throughout, and no two spaces side by side."""
    space = windows == SPACE
    counted: npt.NDArray[np.bool_] = (windows != 0).all(axis=-1)
    counted &= ~(space[..., 1:] & space[..., :-1]).any(axis=-1)
    return counted


@functools.cache
def _tables() -> tuple[Prints, npt.NDArray[np.int8]]:
    """The fingerprints, and the gains in steps."""
    gains = np.load(model.DATA / "syllable_gains.npy", mmap_mode="r").view(np.ndarray)
    return Prints.load(model.DATA, "syllables"), gains
