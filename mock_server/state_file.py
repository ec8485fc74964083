"""State in a file: kept by one worker that remembers it all, or shared by several."""

from __future__ import annotations

import contextlib
import fcntl
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from mock_server.state import Key, MemoryState
from mock_server.state_database import StateDatabase


class FileState(MemoryState):
    """State of one worker that has the file to itself: read from memory, written through.

    Memory changes after the file has, so that what was answered is what is kept.
    """

    def __init__(self, path: Path, *, is_durable: bool = True) -> None:
        """Read the file, or make it. Raises `StateFileIsBroken` and `StateUnavailable`."""
        super().__init__()
        self._database = StateDatabase(path, is_durable=is_durable)
        super().restore(self._database.read_all())

    def commit(self, changes: Mapping[Key, bytes | None]) -> None:
        """Keep all changes or none; None deletes. Raises `StateUnavailable`."""
        if not changes:
            return
        with self._lock:
            with self._database.held():
                self._database.commit(changes)
            super().commit(changes)

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Put these records in the place of all that there are. Raises `StateUnavailable`."""
        with self._lock:
            with self._database.held():
                self._database.commit(records, is_everything=True)
            super().restore(records)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


class SharedFileState:
    """State of several workers, each with the same file open: nothing is remembered."""

    def __init__(self, path: Path, *, turn: Path, is_durable: bool = True) -> None:
        """Open the file, or make it. `turn` is a file by which the workers take turns.

        Raises `StateFileIsBroken` and `StateUnavailable`.
        """
        self._database = StateDatabase(path, is_durable=is_durable)
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
                self._database.commit(changes)

    def snapshot(self) -> dict[Key, bytes]:
        """Every record, at one moment. Raises `StateUnavailable`."""
        with self._lock:
            return self._database.read_all()

    def restore(self, records: Mapping[Key, bytes]) -> None:
        """Put these records in the place of all that there are. Raises `StateUnavailable`."""
        with self.hold():
            self._database.commit(records, is_everything=True)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        self._turn.close()
