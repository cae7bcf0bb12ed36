"""A hash table in one numpy array whose lookups are exact: two buckets of four slots a key.

A key of ``key_bits`` bits is scrambled by a bijection; its high bits choose the bucket and all the
others are stored, so a slot names exactly one key. That matters: a search that picks the best of
thousands of candidates finds every collision of a fingerprint and believes it.
A slot is 32 bits: remainder, which of the two buckets this is, value (never 0; 0 is an empty slot).
Not for: knowing what keys or values mean.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
SLOTS = 4

_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_THIRD = np.uint64(0x165667B19E3779F9)


def _tags(remainder: Keys) -> npt.NDArray[np.uint32]:
    return (remainder << np.uint64(1)).astype(np.uint32)


class Table:
    """``rows`` has shape (buckets, 4), dtype uint32; buckets are a power of two."""

    def __init__(self, rows: npt.NDArray[np.uint32], key_bits: int, value_bits: int) -> None:
        self.rows = rows
        self.value_bits = np.uint32(value_bits)
        self.value_mask = np.uint32((1 << value_bits) - 1)
        bucket_bits = len(rows).bit_length() - 1
        remainder_bits = key_bits - bucket_bits
        if remainder_bits + 1 + value_bits > 32:
            raise ValueError(f"{key_bits} key bits do not fit a table of {len(rows)} buckets")
        self.key_mask = np.uint64((1 << key_bits) - 1)
        self.half = np.uint64((key_bits + 1) // 2)
        self.remainder_bits = np.uint64(remainder_bits)
        self.remainder_mask = np.uint64((1 << remainder_bits) - 1)
        self.bucket_mask = np.uint64(len(rows) - 1)

    def places(self, keys: Keys) -> tuple[Keys, Keys, npt.NDArray[np.uint32]]:
        """The two buckets of each key, and the tag it has in the first (the second has tag + 1)."""
        first, remainder = self._scrambled(keys)
        return first, self._second(first, remainder), _tags(remainder)

    def find(self, keys: Keys) -> npt.NDArray[np.uint32]:
        """The value of each key, 0 where the table does not have it."""
        first, remainder = self._scrambled(keys)
        values = self._look(first, _tags(remainder))
        absent = (values == 0).nonzero()[0]
        if len(absent):
            remainder = remainder.take(absent)
            second = self._second(first.take(absent), remainder)
            values[absent] = self._look(second, _tags(remainder) | np.uint32(1))
        return values

    def _scrambled(self, keys: Keys) -> tuple[Keys, Keys]:
        """The first bucket of each key, and the rest of it."""
        mixed = keys * _FIRST
        mixed &= self.key_mask
        mixed ^= mixed >> self.half
        mixed *= _SECOND
        mixed &= self.key_mask
        mixed ^= mixed >> self.half
        first = mixed >> self.remainder_bits
        mixed &= self.remainder_mask
        return first, mixed

    def _second(self, first: Keys, remainder: Keys) -> Keys:
        jump = remainder * _THIRD
        jump >>= np.uint64(20)
        jump |= np.uint64(1)
        jump ^= first
        jump &= self.bucket_mask
        return jump

    def _look(self, buckets: Keys, tags: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
        # Of a short text the calls cost more than the numbers, and `take` is the quickest call.
        rows = self.rows.take(buckets.view(np.int64), axis=0)
        # Now the slot with this tag is its value, an empty one 0, every other one greater; less 1,
        # an empty one is the greatest, and the least of four is found without a comparison.
        rows ^= (tags << self.value_bits)[:, None]
        rows -= np.uint32(1)
        values: npt.NDArray[np.uint32] = np.minimum(
            np.minimum(rows[:, 0], rows[:, 1]), np.minimum(rows[:, 2], rows[:, 3])
        )
        values += np.uint32(1)
        values[values > self.value_mask] = 0
        return values

    @classmethod
    def build(
        cls,
        keys: Keys,
        values: npt.NDArray[np.uint32],
        bucket_bits: int,
        key_bits: int,
        value_bits: int,
    ) -> Table:
        """Place every key; deterministic. Raises ValueError where they do not fit.

        Keys must be distinct and values lie in ``1 … 2**value_bits - 1``.

        >>> keys = np.arange(1000, dtype=np.uint64) * np.uint64(77)
        >>> table = Table.build(keys, np.arange(1, 1001, dtype=np.uint32), 9, 28, 10)
        >>> table.find(np.array([77, 154, 155], dtype=np.uint64)).tolist()
        [2, 3, 0]
        """
        rows = np.zeros((1 << bucket_bits, SLOTS), dtype=np.uint32)
        table = cls(rows, key_bits, value_bits)
        first, second, tags = table.places(keys)
        in_second = np.zeros(len(keys), dtype=bool)
        noise = np.random.default_rng(0)
        shuffle_bits = np.uint64(20)
        for _ in range(2000):
            buckets = np.where(in_second, second, first)
            order = np.argsort(
                (buckets << shuffle_bits) | noise.integers(0, 1 << 20, len(keys), np.uint64)
            )
            ordered = buckets[order]
            starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
            rank = np.arange(len(ordered)) - np.repeat(starts, np.diff(np.r_[starts, len(ordered)]))
            crowded = order[rank >= SLOTS]
            if not len(crowded):
                ranks = np.empty(len(keys), dtype=np.int64)
                ranks[order] = rank
                slots = ((tags | in_second.astype(np.uint32)) << table.value_bits) | values
                rows[buckets, ranks] = slots
                return table
            in_second[crowded] ^= True
        raise ValueError(f"{len(keys)} keys do not fit {len(rows) * SLOTS} slots")
