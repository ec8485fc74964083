"""Processor time of a call, independent of other processes and threads."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def time_call(function: Callable[[], T]) -> tuple[T, float]:
    """The result of a function and the processor time of its thread in seconds.

    The garbage collector is disabled during the call, because a collection in pytest takes half a
    second.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    started = time.thread_time()
    try:
        return function(), time.thread_time() - started
    finally:
        if was_enabled:
            gc.enable()
