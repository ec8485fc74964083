"""Generates the chunks of an order in worker processes and returns them in order."""

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

from mockwright.contracts.profiles.chunks import Chunk, compile_order, make_chunks, trim_chunks
from mockwright.contracts.profiles.orders import Order

# Chunks queued per worker: enough to keep it busy while other workers are awaited.
_AHEAD = 4
_END_SECONDS = 5


class WorkerFailed(Exception):
    """A worker raised an unexpected exception; `str()` is its traceback."""


class WorkerEnded(Exception):
    """A worker process ended early; `str()` says how."""


class _Worker(NamedTuple):
    """A process that receives ranges of numbers and sends back chunks."""

    process: BaseProcess
    connection: Connection


def count_cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def making(order: Order, jobs: int) -> Iterator[Iterable[Chunk]]:
    """The chunks of an order, in order, made by this process or by `jobs` workers.

    The workers end with the block, and if this process is killed. Iterating raises
    `WorkerFailed`, `WorkerEnded` or `NobodyMatches`.
    """
    if jobs == 1:
        yield make_chunks(order)
        return
    workers: list[_Worker] = []
    try:
        yield trim_chunks(order, _hand_out(order, jobs, workers))
    finally:
        _dismiss(workers)


def _hire(order: Order) -> _Worker:
    context = get_context(
        "spawn"
    )  # the same on every system, and without inherited file descriptors
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(order, theirs), daemon=True)
    with _deferring_interrupts():
        process.start()
    theirs.close()
    return _Worker(process, ours)


def _hand_out(order: Order, jobs: int, workers: list[_Worker]) -> Iterator[Chunk]:
    """The chunks in order; a worker starts with its first chunk, and a few are made ahead."""
    busy: deque[_Worker] = deque()
    for position, numbers in enumerate(order.plan()):
        if position < jobs:
            workers.append(_hire(order))
        worker = workers[position % jobs]
        with suppress(BrokenPipeError, ConnectionResetError):  # `_receive` will report why
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
            f"A worker process ended unexpectedly (exit code "
            f"{worker.process.exitcode}). Use fewer `--jobs`, or leave it out."
        )
        raise WorkerEnded(message) from error
    if isinstance(result, WorkerFailed):
        raise result
    return result


def _dismiss(workers: Iterable[_Worker]) -> None:
    """End every worker by closing its connection."""
    for worker in workers:
        worker.connection.close()
    for worker in workers:
        worker.process.join(_END_SECONDS)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _work(order: Order, connection: Connection) -> None:
    """Generate the requested chunks until the connection is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command handles Ctrl-C and ends its workers
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            make = compile_order(order)
            while True:
                numbers = connection.recv()
                connection.send(make(numbers, len(numbers)))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception:  # noqa: BLE001 -- the command reports any exception
            connection.send(WorkerFailed(traceback.format_exc()))


@contextmanager
def _deferring_interrupts() -> Iterator[None]:
    """Defer Ctrl-C to the end of the block; processes started within it never receive it."""
    if sys.platform == "win32":
        yield
        return
    ensure_running()  # the resource tracker would unblock Ctrl-C if the first process started it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
