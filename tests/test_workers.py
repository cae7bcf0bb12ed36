"""Work in several processes: its order, its errors, and the death of a process."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

import pytest

from garblefix.workers import TRIES, Died, ordered


def slow_when_even(number: int) -> int:
    time.sleep(0.02 * (number % 2 == 0))
    return number * number


def killed_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def killed_once(path: str) -> str:
    if os.path.exists(path):
        return "done"
    Path(path).touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def failing_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    found = list(ordered(slow_when_even, range(12), workers))
    assert found == [(number, number * number) for number in range(12)]


def test_a_task_that_kills_its_process_is_given_up_and_no_other() -> None:
    found = dict(ordered(killed_at_three, range(8), 2))
    assert isinstance(found.pop(3), Died)
    assert found == {number: number for number in range(8) if number != 3}


def test_a_task_whose_process_was_killed_is_done_again(tmp_path: Path) -> None:
    assert TRIES == 2
    tasks = [str(tmp_path / name) for name in "ab"]
    assert list(ordered(killed_once, tasks, 2)) == [(task, "done") for task in tasks]


def test_what_a_task_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="three"):
        list(ordered(failing_at_three, range(8), 2))


def test_processes_end_with_whoever_gives_up_waiting() -> None:
    with contextlib.closing(ordered(slow_when_even, range(1000), 2)) as results:
        assert next(results) == (0, 0)
