"""Generate a deterministic instance of any schema, with values echoed from the request.

A schema is compiled once into a tree of small functions; generating an instance only calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import structs

from mockwright.mock_server.request.calls import MISSING, Call, compile_expression
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.values.merged import Merged, kind_of, merge, named_examples, types_of
from mockwright.mock_server.values.numbers import compile_integer, compile_number
from mockwright.mock_server.values.plausible.fields import Field
from mockwright.mock_server.values.plausible.options import Planner, Plausible
from mockwright.mock_server.values.plausible.paging import Bounds
from mockwright.mock_server.values.plausible.positions import Position
from mockwright.mock_server.values.strings import compile_string
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.json_text import dump_json
from mockwright.openapi.schemas import CompiledSchema

Maker = Callable[[RandomStream, Call], Any]

MAX_DEPTH = 8
OPTIONAL_DEPTH = 5
# A larger instance is cut off. It then fails validation and is refused as an invalid answer.
MAX_SIZE = 200_000
MAX_PARTS = 50_000
_ATTEMPTS = 20
_COMPONENT_PARTS = 4  # `/components/schemas/Name`


def compile_instance(
    schema: CompiledSchema, alternative: int = 0, plausible: Plausible | None = None
) -> Maker:
    """Return a function that generates an instance of the schema for a call.

    `plausible`: values suit the names of their fields, and agree with each other and with the call.

    `alternative` selects the member of `oneOf` and `anyOf`, counted from 0 and wrapping around. An
    instance of more than about `MAX_SIZE` items and characters, or of a schema of more than
    `MAX_PARTS` parts, is cut off and therefore violates the schema.
    """
    compiler = _InstanceCompiler(schema, alternative, plausible)
    root = Located(value=schema.schema, place=schema.place)
    return compiler.compile([root], 0, compiler.root)


class _InstanceCompiler:
    def __init__(
        self, schema: CompiledSchema, alternative: int, plausible: Plausible | None
    ) -> None:
        self._planner = Planner(plausible) if plausible is not None else None
        self.root = self._planner.root if self._planner is not None else None
        self._alternative = alternative
        self._library = schema.library
        self._direction = schema.direction
        self._ancestors: list[frozenset[Place]] = []
        self._parts = 0
        self._room = MAX_SIZE  # for what is being compiled; an array's items share the array's room

    def compile(
        self, group: Sequence[Located], depth: int, position: Position | None = None
    ) -> Maker:
        self._parts += 1
        if self._parts > MAX_PARTS:
            return _nothing
        members = list(self._expand(group))
        merged = merge(members)
        self._ancestors.append(frozenset(member.place for member in members))
        if position is not None:
            position = position.named(_name_of(members))
        make = self._compile_value(merged, members, depth, position)
        self._ancestors.pop()
        expression = merged.keywords.get("x-echo")
        return self._echo(expression, members, make) if expression else make

    def _expand(self, group: Iterable[Located]) -> Iterator[Located]:
        """Yield the schemas that apply together: references, `allOf` and one alternative."""
        pending, seen = list(group)[::-1], set()
        while pending:
            located = pending.pop()
            if located.place in seen or not isinstance(located.value, dict):
                continue
            seen.add(located.place)
            yield located
            if "$ref" in located.value:  # since OpenAPI 3.1, siblings of `$ref` count too
                pending.append(self._library.target(located))
            for keyword in ("allOf", "anyOf", "oneOf"):
                children = [
                    Located(value=child, place=located.place.child(keyword, index))
                    for index, child in enumerate(located.value.get(keyword, ()))
                ]
                pending.extend(children[::-1] if keyword == "allOf" else self._choose(children))

    def _choose(self, alternatives: list[Located]) -> list[Located]:
        """Choose one alternative; not null if there is any other."""
        solid = [option for option in alternatives if types_of(option.value) != ["null"]]
        ending = [option for option in solid if not self._requires_itself(option)]
        options = ending or solid or alternatives
        return [options[self._alternative % len(options)]] if options else []

    def _requires_itself(self, option: Located) -> bool:
        """Whether an alternative requires a value that is already being generated, without end."""
        located = self._library.resolve(option.value, option.place)
        if not isinstance(located.value, dict):
            return False
        fields = located.value.get("properties", {})
        for name in located.value.get("required", ()):
            child = located.place.child("properties", name)
            place = self._library.resolve(fields.get(name), child).place
            if any(place in ancestor for ancestor in self._ancestors):
                return True
        return False

    def _echo(self, expression: str, members: Sequence[Located], fallback: Maker) -> Maker:
        checks = self._checks(members)
        find, source = compile_expression(expression), expression.encode()

        def echo(_stream: RandomStream, call: Call) -> Any:
            value = find(call)
            if value is not MISSING and all(is_valid(value) for is_valid in checks):
                return value
            # Without a value to echo, generate from the expression, so that all places get the
            # same.
            return fallback(RandomStream(request_key(0, call.key, source)), call)

        return echo

    def _compile_value(
        self, merged: Merged, members: Sequence[Located], depth: int, position: Position | None
    ) -> Maker:
        options = self._options(merged, members)
        if len(options) == 1:
            (only,) = options
            return lambda _draws, _call: only
        if options:
            return lambda stream, _: stream.pick(options)
        kind = kind_of(merged)
        named = self._compile_named(merged, members, position)
        if named is not None:
            return named
        if kind == "object":
            return self._compile_object(merged, depth, position)
        if kind == "array":
            return self._compile_array(merged, depth, position)
        if kind == "string":
            make: Callable[[RandomStream], Any] = compile_string(merged.keywords, self._room)
        else:
            make = _SCALARS[kind](merged.keywords)
        return lambda stream, _: make(stream)

    def _compile_named(
        self, merged: Merged, members: Sequence[Located], position: Position | None
    ) -> Maker | None:
        """A maker of items that suit the name of their list; None if it says nothing."""
        if self._planner is None or position is None or not position.is_element:
            return None
        keywords = {"type": kind_of(merged), **merged.keywords}
        field = Field(position.name, keywords, _AllOf(lambda: self._checks(members)))
        plausible = self._planner.compile_leaf(field, position)
        if plausible is None:
            return None
        make = self._compile_value(merged, members, 0, None)

        def choose(stream: RandomStream, call: Call) -> Any:
            value = plausible(stream)
            return make(stream, call) if value is MISSING else value

        return choose

    def _options(self, merged: Merged, members: Sequence[Located]) -> list[Any]:
        """The values that the document itself gives: constant, examples, enumeration."""
        keywords = merged.keywords
        if "const" in keywords:
            return [keywords["const"]]
        named = named_examples(keywords)
        listed = keywords.get("enum", ())
        options = named or [option for option in listed if option is not None] or listed
        checks = self._checks(members)
        return [option for option in options if all(is_valid(option) for is_valid in checks)]

    def _checks(self, members: Sequence[Located]) -> list[Callable[[Any], bool]]:
        """Return a check per schema; a schema that only names a type is checked in Python."""
        return [
            _type_check(member.value)
            or self._library.compile(member.place, self._direction).is_valid
            for member in members
        ]

    def _compile_object(self, merged: Merged, depth: int, position: Position | None) -> Maker:
        wanted = {
            name: group
            for name, group in merged.fields.items()
            if self._is_wanted(name, group, merged, depth)
        }
        known = self._fields(wanted, position)
        fields = {
            name: self.compile(group, depth + 1, self._child(position, known.get(name)))
            for name, group in wanted.items()
        }
        for name in sorted(merged.required - fields.keys() - self._hidden(merged)):
            fields[name] = self.compile(merged.others, depth + 1)
        missing = min(merged.keywords.get("minProperties", 0), self._room) - len(fields)
        for number in range(max(0, missing)):
            fields[f"field{number + 1}"] = self.compile(merged.others, depth + 1)
        fields = _at_most(fields, merged)
        if self._planner is not None and position is not None:
            kept = [field for name, field in known.items() if name in fields]
            filled = self._planner.compile_object(position, kept, fields)
            if filled is not None:
                return filled
        makers = tuple(fields.items())
        return lambda stream, call: {name: make(stream, call) for name, make in makers}

    def _fields(
        self, groups: Mapping[str, list[Located]], position: Position | None
    ) -> dict[str, Field]:
        """The fields with their merged keywords, where these matter to the planner."""
        if self._planner is None or position is None:
            return {}
        fields = {name: self._field(name, group) for name, group in groups.items()}
        if position.is_root:
            self._planner.enter(position, fields.values())
        return fields

    def _child(self, position: Position | None, field: Field | None) -> Position | None:
        """The position of a field's value."""
        if self._planner is None or position is None or field is None:
            return None
        return self._planner.child(position, field)

    def _field(self, name: str, group: Sequence[Located]) -> Field:
        members = list(self._expand(group))
        merged = merge(members)
        keywords = {"type": kind_of(merged), **merged.keywords}
        is_valid = _AllOf(lambda: self._checks(members))
        return Field(name, keywords, is_valid, self._has_fields(merged))

    def _has_fields(self, merged: Merged) -> bool:
        """Whether the value is an object with documented fields, or a list of these."""
        return bool(merged.fields or (merged.items and merge(self._expand(merged.items)).fields))

    def _is_wanted(self, name: str, group: list[Located], merged: Merged, depth: int) -> bool:
        if any(member.value is False for member in group) or (
            depth > MAX_DEPTH and self._recurs(group)
        ):
            return False
        if any(_is_hidden(member.value, self._direction) for member in group):
            return False
        return name in merged.required or not (depth >= OPTIONAL_DEPTH or self._recurs(group))

    def _hidden(self, merged: Merged) -> set[str]:
        """The fields that are absent in this direction."""
        return {
            name
            for name, group in merged.fields.items()
            if any(_is_hidden(member.value, self._direction) for member in group)
        }

    def _recurs(self, group: list[Located]) -> bool:
        """Whether the group is already being compiled; its optional parts would recurse forever."""
        places = {member.place for member in self._expand(group)}
        return any(places & ancestor for ancestor in self._ancestors)

    def _compile_array(self, merged: Merged, depth: int, position: Position | None) -> Maker:
        keywords = merged.keywords
        inner = position.items() if position is not None else None
        first = [self.compile(group, depth + 1, inner) for group in merged.prefix]
        low = keywords.get("minItems", 0)
        is_closed = any(member.value is False for member in merged.items)
        is_short = depth >= OPTIONAL_DEPTH or is_closed or self._recurs(merged.items)
        wanted = max(low, len(first) or (0 if is_short else 1))
        count = min(wanted, keywords.get("maxItems", wanted), max(self._room, len(first)))
        more = max(0, count - len(first))
        if self._planner is not None and position is not None and position.is_root and more:
            return self._compile_page(self._planner, merged, depth, position, count)
        make = self._compile_items(merged.items, depth + 1, more, inner) if more else _nothing
        if keywords.get("uniqueItems"):
            return lambda stream, call: _distinct(first, make, count, stream, call)
        makers = [*first[:count], *[make] * more]
        if self._planner is not None and position is not None and position.trail and not first:
            return self._compile_sent(self._planner, merged, position, make, count)
        return lambda stream, call: [each(stream, call) for each in makers]

    def _compile_sent(
        self, planner: Planner, merged: Merged, position: Position, make: Maker, count: int
    ) -> Maker:
        """A list with an item for each object that was sent for it, if the schema allows that."""
        low, high = count if merged.keywords.get("minItems") else 0, merged.keywords.get("maxItems")
        repeat = planner.repeat_sent(position, make)
        if repeat is None:
            return lambda stream, call: [make(stream, call) for _ in range(count)]

        def make_list(stream: RandomStream, call: Call) -> list[Any]:
            sent: list[Any] = repeat(stream, call)
            if sent and low <= len(sent) and (high is None or len(sent) <= high):
                return sent
            without = structs.replace(call, body=None)
            return [make(stream, without) for _ in range(count)]

        return make_list

    def _compile_page(
        self, planner: Planner, merged: Merged, depth: int, position: Position, count: int
    ) -> Maker:
        """A list that is answered, as long as the request asks for."""
        keywords = merged.keywords
        low = count if keywords.get("minItems") else 0
        count_of = planner.open_list(Bounds(low, keywords.get("maxItems")))
        make = self._compile_items(merged.items, depth + 1, max(count, 3), position.items())
        if keywords.get("uniqueItems"):
            return lambda stream, call: _distinct((), make, count_of(call), stream, call)
        return lambda stream, call: [make(stream, call) for _ in range(count_of(call))]

    def _compile_items(
        self, group: Sequence[Located], depth: int, count: int, position: Position | None
    ) -> Maker:
        room = self._room
        self._room = max(1, room // count)
        make = self.compile(group, depth, position)
        self._room = room
        return make


class _AllOf:
    """Whether a value passes several checks, which are compiled when there is a first value."""

    __slots__ = ("_checks", "_compile")

    def __init__(self, compile_checks: Callable[[], Sequence[Callable[[Any], bool]]]) -> None:
        self._compile = compile_checks
        self._checks: Sequence[Callable[[Any], bool]] | None = None

    def __call__(self, value: Any) -> bool:
        if self._checks is None:
            self._checks = self._compile()
        return all(is_valid(value) for is_valid in self._checks)


def _name_of(members: Sequence[Located]) -> str:
    """The name of the component that describes a value; empty if there is none."""
    for member in members:
        parts = member.place.pointer.split("/")
        if len(parts) == _COMPONENT_PARTS and parts[-2] == "schemas":
            return parts[-1]
    return ""


def _at_most(fields: dict[str, Maker], merged: Merged) -> dict[str, Maker]:
    """Limit fields to `maxProperties`: the required ones, then the first of the others."""
    most = merged.keywords.get("maxProperties", len(fields))
    needed = [name for name in fields if name in merged.required]
    others = [name for name in fields if name not in merged.required]
    kept = {*needed, *others[: max(0, most - len(needed))]}
    return {name: make for name, make in fields.items() if name in kept}


def _nothing(_stream: RandomStream, _call: Call) -> None:
    return None


def _distinct(
    first: Sequence[Maker], make: Maker, count: int, stream: RandomStream, call: Call
) -> list[Any]:
    items: list[Any] = []
    seen: set[Any] = set()
    for attempt in range(min(count * _ATTEMPTS, MAX_SIZE)):
        item = (first[attempt] if attempt < len(first) else make)(stream, call)
        mark = dump_json(item) if isinstance(item, dict | list) else item
        if mark not in seen:
            seen.add(mark)
            items.append(item)
        if len(items) == count:
            break
    return items


def _is_hidden(schema: Any, direction: str) -> bool:
    marker = "writeOnly" if direction == "response" else "readOnly"
    return isinstance(schema, dict) and schema.get(marker) is True


def _type_check(schema: Mapping[str, Any]) -> Callable[[Any], bool] | None:
    """A check for a schema that only names a type, as most echoed fields do; otherwise None."""
    return _TYPE_CHECKS.get(str(schema.get("type"))) if schema.keys() <= _SAYS_A_TYPE else None


_TYPE_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: type(value) is str,
    "object": lambda value: type(value) is dict,
}
_SAYS_A_TYPE = {"type", "description", "examples", "x-echo"}
_SCALARS: Mapping[str, Callable[[Mapping[str, Any]], Callable[[RandomStream], Any]]] = {
    "integer": compile_integer,
    "number": compile_number,
    "boolean": lambda _: lambda stream: stream.below(2) == 1,
    "null": lambda _: lambda _draws: None,
}
