"""Worker processes: they end with the server, and a killed worker is noticed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import ServerMaker, ServerProcess, Start, find_children, wait_until

PROCESSES = Path("/proc")
needs_proc = pytest.mark.skipif(not (PROCESSES / "self" / "task").exists(), reason="no /proc here")


@pytest.fixture
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """A start with a temporary folder that pytest removes."""
    return Start(changes={"TMPDIR": str(tmp_path_factory.mktemp("t"))})


def worker_ids(server: ServerProcess) -> set[int]:
    """The process ids of the workers."""
    return {*find_children(server.process.pid)}


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_workers_end_with_their_parent(
    make_server: ServerMaker, own_folder: Start, workers: str
) -> None:
    """No worker outlives a killed parent process."""
    server = make_server("--workers", workers, start=own_folder)
    server.signal(signal.SIGKILL)
    assert server.wait() == -signal.SIGKILL
    assert wait_until(lambda: not server.is_listening())


@needs_proc
def test_server_ends_with_its_only_worker(make_server: ServerMaker) -> None:
    """A server exits with 5 when its only worker was killed."""
    server = make_server()
    signal_worker(worker_ids(server).pop())
    assert server.wait() == 5
    assert "a worker ended unexpectedly" in server.stderr_text()
    assert not server.is_listening()


@pytest.mark.slow
@needs_proc
@pytest.mark.parametrize("choose", [min, max], ids=["first", "second"])
def test_server_is_never_half_alive(
    make_server: ServerMaker, own_folder: Start, choose: Callable[[set[int]], int]
) -> None:
    """A server that lost one of two workers starts another one or exits."""
    server = make_server("--workers", "2", start=own_folder)
    lost = choose(worker_ids(server))
    signal_worker(lost)

    def is_whole_again() -> bool:
        return server.process.poll() is not None or len(worker_ids(server) - {lost}) == 2

    is_settled = wait_until(is_whole_again)
    server.signal(signal.SIGKILL)
    server.wait()
    assert is_settled


def signal_worker(number: int) -> None:
    """Kill one worker."""
    os.kill(number, signal.SIGKILL)


@pytest.mark.slow
def test_two_workers_with_a_deep_folder_for_temporary_files(
    make_server: ServerMaker, tmp_path: Path
) -> None:
    """Two workers start with a long `TMPDIR`."""
    folder = tmp_path / ("deep" * 20)
    folder.mkdir()
    with make_server("--workers", "2", start=Start(changes={"TMPDIR": str(folder)})) as server:
        assert server.ask("/_mock/ready")[0] == 200
