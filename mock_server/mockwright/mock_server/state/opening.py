"""Open state: in memory, in a file of one worker, or in a file shared by several."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.file import FileState, SharedFileState
from mockwright.mock_server.state.file_lock import lock_state_file
from mockwright.mock_server.state.limit import StateLimit
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.state.protocol import State


def open_state(settings: Settings, folder: Path | None, log: TextIO, *, is_claimed: bool) -> State:
    """Open the state of one worker; it is in a file if one is configured or workers share it.

    A warning is written to `log` once, when the first record is forgotten. Unless `is_claimed`, the
    state locks its file until it is closed or garbage-collected. Raises `StateFileIsBroken` and
    `StateUnavailable`.
    """
    limit = StateLimit(settings.max_state_bytes, log)
    if folder is not None:
        turn = folder / "state.turn"
        if settings.db is not None:
            return SharedFileState(settings.db, turn=turn)
        return SharedFileState(folder / "state.db", turn=turn, is_durable=False, limit=limit)
    if settings.db is not None:
        claim = ExitStack()
        if not is_claimed:
            claim.enter_context(lock_state_file(settings.db))
        return FileState(settings.db, max_bytes=settings.max_state_bytes, claim=claim)
    return MemoryState(limit)
