"""Output formats of profiles: JSON lines, a JSON array, and CSV with a column per field."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from mockwright.contracts.profiles.projection import Fields
from mockwright.contracts.profiles.sql import compile_statements, make_table
from mockwright.mock_server.people import name_columns

Body = dict[str, Any]
Render = Callable[[Iterable[Body]], bytes]

PARQUET, SQL, SQLITE = "parquet", "sql", "sqlite"
FORMATS = ("jsonl", "ndjson", "json", "csv", PARQUET, SQL, SQLITE)

# Rows end with `\r\n`, and cells are quoted where necessary (RFC 4180).
_DIALECT = csv.excel


class Layout(NamedTuple):
    """How a chunk of bodies is rendered, and the texts before, between and after chunks."""

    render: Render
    head: bytes = b""
    between: bytes = b""
    foot: bytes = b""


def make_layout(name: str, fields: Fields, *, has_reasons: bool) -> Layout:
    """The layout of a format; with reasons, a body has a profile and the rule that it breaks."""
    if name == "csv":
        columns = list(name_columns(fields))
        render = _render_broken_rows if has_reasons else _render_rows
        head = _encode_rows([columns + ["broken"] * has_reasons])
        return Layout(lambda bodies: render(bodies, columns), head)
    if name == "json":
        return Layout(_render_items, head=b"[", between=b",", foot=b"\n]\n")
    if name == SQL:
        table = make_table(fields)
        return Layout(compile_statements(table), head=table.creation.encode())
    if name == PARQUET and _has_any(fields):
        return Layout(lambda bodies: _render_lines(_as_typed(body, fields) for body in bodies))
    return Layout(_render_lines)


def _render_lines(bodies: Iterable[Body]) -> bytes:
    """A JSON object on each line."""
    return b"".join([orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE) for body in bodies])


def _render_items(bodies: Iterable[Body]) -> bytes:
    return b",".join([b"\n" + orjson.dumps(body) for body in bodies])


def _render_rows(bodies: Iterable[Body], columns: list[str]) -> bytes:
    return _encode_rows([_cells(body, columns) for body in bodies])


def _render_broken_rows(bodies: Iterable[Body], columns: list[str]) -> bytes:
    return _encode_rows([[*_cells(body["profile"], columns), body["broken"]] for body in bodies])


def _encode_rows(rows: Iterable[list[str]]) -> bytes:
    lines = io.StringIO()
    csv.writer(lines, _DIALECT).writerows(rows)
    return lines.getvalue().encode()


def _cells(body: Body, columns: list[str]) -> list[str]:
    """The cells of a row: text as is, lists and objects as JSON, empty for null or absent."""
    flat = body.copy()
    for name, value in body.items():
        if type(value) is dict:
            for inner, leaf in value.items():
                flat[f"{name}.{inner}"] = leaf
    return [
        value
        if type(value := flat.get(column)) is str
        else ("" if value is None else orjson.dumps(value).decode())
        for column in columns
    ]


def _has_any(kind: Any) -> bool:
    """Whether a column type allows arbitrary JSON at any depth."""
    inner = kind.values() if isinstance(kind, Mapping) else kind if isinstance(kind, list) else ()
    return kind == "any" or any(map(_has_any, inner))


def _as_typed(value: Any, kind: Any) -> Any:
    """The value with arbitrary JSON serialized as text, because a column has one type."""
    if value is None:
        return None
    if isinstance(kind, Mapping):
        return {name: _as_typed(inner, kind[name]) for name, inner in value.items()}
    if isinstance(kind, list):
        return [_as_typed(item, kind[0]) for item in value]
    return orjson.dumps(value).decode() if kind == "any" else value
