"""Writes profiles as Parquet, with nested columns typed by the document."""

from __future__ import annotations

from collections.abc import Mapping
from io import FileIO
from typing import Any

import pyarrow as pa
from pyarrow import json, parquet

from mockwright.contracts.profiles.output import write_all
from mockwright.contracts.profiles.projection import Fields

_TYPES = {
    "any": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "date-time": pa.timestamp("ms", tz="UTC"),
    "integer": pa.int64(),
    "number": pa.float64(),
    "string": pa.string(),
}
# Arrow reads timestamps from JSON but not dates, so a date is read as its first second.
_AS_READ = {pa.date32(): pa.timestamp("s")}


def make_schema(fields: Fields) -> pa.Schema:
    """The Arrow schema of bodies with these fields."""
    return pa.schema([pa.field(name, _type_of(kind)) for name, kind in fields.items()])


def _type_of(kind: Any) -> pa.DataType:
    if isinstance(kind, Mapping):
        return pa.struct([pa.field(name, _type_of(inner)) for name, inner in kind.items()])
    if isinstance(kind, list):
        return pa.list_(_type_of(kind[0]))
    return _TYPES[kind]


class ParquetSink:
    """Writes each chunk of JSON lines as a row group; the file is complete after `finish`."""

    def __init__(self, stream: FileIO, fields: Fields) -> None:
        self._schema = make_schema(fields)
        self._as_read = pa.schema(
            [field.with_type(_AS_READ.get(field.type, field.type)) for field in self._schema]
        )
        self._writer = parquet.ParquetWriter(_WholeWrites(stream), self._schema)

    def write(self, data: bytes) -> None:
        """Write a row group."""
        table = json.read_json(
            pa.BufferReader(data),
            # One block, because the reader would split a larger one; one thread per process.
            read_options=json.ReadOptions(use_threads=False, block_size=len(data) + 1),
            parse_options=json.ParseOptions(
                explicit_schema=self._as_read, unexpected_field_behavior="error"
            ),
        )
        self._writer.write_table(table.cast(self._schema))

    def finish(self) -> None:
        """Write the footer."""
        self._writer.close()


class _WholeWrites:
    """A file for Arrow, which ignores how much of its data a raw stream accepted."""

    closed = False

    def __init__(self, stream: FileIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Write all data."""
        write_all(self._stream, data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: a raw stream has no buffer."""

    def close(self) -> None:
        """Do nothing: the owner of the stream closes it."""
