"""Capacity: what a server may take of descriptors, and so of connections, of memory, of a core."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

if sys.platform != "win32":  # which has no such module
    import resource

MAX_CONNECTIONS = 4096
MAX_THREADS = 256  # started when needed: each slow sender holds one while its body is read
_WANTED_DESCRIPTORS = 8192
_OWN_DESCRIPTORS = 40  # files, the listening socket, readers of the journal
_FEWEST = 8
_THREAD_LIMITS = (Path("/sys/fs/cgroup/pids.max"), Path("/sys/fs/cgroup/pids/pids.max"))
_M_ARENA_MAX = -8  # of glibc's <malloc.h>


def raise_descriptor_limit() -> int:
    """Let this process open as many descriptors as it may, at most 8,192; how many those are."""
    if sys.platform == "win32":
        return _WANTED_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = (
        _WANTED_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _WANTED_DESCRIPTORS)
    )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # what is not allowed is not needed
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return _WANTED_DESCRIPTORS if soft == resource.RLIM_INFINITY else soft


def count_connections(descriptors: int) -> int:
    """How many connections a worker with so many descriptors accepts; any more wait in the queue.

    A server without a descriptor left could accept nothing, and open no file either.
    """
    return max(_FEWEST, min(MAX_CONNECTIONS, descriptors - _OWN_DESCRIPTORS))


def count_threads(workers: int, limits: Sequence[Path] = _THREAD_LIMITS) -> int:
    """How many threads of each worker answer: 256, or its share of half of what a container may.

    A request whose thread cannot be started would get no answer.
    """
    for limit in limits:
        with contextlib.suppress(OSError, ValueError):  # not there, or `max`
            allowed = int(limit.read_text(encoding="ascii"))
            return max(_FEWEST, min(MAX_THREADS, allowed // 2 // workers))
    return MAX_THREADS


def share_memory_pool() -> None:
    """Let all threads of this process allocate from one pool, where the C library is glibc.

    It gives threads pools of their own, and what a large body took stays in each: twice as much,
    and growing for longer. One thread runs at a time, so that none waits for the pool.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def work_in_batches() -> None:
    """Let no thread of this process interrupt another of it as soon as there is something to do.

    Else the one that receives interrupts the one that answers for every single packet, where both
    have one core. On Linux only, and only where nothing else was chosen.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # what is not allowed is not needed
            if os.sched_getscheduler(0) == os.SCHED_OTHER:
                os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
