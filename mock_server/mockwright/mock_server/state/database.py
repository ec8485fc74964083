"""Open, check and change the SQLite file behind durable state, in whole transactions."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping
from pathlib import Path

import orjson

from mockwright.mock_server.state.protocol import Key, StateUnavailable
from mockwright.openapi.wording import shorten

APPLICATION_ID = 0x556E6473  # "Unds": distinguishes our files from those of other programs
VERSION = 1
BUSY_SECONDS = 10.0
_MODE = 0o600  # clients may send confidential data

_CREATE = (
    """CREATE TABLE IF NOT EXISTS records (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        record BLOB NOT NULL,
        PRIMARY KEY (kind, key)
    ){}""",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {VERSION}",
)
_COMPACT = " WITHOUT ROWID"  # a size-limited file needs row ids, which order records by age
# Records edited by hand are text, whereas we write bytes.
_SELECT = "SELECT kind, key, CAST(record AS BLOB) FROM records"
_SELECT_ONE = "SELECT CAST(record AS BLOB) FROM records WHERE kind = ? AND key = ?"
_SELECT_KEYS = "SELECT key FROM records WHERE kind = ?"
_REPLACE = "REPLACE INTO records (kind, key, record) VALUES (?, ?, ?)"
# Replacing a record gives it the highest row id again, so the oldest has the lowest.
_FORGET = """DELETE FROM records WHERE rowid IN (
    SELECT rowid FROM records WHERE rowid <= (SELECT max(rowid) FROM records) - ?
    ORDER BY rowid LIMIT 32
)"""
_CHOOSE = "Choose another file with `--db`"
_REASONS = {
    "SQLITE_BUSY": "another program has locked it",
    "SQLITE_READONLY_DBMOVED": "it was moved or deleted",
}


class StateFileIsBroken(Exception):
    """Raised for a file that is not a state file of this version; `str()` says what to do."""


class StateDatabase:
    """An SQLite file of records. Any thread may use it, but only one at a time."""

    def __init__(
        self, path: Path, *, is_durable: bool = True, max_bytes: int | None = None
    ) -> None:
        """Open the file, creating it if necessary.

        If `is_durable`, committed changes survive a power failure. With `max_bytes`, for a file
        created with it, the oldest records make room for newer ones. Raises `StateFileIsBroken` and
        `StateUnavailable`.
        """
        self._path = path
        self._max_bytes = max_bytes
        # SQLite would create it readable by others. If this fails, SQLite reports the reason below.
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE))
        with self._explained(is_opening=True):
            # An absolute path, because SQLite treats names like `:memory:` specially.
            self._connection = sqlite3.connect(
                path.absolute(),
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            self._prepare(is_durable=is_durable)
        except BaseException:
            self.close()
            raise

    def _prepare(self, *, is_durable: bool) -> None:
        with self._explained(is_opening=True):
            self._execute("BEGIN")  # another worker may create the file between two reads
            owner = self._value("PRAGMA application_id")
            version = self._value("PRAGMA user_version")
            is_empty = self._value("SELECT count(*) FROM sqlite_schema") == 0
            self._execute("COMMIT")
        is_new = is_empty and owner == version == 0
        if not is_new:
            self._check_identity(owner, version)
        with self._explained(is_opening=True):
            self._execute("PRAGMA journal_mode = DELETE")
            # EXTRA also syncs the folder: with FULL, a power failure may restore the old journal.
            self._execute(f"PRAGMA synchronous = {'EXTRA' if is_durable else 'OFF'}")
            if is_new:
                self._create()

    def _check_identity(self, owner: int, version: int) -> None:
        if owner != APPLICATION_ID:
            raise StateFileIsBroken(
                f"`{self._path}` is an SQLite file that belongs to another program. {_CHOOSE}."
            )
        if version != VERSION:
            raise StateFileIsBroken(
                f"`{self._path}` has version {version} of the format; this Mockwright reads "
                f"version {VERSION}. {_CHOOSE}, or use the Mockwright that wrote it."
            )

    def _create(self) -> None:
        """Create the table; several workers may do so at the same time."""
        with self.held():
            for statement in _CREATE:
                self._execute(statement.format("" if self._max_bytes else _COMPACT))
            self._execute("COMMIT")

    def check(self) -> None:
        """Read everything. Raises `StateFileIsBroken` for damage and for records that are not JSON.

        Also raises `StateUnavailable`.
        """
        with self._explained(is_opening=True):
            finding = str(self._value("PRAGMA quick_check(1)"))
        if finding != "ok":
            raise self._damaged(finding)
        for (kind, key), record in self._read_each(is_opening=True):
            try:
                orjson.loads(record)
            except ValueError as error:
                raise StateFileIsBroken(
                    f"The record `{shorten(kind)}` `{shorten(key)}` in `{self._path}` is not "
                    f"JSON: {error}. Correct or delete it with `sqlite3`, or choose another file "
                    "with `--db`."
                ) from error

    def read_all(self) -> dict[Key, bytes]:
        """Every record, at one point in time. Raises `StateUnavailable`."""
        return dict(self.read_each())

    def read_each(self) -> Generator[tuple[Key, bytes]]:
        """Yield every record. Raises `StateUnavailable`."""
        return self._read_each(is_opening=False)

    def _read_each(self, *, is_opening: bool) -> Generator[tuple[Key, bytes]]:
        with self._explained(is_opening=is_opening):
            for kind, key, record in self._execute(_SELECT):
                yield (kind, key), record

    def read_keys(self, kind: str) -> list[str]:
        """The keys of every record of a kind. Raises `StateUnavailable`."""
        with self._explained():
            return [key for (key,) in self._execute(_SELECT_KEYS, (kind,))]

    def read_size(self) -> int:
        """The bytes of the file that records take. Raises `StateUnavailable`."""
        with self._explained():
            pages = self._value("PRAGMA page_count") - self._value("PRAGMA freelist_count")
            return pages * self._value("PRAGMA page_size")

    def read(self, kind: str, key: str) -> bytes | None:
        """One record, or None. Raises `StateUnavailable`."""
        with self._explained():
            row = self._execute(_SELECT_ONE, (kind, key)).fetchone()
            return None if row is None else bytes(row[0])

    @property
    def is_held(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Run the block in a transaction; whatever is not committed by its end is rolled back."""
        with self._explained():
            self._execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            if self.is_held:
                with contextlib.suppress(sqlite3.Error):  # this error still ends the transaction
                    self._execute("ROLLBACK")

    def commit(self, changes: Mapping[Key, bytes | None], *, is_everything: bool = False) -> int:
        """Commit all changes of the open transaction; None deletes.

        If `is_everything`, all other records are deleted. Returns how many older records were
        deleted to make room. Raises `StateUnavailable`.
        """
        kept = [(*key, record) for key, record in changes.items() if record is not None]
        deleted = [key for key, record in changes.items() if record is None]
        with self._explained():
            if is_everything:
                self._execute("DELETE FROM records")
            self._connection.executemany("DELETE FROM records WHERE kind = ? AND key = ?", deleted)
            self._connection.executemany(_REPLACE, kept)
            forgotten = self._forget(len(kept)) if self._max_bytes else 0
            self._execute("COMMIT")
            return forgotten

    def _forget(self, spared: int) -> int:
        """Delete the oldest records to make room, except the newest `spared`; return how many."""
        count = 0
        while self.read_size() > (self._max_bytes or 0):
            deleted = self._execute(_FORGET, (spared,)).rowcount
            if not deleted:
                break
            count += deleted
        return count

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _execute(self, statement: str, values: Iterable[str | int] = ()) -> sqlite3.Cursor:
        return self._connection.execute(statement, tuple(values))

    def _value(self, statement: str) -> int:
        value: int = self._execute(statement).fetchone()[0]
        return value

    @contextlib.contextmanager
    def _explained(self, *, is_opening: bool = False) -> Iterator[None]:
        """Translate SQLite's exceptions to `StateFileIsBroken` and `StateUnavailable`."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if is_opening and code == sqlite3.SQLITE_NOTADB:
                message = f"`{self._path}` is not an SQLite file. {_CHOOSE}."
                raise StateFileIsBroken(message) from error
            if is_opening and code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR}:
                raise self._damaged(str(error)) from error
            raise self._unavailable(error, is_full=code == sqlite3.SQLITE_FULL) from error

    def _damaged(self, finding: str) -> StateFileIsBroken:
        reason = shorten(" ".join(finding.split()))
        return StateFileIsBroken(
            f"`{self._path}` is damaged: {reason}. Replace it with an intact copy, or choose "
            "another file with `--db`."
        )

    def _unavailable(self, error: sqlite3.Error, *, is_full: bool) -> StateUnavailable:
        if is_full:
            message = (
                f"There is no space left for state in `{self._path}`. Free some disk space; "
                "the state stored so far is unchanged."
            )
            return StateUnavailable(message, is_full=True)
        name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
        reason = _REASONS.get(name, f"{error} ({name})")
        message = (
            f"The state file `{self._path}` cannot be used: {reason}. "
            "Make sure that the file and its folder exist and are writable."
        )
        return StateUnavailable(message, is_full=False)
