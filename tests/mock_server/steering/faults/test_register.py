from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.mock_server.steering.faults.register import FaultRegister

KEY = b"k" * 64


def test_nothing_was_put_at_first() -> None:
    """A new register has no put faults, which differs from an empty list."""
    register = FaultRegister()
    assert register.read() is None
    register.put([])
    assert register.read() == ()
    register.put(None)
    assert register.read() is None


def test_what_was_put_is_read(tmp_path: Path) -> None:
    """Every worker reads the put faults in order."""
    first, second = FaultRegister(tmp_path / "f.db"), FaultRegister(tmp_path / "f.db")
    first.put(["drop", "status=503:10%"])
    assert second.read() == ("drop", "status=503:10%")


def test_requests_are_counted_each_for_itself() -> None:
    """The register returns how often a request was counted before."""
    register = FaultRegister()
    assert [register.count(KEY), register.count(b"other"), register.count(KEY)] == [0, 0, 1]


@pytest.mark.parametrize("texts", [None, [], ["drop"]])
def test_putting_starts_counting_afresh(texts: list[str] | None) -> None:
    """A put restarts counting."""
    register = FaultRegister()
    register.count(KEY)
    register.put(texts)
    assert register.count(KEY) == 0


def test_workers_count_together(tmp_path: Path) -> None:
    """Concurrent workers count each request once."""
    registers = [FaultRegister(tmp_path / "f.db") for _ in range(2)]
    counts: list[int] = []

    def count(register: FaultRegister) -> None:
        counts.extend(register.count(KEY) for _ in range(100))

    threads = [threading.Thread(target=count, args=(register,)) for register in registers * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(400))


def test_oldest_of_too_many_are_forgotten() -> None:
    """The oldest counts are dropped when there are too many."""
    register = FaultRegister(max_counted=10)
    for number in range(1000):
        register.count(str(number).encode())
    assert [register.count(str(n).encode()) for n in (999, 990)] == [1, 1]
    assert register.count(b"989") == 0


def test_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    """A missing folder is an error with a remedy."""
    with pytest.raises(StateUnavailable, match="Free some space there, or remove the faults"):
        FaultRegister(tmp_path / "nowhere" / "f.db")


def test_broken_file_is_told(tmp_path: Path) -> None:
    """A broken file is an error for every operation, and another register is not affected."""
    register = FaultRegister(tmp_path / "f.db")
    register.put(["drop"])
    (tmp_path / "f.db").write_bytes(b"no database" * 1000)
    other = FaultRegister(tmp_path / "g.db")
    for act in (register.read, lambda: register.put([]), lambda: register.count(KEY)):
        with pytest.raises(StateUnavailable):
            act()
    assert other.count(KEY) == 0
