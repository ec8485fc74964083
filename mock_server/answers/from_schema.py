"""Instances: a deterministic value of any schema, with echoes of the request where it says so.

A schema is compiled once into a tree of small functions; making an instance only calls them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mock_server.answers.strings import compile_string
from mock_server.calls import MISSING, Call
from mock_server.seeding import Draws, request_key
from openapi.document_files import Located, Place
from openapi.schemas import CompiledSchema

Maker = Callable[[Draws, Call], Any]

MAX_DEPTH = 8
OPTIONAL_DEPTH = 5
_SPAN = 100
_WIDE = 1_000_000  # a wider range is a type's, not what values look like
_ATTEMPTS = 20
_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def compile_instance(schema: CompiledSchema, alternative: int = 0) -> Maker:
    """A function that makes an instance of the schema for a call.

    `alternative` counts which member of `oneOf` and `anyOf` is taken, from 0, round and round.
    """
    compiler = _InstanceCompiler(schema, alternative)
    return compiler.compile([Located(value=schema.schema, place=schema.place)], 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Merged:
    """Several schemas that apply to the same value, as one."""

    keywords: Mapping[str, Any]
    fields: Mapping[str, list[Located]]
    items: list[Located]
    required: frozenset[str]
    others: list[Located]


class _InstanceCompiler:
    def __init__(self, schema: CompiledSchema, alternative: int) -> None:
        self._alternative = alternative
        self._library = schema.library
        self._direction = schema.direction
        self._ancestors: list[frozenset[Place]] = []

    def compile(self, group: Sequence[Located], depth: int) -> Maker:
        members = list(self._expand(group))
        merged = _merge(members)
        self._ancestors.append(frozenset(member.place for member in members))
        make = self._compile_value(merged, members, depth)
        self._ancestors.pop()
        expression = merged.keywords.get("x-echo")
        return self._echo(expression, members, make) if expression else make

    def _expand(self, group: Iterable[Located]) -> Iterator[Located]:
        """The schemas that apply together: through references, `allOf`, and one alternative."""
        pending, seen = list(group)[::-1], set()
        while pending:
            located = pending.pop()
            if located.place in seen or not isinstance(located.value, dict):
                continue
            seen.add(located.place)
            yield located
            if "$ref" in located.value:  # its neighbours count too, since OpenAPI 3.1
                pending.append(self._library.target(located))
            for keyword in ("allOf", "anyOf", "oneOf"):
                children = [
                    Located(value=child, place=located.place.child(keyword, index))
                    for index, child in enumerate(located.value.get(keyword, ()))
                ]
                pending.extend(children[::-1] if keyword == "allOf" else self._choose(children))

    def _choose(self, alternatives: list[Located]) -> list[Located]:
        """One alternative, not just null if there is another."""
        solid = [option for option in alternatives if _types(option.value) != ["null"]]
        options = solid or alternatives
        return [options[self._alternative % len(options)]] if options else []

    def _echo(self, expression: str, members: Sequence[Located], fallback: Maker) -> Maker:
        checks = [self._library.compile(m.place, self._direction).is_valid for m in members]
        source = expression.encode()

        def echo(_draws: Draws, call: Call) -> Any:
            value = call.evaluate(expression)
            if value is not MISSING and all(is_valid(value) for is_valid in checks):
                return value
            # What cannot be echoed is drawn from the expression, so that all places agree.
            return fallback(Draws(request_key(0, call.key, source)), call)

        return echo

    def _compile_value(self, merged: _Merged, members: Sequence[Located], depth: int) -> Maker:
        options = self._options(merged, members)
        if options:
            return lambda draws, _: draws.pick(options)
        kind = _kind_of(merged)
        if kind == "object":
            return self._compile_object(merged, depth)
        if kind == "array":
            return self._compile_array(merged, depth)
        return _SCALARS[kind](merged.keywords)

    def _options(self, merged: _Merged, members: Sequence[Located]) -> list[Any]:
        """Values that the document itself names: constant, examples, enumeration."""
        keywords = merged.keywords
        if "const" in keywords:
            return [keywords["const"]]
        named = _named_examples(keywords)
        options = named or [option for option in keywords.get("enum", ()) if option is not None]
        checks = [self._library.compile(m.place, self._direction).is_valid for m in members]
        return [option for option in options if all(is_valid(option) for is_valid in checks)]

    def _compile_object(self, merged: _Merged, depth: int) -> Maker:
        fields = {
            name: self.compile(group, depth + 1)
            for name, group in merged.fields.items()
            if self._is_wanted(name, group, merged, depth)
        }
        for name in sorted(merged.required - fields.keys() - self._hidden(merged)):
            fields[name] = self.compile(merged.others, depth + 1)
        missing = merged.keywords.get("minProperties", 0) - len(fields)
        for number in range(max(0, missing)):
            fields[f"field{number + 1}"] = self.compile(merged.others, depth + 1)
        makers = tuple(fields.items())
        return lambda draws, call: {name: make(draws, call) for name, make in makers}

    def _is_wanted(self, name: str, group: list[Located], merged: _Merged, depth: int) -> bool:
        if any(member.value is False for member in group) or depth > MAX_DEPTH:
            return False
        if any(_is_hidden(member.value, self._direction) for member in group):
            return False
        return name in merged.required or not (depth >= OPTIONAL_DEPTH or self._recurs(group))

    def _hidden(self, merged: _Merged) -> set[str]:
        """The fields that this direction does not carry."""
        return {
            name
            for name, group in merged.fields.items()
            if any(_is_hidden(member.value, self._direction) for member in group)
        }

    def _recurs(self, group: list[Located]) -> bool:
        """Whether the group is being compiled already: its optional parts would never end."""
        places = {member.place for member in self._expand(group)}
        return any(places & ancestor for ancestor in self._ancestors)

    def _compile_array(self, merged: _Merged, depth: int) -> Maker:
        keywords = merged.keywords
        low = keywords.get("minItems", 0)
        wanted = 0 if depth >= OPTIONAL_DEPTH or self._recurs(merged.items) else 1
        count = min(max(low, wanted), keywords.get("maxItems", max(low, wanted)))
        if not count:
            return lambda _draws, _call: []
        make = self.compile(merged.items, depth + 1)
        if keywords.get("uniqueItems"):
            return lambda draws, call: _distinct(make, count, draws, call)
        return lambda draws, call: [make(draws, call) for _ in range(count)]


def _distinct(make: Maker, count: int, draws: Draws, call: Call) -> list[Any]:
    items: list[Any] = []
    for _ in range(count * _ATTEMPTS):
        item = make(draws, call)
        if item not in items:
            items.append(item)
        if len(items) == count:
            break
    return items


def _is_hidden(schema: Any, direction: str) -> bool:
    marker = "writeOnly" if direction == "response" else "readOnly"
    return isinstance(schema, dict) and schema.get(marker) is True


def _merge(members: Iterable[Located]) -> _Merged:
    keywords: dict[str, Any] = {}
    fields: dict[str, list[Located]] = {}
    items: list[Located] = []
    others: list[Located] = []
    required: set[str] = set()
    for member in members:
        schema, place = member.value, member.place
        for name, child in schema.get("properties", {}).items():
            located = Located(value=child, place=place.child("properties", name))
            fields.setdefault(name, []).append(located)
        if "items" in schema:
            items.append(Located(value=schema["items"], place=place.child("items")))
        if isinstance(schema.get("additionalProperties"), dict):
            child_place = place.child("additionalProperties")
            others.append(Located(value=schema["additionalProperties"], place=child_place))
        required.update(schema.get("required", ()))
        _merge_keywords(keywords, schema)
    return _Merged(
        keywords=keywords,
        fields=fields,
        items=items,
        required=frozenset(required),
        others=others,
    )


def _merge_keywords(merged: dict[str, Any], schema: Mapping[str, Any]) -> None:
    for keyword, value in schema.items():
        if keyword not in merged:
            merged[keyword] = value
        elif keyword in _LOWER_BOUNDS:
            merged[keyword] = max(merged[keyword], value)
        elif keyword in _UPPER_BOUNDS:
            merged[keyword] = min(merged[keyword], value)
        elif keyword == "enum":
            merged[keyword] = [option for option in merged[keyword] if option in value]
        elif keyword == "type":
            both = [name for name in _types(merged) if name in _types(schema)]
            merged[keyword] = both or merged[keyword]


def _named_examples(keywords: Mapping[str, Any]) -> list[Any]:
    """The schema's own examples; an id is drawn, or every answer would have the same."""
    if keywords.get("format") == "uuid" or "x-mock-pattern" in keywords:
        return []
    examples = keywords.get("examples")
    named = [*examples] if isinstance(examples, list) else []
    return [*named, keywords["example"]] if "example" in keywords else named


