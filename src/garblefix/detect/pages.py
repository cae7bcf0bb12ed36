"""How well some bytes read in every code page of one byte a character, all pages in one step.

A table holds, for each pair of neighbouring bytes and each page, log P(second | first) of the two
characters under the language model, cut down to pairs: no decoding, no look-up of n-grams, some 30
microseconds for a sample. Its columns are ``candidates.SINGLE_BYTE`` in that order. Pairs of ASCII
are the same in every page and count nothing. Not for: the last word. What comes near the best is
scored by the model itself (``rank``).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from garblefix.detect.candidates import SINGLE_BYTE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Table = npt.NDArray[np.int8]

DATA = Path(__file__).parent / "data" / "pages.npy"
STEP = 1 / 4  # nats an integer of the table stands for
ASCII = 128


def rows(first: npt.NDArray[np.uint8], second: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    """The row of the table of each pair of bytes, at least one of them beyond ASCII.

    >>> import numpy as np
    >>> rows(np.array([0x80, 0, 127], dtype=np.uint8), np.array([1, 0x80, 255], dtype=np.uint8))
    array([    1, 32768, 49151], dtype=uint16)
    """
    import numpy as np

    # Pairs that begin beyond ASCII: 128 × 256 rows. Behind them those that end there: 128 × 128.
    row = (first & np.uint8(0x7F)).astype(np.uint16)
    beyond = first >= ASCII
    row <<= np.where(beyond, np.uint16(8), np.uint16(7))
    row += np.where(beyond, second, second & np.uint8(0x7F))
    row[~beyond] += np.uint16(0x8000)
    return row


def scores(data: bytes) -> tuple[dict[str, float], int]:
    """log P of what is beyond ASCII in ``data``, nats, for every page; and how many pairs it is of.

    >>> found, _ = scores("Съешь ещё этих мягких булок".encode("koi8-r"))
    >>> max(found, key=found.__getitem__)
    'koi8-r'
    """
    points, _ = _points(data)
    return _summed(points), len(points)


def scores_of(pieces: Sequence[bytes]) -> Iterator[dict[str, float]]:
    """The same of each of several pieces of whole lines, at less cost than one by one."""
    import numpy as np

    points, places = _points(b"".join(pieces))
    ends = np.searchsorted(places, list(accumulate(map(len, pieces)))).tolist()
    for start, end in pairwise([0, *ends]):
        yield _summed(points[start:end])


def _points(data: bytes) -> tuple[Table, npt.NDArray[np.intp]]:
    """The points of each pair in which something is beyond ASCII, and where it stands."""
    import numpy as np

    line = np.frombuffer(b"\n%b\n" % data, dtype=np.uint8)
    first, second = line[:-1], line[1:]
    places = np.flatnonzero((first | second) >= ASCII)
    return load().take(rows(first[places], second[places]), axis=0), places


def _summed(points: Table) -> dict[str, float]:
    import numpy as np

    # As in ``identify``, twice as quick as sum(axis=0).
    totals = np.einsum("ij->j", points, dtype=np.int32) * STEP
    return dict(zip(SINGLE_BYTE, totals.tolist(), strict=True))


@functools.cache
def load() -> Table:
    """The installed table, a row for each pair and a column for each page."""
    import numpy as np

    # A file of columns takes a third less room, packed; rows are what is looked up.
    table: Table = np.ascontiguousarray(np.load(DATA))
    return table
