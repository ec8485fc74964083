"""Fields of a profile by name, and values for them as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mockwright.mock_server.people.contract import FIELDS, name_columns
from mockwright.openapi.wording import suggest_or_list

PROFILE = FIELDS["dumgum"]
COLUMNS = tuple(name_columns(PROFILE))
_SHORT_NAMES = {"country": "countryCode"}


class WishIsBroken(ValueError):
    """Raised for a wish about people that cannot be read or fulfilled."""


def find_column(name: str, columns: tuple[str, ...] = COLUMNS) -> str:
    """The column of a name: `city`, or `features.job` for `job`. Raises `WishIsBroken`."""
    wanted = _SHORT_NAMES.get(name, name)
    for column in columns:
        if wanted in (column, column.rpartition(".")[2]):
            return column
    known = [column.rpartition(".")[2] for column in columns]
    message = f"There is no field `{name}`. {suggest_or_list(name, known)}"
    raise WishIsBroken(message)


def kind_of(column: str) -> Any:
    """The type of a column's values: a JSON type, `date` or `date-time`, or a list of one type."""
    kind: Any = PROFILE
    for name in column.split("."):
        kind = kind[name]
    return kind


def read_value(name: str, text: str, kind: Any) -> Any:
    """A text as a value of a type. Raises `WishIsBroken`."""
    try:
        if kind in ("integer", "number"):
            number = float(text)
            return int(number) if number.is_integer() else _fraction(number, kind)
        if kind == "date":
            return date.fromisoformat(text).isoformat()
    except (ValueError, OverflowError):
        expected = _EXPECTED[kind]
        message = f"Expected {expected} for `{name}`; received `{text}`."
        raise WishIsBroken(message) from None
    return text


_EXPECTED: Mapping[str, str] = {
    "integer": "a whole number",
    "number": "a number",
    "date": "a date such as `1990-05-14`",
}


def _fraction(number: float, kind: str) -> float:
    if kind == "integer":
        raise ValueError(number)
    return number
