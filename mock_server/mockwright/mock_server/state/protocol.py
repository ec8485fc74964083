"""The interface of state: records of JSON by kind and key, kept between requests."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

Key = tuple[str, str]


class StateUnavailable(Exception):
    """Raised if no part of a change could be stored; `str()` says why and what to do."""

    def __init__(self, message: str, *, is_full: bool) -> None:
        """If `is_full`, there is no space; otherwise the file is not accessible."""
        super().__init__(message)
        self.is_full = is_full


class Usage(NamedTuple):
    """How much state there is.

    `records` is None if counting them would require reading a file; `max_bytes` is None if only the
    disk limits it. `forgotten` counts the records dropped for newer ones since the last reset.
    """

    records: int | None
    bytes: int
    max_bytes: int | None
    forgotten: int


class State(Protocol):
    """Records by kind and key. A record is a JSON text; readers call `hold` first."""

    def hold(self) -> AbstractContextManager[Any]:
        """Lock the state for the block, from the first read to the commit."""

    def get(self, kind: str, key: str) -> bytes | None:
        """Return a record, or None."""

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Store all changes or none; None deletes. Raises `StateUnavailable`."""

    def keys(self, kind: str) -> list[str]:
        """The keys of every record of a kind, in no particular order. Raises `StateUnavailable`."""

    def usage(self) -> Usage:
        """How much state there is. Raises `StateUnavailable`."""

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one point in time."""

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Replace all records with these. Raises `StateUnavailable`."""
