"""UTF-8 as a machine: what the bytes so far begin, and what one more makes of that, over arrays.

A state is a small number: ``NONE`` between characters, else which character was begun and how far.
Not for: bytes that are all there (the codecs are faster).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]

NONE = 0
# Lead bytes; of those of four bytes only the first, which begins emoji and rare characters.
LEADS = range(0xC2, 0xF1)
_HAVE = {2: (32,), 3: (16, 1024), 4: (1, 64, 4096)}  # states by bytes needed and bytes there
_FIRST = {0xE0: 0xA0, 0xF0: 0x90}  # the lowest second byte (RFC 3629)
_LAST = {0xED: 0x9F}  # the highest


def need(byte: int) -> int:
    """How many bytes a character has that begins with this one; 0 for no lead byte.

    >>> [need(byte) for byte in b"a\\x80\\xc3\\xe4\\xf0"]
    [0, 0, 2, 3, 4]
    """
    if not 0xC2 <= byte < 0xF5:
        return 0
    return 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4


def _laid_out() -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """By state: the bits so far, where the states of one byte more begin (−1: it completes),

    the bytes that may follow (first and last); and the state that each lead byte begins.
    """
    bits, further, first, last = [0], [-1], [LEADS[0]], [LEADS[-1]]
    leads = np.zeros(256, dtype=np.int32)
    for length, sizes in _HAVE.items():
        for have, size in enumerate(sizes, 1):
            begin = len(bits)
            for value in range(size):
                lead = {2: 0xC0, 3: 0xE0, 4: 0xF0}[length] | value
                bits.append(value)
                further.append(begin + size if have + 1 < length else -1)
                first.append(_FIRST.get(lead, 0x80) if have == 1 else 0x80)
                last.append(_LAST.get(lead, 0xBF) if have == 1 else 0xBF)
                if have == 1 and lead in LEADS:
                    leads[lead] = begin + value
    columns = (np.array(column, dtype=np.int32) for column in (bits, further, first, last))
    one, two, three, four = columns
    return one, two, three, four, leads


BITS, _FURTHER, FIRST, LAST, LEAD_STATES = _laid_out()
STATES = len(BITS)


def pushed(states: Numbers, data: Numbers) -> tuple[npt.NDArray[np.bool_], Numbers, Numbers]:
    """What a byte each makes of states: whether it may follow, the new state, what is complete.

    A character that is not complete is 0.

    >>> state = np.array([NONE], dtype=np.int32)
    >>> for byte in "你".encode():
    ...     _, state, point = pushed(state, np.array([byte], dtype=np.int32))
    >>> chr(point[0]), int(state[0])
    ('你', 0)
    """
    good = (data >= FIRST[states]) & (data <= LAST[states])
    begun = states != NONE
    bits = np.where(begun, BITS[states] << 6 | (data & 0x3F), 0)
    further = _FURTHER[states]
    completes = begun & (further < 0)
    after = np.where(begun, np.where(completes, NONE, further + bits), LEAD_STATES[data])
    return good, np.where(good, after, NONE).astype(np.int32), np.where(completes, bits, 0)
