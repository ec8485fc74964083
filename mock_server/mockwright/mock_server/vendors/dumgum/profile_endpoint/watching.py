"""Watching: state that tells which profiles requests bring that are new, changed or expired."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockwright.mock_server.state.protocol import Key, State
from mockwright.mock_server.vendors.dumgum.profiles.versions import KIND


class WatchedState:
    """State as it is, which says of each profile that is stored or purged that it is.

    Answers store a profile where none is stored, where its version is another one, and where the
    stored one has expired: exactly then DumGum fetches it.
    """

    def __init__(self, state: State, tell: Callable[[str, bytes | None], None]) -> None:
        """`tell` is given the id and the record, or None; it must not wait for anything."""
        self.hold = state.hold
        self.get = state.get
        self.keys = state.keys
        self.usage = state.usage
        self.snapshot = state.snapshot
        self.restore = state.restore
        self._commit = state.commit
        self._tell = tell

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Keep all changes or none. Raises `StateUnavailable`."""
        self._commit(changes)
        for (kind, key), record in changes.items():
            if kind == KIND:
                self._tell(key, record)
