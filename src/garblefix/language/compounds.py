"""Chinese words of two to four characters: by how much each is likelier than its characters say.

Chinese has no spaces, and the n-grams hold few words whole: the rarer ones and the long ones were
pruned away. Words are known by their fingerprints (``prints``), so that one unknown word in thirty
thousand is taken for a known one. Not for: dividing text into words, or languages with spaces.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from garblefix.language import model
from garblefix.language.prints import Prints, of_keys

Floats = npt.NDArray[np.float64]

FIRST, LAST = 0x4E00, 0x9FFF  # characters that words are made of
BITS = 15  # that hold one of them
LENGTHS = (2, 3, 4)
STEP = 0.1  # of the stored gains, nats
BEGINNING = 11  # bits behind those by which most unknown words are told


def fingerprints(words: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """What the table knows words by; their code points along the last axis."""
    key = np.ones(words.shape[:-1], dtype=np.uint64)
    for place in range(words.shape[-1]):
        key = key << np.uint64(BITS) | (words[..., place] - np.uint32(FIRST)).astype(np.uint64)
    return of_keys(key)


def gains(wanted: npt.NDArray[np.uint32]) -> Floats:
    """By fingerprint, by how much a word is likelier than its characters; 0 for unknown ones."""
    prints, scores = _tables()
    found = np.zeros(len(wanted))
    # Most are no words, and that is seen at a glance.
    likely = np.flatnonzero(_beginnings().take(wanted >> np.uint32(BEGINNING)))
    places, known = prints.find(wanted.take(likely))
    found[likely] = np.where(known, scores[places] * STEP, 0.0)
    return found


def worth(rows: npt.NDArray[np.uint32], known: int) -> Floats:
    """What the words of each row of code points gain together, in nats.

    Of words that overlap those count that gain most; a word within the first ``known`` characters
    is no news.

    >>> rows = [[ord(sign) for sign in text] for text in ("他在图书馆里", "他在图节馆里")]
    >>> library, nothing = worth(np.array(rows, dtype=np.uint32), 2)
    >>> bool(library > 5), bool(library > nothing)
    (True, True)
    """
    result = np.zeros(len(rows))
    some = np.flatnonzero(((rows[:, known:] >= FIRST) & (rows[:, known:] <= LAST)).any(axis=1))
    if not len(some):
        return result
    rows = rows.take(some, axis=0)
    han = (rows >= FIRST) & (rows <= LAST)
    count, width = rows.shape
    words: dict[int, Floats] = {}  # by length, for each row and end
    for length in [length for length in LENGTHS if length <= width]:
        words[length] = np.zeros((count, width))
        # Words that end at `known` or behind.
        start = max(known - length + 1, 0)
        windows = np.lib.stride_tricks.sliding_window_view(rows[:, start:], length, axis=1)
        whole = np.lib.stride_tricks.sliding_window_view(han[:, start:], length, axis=1).all(axis=2)
        row, place = np.nonzero(whole)
        words[length][row, place + start + length - 1] = gains(fingerprints(windows[row, place]))
    best = np.zeros((count, width + 1))
    for end in range(known, width):
        best[:, end + 1] = best[:, end]
        for length, gain in words.items():
            if length <= end + 1:
                through = best[:, end + 1 - length] + gain[:, end]
                np.maximum(best[:, end + 1], through, out=best[:, end + 1])
    result[some] = best[:, -1]
    return result


@functools.cache
def _beginnings() -> npt.NDArray[np.bool_]:
    """Which upper bits of fingerprints any word has."""
    found = np.zeros(1 << 32 - BEGINNING, dtype=bool)
    found[_tables()[0].ordered >> np.uint32(BEGINNING)] = True
    return found


def gain(text: str) -> float:
    """What the words of a text gain together, in nats; 0 where it has none.

    >>> gain("图书馆") > gain("图节馆") == gain("library")
    True
    """
    if not text:
        return 0.0
    return float(worth(np.array([list(map(ord, text))], dtype=np.uint32), 0)[0])


@functools.cache
def _tables() -> tuple[Prints, npt.NDArray[np.uint8]]:
    """The fingerprints, and the gains in steps."""
    scores = np.load(model.DATA / "compound_gains.npy", mmap_mode="r").view(np.ndarray)
    return Prints.load(model.DATA, "compounds"), scores
