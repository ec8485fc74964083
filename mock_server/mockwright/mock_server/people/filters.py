"""Filters: which people are wanted, and whether there can be any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from mockwright.mock_server.people.ages import OLDEST, YOUNGEST, age_at
from mockwright.mock_server.people.columns import (
    COLUMNS,
    WishIsBroken,
    find_column,
    kind_of,
    read_value,
)
from mockwright.mock_server.people.contract import ENUMERATIONS
from mockwright.mock_server.people.person import Profile
from mockwright.mock_server.people.tables import Tables, tables_of
from mockwright.openapi.wording import list_names, suggest_or_list

Wishes = Mapping[str, Any]

_AGE = "age"
_RANGE = ".."
FILTERED = (_AGE, *COLUMNS)
_ORDERED = ("integer", "number", "date", "date-time")


class Filter(NamedTuple):
    """What one field of a profile has to be: one of the values, or within a range.

    Both ends of a range are included; an end that is None is open.
    """

    column: str
    values: frozenset[Any]
    bounds: tuple[Any, Any] | None

    def accepts(self, value: Any) -> bool:
        """Whether a value matches; of a list, one item has to."""
        if isinstance(value, list):
            return any(map(self.accepts, value))
        if self.bounds is None:
            return value in self.values
        lowest, highest = self.bounds
        if value is None or (lowest is not None and value < lowest):
            return False
        return highest is None or bool(value <= highest)


def read_filters(wishes: Wishes, languages: Sequence[str]) -> tuple[Filter, ...]:
    """The filters of `{"gender": "WOMAN", "age": "30..40", "country": ["FR", "BE"]}`.

    A value is a text or a number, several are a list or separated by commas, and `a..b` is a range.
    Raises `WishIsBroken` if a filter cannot be read, or if no person in one of the languages can
    match it.
    """
    filters = tuple(_read_filter(name, wish) for name, wish in wishes.items())
    for each in filters:
        _require_candidates(each, languages)
    return filters


def compile_filters(filters: Iterable[Filter], reference: date) -> Callable[[Profile], bool]:
    """Whether a profile matches every filter; a field that is missing matches none."""
    pairs = [(reader_of(each.column, reference), each.accepts) for each in filters]
    return lambda profile: all(accepts(read(profile)) for read, accepts in pairs)


def _read_filter(name: str, wish: Any) -> Filter:
    column = find_column(name, FILTERED)
    kind = "integer" if column == _AGE else kind_of(column)
    kind = kind[0] if isinstance(kind, list) else kind
    if not isinstance(kind, str) or kind == "any":
        message = f"`{name}` contains objects, which no filter can compare. Choose another field."
        raise WishIsBroken(message)
    texts = wish if isinstance(wish, list | tuple) else str(wish).split(",")
    if len(texts) == 1 and _RANGE in str(texts[0]) and kind in _ORDERED:
        return Filter(column, frozenset(), _read_range(name, str(texts[0]), kind))
    values = frozenset(read_value(name, str(text).strip(), kind) for text in texts)
    return Filter(column, values, None)


def _read_range(name: str, text: str, kind: str) -> tuple[Any, Any]:
    ends = [end.strip() for end in text.split(_RANGE, 1)]
    lowest, highest = (read_value(name, end, kind) if end else None for end in ends)
    if lowest is not None and highest is not None and lowest > highest:
        message = f"The range `{text}` of `{name}` is empty. Did you mean `{ends[1]}..{ends[0]}`?"
        raise WishIsBroken(message)
    return lowest, highest


def _require_candidates(each: Filter, languages: Sequence[str]) -> None:
    """Raise `WishIsBroken` if the column never has such a value in any of the languages."""
    if each.column == _AGE:
        if not any(map(each.accepts, range(YOUNGEST, OLDEST + 1))):
            message = f"No person has this `age`: all are {YOUNGEST} to {OLDEST} years old."
            raise WishIsBroken(message)
        return
    known = _known_values(each.column, languages)
    if known and not any(map(each.accepts, known)):
        name = each.column.rpartition(".")[2]
        unknown = min(map(str, each.values))
        where = "" if each.column in ENUMERATIONS else f" in {_listed(languages)}"
        message = f"No person{where} has `{unknown}` as `{name}`. {suggest_or_list(unknown, known)}"
        raise WishIsBroken(message)


def _listed(languages: Sequence[str]) -> str:
    return f"the language {languages[0]}" if len(languages) == 1 else list_names(languages)


def _known_values(column: str, languages: Sequence[str]) -> list[str]:
    """Every value of the column in these languages; empty if it has no list of values."""
    if column in ENUMERATIONS:
        return [value for value in ENUMERATIONS[column] if value is not None]
    if column not in _LISTED:
        return []
    values = chain.from_iterable(_LISTED[column](tables_of(each)) for each in languages)
    return list(dict.fromkeys(values))


_LISTED: Mapping[str, Callable[[Tables], Iterable[str]]] = {
    "countryCode": lambda tables: (town.country for town in tables.towns),
    "city": lambda tables: (town.city for town in tables.towns),
    "timeZone": lambda tables: (town.time_zone for town in tables.towns),
    "firstName": lambda tables: chain(*tables.names),
    "features.job": lambda tables: chain(*tables.jobs, *tables.student, *tables.retired),
}


def reader_of(column: str, reference: date) -> Callable[[Profile], Any]:
    """A function that reads the column of a profile, None if it is missing."""
    if column == _AGE:
        return lambda profile: _age(profile, reference)
    parent, _, name = column.rpartition(".")
    if parent:
        return lambda profile: profile.get(parent, {}).get(name)
    return lambda profile: profile.get(name)


def _age(profile: Profile, reference: date) -> int | None:
    born = profile.get("birthdate")
    return None if born is None else age_at(date.fromisoformat(born), reference)
