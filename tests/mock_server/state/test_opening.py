"""The kind of state a worker gets, and which process owns its file."""

from __future__ import annotations

import gc
import io
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.file import FileState, SharedFileState
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.state.opening import open_state
from mockwright.mock_server.state.protocol import StateUnavailable
from tests.mock_server.asking import serve

pytestmark = pytest.mark.slow

RECORD = b"x" * 1000
MEGABYTE = 1024 * 1024


def closing_state(
    settings: Settings, folder: Path | None, *, is_claimed: bool = True
) -> AbstractContextManager[FileState | SharedFileState]:
    """The state of a file, closed at the end of the block."""
    state = open_state(settings, folder, io.StringIO(), is_claimed=is_claimed)
    assert isinstance(state, FileState | SharedFileState)
    return closing(state)


def test_state_ends_with_a_worker_that_is_alone() -> None:
    """A single worker without a state file keeps state in memory."""
    state = open_state(Settings(), None, io.StringIO(), is_claimed=False)
    assert type(state) is MemoryState


def test_worker_that_is_alone_has_the_file_to_itself(tmp_path: Path) -> None:
    """A single worker with a state file has all of it in memory."""
    with closing_state(Settings(db=tmp_path / "state.db"), None) as state:
        assert isinstance(state, FileState)


@pytest.mark.parametrize("name", ["state.db", None])
def test_workers_share_a_file(tmp_path: Path, name: str | None) -> None:
    """Several workers share a file, by default a temporary one in their folder."""
    peers = tmp_path / "peers"
    peers.mkdir()
    settings = Settings(workers=2, db=tmp_path / name if name else None)
    with closing_state(settings, peers) as first, closing_state(settings, peers) as second:
        first.commit({("a", "1"): b"1"})
        assert second.get("a", "1") == b"1"
    places = {path.name for path in (tmp_path if name else peers).iterdir()}
    assert places == ({"peers", "state.db"} if name else {"state.db", "state.turn"})


@pytest.mark.parametrize(("has_file", "forgets"), [(False, True), (True, False)])
@pytest.mark.parametrize("workers", [1, 2])
def test_only_what_ends_with_the_server_is_limited(
    tmp_path: Path, workers: int, *, has_file: bool, forgets: bool
) -> None:
    """A state file forgets nothing; temporary state has a limit, for one worker or several."""
    settings = Settings(max_state_bytes=MEGABYTE, db=tmp_path / "kept.db" if has_file else None)
    log = io.StringIO()
    state = open_state(settings, tmp_path if workers > 1 else None, log, is_claimed=True)
    for number in range(1000):
        state.commit({("a", str(number)): RECORD})
    assert state.get("a", "999") == RECORD
    assert (state.get("a", "0") is None, "`--max-state`" in log.getvalue()) == (forgets, forgets)
    if isinstance(state, FileState | SharedFileState):
        state.close()


def test_application_without_a_server_claims_its_file(tmp_path: Path) -> None:
    """A second application with the same state file is refused."""
    path = tmp_path / "state.db"
    with closing_state(Settings(db=path), None, is_claimed=False) as state:
        with pytest.raises(StateUnavailable, match="in use by another Mockwright"):
            serve(db=path)
        assert {file.name for file in tmp_path.iterdir()} == {"state.db", "state.db-lock"}
    assert [file.name for file in tmp_path.iterdir()] == ["state.db"]
    assert isinstance(state, FileState)  # still referenced, so that `close` released the file


@pytest.mark.filterwarnings("ignore:unclosed database")
def test_application_that_is_given_up_claims_nothing(tmp_path: Path) -> None:
    """A lock ends with its application, even if it is never closed."""
    path = tmp_path / "state.db"
    app = serve(db=path)
    with pytest.raises(StateUnavailable):
        serve(db=path)
    del app
    gc.collect()
    serve(db=path)


def test_claimed_file_is_not_claimed_again(tmp_path: Path) -> None:
    """A worker of a server that has locked the file opens it without its own lock."""
    path = tmp_path / "state.db"
    with (
        closing_state(Settings(db=path), None, is_claimed=False),
        closing_state(Settings(db=path), None) as state,
    ):
        assert isinstance(state, FileState)
