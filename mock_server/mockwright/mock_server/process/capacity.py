"""Capacity: limits of descriptors (and so of connections), memory and processor use."""

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
MAX_THREADS = 256  # started when needed: each slow sender occupies one while its body is read
_WANTED_DESCRIPTORS = 8192
_OWN_DESCRIPTORS = 40  # files, the listening socket, readers of the journal
_FEWEST = 8
_THREAD_LIMITS = (Path("/sys/fs/cgroup/pids.max"), Path("/sys/fs/cgroup/pids/pids.max"))
_M_ARENA_MAX = -8  # of glibc's <malloc.h>


def raise_descriptor_limit() -> int:
    """Raise the limit of open descriptors to at most 8,192, and return the new limit."""
    if sys.platform == "win32":
        return _WANTED_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = (
        _WANTED_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _WANTED_DESCRIPTORS)
    )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # keep the limit if it cannot be raised
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return _WANTED_DESCRIPTORS if soft == resource.RLIM_INFINITY else soft


def count_connections(descriptors: int) -> int:
    """The number of connections that a worker accepts with this many descriptors.

    Further connections wait in the queue. A server without a free descriptor could neither accept
    connections nor open files.
    """
    return max(_FEWEST, min(MAX_CONNECTIONS, descriptors - _OWN_DESCRIPTORS))


def count_threads(workers: int, limits: Sequence[Path] = _THREAD_LIMITS) -> int:
    """The number of threads per worker: 256, or its share of half of a container's process limit.

    A request whose thread cannot be started would get no answer.
    """
    for limit in limits:
        with contextlib.suppress(OSError, ValueError):  # no such file, or `max`
            allowed = int(limit.read_text(encoding="ascii"))
            return max(_FEWEST, min(MAX_THREADS, allowed // 2 // workers))
    return MAX_THREADS


def share_memory_pool() -> None:
    """Let all threads of this process allocate from one memory pool, if the C library is glibc.

    By default glibc gives each thread its own pools, and the memory of a large body stays in each
    of them: memory use doubles and keeps growing. Only one thread runs at a time, so sharing the
    pool costs no waiting.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def work_in_batches() -> None:
    """Set batch scheduling, so that threads of this process do not preempt each other.

    Otherwise, on a single core, the receiving thread interrupts the answering one for every
    packet. Linux only, and only if no other policy was set.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # keep the policy if it cannot be set
            if os.sched_getscheduler(0) == os.SCHED_OTHER:
                os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
