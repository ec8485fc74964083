"""Processor time: what a call takes, whatever else the machine and this process have to do."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def time_call(function: Callable[[], T]) -> tuple[T, float]:
    """What a function returns, and the seconds of a processor that it took.

    Nobody looks for garbage meanwhile: among all that pytest holds, that alone takes half a second.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    started = time.process_time()
    try:
        return function(), time.process_time() - started
    finally:
        if was_enabled:
            gc.enable()
