"""State in a file: kept by one worker that remembers what it can, or shared by several."""

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
    """State of one worker that has the file to itself: read from memory, written through.

    Memory changes after the file has, so that what was answered is what is kept. What memory has
    no room for is read from the file.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_bytes: int = MAX_STATE_BYTES,
        is_durable: bool = True,
        claim: ExitStack | None = None,
    ) -> None:
        """Read the file, or make it; `max_bytes` is how much of it memory may have.

        `claim` is let go of with the file. Raises `StateFileIsBroken` and `StateUnavailable`.
        """
        self._claim = claim or ExitStack()
        self._database = StateDatabase(path, is_durable=is_durable)
        self._max_bytes = max_bytes
        self._lock = threading.RLock()
        with contextlib.closing(self._database.read_each()) as records:
            self._start_memory(records)

    def _start_memory(self, records: Iterable[tuple[Key, bytes]]) -> None:
        """Remember of these records, which are all that there are, as many as there is room for."""
        self._records, self._is_whole = Records(), True
        for key, record in records:
            self._remember({key: record})
            if not self._is_whole:
                break

    def _remember(self, changes: Mapping[Key, bytes | None]) -> None:
        if self._records.apply(changes, self._max_bytes):
            self._is_whole = False

    def hold(self) -> AbstractContextManager[Any]:
        """Keep everybody else out, from the first reading to the commit."""
        return self._lock

    def get(self, kind: str, key: str) -> bytes | None:
        """The record, if there is one. Raises `StateUnavailable`."""
        record = self._records.get((kind, key))
        return record if record is not None or self._is_whole else self._look_up(kind, key)

    def _look_up(self, kind: str, key: str) -> bytes | None:
        """What memory had no room for, which it has again from now on."""
        with self._lock:
            record = self._database.read(kind, key)
            if record is not None:
                self._remember({(kind, key): record})
            return record

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Keep all changes or none; None deletes. Raises `StateUnavailable`."""
        if not changes:
            return
        with self._lock:
            with self._database.held():
                self._database.commit(changes)
            self._remember(changes)

    def keys(self, kind: str) -> list[str]:
        """The keys of every record of a kind, in no order. Raises `StateUnavailable`."""
        if not self._is_whole:
            with self._lock:
                return self._database.read_keys(kind)
        return [key for of_kind, key in self.snapshot() if of_kind == kind]

    def usage(self) -> Usage:
        """How much there is. Raises `StateUnavailable`."""
        with self._lock:
            count = len(self._records) if self._is_whole else None
            return Usage(count, self._database.read_size(), None, 0)

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one moment. Raises `StateUnavailable`."""
        with self._lock:
            return self._records.copy() if self._is_whole else self._database.read_all()

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Put these records in the place of all that there are. Raises `StateUnavailable`."""
        with self._lock:
            with self._database.held():
                self._database.commit(records, is_everything=True)
            self._start_memory(records.items())

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        self._claim.close()


class SharedFileState:
    """State of several workers, each with the same file open: nothing is remembered."""

    def __init__(
        self,
        path: Path,
        *,
        turn: Path,
        is_durable: bool = True,
        limit: StateLimit | None = None,
    ) -> None:
        """Open the file, or make it. `turn` is a file by which the workers take turns.

        With a `limit`, which a file that stays has not, the oldest records make room.
        Raises `StateFileIsBroken` and `StateUnavailable`.
        """
        self._limit = limit
        self._max_bytes = None if limit is None else limit.max_bytes
        self._database = StateDatabase(path, is_durable=is_durable, max_bytes=self._max_bytes)
        self._lock = threading.RLock()
        self._turn = turn.open("wb")

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Keep everybody else out, of all workers, from the first reading to the commit.

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
        # SQLite alone would do, but who waits for it sleeps up to 100 ms and then finds it taken
        # again: with two busy workers, one waits for seconds.
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def get(self, kind: str, key: str) -> bytes | None:
        """The record, if there is one. Raises `StateUnavailable`."""
        with self._lock:
            return self._database.read(kind, key)

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Keep all changes or none; None deletes. Raises `StateUnavailable`."""
        if changes:
            with self.hold():
                forgotten = self._database.commit(changes)
            if self._limit is not None:
                self._limit.count(forgotten)

    def keys(self, kind: str) -> list[str]:
        """The keys of every record of a kind, in no order. Raises `StateUnavailable`."""
        with self._lock:
            return self._database.read_keys(kind)

    def usage(self) -> Usage:
        """How much there is; `forgotten` by this worker. Raises `StateUnavailable`."""
        forgotten = 0 if self._limit is None else self._limit.forgotten
        with self._lock:
            return Usage(None, self._database.read_size(), self._max_bytes, forgotten)

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one moment. Raises `StateUnavailable`."""
        with self._lock:
            return self._database.read_all()

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Put these records in the place of all that there are. Raises `StateUnavailable`."""
        if self._max_bytes is not None:
            check_fits(total_size(records), self._max_bytes)
        with self.hold():
            self._database.commit(records, is_everything=True)
        if self._limit is not None:
            self._limit.forgotten = 0

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        self._turn.close()
