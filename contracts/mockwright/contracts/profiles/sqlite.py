"""Writes profiles as a SQLite file."""

from __future__ import annotations

import sqlite3
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from mockwright.contracts.profiles.output import write_all
from mockwright.contracts.profiles.projection import Fields
from mockwright.contracts.profiles.sql import make_table

_COPIED = 1 << 20


class SqliteSink:
    """Inserts each chunk of JSON lines into a SQLite file, which is written by `finish`.

    SQLite writes files by name, so the table grows in a temporary file beside the output.
    """

    def __init__(self, stream: FileIO, fields: Fields, output: Path) -> None:
        self._stream = stream
        self._folder = TemporaryDirectory(dir=output.parent, prefix=f".{output.name}.")
        self._file = Path(self._folder.name, "table")
        self._table = make_table(fields)
        self._connection = sqlite3.connect(self._file, isolation_level=None)
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        self._connection.execute(self._table.creation)
        self._connection.execute("BEGIN")
        marks = ", ".join("?" * len(self._table.columns))
        self._insertion = f'INSERT INTO "{self._table.name}" VALUES ({marks})'  # noqa: S608 -- a constant name

    def write(self, data: bytes) -> None:
        """Insert the rows of a chunk."""
        rows = (self._table.row(orjson.loads(line)) for line in data.splitlines())
        self._connection.executemany(self._insertion, rows)

    def finish(self) -> None:
        """Write the file."""
        self._connection.execute("COMMIT")
        self._connection.close()
        with self._file.open("rb") as source:
            while part := source.read(_COPIED):
                write_all(self._stream, part)
        self._folder.cleanup()
