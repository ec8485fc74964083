"""Formats of profiles: JSON lines, one JSON array, and tables with a column for each field."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from mockwright.mock_server.people import FIELDS, name_columns

Body = dict[str, Any]
Render = Callable[[Iterable[Body]], bytes]

PARQUET = "parquet"
FORMATS = ("jsonl", "json", "csv", PARQUET)

# `\r\n` at the end of rows, and quotes where they are needed (RFC 4180).
_DIALECT = csv.excel


class Layout(NamedTuple):
    """How a few bodies are written, and what stands before, between and after several few."""

    render: Render
    head: bytes = b""
    between: bytes = b""
    foot: bytes = b""


def make_layout(name: str, api: str, *, has_reasons: bool) -> Layout:
    """The layout of a format; with reasons, each body is a profile and the rule that it breaks."""
    if name == "csv":
        columns = list(name_columns(FIELDS[api]))
        render = _render_broken_rows if has_reasons else _render_rows
        head = _encode_rows([columns + ["broken"] * has_reasons])
        return Layout(lambda bodies: render(bodies, columns), head)
    if name == "json":
        return Layout(_render_items, head=b"[", between=b",", foot=b"\n]\n")
    if name == PARQUET and _has_any(FIELDS[api]):
        return Layout(lambda bodies: _render_lines(_as_typed(body, FIELDS[api]) for body in bodies))
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
    """Text as it is, lists and objects as JSON, nothing for what is null or not there."""
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
    """Whether there is a field of any JSON among these."""
    inner = kind.values() if isinstance(kind, Mapping) else kind if isinstance(kind, list) else ()
    return kind == "any" or any(map(_has_any, inner))


def _as_typed(value: Any, kind: Any) -> Any:
    """The value with JSON as text where it may be any JSON, because a column has one type."""
    if value is None:
        return None
    if isinstance(kind, Mapping):
        return {name: _as_typed(inner, kind[name]) for name, inner in value.items()}
    if isinstance(kind, list):
        return [_as_typed(item, kind[0]) for item in value]
    return orjson.dumps(value).decode() if kind == "any" else value
