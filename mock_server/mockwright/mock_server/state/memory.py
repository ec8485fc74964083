"""Keep state in memory; it ends with the process and forgets the oldest beyond a limit."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from mockwright.mock_server.state.limit import Records, StateLimit, check_fits, total_size
from mockwright.mock_server.state.protocol import Key, Usage


class MemoryState:
    """State that ends with the process."""

    def __init__(self, limit: StateLimit | None = None) -> None:
        self._limit = limit or StateLimit()
        self._records = Records()
        self._lock = threading.RLock()

    def hold(self) -> AbstractContextManager[Any]:
        """Lock the state for the block, from the first read to the commit."""
        return self._lock

    def get(self, kind: str, key: str) -> bytes | None:
        """Return a record, or None."""
        return self._records.get((kind, key))

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Store all changes; None deletes. The oldest of other records make room."""
        with self._lock:
            self._limit.count(self._records.apply(changes, self._limit.max_bytes))

    def keys(self, kind: str) -> list[str]:
        """The keys of every record of a kind, in no particular order."""
        return [key for of_kind, key in self.snapshot() if of_kind == kind]

    def usage(self) -> Usage:
        """How much state there is."""
        with self._lock:
            count, size = len(self._records), self._records.bytes
        return Usage(count, size, self._limit.max_bytes, self._limit.forgotten)

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one point in time."""
        with self._lock:
            return self._records.copy()

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Replace all records with these. Raises `StateUnavailable`."""
        check_fits(total_size(records), self._limit.max_bytes)
        with self._lock:
            self._records = Records(records)
            self._limit.forgotten = 0
