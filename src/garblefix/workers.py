"""One function over many tasks in several processes: in order, in bounded memory, and through the
death of a process.

``concurrent.futures`` breaks the whole pool when one process is killed, and the pools of
``multiprocessing`` wait for ever; here the one task is done again, once, and then given up. Not
for: tasks that share anything.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Task = TypeVar("Task")
Result = TypeVar("Result")

# Results that may wait for one that takes long, before no more is begun.
WAITING = 512
# Tasks that a process has at a time: while it works on one, it need not wait for the next.
AHEAD = 2
# How often a task is begun whose process dies.
TRIES = 2
# Fewer small files than this are done before other processes have begun.
FEW = 64
# So many processes at most where nobody gave a number: each takes memory of its own.
MOST = 8
# Seconds that a process gets to clear up when it is told to end.
GRACE = 10


class Died(Exception):
    """The process that did this task was killed, as often as it was tried."""


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


def usual(tasks: int) -> int:
    """How many processes are worth it for so many small files."""
    return 1 if tasks < FEW else min(processors(), MOST)


def ordered(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    workers: int,
    *,
    preload: Sequence[str] = (),
) -> Generator[tuple[Task, Result | Died], None, None]:
    """Every task with its result, in the order of the tasks.

    ``work``, tasks and results must be picklable unless ``workers`` is 1; then all is done in this
    process. Tasks must be small, as a pipe has to hold two of them. What ``work`` raises is raised
    here. ``preload`` names modules that are imported once for all processes. Whatever ends this
    early ends the processes by SIGTERM, upon which they leave ``work`` with SystemExit and so can
    clear up.
    """
    if workers <= 1:
        for task in tasks:
            yield task, work(task)
        return
    crew = _Crew(work, workers, preload)
    try:
        yield from crew.run(iter(tasks))
    finally:
        crew.dismiss()


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection
    numbers: deque[int] = field(default_factory=deque)  # of the tasks it has, the one at hand first
    tries: int = 0  # of that one that ended with a process


class _Crew(Generic[Task, Result]):
    def __init__(self, work: Callable[[Task], Result], size: int, preload: Sequence[str]) -> None:
        import multiprocessing
        from multiprocessing import forkserver, resource_tracker

        # Not fork: a progress bar has a thread, which a forked process would be without.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        # Where it begins, Python lets Ctrl-C through again; so it begins by itself.
        resource_tracker.ensure_running()
        # Ctrl-C reaches every process of a terminal; the first one decides what comes of it, and
        # hears of it once the others no longer do.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        self._work = work
        self._size = size
        self._workers: list[_Worker[Task]] = []
        # Kept over all tasks: ``multiprocessing.connection.wait`` makes one for each.
        self._selector = selectors.DefaultSelector()

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Result | Died]]:
        open_tasks: dict[int, Task] = {}
        results: dict[int, Result | Died] = {}
        begun = told = 0
        more = True
        while more or told < begun:
            while more and begun - told < WAITING and (worker := self._idle()) is not None:
                try:
                    open_tasks[begun] = next(tasks)
                except StopIteration:
                    more = False
                    break
                self._give(worker, begun, open_tasks[begun])
                begun += 1
            if told < begun and told not in results:
                for worker in self._ready():
                    self._take(worker, open_tasks, results)
            while told in results:
                yield open_tasks.pop(told), results.pop(told)
                told += 1

    def _idle(self) -> _Worker[Task] | None:
        least = min(self._workers, key=lambda worker: len(worker.numbers), default=None)
        if least is not None and not least.numbers:
            return least
        if len(self._workers) < self._size:
            self._workers.append(self._hired())
            return self._workers[-1]
        return least if least is not None and len(least.numbers) < AHEAD else None

    def _hired(self) -> _Worker[Task]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(self._work, theirs), daemon=True)
        process.start()
        # Only the worker holds its end now, so that its death is the end of the pipe.
        theirs.close()
        worker: _Worker[Task] = _Worker(process, ours)
        self._selector.register(ours, selectors.EVENT_READ, worker)
        return worker

    def _give(self, worker: _Worker[Task], number: int, task: Task) -> None:
        worker.numbers.append(number)
        # A dead one does not take it; the end of its pipe says so again.
        with contextlib.suppress(OSError):
            worker.pipe.send(task)

    def _ready(self) -> list[_Worker[Task]]:
        return [key.data for key, _ in self._selector.select()]

    def _take(
        self, worker: _Worker[Task], tasks: dict[int, Task], results: dict[int, Result | Died]
    ) -> None:
        try:
            sound, answer = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(worker, tasks, results)
            return
        if not sound:
            raise answer
        results[worker.numbers.popleft()] = answer
        worker.tries = 0

    def _replace(
        self, dead: _Worker[Task], tasks: dict[int, Task], results: dict[int, Result | Died]
    ) -> None:
        """A new process in place of a dead one, with the same tasks but for one that kills them."""
        self._selector.unregister(dead.pipe)
        dead.pipe.close()
        dead.process.join()
        place = self._workers.index(dead)
        self._workers[place] = worker = self._hired()
        worker.tries = dead.tries + 1 if dead.numbers else 0
        if worker.tries == TRIES:
            results[dead.numbers.popleft()] = Died(
                f"its process ended with {dead.process.exitcode}"
            )
            worker.tries = 0
        for number in dead.numbers:
            self._give(worker, number, tasks[number])

    def dismiss(self) -> None:
        self._selector.close()
        for worker in self._workers:
            worker.pipe.close()
            if worker.numbers:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(GRACE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def _serve(work: Callable[[Task], Result], pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = True, work(task)
        except Exception as error:
            answer = False, error  # type: ignore[assignment]
        try:
            pipe.send(answer)
        except OSError:
            return


def _end(number: int, _frame: object) -> None:
    # A process may be told twice, by its group and by the first one; once is enough.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)
