"""Opening state: in memory, or in a file that one worker has or several share."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from mockwright.mock_server.settings import Settings
from mockwright.mock_server.state.file import FileState, SharedFileState
from mockwright.mock_server.state.file_lock import claim_state_file
from mockwright.mock_server.state.limit import StateLimit
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.state.protocol import State


def open_state(settings: Settings, folder: Path | None, log: TextIO, *, is_claimed: bool) -> State:
    """The state of one worker: in a file that is asked for, or that several workers share.

    `log` is told once when something has to be forgotten. Unless the file is claimed already, the
    state claims it until it is closed or given up. Raises `StateFileIsBroken` and
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
            claim.enter_context(claim_state_file(settings.db))
        return FileState(settings.db, max_bytes=settings.max_state_bytes, claim=claim)
    return MemoryState(limit)
