"""The best path on toy channels, against every path there is.

Not for: text.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garblefix.lattice import SWITCH, Channel, Path, best_path, chances


def channel(
    scores: list[float], cost: float = 0.0, inside: frozenset[int] = frozenset()
) -> Channel:
    """A channel from the score of each step; ``inside`` are positions within replaced spans."""
    totals = [0.0, *itertools.accumulate(scores)]
    places = [None if place in inside else total for place, total in enumerate(totals)]
    return Channel(cost, places, tuple(p for p, total in enumerate(places) if total is not None))


def switches(path: Path) -> int:
    """How often a path changes its channel."""
    used = [state for _, _, state in path.stretches]
    return sum(first != second for first, second in itertools.pairwise(used))


def gain(channels: list[Channel], path: Path) -> float:
    """What the stretches of a path score, worked out again from the channels."""
    total = 0.0
    for start, end, state in path.stretches:
        first, last = channels[state].cumulative[start], channels[state].cumulative[end]
        assert first is not None and last is not None
        total += last - first
    return total - SWITCH * switches(path)


STEPS = st.integers(2, 6).flatmap(
    lambda length: st.lists(
        st.lists(st.integers(-30, 0).map(float), min_size=length, max_size=length),
        min_size=2,
        max_size=3,
    )
)


@settings(max_examples=200)
@given(STEPS, st.lists(st.integers(0, 20), min_size=3, max_size=3))
def test_no_path_is_better(steps: list[list[float]], costs: list[int]) -> None:
    channels = [
        channel(scores, float(cost) if number else 0.0)
        for number, (scores, cost) in enumerate(zip(steps, costs, strict=False))
    ]
    used = list(range(1, len(channels)))
    path = best_path(channels, used)
    length = len(steps[0])
    assert [start for start, *_ in path.stretches] == list(range(length))
    best = max(
        sum(steps[state][place] for place, state in enumerate(route))
        - SWITCH * sum(first != second for first, second in itertools.pairwise(route))
        for route in itertools.product(range(len(steps)), repeat=length)
    )
    assert gain(channels, path) == pytest.approx(best)
    entered = {state for _, _, state in path.stretches}
    assert path.score == pytest.approx(best - sum(channels[state].cost for state in entered))
    assert all(0.0 <= chance <= 1.0 + 1e-9 for chance in chances(channels, used, path))


def test_nothing_happened_is_a_path() -> None:
    channels = [channel([-1.0, -1.0])]
    path = best_path(channels, [])
    assert path.score == -2.0
    assert path.stretches == ((0, 2, 0),)
    assert chances(channels, [], path) == pytest.approx([1.0])


def test_a_replaced_span_is_not_entered_in_its_middle() -> None:
    """The second channel explains places 1 and 2 together; one cannot leave it between."""
    plain = channel([-1.0, -1.0, -40.0, -1.0])
    spans = channel([-9.0, -9.0, -2.0, -9.0], inside=frozenset({2}))
    path = best_path([plain, spans], [1])
    assert path.stretches == ((0, 1, 0), (1, 3, 1), (3, 4, 0))


def test_a_damaged_run_in_the_middle() -> None:
    plain = channel([-1.0] * 3 + [-20.0] * 4 + [-1.0] * 3)
    other = channel([-9.0] * 3 + [-2.0] * 4 + [-9.0] * 3, cost=8.0)
    path = best_path([plain, other], [1])
    assert [state for _, _, state in path.stretches] == [0, 0, 0, 1, 1, 1, 1, 0, 0, 0]
    assert switches(path) == 2
    assert path.score == pytest.approx(-6.0 - 8.0 - 2 * SWITCH - 8.0)


def test_a_gain_below_the_price_of_a_switch_is_left() -> None:
    plain = channel([-1.0, -4.0, -1.0])
    other = channel([-9.0, -1.0, -9.0])
    assert {state for _, _, state in best_path([plain, other], [1]).stretches} == {0}


def test_chances_follow_the_scores() -> None:
    """Two channels that say the same share the chance; a better one takes nearly all of it."""
    plain = channel([-5.0, -5.0])
    same = [plain, channel([-5.0, -5.0])]
    assert chances(same, [1], best_path(same, [1])) == pytest.approx([0.5, 0.5])
    better = [plain, channel([-1.0, -1.0])]
    path = best_path(better, [1])
    assert {state for _, _, state in path.stretches} == {1}
    assert all(chance > 0.99 for chance in chances(better, [1], path))


def test_scores_out_of_all_proportion() -> None:
    """A thousand nats neither overflow nor turn into a chance above one."""
    channels = [channel([-2000.0] * 3), channel([-1.0] * 3, cost=5.0)]
    path = best_path(channels, [1])
    assert path.score == pytest.approx(-8.0)
    assert all(0.0 <= chance <= 1.0 + 1e-9 for chance in chances(channels, [1], path))
