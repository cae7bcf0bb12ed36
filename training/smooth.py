"""Counts to probabilities: interpolated Witten–Bell, then pruning by what an n-gram adds.

For a context h with N weighted occurrences and T distinct followers
``P(c | h) = n(h, c) / (N + T) + T / (N + T) · P(c | shorter h)``. After pruning, the mass of what
was dropped goes to the shorter context too, so every distribution still sums to one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.counts import Grams

Floats = npt.NDArray[np.float64]


@dataclass
class Order:
    """Kept n-grams of one order, sorted by key, with log probability and log back-off (nats)."""

    keys: npt.NDArray[np.uint64]
    log_probability: Floats
    log_backoff: Floats  # of this n-gram as a context for the next order


def unigrams(numbers: npt.NDArray[np.uint64], counts: Floats, size: int) -> Floats:
    """log P of each number, every one a little possible."""
    totals = np.full(size, 0.2)
    totals[numbers.astype(np.int64)] += counts
    shares: Floats = totals / totals.sum()
    return np.log(shares)


def look_up(
    keys: npt.NDArray[np.uint64], order: Order
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Positions of ``keys`` in an order, and which are there."""
    place = np.minimum(np.searchsorted(order.keys, keys), len(order.keys) - 1)
    return place, order.keys[place] == keys


def estimate(
    grams: Grams,
    shorter_log_probability: Floats,
    bits: int,
    keep: int,
    minimum: int,
) -> tuple[Order, npt.NDArray[np.uint64], Floats]:
    """One order from its counts.

    ``shorter_log_probability[i]`` is log P(last character | shortened context) of the i-th key.
    Keeps at most ``keep`` n-grams with a raw count of at least ``minimum``: those whose loss would
    cost the most (count × change of log probability). Returns the order (its own back-off still 0),
    and (context keys, log back-off of each context) for the order below.
    """
    contexts = grams.keys >> np.uint64(bits)
    starts = np.flatnonzero(np.r_[True, contexts[1:] != contexts[:-1]])
    sizes = np.diff(np.r_[starts, len(contexts)])
    total = np.add.reduceat(grams.counts, starts)
    types = sizes.astype(np.float64)
    share = grams.counts / np.repeat(total + types, sizes)
    rest = np.repeat(types / (total + types), sizes)
    shorter = np.exp(shorter_log_probability)
    full = share + rest * shorter
    worth = grams.counts * np.log(full / (rest * shorter))
    kept = grams.raw >= minimum
    if kept.sum() > keep:
        limit = np.partition(worth[kept], len(worth[kept]) - keep)[len(worth[kept]) - keep]
        kept &= worth >= limit
    share = np.where(kept, share, 0.0)
    backoff = np.maximum(1.0 - np.add.reduceat(share, starts), 1e-6)
    full = share + np.repeat(backoff, sizes) * shorter
    order = Order(grams.keys[kept], np.log(full[kept]), np.zeros(int(kept.sum())))
    return order, contexts[starts], np.log(backoff)
