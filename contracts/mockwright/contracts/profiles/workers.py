"""Workers: processes that make the chunks of one order; the chunks come back in order."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.resource_tracker import ensure_running
from typing import NamedTuple

from mockwright.contracts.profiles.orders import Chunk, Order, compile_order

# What a worker may have in hand: enough to go on while others are waited for.
_AHEAD = 4
_END_SECONDS = 5


class WorkerFailed(Exception):
    """A worker met a fault of ours; `str()` is its traceback."""


class WorkerEnded(Exception):
    """A worker ended before its work was done; `str()` says how."""


class _Worker(NamedTuple):
    """A process that is sent ranges of numbers and sends back chunks."""

    process: BaseProcess
    connection: Connection


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def making(order: Order, jobs: int) -> Iterator[Iterable[Chunk]]:
    """The chunks of an order as this process makes them, or as so many others do, in its order.

    The others end with the block, and if this process is killed. Getting a chunk raises
    `WorkerFailed` or `WorkerEnded`.
    """
    if jobs == 1:
        yield map(compile_order(order), order.plan())
        return
    workers: list[_Worker] = []
    try:
        yield _hand_out(order, jobs, workers)
    finally:
        _dismiss(workers)


def _hire(order: Order) -> _Worker:
    context = get_context("spawn")  # alike on every system, and without what this process has open
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(order, theirs), daemon=True)
    with _holding_interrupts():
        process.start()
    theirs.close()
    return _Worker(process, ours)


def _hand_out(order: Order, jobs: int, workers: list[_Worker]) -> Iterator[Chunk]:
    """The chunks in order: each worker is hired for its first one, and a few are made ahead."""
    busy: deque[_Worker] = deque()
    for position, numbers in enumerate(order.plan()):
        if position < jobs:
            workers.append(_hire(order))
        worker = workers[position % jobs]
        with suppress(BrokenPipeError, ConnectionResetError):  # receiving from it will tell why
            worker.connection.send(numbers)
        busy.append(worker)
        while busy and (len(busy) == _AHEAD * jobs or busy[0].connection.poll()):
            yield _receive(busy.popleft())
    while busy:
        yield _receive(busy.popleft())


def _receive(worker: _Worker) -> Chunk:
    try:
        result: Chunk | WorkerFailed = worker.connection.recv()
    except (EOFError, ConnectionResetError) as error:
        worker.process.join(_END_SECONDS)
        message = (
            f"A worker process ended before its work was done (exit code "
            f"{worker.process.exitcode}). Use fewer `--jobs`, or none."
        )
        raise WorkerEnded(message) from error
    if isinstance(result, WorkerFailed):
        raise result
    return result


def _dismiss(workers: Iterable[_Worker]) -> None:
    """Let every worker end: each does so when its connection is closed."""
    for worker in workers:
        worker.connection.close()
    for worker in workers:
        worker.process.join(_END_SECONDS)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _work(order: Order, connection: Connection) -> None:
    """Make what is asked for until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command is told of Ctrl-C, and ends us
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            make = compile_order(order)
            while True:
                connection.send(make(connection.recv()))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception:  # noqa: BLE001 -- whatever it is, the command tells it
            connection.send(WorkerFailed(traceback.format_exc()))


@contextmanager
def _holding_interrupts() -> Iterator[None]:
    """Ctrl-C waits for the end of the block; processes that are started in it never get it."""
    if sys.platform == "win32":
        yield
        return
    ensure_running()  # it would let Ctrl-C through when it is started with the first process
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
