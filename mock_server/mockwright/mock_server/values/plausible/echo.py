"""Values of the request that come back in fields of the answer with the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockwright.mock_server.request.calls import MISSING, Call
from mockwright.mock_server.values.plausible.kinds import head_of
from mockwright.mock_server.values.plausible.positions import Position, is_envelope
from mockwright.mock_server.values.plausible.tokens import same_name, split_name
from mockwright.mock_server.values.plausible.vocabulary import words
from mockwright.openapi.operations import Operation

# Returns the values of the request that a field may have, the best first. The number chooses
# between several values of one parameter.
Find = Callable[[Call, int], Sequence[Any]]

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_ID_WORDS = frozenset({"id", "uuid", "guid", "key", "uid"})
_FILTERS = frozenset({"filter", "filters", "where"})
# Parameters that choose and arrange items without being facts of them.
_NO_FACTS = words(
    """
    page limit offset sort order orderby sortby fields include expand q search query skip
    top perpage pagesize cursor filter where count take first last after before format
    """
)

_VERBS = words(
    """
    activate deactivate cancel confirm approve reject close open reopen archive unarchive
    restore enable disable start stop pause resume complete publish unpublish lock unlock
    verify refund capture void submit accept decline block unblock move merge suspend ship
    pay details detail update edit rename reset refresh retry finish full
    """
)


class Echo:
    """What an operation's requests may say about the fields of its answers."""

    def __init__(self, operation: Operation | None) -> None:
        """Index the parameters by their names without case and separators."""
        parameters = operation.parameters if operation is not None else ()
        self._query = {
            same_name(each.name.removesuffix("[]")): (each.location, each.name)
            for each in parameters
            if each.location == "query"
        }
        self._filters = [key for name, key in self._query.items() if name in _FILTERS]
        path = operation.path if operation is not None else ""
        self._path = _path_names(path)
        self._id = _id_parameter(path)
        self.has_body = operation is not None and (
            operation.method.upper() in _WITH_BODY and operation.body is not None
        )

    def find(self, name: str, position: Position, *, is_read_only: bool) -> Find | None:
        """A function that finds what a request says about a field; None if it says nothing."""
        keys = self._keys(name, position)
        filters = self._filters if position.is_item else []
        trail = position.trail if self.has_body and not is_read_only else None
        if trail is not None:
            return lambda call, turn: [
                *_sent(call, trail, name),
                *_of_parameters(call, keys, turn),
            ]
        if not keys and not filters:
            return None
        return lambda call, turn: [
            *_of_parameters(call, keys, turn),
            *_filtered(call, filters, name),
        ]

    def compile_sent_list(self, position: Position) -> Callable[[Call], list[Any]] | None:
        """A function that finds the objects that were sent for a list at this position."""
        trail = position.trail
        if not self.has_body or trail is None:
            return None
        if not trail:
            return lambda call: _objects([call.body])
        return lambda call: _objects(_sent(call, trail[:-1], trail[-1]))

    def compile_sent_object(self, position: Position) -> Callable[[Call], Mapping[str, Any]] | None:
        """A function that finds the object that was sent for one at this position."""
        trail = position.trail
        if not self.has_body or trail is None:
            return None
        return lambda call: _object_at(call, trail)

    def _keys(self, name: str, position: Position) -> list[tuple[str, str]]:
        """The parameters that a field repeats."""
        if not (position.is_root or position.is_item):
            return []
        plain = same_name(name)
        keys = []
        if plain in _ID_WORDS:
            if position.is_root and self._id:
                keys.append(("path", self._id))
        elif plain in self._path:
            keys.append(self._path[plain])
        if plain in self._query and not (position.is_item and plain in _NO_FACTS):
            keys.append(self._query[plain])
        return keys


def _path_names(path: str) -> Mapping[str, tuple[str, str]]:
    """The path's parameters by name; `id` of `/users/{id}` is also that of `userId`."""
    found: dict[str, tuple[str, str]] = {}
    before = ""
    for segment in path.split("/"):
        if segment.startswith("{") and segment.endswith("}"):
            name = segment[1:-1]
            found.setdefault(same_name(name), ("path", name))
            if before and same_name(name) in _ID_WORDS | {before}:
                word = "id" if same_name(name) == before else same_name(name)
                found.setdefault(f"{before}{word}", ("path", name))
            before = ""
        else:
            before = head_of(split_name(segment))
    return found


def _id_parameter(path: str) -> str:
    """The parameter that identifies the answered object: the last one, before verbs only.

    `/users/{id}/orders` answers orders, `/users/{id}/activate` the user.
    """
    segments = [segment for segment in path.split("/") if segment]
    while segments and split_name(segments[-1])[:1] and split_name(segments[-1])[0] in _VERBS:
        segments.pop()
    last = segments.pop() if segments else ""
    if not (last.startswith("{") and last.endswith("}")):
        return ""
    name = last[1:-1]
    words = split_name(name)
    is_named_alike = bool(segments) and head_of(split_name(segments[-1])) == same_name(name)
    return name if is_named_alike or (words and words[-1] in _ID_WORDS) else ""


def _of_parameters(call: Call, keys: Sequence[tuple[str, str]], turn: int) -> list[Any]:
    """The parameters' values; of several values of one, each in turn."""
    found: list[Any] = []
    for key in keys:
        value = call.parameters.get(key, MISSING)
        if isinstance(value, list) and value:
            start = turn % len(value)
            found += [value, *value[start:], *value[:start]]
        elif value is not MISSING:
            found.append(value)
    return found


def _filtered(call: Call, filters: Sequence[tuple[str, str]], name: str) -> list[Any]:
    objects = [call.parameters.get(key) for key in filters]
    return [each[name] for each in objects if isinstance(each, dict) and name in each]


def _sent(call: Call, trail: Sequence[str], name: str) -> list[Any]:
    """The value of a field in the body, at the same place as in the answer."""
    value = _object_at(call, trail)
    if name not in value and not trail:
        value = next((v for key, v in value.items() if is_envelope(key)), value)
    return [value[name]] if isinstance(value, dict) and name in value else []


def _object_at(call: Call, trail: Sequence[str]) -> Mapping[str, Any]:
    """The object that was sent at a place; empty if there is none."""
    value: Any = call.body
    for step in trail:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif not is_envelope(step):
            return {}
    return value if isinstance(value, dict) else {}


def _objects(values: Sequence[Any]) -> list[Any]:
    """The objects in the lists among these values."""
    lists = [value for value in values if isinstance(value, list)]
    return [item for value in lists for item in value if isinstance(item, dict)]
