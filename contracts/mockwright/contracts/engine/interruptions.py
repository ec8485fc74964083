"""Handles Ctrl-C and SIGTERM, so that an interrupted run still writes its reports."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending_signals_to(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle SIGINT and SIGTERM with `handler` within the block. For the main thread only."""
    before = [signal.signal(number, handler) for number in ENDING_SIGNALS]
    try:
        yield
    finally:
        for number, previous in zip(ENDING_SIGNALS, before, strict=True):
            signal.signal(number, previous)


@contextmanager
def one_interruption() -> Iterator[None]:
    """Raise `KeyboardInterrupt` for the first signal within the block and ignore later ones.

    CI servers end a job with SIGTERM, and people press Ctrl-C again while reports are written.
    Outside of the main thread signals cannot be handled, so there this does nothing.
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
