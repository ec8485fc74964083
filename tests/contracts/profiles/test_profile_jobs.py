"""`mockwright profiles --jobs` gives the same bytes and leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from mockwright.contracts.profiles.orders import Order
from mockwright.contracts.profiles.workers import WorkerEnded, WorkerFailed, count_cores, making
from mockwright.mock_server.exit_codes import OK, UNAVAILABLE
from mockwright.mock_server.people import REFERENCE_DATE
from tests.contracts.profiles.test_profile_commands import ENDLESS, profiles
from tests.processes import COMMAND, wait_until

pytestmark = pytest.mark.slow

NEEDS_PROC = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def order_of(count: int, *, role: str = "user") -> Order:
    """An order of `count` people."""
    return Order(
        wanted=count,
        start=0,
        seed=0,
        languages=(),
        role=role,
        reference=REFERENCE_DATE,
        api="dumgum",
        format_name="jsonl",
        is_invalid=False,
    )


def session_of(process: int) -> list[int]:
    """The running processes of a session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == process and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """The command in its own session, endless, with two workers."""
    return subprocess.Popen(
        [str(COMMAND), "profiles", "-n", ENDLESS, "--jobs", "2", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["-n", "3000"],
        ["-n", "0"],
        ["-n", "1"],
        ["-n", "0", "--format", "json"],
        ["-n", "500", "--format", "json", "--start", "77", "--seed", "-3"],
        ["-n", "500", "--format", "csv", "--invalid"],
        ["-n", "300", "--api", "getprofile", "--role", "persona"],
    ],
)
def test_bytes_are_those_of_one_process(arguments: list[str]) -> None:
    """Two, three and one job per core give the same bytes as one process."""
    alone = profiles(*arguments)
    assert [profiles(*arguments, "--jobs", jobs) == alone for jobs in ("2", "3", "0")] == [True] * 3


def test_no_more_workers_than_chunks() -> None:
    """No more workers are started than there are chunks."""
    with making(order_of(3), 500) as chunks:
        assert [chunk.size for chunk in chunks] == [1, 2]


def test_all_cores_are_those_that_may_be_used() -> None:
    """`--jobs 0` starts one worker per core that the process may use."""
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("CPU affinity cannot be changed here")
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert count_cores() == 1
    finally:
        os.sched_setaffinity(0, before)
    assert count_cores() == len(before)


@NEEDS_PROC
def test_a_closed_pipe_ends_all() -> None:
    """After `head` the command and its workers end silently with exit code 0."""
    with start() as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"id":"user-0"')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == OK
    assert wait_until(lambda: session_of(process.pid) == [])


@NEEDS_PROC
def test_interrupt_of_the_whole_group_ends_all_quietly() -> None:
    """Ctrl-C sent to the whole process group still closes the array."""
    with start("--format", "json") as process:
        assert process.stdout is not None
        first = process.stdout.readline() + process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        rest, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (130, b"")
    assert (first + rest).endswith(b"}\n]\n")
    assert wait_until(lambda: session_of(process.pid) == [])


@pytest.mark.slow
@NEEDS_PROC
@pytest.mark.parametrize("pause", [0.0, 0.05, 0.1, 0.15, 0.2, 0.3])
def test_early_interrupt_is_quiet(pause: float) -> None:
    """Ctrl-C while workers start prints no traceback and leaves no worker behind."""
    with start("--jobs", "8", "-o", os.devnull) as process:
        assert wait_until(lambda: len(session_of(process.pid)) >= 2)
        time.sleep(pause)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (130, b"")
    assert wait_until(lambda: session_of(process.pid) == [])


@NEEDS_PROC
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_do_not_outlive_the_command(number: signal.Signals) -> None:
    """If the command is killed, its workers end silently."""
    with start() as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        assert len(session_of(process.pid)) >= 3
        process.send_signal(number)
        process.stdout.close()
        assert process.wait(timeout=30) == -number
        assert process.stderr.read() == b""
    assert wait_until(lambda: session_of(process.pid) == [])


@NEEDS_PROC
def test_a_killed_worker_is_reported() -> None:
    """A killed worker is reported in one line with exit code 4, and no file is written."""
    with start("-o", os.devnull) as process:
        assert process.stderr is not None
        assert wait_until(lambda: len(children_of(process.pid)) >= 2)
        os.kill(children_of(process.pid)[0], signal.SIGKILL)
        told = process.stderr.read()
        assert process.wait(timeout=30) == UNAVAILABLE
    expected = b"Error: A worker process ended unexpectedly (exit code -9). "
    assert told == expected + b"Use fewer `--jobs`, or leave it out.\n"
    assert wait_until(lambda: session_of(process.pid) == [])


def children_of(parent: int) -> list[int]:
    """The workers of the command, by their command line."""
    found = []
    for member in session_of(parent):
        try:
            words = Path(f"/proc/{member}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in words:
            found.append(member)
    return found


def test_an_exception_in_a_worker_is_reported() -> None:
    """An exception in a worker is raised with the worker's traceback."""
    with (
        making(order_of(100, role="unknown"), 2) as chunks,
        pytest.raises(WorkerFailed, match=r"Traceback(.|\n)*KeyError: 'unknown'"),
    ):
        list(chunks)


def test_a_worker_that_ended_is_reported() -> None:
    """A worker that ended early is reported with its exit code."""
    with making(order_of(10_000), 2) as chunks:
        parts = iter(chunks)
        next(parts)
        for child in active_children():
            child.kill()
        with pytest.raises(WorkerEnded, match=r"exit code -9.*`--jobs`"):
            list(parts)