def _types(schema: Any) -> list[str]:
    names = schema.get("type", []) if isinstance(schema, dict) else []
    return [names] if isinstance(names, str) else list(names)


def _kind_of(merged: _Merged) -> str:
    named = [name for name in _types(merged.keywords) if name != "null"]
    if named:
        return named[0]
    if _types(merged.keywords):
        return "null"
    if merged.fields or merged.others or merged.required:
        return "object"
    if merged.items:
        return "array"
    if any(word in merged.keywords for word in ("minimum", "maximum", "multipleOf")):
        return "number"
    return "string"


def _compile_integer(keywords: Mapping[str, Any]) -> Maker:
    step = keywords.get("multipleOf", 1)
    step = int(step) if step == int(step) else 1
    low, high = _bounds(keywords, 1)
    first, last = math.ceil(low / step), math.floor(high / step)
    return lambda draws, _: draws.between(first, max(first, last)) * step


def _compile_number(keywords: Mapping[str, Any]) -> Maker:
    step = keywords.get("multipleOf")
    if step:
        low, high = _bounds(keywords, step)
        first, last = math.ceil(low / step), math.floor(high / step)
        return lambda draws, _: draws.between(first, max(first, last)) * step
    low, high = _bounds(keywords, 0)
    excluded = {keywords.get("exclusiveMinimum"), keywords.get("exclusiveMaximum")}

    def make(draws: Draws, _: Call) -> float:
        part = draws.between(1, 99) / 100
        value: float = round(low + (high - low) * part, 2)
        inside = low <= value <= high and value not in excluded
        return value if inside else low + (high - low) * part

    return make


def _bounds(keywords: Mapping[str, Any], margin: float) -> tuple[float, float]:
    low, high = keywords.get("minimum"), keywords.get("maximum")
    if "exclusiveMinimum" in keywords:
        low = max(keywords["exclusiveMinimum"] + margin, low if low is not None else -math.inf)
    if "exclusiveMaximum" in keywords:
        high = min(keywords["exclusiveMaximum"] - margin, high if high is not None else math.inf)
    if low is None or (low < 0 and high is not None and high - low > _WIDE):
        low = 0 if high is None or high >= 0 else high - _SPAN
    is_open = high is None or high - low > _WIDE
    return low, low + _SPAN if is_open else high


def _compile_string(keywords: Mapping[str, Any]) -> Maker:
    make = compile_string(keywords)
    return lambda draws, _: make(draws)


_SCALARS: Mapping[str, Callable[[Mapping[str, Any]], Maker]] = {
    "string": _compile_string,
    "integer": _compile_integer,
    "number": _compile_number,
    "boolean": lambda _: lambda draws, _call: draws.below(2) == 1,
    "null": lambda _: lambda _draws, _call: None,
}
