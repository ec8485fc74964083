"""Watching: state that reports which profiles in requests are new, changed or expired."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockwright.mock_server.state.protocol import Key, State
from mockwright.mock_server.vendors.dumgum.profiles.versions import KIND


class WatchedState:
    """State that reports each profile that is stored or purged.

    Answers store a profile if there is none, if its version differs, and if the stored one has
    expired: these are exactly the cases in which DumGum fetches it.
    """

    def __init__(self, state: State, tell: Callable[[str, bytes | None], None]) -> None:
        """`tell` is called with the id and the record, or None; it must not block."""
        self.hold = state.hold
        self.get = state.get
        self.keys = state.keys
        self.usage = state.usage
        self.snapshot = state.snapshot
        self.restore = state.restore
        self._commit = state.commit
        self._tell = tell

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Commit all changes or none. Raises `StateUnavailable`."""
        self._commit(changes)
        for (kind, key), record in changes.items():
            if kind == KIND:
                self._tell(key, record)
