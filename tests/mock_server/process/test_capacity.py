"""The numbers of descriptors, connections and threads of a server."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from mockwright.mock_server.process.capacity import (
    MAX_CONNECTIONS,
    MAX_THREADS,
    count_connections,
    count_threads,
)

PROGRAM = (
    "from mockwright.mock_server.process.capacity import raise_descriptor_limit as r; print(r())"
)


@pytest.mark.parametrize(
    ("soft", "hard", "descriptors"), [(64, 64, 64), (64, 300, 300), (256, 20_000, 8192)]
)
def test_descriptors_are_raised_as_far_as_allowed(soft: int, hard: int, descriptors: int) -> None:
    """The descriptor limit is raised to the hard limit, at most to 8,192."""
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < hard:
        pytest.skip("this machine allows fewer descriptors")
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard)),
    )
    assert int(result.stdout) == descriptors


def test_more_descriptors_than_wanted_are_left_alone() -> None:
    """A descriptor limit above 8,192 is not changed."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft <= 8192:
        pytest.skip("this machine has no more descriptors")
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert int(result.stdout) == soft


@pytest.mark.parametrize(
    ("descriptors", "connections"), [(8192, MAX_CONNECTIONS), (64, 24), (10, 8)]
)
def test_connections_leave_descriptors_for_the_rest(descriptors: int, connections: int) -> None:
    """The limit of connections leaves descriptors for files."""
    assert count_connections(descriptors) == connections


POOLS = """
import ctypes, sys, threading
from mockwright.mock_server.process.capacity import share_memory_pool
if sys.argv[1] == "shared":
    share_memory_pool()
kept, barrier = [], threading.Barrier(6)
def take():
    barrier.wait()
    kept.append([bytes(100_000) for _ in range(20)])
    barrier.wait()
threads = [threading.Thread(target=take) for _ in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
library = ctypes.CDLL(None)
library.malloc_info(0, ctypes.c_void_p.in_dll(library, "stdout"))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have one pool")
@pytest.mark.parametrize(("pools", "is_one"), [("shared", True), ("own", False)])
def test_threads_share_one_pool_of_memory(pools: str, *, is_one: bool) -> None:
    """With a shared memory pool all threads allocate from one heap."""
    result = subprocess.run([sys.executable, "-c", POOLS, pools], capture_output=True, check=True)
    assert (result.stdout.count(b"<heap nr=") == 1) is is_one


@pytest.mark.parametrize(
    ("allowed", "workers", "threads"),
    [("100", 1, 50), ("100", 2, 25), ("max", 1, MAX_THREADS), ("9999", 4, 256), ("1", 1, 8)],
)
def test_threads_are_as_many_as_a_container_may_have(
    tmp_path: Path, allowed: str, workers: int, threads: int
) -> None:
    """Workers share half of the container's limit of processes."""
    limit = tmp_path / "pids.max"
    limit.write_text(f"{allowed}\n")
    assert count_threads(workers, [tmp_path / "missing", limit]) == threads


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has batches")
@pytest.mark.parametrize(("policy", "then"), [("SCHED_OTHER", "SCHED_BATCH"), ("SCHED_IDLE",) * 2])
def test_threads_work_in_batches_unless_chosen_otherwise(policy: str, then: str) -> None:
    """A process with the default scheduling policy changes to batch scheduling."""
    first, last = getattr(os, policy), getattr(os, then)
    program = f"os.sched_setscheduler(0, {first}, os.sched_param(0)); work_in_batches()"
    program = (
        f"import os; from mockwright.mock_server.process.capacity import work_in_batches; {program}"
    )
    program += f"; assert os.sched_getscheduler(0) == {last}"
    subprocess.run([sys.executable, "-c", program], check=True)
