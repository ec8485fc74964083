"""State: what the mock remembers between requests, as records of JSON under a kind and a key."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

Key = tuple[str, str]


class StateUnavailable(Exception):
    """A change could not be kept; nothing of it was. `str()` says why and what to do."""

    def __init__(self, message: str, *, is_full: bool) -> None:
        """`is_full`: there is no room; otherwise the file cannot be reached at all."""
        super().__init__(message)
        self.is_full = is_full


class State(Protocol):
    """Records by kind and key. A record is a JSON text; who reads one holds the state."""

    def hold(self) -> AbstractContextManager[Any]:
        """Keep everybody else out, from the first reading to the commit."""

    def get(self, kind: str, key: str) -> bytes | None:
        """The record, if there is one."""

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Keep all changes or none; None deletes. Raises `StateUnavailable`."""

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one moment."""

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Put these records in the place of all that there are. Raises `StateUnavailable`."""


class MemoryState:
    """State that ends with the process."""

    def __init__(self) -> None:
        self._records: dict[Key, bytes] = {}
        self._lock = threading.RLock()

    def hold(self) -> AbstractContextManager[Any]:
        """Keep everybody else out, from the first reading to the commit."""
        return self._lock

    def get(self, kind: str, key: str) -> bytes | None:
        """The record, if there is one."""
        return self._records.get((kind, key))

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Keep all changes; None deletes."""
        with self._lock:
            for key, record in changes.items():
                if record is None:
                    self._records.pop(key, None)
                else:
                    self._records[key] = record

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one moment."""
        with self._lock:
            return dict(self._records)

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Put these records in the place of all that there are."""
        with self._lock:
            self._records = dict(records)
