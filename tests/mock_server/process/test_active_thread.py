"""A single active thread takes requests; others take over while it is blocked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import Any

import pytest

from mockwright.mock_server.process.active_thread import IDLE_LOOKS, ActiveThread
from tests.processes import PATIENCE_SECONDS, wait_until

Task = Callable[[], object]


def _run(task: Task, done: SimpleQueue[object]) -> None:
    done.put(task())


class Pool:
    """Threads that take tasks from one queue, like those of the HTTP server."""

    def __init__(self, active_thread: ActiveThread, threads: int) -> None:
        self.tasks: SimpleQueue[Task | None] = SimpleQueue()
        self.waiting = 0
        self._enter = active_thread.lead(lambda task, _: task())
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _work(self) -> None:
        while (task := self._take()) is not None:
            self._enter(task, {})

    def _take(self) -> Task | None:
        with self._lock:
            self.waiting += 1
        task = self.tasks.get()
        with self._lock:
            self.waiting -= 1
        return task

    def run(self, *tasks: Task) -> None:
        """Run tasks and return when all are done."""
        done: SimpleQueue[object] = SimpleQueue()
        for task in tasks:
            self.tasks.put(partial(_run, task, done))
        for _ in tasks:
            done.get(timeout=PATIENCE_SECONDS)

    def has_waiting(self, count: int) -> bool:
        """Whether `count` threads are waiting for a task, now or soon."""
        return wait_until(lambda: self.waiting == count)

    def end(self) -> None:
        """End every thread that waits for a task."""
        for _ in self._threads:
            self.tasks.put(None)


@pytest.fixture
def active_thread() -> ActiveThread:
    """An `ActiveThread` that checks for progress only when a test calls `look`."""
    return ActiveThread(look_seconds=1000)


@pytest.fixture
def pool(active_thread: ActiveThread) -> Iterator[Pool]:
    """Eight threads, of which one is active and the others are parked."""
    pool = Pool(active_thread, 8)
    together = threading.Barrier(8)
    pool.run(*[together.wait] * 8)
    assert pool.has_waiting(1)
    active_thread.look()
    yield pool
    pool.end()


def test_one_thread_takes_all_requests(active_thread: ActiveThread, pool: Pool) -> None:
    """One thread runs all requests while it makes progress."""
    threads: set[int] = set()
    for _ in range(100):
        pool.run(lambda: threads.add(threading.get_ident()))
    assert len(threads) == 1
    active_thread.look()
    assert pool.has_waiting(1)


def test_followers_take_over_from_who_is_held_up(active_thread: ActiveThread, pool: Pool) -> None:
    """When active threads are blocked, one, then two, then four others are let in."""
    end = threading.Event()
    for held_up, let_in in ((1, 1), (1, 2), (2, 4)):
        for _ in range(held_up):
            pool.tasks.put(end.wait)
        assert pool.has_waiting(0)
        active_thread.look()
        assert pool.has_waiting(let_in)
    end.set()
    assert pool.has_waiting(4)


def test_who_is_about_to_wait_steps_aside(active_thread: ActiveThread, pool: Pool) -> None:
    """A thread that steps aside for a wait is replaced at once."""
    end = threading.Event()
    wait = active_thread.step_aside_for(end.wait)
    for _ in range(3):
        pool.tasks.put(partial(wait, 2 * PATIENCE_SECONDS))
        assert pool.has_waiting(1)
    wait(0)
    end.set()
    pool.run(int, int, int)
    assert pool.has_waiting(1)


def test_last_one_that_waits_leaves_no_leader(active_thread: ActiveThread) -> None:
    """When the only thread steps aside, the next thread becomes active."""
    pool = Pool(active_thread, 1)
    end = threading.Event()
    pool.tasks.put(partial(active_thread.step_aside_for(end.wait), 2 * PATIENCE_SECONDS))
    assert pool.has_waiting(0)
    next_thread = threading.Thread(target=active_thread.lead(lambda *_: None), args=(None, {}))
    next_thread.start()
    next_thread.join(timeout=PATIENCE_SECONDS)
    assert not next_thread.is_alive()
    end.set()
    pool.end()


def test_one_request_at_a_time_is_enough_again(active_thread: ActiveThread, pool: Pool) -> None:
    """After a block only one thread is active again."""
    end = threading.Event()
    pool.tasks.put(end.wait)
    assert pool.has_waiting(0)
    active_thread.look()
    assert pool.has_waiting(1)
    end.set()
    pool.run(int, int, int)
    assert pool.has_waiting(1)
    active_thread.look()
    assert pool.has_waiting(1)


def test_what_helped_once_starts_with_one_again(active_thread: ActiveThread, pool: Pool) -> None:
    """The number of extra threads is reset when the active thread makes progress."""
    for _ in range(2):
        end = threading.Event()
        pool.tasks.put(end.wait)
        assert pool.has_waiting(0)
        active_thread.look()
        assert pool.has_waiting(1)
        pool.run(int)
        end.set()
        active_thread.look()
        assert pool.has_waiting(1)


def test_all_may_come_where_there_is_nothing_to_do(active_thread: ActiveThread, pool: Pool) -> None:
    """After several checks without work all threads may wait for requests."""
    pool.run(int)
    active_thread.look()
    for _ in range(IDLE_LOOKS):
        assert pool.has_waiting(1)
        active_thread.look()
    assert pool.has_waiting(8)


def test_rest_in_between_is_no_reason(active_thread: ActiveThread, pool: Pool) -> None:
    """An active thread that gets work again remains the only one."""
    for _ in range(2):
        pool.run(int)
        for _ in range(IDLE_LOOKS):
            active_thread.look()
    assert pool.has_waiting(1)


def test_leader_that_ended_is_missed_by_nobody(active_thread: ActiveThread) -> None:
    """Threads are let in after the active thread has ended."""
    with ThreadPoolExecutor(1) as first:
        first.submit(active_thread.lead(lambda *_: None), None, {}).result()
    pool = Pool(active_thread, 2)
    together = threading.Barrier(2)
    pool.run(together.wait, together.wait)
    for _ in range(IDLE_LOOKS + 1):
        active_thread.look()
    assert pool.has_waiting(2)
    pool.end()


def test_entry_that_fails_changes_nothing(active_thread: ActiveThread) -> None:
    """An exception is propagated, and another thread can still enter afterwards."""

    def fail(_: object, scope: Mapping[str, Any]) -> None:
        if not scope:
            raise KeyError

    enter = active_thread.lead(fail)
    for _ in range(3):
        with pytest.raises(KeyError):
            enter(None, {})
    for _ in range(IDLE_LOOKS + 1):
        active_thread.look()
    other = threading.Thread(target=enter, args=(None, {"is": "good"}), daemon=True)
    other.start()
    other.join(timeout=PATIENCE_SECONDS)
    assert not other.is_alive()


def test_everything_is_done_whatever_is_held_up() -> None:
    """A thousand requests are all answered while a hundred other requests are blocked."""
    pool = Pool(ActiveThread(look_seconds=0.001), 128)
    end, done = threading.Event(), threading.Semaphore(0)
    for number in range(1000):
        pool.tasks.put(done.release)
        if number % 10 == 0:
            pool.tasks.put(end.wait)
    for _ in range(1000):
        assert done.acquire(timeout=PATIENCE_SECONDS)
    end.set()
    assert pool.has_waiting(128)
    pool.end()
