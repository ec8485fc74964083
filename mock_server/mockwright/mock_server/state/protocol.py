"""State: what the mock remembers between requests, as records of JSON under a kind and a key."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

Key = tuple[str, str]


class StateUnavailable(Exception):
    """A change could not be kept; nothing of it was. `str()` says why and what to do."""

    def __init__(self, message: str, *, is_full: bool) -> None:
        """`is_full`: there is no room; otherwise the file cannot be reached at all."""
        super().__init__(message)
        self.is_full = is_full


class Usage(NamedTuple):
    """How much state there is.

    `records` is None where counting them would mean reading a file; `max_bytes` where only the disk
    limits it. `forgotten` records had to make room for newer ones since the last reset.
    """

    records: int | None
    bytes: int
    max_bytes: int | None
    forgotten: int


class State(Protocol):
    """Records by kind and key. A record is a JSON text; who reads one holds the state."""

    def hold(self) -> AbstractContextManager[Any]:
        """Keep everybody else out, from the first reading to the commit."""

    def get(self, kind: str, key: str) -> bytes | None:
        """The record, if there is one."""

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Keep all changes or none; None deletes. Raises `StateUnavailable`."""

    def keys(self, kind: str) -> list[str]:
        """The keys of every record of a kind, in no order. Raises `StateUnavailable`."""

    def usage(self) -> Usage:
        """How much there is. Raises `StateUnavailable`."""

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one moment."""

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Put these records in the place of all that there are. Raises `StateUnavailable`."""
