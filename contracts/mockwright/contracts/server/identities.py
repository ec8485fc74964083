"""Ids of resources in responses: of one that was created, and of those in a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from mockwright.openapi.exchange import Response
from mockwright.openapi.json_text import JsonIsBroken, parse_json

Fields = Mapping[str, Any]

# Fields that may contain the id of a resource, besides the path parameter's name.
_IDS = ("id", "_id", "uuid", "key", "slug", "code", "name")
# Fields that may wrap one resource, or a list of them.
_WRAPPERS = ("data", "result", "item", "resource", "payload")
_LISTS = ("data", "items", "results", "content", "entries", "records", "values", "hits")


def find_identity(response: Response, parameter: str) -> str | None:
    """The id of a created resource, from `Location` or the most likely field; None if unknown."""
    places = [value for name, value in response.headers if name.lower() == "location"]
    if places:
        return unquote(places[0].partition("?")[0].rstrip("/").rpartition("/")[2]) or None
    return identity_of(fields_of(response), parameter)


def identity_of(fields: Fields, parameter: str) -> str | None:
    """The id among the fields of a resource; None if no field is likely."""
    for name in _likely_names(fields, parameter):
        value = fields[name]
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return None


def identities_of(response: Response, parameter: str) -> list[str] | None:
    """The ids of the items of a list, in order; None if the response is not a list of resources."""
    items = items_of(response)
    if items is None:
        return None
    found = [identity_of(item, parameter) for item in items if isinstance(item, Mapping)]
    known = [identity for identity in found if identity is not None]
    return known if len(known) == len(items) else None


def fields_of(response: Response) -> Fields:
    """The fields of a resource, also if it is wrapped in `data` or another only field."""
    value = _read(response)
    if not isinstance(value, Mapping):
        return {}
    for name in (*_WRAPPERS, *(value if len(value) == 1 else ())):
        if isinstance(value.get(name), Mapping):
            return dict(value[name])
    return value


def items_of(response: Response) -> Sequence[Any] | None:
    """The items of a list: an array, or the array in one of the fields of an object."""
    value = _read(response)
    if isinstance(value, list):
        return value
    if not isinstance(value, Mapping):
        return None
    lists = [name for name, part in value.items() if isinstance(part, list)]
    for name in (*_LISTS, *(lists if len(lists) == 1 else ())):
        if isinstance(value.get(name), list):
            found: list[Any] = value[name]
            return found
    return None


def _likely_names(fields: Fields, parameter: str) -> Iterator[str]:
    """Names of fields that may contain the id, the most likely first."""
    wanted = _plain(parameter)
    yield from (name for name in fields if _plain(name) == wanted)
    yield from (name for name in _IDS[:4] if name in fields)
    yield from (name for name in fields if _plain(name).endswith(wanted))
    yield from (name for name in _IDS[4:] if name in fields)


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _read(response: Response) -> Any:
    try:
        return parse_json(response.body).value
    except JsonIsBroken:
        return None
