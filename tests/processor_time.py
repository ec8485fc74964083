"""Processor time: what a call costs, whatever else the machine and this process have to do."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def time_call(function: Callable[[], T]) -> tuple[T, float]:
    """What a function returns, and the seconds of processor time that its thread used.

    The garbage collector is off meanwhile: a pass over everything pytest keeps takes half a second.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    started = time.thread_time()
    try:
        return function(), time.thread_time() - started
    finally:
        if was_enabled:
            gc.enable()
