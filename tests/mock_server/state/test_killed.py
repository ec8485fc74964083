"""Changes committed before a process was killed are stored, and none partially."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.mock_server.state.state_kinds import FILE_KINDS, opened

ROOT = Path(__file__).parents[3]
KILLS = 30
FILES = 3


def write_and_die(kind: str, path: Path, seconds: float) -> int:
    """Let a process write for a while, kill it, and return the last number that it printed."""
    command = [sys.executable, "-m", "tests.mock_server.state.state_writer", kind, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(seconds)
        writer.kill()
        lines += writer.stdout.readlines()
    return int([line for line in lines if line.endswith("\n")][-1])


def assert_whole(kind: str, path: Path, last: int) -> None:
    """Check that every number up to the last printed one is stored twice."""
    with opened(kind, path) as state:
        found = state.snapshot()
    left = {int(key): record for (side, key), record in found.items() if side == "left"}
    right = {int(key): record for (side, key), record in found.items() if side == "right"}
    assert left == right == {number: b'"%d"' % number for number in range(len(left))}
    assert len(left) in {
        last + 1,
        last + 2,
    }  # the process may have been killed between its last commit and the output


def kill_often(kind: str, path: Path) -> int:
    """Write and kill repeatedly on one file; return how many times."""
    kills = KILLS // FILES
    for kill in range(kills):
        # Spread over the duration of a commit, so that each phase of it is hit.
        last = write_and_die(kind, path, seconds=0.001 + kill * 0.00137)
        assert_whole(kind, path, last)
    return kills


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILE_KINDS)
def test_what_was_committed_survives_a_kill(kind: str, tmp_path: Path) -> None:
    """After each of thirty kills, every completed commit is stored completely."""
    paths = [tmp_path / f"{number}.db" for number in range(FILES)]
    with ThreadPoolExecutor(FILES) as pool:
        kills = pool.map(lambda path: kill_often(kind, path), paths)
        assert sum(kills) == KILLS
