"""Keep state in a file, either for one worker with a cache or shared by several workers."""

from __future__ import annotations

import contextlib
import fcntl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

from mockwright.mock_server.settings import MAX_STATE_BYTES
from mockwright.mock_server.state.database import StateDatabase
from mockwright.mock_server.state.limit import Records, StateLimit, check_fits, total_size
from mockwright.mock_server.state.protocol import Key, Usage


class FileState:
    """State of one worker that owns the file: read from memory, written through.

    The file is changed before memory, so that an answer never shows a change that was not stored.
    Records that do not fit in memory are read from the file.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_bytes: int = MAX_STATE_BYTES,
        is_durable: bool = True,
        claim: ExitStack | None = None,
    ) -> None:
        """Read the file, creating it if necessary; `max_bytes` limits its share of memory.

        `claim` is released when the file is closed. Raises `StateFileIsBroken` and
        `StateUnavailable`.
        """
        self._claim = claim or ExitStack()
        self._database = StateDatabase(path, is_durable=is_durable)
        self._max_bytes = max_bytes
        self._lock = threading.RLock()
        with contextlib.closing(self._database.read_each()) as records:
            self._start_memory(records)

    def _start_memory(self, records: Iterable[tuple[Key, bytes]]) -> None:
        """Load as many of all these records into memory as fit."""
        self._records, self._is_whole = Records(), True
        for key, record in records:
            self._remember({key: record})
            if not self._is_whole:
                break

    def _remember(self, changes: Mapping[Key, bytes | None]) -> None:
        if self._records.apply(changes, self._max_bytes):
            self._is_whole = False

    def hold(self) -> AbstractContextManager[Any]:
        """Lock the state for the block, from the first read to the commit."""
        return self._lock

    def get(self, kind: str, key: str) -> bytes | None:
        """Return a record, or None. Raises `StateUnavailable`."""
        record = self._records.get((kind, key))
        return record if record is not None or self._is_whole else self._look_up(kind, key)

    def _look_up(self, kind: str, key: str) -> bytes | None:
        """Read a record that did not fit in memory, and keep it there if there is room now."""
        with self._lock:
            record = self._database.read(kind, key)
            if record is not None:
                self._remember({(kind, key): record})
            return record

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Store all changes or none; None deletes. Raises `StateUnavailable`."""
        if not changes:
            return
        with self._lock:
            with self._database.held():
                self._database.commit(changes)
            self._remember(changes)

    def keys(self, kind: str) -> list[str]:
        """The keys of every record of a kind, in no particular order. Raises `StateUnavailable`."""
        if not self._is_whole:
            with self._lock:
                return self._database.read_keys(kind)
        return [key for of_kind, key in self.snapshot() if of_kind == kind]

    def usage(self) -> Usage:
        """How much state there is. Raises `StateUnavailable`."""
        with self._lock:
            count = len(self._records) if self._is_whole else None
            return Usage(count, self._database.read_size(), None, 0)

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one point in time. Raises `StateUnavailable`."""
        with self._lock:
            return self._records.copy() if self._is_whole else self._database.read_all()

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Replace all records with these. Raises `StateUnavailable`."""
        with self._lock:
            with self._database.held():
                self._database.commit(records, is_everything=True)
            self._start_memory(records.items())

    def close(self) -> None:
        """Close the file."""
        self._database.close()
        self._claim.close()


class SharedFileState:
    """State shared by several workers, each with the same file open; nothing is cached."""

    def __init__(
        self,
        path: Path,
        *,
        turn: Path,
        is_durable: bool = True,
        limit: StateLimit | None = None,
    ) -> None:
        """Open the file, creating it if necessary. `turn` is a lock file for the workers.

        With a `limit`, which only a temporary file has, the oldest records make room. Raises
        `StateFileIsBroken` and `StateUnavailable`.
        """
        self._limit = limit
        self._max_bytes = None if limit is None else limit.max_bytes
        self._database = StateDatabase(path, is_durable=is_durable, max_bytes=self._max_bytes)
        self._lock = threading.RLock()
        self._turn = turn.open("wb")

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Lock the state against all workers, from the first read to the commit.

        Raises `StateUnavailable`.
        """
        with self._lock:
            if self._database.is_held:
                yield
            else:
                with self._own_turn(), self._database.held():
                    yield

    @contextlib.contextmanager
    def _own_turn(self) -> Iterator[None]:
        # SQLite's own lock would be enough, but a waiter sleeps up to 100 ms and then finds it
        # taken again: with two busy workers, one waits for seconds.
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def get(self, kind: str, key: str) -> bytes | None:
        """Return a record, or None. Raises `StateUnavailable`."""
        with self._lock:
            return self._database.read(kind, key)

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Store all changes or none; None deletes. Raises `StateUnavailable`."""
        if changes:
            with self.hold():
                forgotten = self._database.commit(changes)
            if self._limit is not None:
                self._limit.count(forgotten)

    def keys(self, kind: str) -> list[str]:
        """The keys of every record of a kind, in no particular order. Raises `StateUnavailable`."""
        with self._lock:
            return self._database.read_keys(kind)

    def usage(self) -> Usage:
        """How much state there is; `forgotten` is this worker's. Raises `StateUnavailable`."""
        forgotten = 0 if self._limit is None else self._limit.forgotten
        with self._lock:
            return Usage(None, self._database.read_size(), self._max_bytes, forgotten)

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one point in time. Raises `StateUnavailable`."""
        with self._lock:
            return self._database.read_all()

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Replace all records with these. Raises `StateUnavailable`."""
        if self._max_bytes is not None:
            check_fits(total_size(records), self._max_bytes)
        with self.hold():
            self._database.commit(records, is_everything=True)
        if self._limit is not None:
            self._limit.forgotten = 0

    def close(self) -> None:
        """Close the file."""
        self._database.close()
        self._turn.close()
