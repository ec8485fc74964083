"""Ctrl-C handling: exit immediately during startup, raise `KeyboardInterrupt` afterwards."""

from __future__ import annotations

import os
import signal
from types import FrameType

INTERRUPTED = 130


def leave_at_once() -> None:
    """Make Ctrl-C end the process immediately, until `interrupt_as_usual` is called.

    During imports there is nothing to clean up, and `KeyboardInterrupt` would print a traceback or
    be replaced by another exception.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else SIGINT is ignored
        signal.signal(signal.SIGINT, _leave)


def interrupt_as_usual() -> None:
    """Make Ctrl-C raise `KeyboardInterrupt` again."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)
