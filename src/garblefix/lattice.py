"""The best path through a text: where each account of the damage holds, and where nothing happened.

Nodes are positions in the text. Channel 0 is the text as it is; every other channel replaces some
spans. A path runs along one channel and may switch at any node that no replaced span straddles.
The first entry into a channel costs what the channel says, every switch a little. Scores are log
probabilities in nats. Not for: knowing what a channel means, or scoring text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Leaving a damaged run or coming back to it, in nats: dear enough that one odd letter at the end of
# a garbled line goes with the rest, cheap enough for a garbled word in a clean line.
SWITCH = 5.0


@dataclass(frozen=True, slots=True)
class Channel:
    """What one account of the damage makes of all of a text; ``cost`` of entering it, in nats.

    ``cumulative[i]`` is log P of what it makes of the text up to position i; None inside a replaced
    span. ``starts`` are the positions where replaced spans begin.
    """

    cost: float
    cumulative: Sequence[float | None]
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """``stretches``: (start, end, channel), in order and without gaps."""

    score: float
    stretches: tuple[tuple[int, int, int], ...]


def best_path(
    channels: Sequence[Channel],
    used: Sequence[int],
    switch: Callable[[int], float] = lambda _: SWITCH,
) -> Path:
    """The best path over channel 0 and the channels ``used``.

    ``switch``: what it costs to change the channel at a position, in nats.

    >>> as_is = Channel(0.0, [0.0, -1.0, -19.0, -20.0])
    >>> other = Channel(3.0, [0.0, -9.0, -10.0, -11.0], (0, 1))
    >>> best_path([as_is, other], [1]).stretches
    ((0, 1, 0), (1, 3, 1))
    """
    states = [0, *used]
    segments = _segments(channels, used)
    # Viterbi. A damaged text is as likely damaged from its first character on as later.
    best = [0.0] * len(states)
    previous: list[list[int]] = []
    for (start, _), row in zip(segments, _gains(channels, states, segments), strict=True):
        top = best.index(max(best))
        switched = best[top] - switch(start)
        previous.append([state if stay >= switched else top for state, stay in enumerate(best)])
        best = [max(stay, switched) + gain for stay, gain in zip(best, row, strict=True)]
    state = best.index(max(best))
    total = best[state]
    route = []
    for came in reversed(previous):
        route.append(states[state])
        state = came[state]
    route.reverse()
    stretches = tuple(
        (start, end, channel) for (start, end), channel in zip(segments, route, strict=True)
    )
    return Path(total - sum(channels[channel].cost for channel in set(route)), stretches)


def chances(channels: Sequence[Channel], used: Sequence[int], path: Path) -> list[float]:
    """For each stretch of a path over ``used``, the probability that it is there on its channel.

    >>> as_is = Channel(0.0, [0.0, -1.0, -19.0, -20.0])
    >>> other = Channel(3.0, [0.0, -9.0, -10.0, -11.0], (0, 1))
    >>> path = best_path([as_is, other], [1])
    >>> [round(chance, 3) for chance in chances([as_is, other], [1], path)]
    [0.953, 1.0]
    """
    states = [0, *used]
    forward, backward = _sums(_gains(channels, states, _segments(channels, used)))
    result = []
    for (_, _, channel), before, behind in zip(path.stretches, forward, backward, strict=True):
        sums = [here + there for here, there in zip(before, behind, strict=True)]
        result.append(math.exp(sums[states.index(channel)] - _log_sum(sums)))
    return result


def _segments(channels: Sequence[Channel], used: Sequence[int]) -> list[tuple[int, int]]:
    """From each place where a path may switch to the next."""
    length = len(channels[0].cumulative) - 1
    nodes = sorted({0, length, *(start for state in used for start in channels[state].starts)})
    nodes = [
        node
        for node in nodes
        if all(channels[state].cumulative[node] is not None for state in used)
    ]
    return list(pairwise(nodes))


def _gains(
    channels: Sequence[Channel], states: Sequence[int], segments: list[tuple[int, int]]
) -> list[list[float]]:
    """What each state scores over each segment."""
    return [
        [_difference(channels[state].cumulative, start, end) for state in states]
        for start, end in segments
    ]


def _difference(cumulative: Sequence[float | None], start: int, end: int) -> float:
    first, last = cumulative[start], cumulative[end]
    assert first is not None and last is not None  # nodes are chosen so
    return last - first


def _sums(gains: list[list[float]]) -> tuple[list[list[float]], list[list[float]]]:
    """Forward log sums including each segment, and backward log sums behind it."""
    count = len(gains[0]) if gains else 1
    forward = []
    arriving = [0.0] * count
    for row in gains:
        here = [arriving[state] + row[state] for state in range(count)]
        forward.append(here)
        arriving = _step(here)
    backward = []
    leaving = [0.0] * count
    for row in reversed(gains):
        backward.append(leaving)
        leaving = _step([leaving[state] + row[state] for state in range(count)])
    backward.reverse()
    return forward, backward


def _step(values: list[float]) -> list[float]:
    """Each state after staying, or switching from any other."""
    return [
        _log_sum(
            [value - (SWITCH if other != state else 0.0) for other, value in enumerate(values)]
        )
        for state in range(len(values))
    ]


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values))
