"""Profiles as SQL statements that PostgreSQL and SQLite understand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from mockwright.contracts.profiles.projection import Fields
from mockwright.mock_server.people import name_columns

Body = Mapping[str, Any]

_TYPES = {
    "boolean": "BOOLEAN",
    "date": "DATE",
    "date-time": "TIMESTAMP WITH TIME ZONE",
    "integer": "BIGINT",
    "number": "DOUBLE PRECISION",
    "string": "TEXT",
}
_JSON = "TEXT"
_COMMA = ",\n"


class Table(NamedTuple):
    """A table of bodies: how it is created, and how the rows of bodies are read."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]

    @property
    def creation(self) -> str:
        """The statement that creates the table."""
        lines = [f'  "{name}" {kind}' for name, kind in zip(self.names, self.types, strict=True)]
        return f'CREATE TABLE "{self.name}" (\n{_COMMA.join(lines)}\n);\n'

    @property
    def names(self) -> list[str]:
        """The names of the columns: `features_job` for `features.job`."""
        return [column.replace(".", "_") for column in self.columns]

    def row(self, body: Body) -> list[Any]:
        """The values of a row: lists and objects as JSON text, None for a missing field."""
        return [_cell(_find(body, column)) for column in self.columns]


def make_table(fields: Fields) -> Table:
    """The table for bodies with these fields."""
    columns = tuple(name_columns(fields))
    types = tuple(_TYPES.get(str(_find(fields, column)), _JSON) for column in columns)
    return Table("profiles", columns, types)


def compile_statements(table: Table) -> Callable[[Iterable[Body]], bytes]:
    """A function that writes bodies as one `INSERT` statement."""
    names = ", ".join(f'"{name}"' for name in table.names)
    start = f'INSERT INTO "{table.name}" ({names}) VALUES\n'

    def render(bodies: Iterable[Body]) -> bytes:
        rows = [f"({', '.join(map(_literal, table.row(body)))})" for body in bodies]
        return f"{start}{_COMMA.join(rows)};\n".encode()

    return render


def _find(body: Mapping[str, Any], column: str) -> Any:
    parent, _, name = column.rpartition(".")
    source = body.get(parent) if parent else body
    return source.get(name) if isinstance(source, Mapping) else None


def _cell(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value


def _literal(value: Any) -> str:
    """A value in SQL; a quotation mark within a text is doubled, and nothing else is special."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        doubled = value.replace("'", "''")
        return f"'{doubled}'"
    return str(value)
