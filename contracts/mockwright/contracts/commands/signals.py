"""Ctrl-C while the command line starts: first it ends the process at once, later it is as usual."""

from __future__ import annotations

import os
import signal
from types import FrameType

INTERRUPTED = 130


def leave_at_once() -> None:
    """Let Ctrl-C end the process at once, until `interrupt_as_usual`.

    While modules are imported there is nothing to clean up, and Python's own way out of there is a
    traceback, or even another exception.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else a shell ignores it
        signal.signal(signal.SIGINT, _leave)


def interrupt_as_usual() -> None:
    """Let Ctrl-C raise `KeyboardInterrupt` again."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)
