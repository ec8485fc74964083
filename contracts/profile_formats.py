"""Formats of profiles: JSON lines, one JSON array, and a table with a column for each field."""

from __future__ import annotations

import csv
import io
from typing import Any, Protocol

import orjson

from mock_server import PROFILE_FIELDS

Profile = dict[str, Any]


class ProfileFormat(Protocol):
    """How profiles are written one after the other; what was written so far is always readable."""

    def head(self) -> bytes:
        """What stands before the first profile."""

    def row(self, profile: Profile, broken: str | None) -> bytes:
        """One profile, and the rule that it breaks if it is to break one."""

    def foot(self) -> bytes:
        """What stands after the last profile."""


class JsonLines:
    """A JSON object on each line."""

    def head(self) -> bytes:
        """Nothing."""
        return b""

    def row(self, profile: Profile, broken: str | None) -> bytes:
        """The object, and a line feed."""
        if broken is None:
            return orjson.dumps(profile, option=orjson.OPT_APPEND_NEWLINE)
        return orjson.dumps(
            {"profile": profile, "broken": broken}, option=orjson.OPT_APPEND_NEWLINE
        )

    def foot(self) -> bytes:
        """Nothing."""
        return b""


class JsonArray(JsonLines):
    """One JSON array, an item on each line."""

    def __init__(self) -> None:
        self._is_first = True

    def head(self) -> bytes:
        """The bracket."""
        return b"["

    def row(self, profile: Profile, broken: str | None) -> bytes:
        """The object, after a comma unless it is the first."""
        comma = b"\n" if self._is_first else b",\n"
        self._is_first = False
        return comma + super().row(profile, broken)[:-1]

    def foot(self) -> bytes:
        """The other bracket."""
        return b"\n]\n"


class Table:
    """Comma-separated values (RFC 4180): text as it is, lists and objects as JSON.

    What is null is written as what is not there: as an empty cell.
    """

    def __init__(self, *, has_reasons: bool) -> None:
        self._fields = [field.split(".") for field in PROFILE_FIELDS]
        self._reasons = ["broken"] if has_reasons else []

    def head(self) -> bytes:
        """The names of the columns."""
        return _csv([*PROFILE_FIELDS, *self._reasons])

    def row(self, profile: Profile, broken: str | None) -> bytes:
        """A cell for each field."""
        cells = [_cell(_find(profile, names)) for names in self._fields]
        return _csv(cells if broken is None else [*cells, broken])

    def foot(self) -> bytes:
        """Nothing."""
        return b""


def make_format(name: str, *, has_reasons: bool) -> ProfileFormat:
    """The format of a name; with reasons, each profile comes with the rule that it breaks."""
    if name == "csv":
        return Table(has_reasons=has_reasons)
    return JsonArray() if name == "json" else JsonLines()


def _find(profile: Profile, names: list[str]) -> Any:
    value: Any = profile
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else orjson.dumps(value).decode()


def _csv(cells: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()
