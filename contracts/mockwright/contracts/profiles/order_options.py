"""The options of `mockwright profiles` as an `Order`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import click

from mockwright.contracts.profiles.orders import Order
from mockwright.contracts.profiles.profile_schema import require_valid
from mockwright.mock_server.people import (
    FIELDS,
    LANGUAGES,
    LanguageIsUnknown,
    name_columns,
    read_language,
)
from mockwright.mock_server.people.columns import WishIsBroken, find_column
from mockwright.mock_server.people.filters import FILTERED, read_filters
from mockwright.mock_server.people.overrides import read_overrides

_TODAY = "today"
_FIRST_YEAR = 1000


def read_languages(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...]:
    """The codes of the contract. Raises `BadParameter`."""
    _ = context, parameter
    try:
        return tuple(map(read_language, value))
    except LanguageIsUnknown as error:
        raise click.BadParameter(str(error)) from error


def read_reference(context: click.Context, parameter: click.Parameter, value: str) -> date:
    """The reference date. Raises `BadParameter`."""
    _ = context, parameter
    if value == _TODAY:
        return datetime.now(UTC).date()  # noqa: TID251 -- the current day is requested
    try:
        day = date.fromisoformat(value)
    except ValueError:
        message = f"expected a date such as `2026-01-31`, or `{_TODAY}`; received `{value}`."
        raise click.BadParameter(message) from None
    if day.year < _FIRST_YEAR:
        message = f"expected a date from the year {_FIRST_YEAR} on; received `{value}`."
        raise click.BadParameter(message)
    return day


def read_pairs(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> Mapping[str, str]:
    """`FIELD=VALUE` by field. Raises `BadParameter`."""
    _ = context, parameter
    pairs: dict[str, str] = {}
    for text in value:
        name, sign, wish = text.partition("=")
        if not sign or not name:
            message = f"expected `FIELD=VALUE`; received `{text}`."
            raise click.BadParameter(message)
        if name in pairs:
            message = f"`{name}` is given twice. Separate alternatives by commas: `{name}=a,b`."
            raise click.BadParameter(message)
        pairs[name] = wish
    return pairs


def read_order(options: dict[str, Any]) -> Order:
    """The order for the options of the command. Raises `UsageError`."""
    where, fixed, fields = (options.pop(name) for name in ("where", "fixed", "fields"))
    unique, reference = options.pop("unique"), options["reference"]
    languages = options["languages"] or LANGUAGES
    columns = tuple(name_columns(FIELDS[options["api"]]))
    try:
        overrides = read_overrides(fixed, reference)
        require_valid(overrides)
        return Order(
            **options,
            filters=read_filters(where, languages),
            overrides=overrides,
            unique=tuple(find_column(name, FILTERED) for name in unique),
            columns=tuple(find_column(name.strip(), columns) for name in fields.split(",") if name),
        )
    except WishIsBroken as error:
        raise click.UsageError(str(error)) from error
