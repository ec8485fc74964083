"""Interruptions: Ctrl-C and SIGTERM end a run, and its reports are written all the same."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending_signals_to(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Within the block the handler gets Ctrl-C and SIGTERM. For the main thread alone."""
    before = [signal.signal(number, handler) for number in ENDING_SIGNALS]
    try:
        yield
    finally:
        for number, previous in zip(ENDING_SIGNALS, before, strict=True):
            signal.signal(number, previous)


@contextmanager
def one_interruption() -> Iterator[None]:
    """The first signal within the block raises `KeyboardInterrupt`; those after it do nothing.

    A CI server ends a job with SIGTERM, and people press Ctrl-C once more while reports are
    written. Outside of the main thread nobody is told of signals, so there nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with ending_signals_to(_interrupt):
        yield


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
