"""Fixed values of fields, which every generated profile gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from mockwright.mock_server.people.ages import YOUNGEST, age_at
from mockwright.mock_server.people.columns import WishIsBroken, find_column, kind_of, read_value
from mockwright.mock_server.people.contract import ENUMERATIONS
from mockwright.mock_server.people.filters import Wishes
from mockwright.mock_server.people.person import Profile
from mockwright.openapi.wording import suggest_or_list

Overrides = Mapping[str, Any]


def read_overrides(wishes: Wishes, reference: date) -> Overrides:
    """The values by column of `{"city": "Lyon", "interests": "MUSIC,YOGA"}`.

    Raises `WishIsBroken` for an unknown field, for a value of another type, for an undocumented
    value, and for a date of birth of a person under 18 at the reference date.
    """
    found = {}
    for name, wish in wishes.items():
        column = find_column(name)
        found[column] = _read(name, wish, kind_of(column))
        _require_documented(name, column, found[column])
    born = found.get("birthdate")
    if born is not None and age_at(date.fromisoformat(born), reference) < YOUNGEST:
        message = f"A person born on `{born}` would be under {YOUNGEST} on {reference}."
        raise WishIsBroken(message)
    return found


def compile_overrides(overrides: Overrides) -> Callable[[Profile], Profile]:
    """A function that returns a profile with these values in place of its own."""
    pairs = [(*column.rpartition(".")[::2], value) for column, value in overrides.items()]

    def override(profile: Profile) -> Profile:
        changed = dict(profile)
        for parent, name, value in pairs:
            if parent:
                changed[parent] = {**changed.get(parent, {}), name: value}
            else:
                changed[name] = value
        return changed

    return override


def _read(name: str, wish: Any, kind: Any) -> Any:
    if isinstance(kind, list) and isinstance(kind[0], str):
        texts = wish if isinstance(wish, list | tuple) else str(wish).split(",")
        return [read_value(name, str(text).strip(), kind[0]) for text in texts if str(text)]
    if not isinstance(kind, str) or kind == "any":
        message = f"`{name}` contains objects, which cannot be set. Choose another field."
        raise WishIsBroken(message)
    return read_value(name, str(wish), kind)


def _require_documented(name: str, column: str, value: Any) -> None:
    for each in value if isinstance(value, list) else [value]:
        known = ENUMERATIONS.get(column)
        if known is not None and each not in known:
            names = [text for text in known if text is not None]
            message = f"`{each}` is not a value of `{name}`. {suggest_or_list(each, names)}"
            raise WishIsBroken(message)
