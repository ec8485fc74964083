"""Report on the control surface how much state and journal there is, and what it takes."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from flask import Response

from mockwright.mock_server.control.answers import json_answer
from mockwright.mock_server.journal.peers import Peers
from mockwright.mock_server.state.protocol import State

_STATM = Path("/proc/self/statm")


class UsageView:
    """The view of `/_mock/usage`."""

    def __init__(self, state: State, peers: Peers) -> None:
        self._state = state
        self._peers = peers

    def show_usage(self) -> Response:
        """Show what the answering worker has in memory, and the state shared by all workers."""
        return json_answer(
            {
                "worker": self._peers.worker,
                "state": self._state.usage()._asdict(),
                "journal": self._peers.usage()._asdict(),
                "resident_bytes": measure_resident(),
                "threads": threading.active_count(),
            }
        )


def measure_resident() -> int | None:
    """The resident memory of this process in bytes, or None if the system does not report it."""
    try:
        pages = int(_STATM.read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
