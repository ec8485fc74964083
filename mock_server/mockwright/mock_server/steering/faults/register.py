"""The fault register: rules set at run time, and counts of requests, shared by all workers."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mockwright.mock_server.state.protocol import StateUnavailable

MAX_COUNTED = 100_000

_BUSY_SECONDS = 10.0
_CREATE = """
    CREATE TABLE IF NOT EXISTS put (texts TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS counts (
        number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, count INTEGER NOT NULL
    );
"""
_COUNT = """
    INSERT INTO counts (key, count) VALUES (?, 1)
    ON CONFLICT (key) DO UPDATE SET count = count + 1 RETURNING count - 1
"""
_FORGET = "DELETE FROM counts WHERE number <= (SELECT max(number) FROM counts) - ?"
_FULL = frozenset({"SQLITE_FULL"})


class FaultRegister:
    """Rules set at run time, and counts of requests; the oldest counts are dropped at a limit."""

    def __init__(self, path: Path | None = None, *, max_counted: int = MAX_COUNTED) -> None:
        """`path` is a file shared by several workers; a single worker needs none.

        Raises `StateUnavailable`.
        """
        self._max_counted = max_counted
        self._lock = threading.Lock()
        with self._explained():
            self._connection = sqlite3.connect(
                path or ":memory:",
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            # The file ends with the server, so nothing in it has to survive a power failure.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.executescript(_CREATE)

    def read(self) -> tuple[str, ...] | None:
        """The rules set at run time; None if there are none. Raises `StateUnavailable`."""
        with self._lock, self._explained():
            row = self._connection.execute("SELECT texts FROM put").fetchone()
        return None if row is None else tuple(json.loads(row[0]))

    def put(self, texts: Sequence[str] | None) -> None:
        """Set rules, or remove them (None); either way, counting restarts.

        Raises `StateUnavailable`.
        """
        with self._lock, self._explained(), self._transaction() as connection:
            connection.execute("DELETE FROM put")
            connection.execute("DELETE FROM counts")
            if texts is not None:
                connection.execute("INSERT INTO put VALUES (?)", (json.dumps([*texts]),))

    def count(self, key: bytes) -> int:
        """Count a request and return how often it came before. Raises `StateUnavailable`."""
        with self._lock, self._explained(), self._transaction() as connection:
            (count,) = connection.execute(_COUNT, (key,)).fetchone()
            if count == 0:
                connection.execute(_FORGET, (self._max_counted,))
            return int(count)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            message = (
                f"The counts for faults cannot be written to the folder for temporary files: "
                f"{error}. Free some space there, or remove the faults."
            )
            is_full = getattr(error, "sqlite_errorname", "") in _FULL
            raise StateUnavailable(message, is_full=is_full) from error
