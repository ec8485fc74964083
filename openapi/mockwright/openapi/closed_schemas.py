"""Closed schemas: the fields that a schema documents and no others, alone or with its demands.

Of names alone: every documented field, merged over `allOf`, `anyOf`, `oneOf` and references. With
demands: also all that the schema says of a value, so that one question answers for both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mockwright.openapi import formats
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.shapes import Shape, Target, shape_of

Read = Callable[[Place], Any]

_TAKEN_APART = frozenset({"$ref", "allOf", "properties", "items"})
_ALTERNATIVES = ("anyOf", "oneOf")
_DEMANDS = frozenset(
    {"type", "enum", "const", "required", "dependentRequired", "format", "pattern"}
    | {"minLength", "maxLength", "minItems", "maxItems", "uniqueItems"}
    | {"minProperties", "maxProperties"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)
_ANNOTATIONS = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated", "$comment"}
    | {"readOnly", "writeOnly", "discriminator", "externalDocs", "xml"}
)
_UNDERSTOOD = _TAKEN_APART | _DEMANDS | _ANNOTATIONS | frozenset(_ALTERNATIVES)


class _Binding(NamedTuple):
    """What holds at one place of a value: demands, and the schemas whose parts bind its parts."""

    demands: dict[str, Any]
    members: list[Located]


class _Definition(NamedTuple):
    """A definition still to be written."""

    name: str
    shape: Shape
    binding: _Binding


def close_schema(
    target: Target, located: Located, read: Read | None = None
) -> dict[str, Any] | None:
    """The closed schema, or None where the schema documents no fields at all.

    It knows names alone, but with `read`, which gives the schema at a place, all demands too.
    """
    return _Closer(target, read).close(located)


class _Closer:
    """Derives one closed schema: a definition for each place of a value that has a shape."""

    def __init__(self, target: Target, read: Read | None) -> None:
        self._target = target
        self._read = read
        self._names: dict[tuple[frozenset[Place], frozenset[Place]], str] = {}
        self._references: dict[tuple[frozenset[Place], frozenset[Place]], dict[str, Any]] = {}
        self._pending: list[_Definition] = []

    def close(self, root: Located) -> dict[str, Any] | None:
        reference = self._refer([root], [root])
        definitions: dict[str, dict[str, Any]] = {}
        while self._pending:
            definition = self._pending.pop()
            definitions[definition.name] = self._write(definition)
        others = [shape.get("additionalProperties") for shape in definitions.values()]
        return {**reference, "$defs": definitions} if False in others else None

    def _refer(self, group: list[Located], binding: list[Located]) -> dict[str, Any]:
        """A reference to the definition of a place, which is made later; a leaf's own demands.

        Of the group, which may all apply there, some are binding.
        """
        group = [self._skip_references(member) for member in group]
        binding = [self._skip_references(member) for member in binding] if self._read else []
        key = (_places_of(group), _places_of(binding))
        if key not in self._references:
            self._references[key] = self._define(group, binding)
        return self._references[key]

    def _skip_references(self, located: Located) -> Located:
        while isinstance(located.value, dict) and located.value.keys() == {"$ref"}:
            located = self._target(located)
        return located

    def _define(self, group: list[Located], binding: list[Located]) -> dict[str, Any]:
        shape = shape_of(self._target, group)
        bound = self._bind(binding)
        if not (shape.fields or shape.patterns or shape.others or shape.items):
            return bound.demands
        key = (_places_of(shape.members), _places_of(binding))
        if key not in self._names:
            self._names[key] = f"shape{len(self._names)}"
            self._pending.append(_Definition(self._names[key], shape, bound))
        return {"$ref": f"#/$defs/{self._names[key]}"}

    def _write(self, definition: _Definition) -> dict[str, Any]:
        _, shape, (demands, members) = definition
        closed = dict(demands)
        if shape.fields or shape.patterns:
            closed["properties"] = {
                name: self._refer(group, _children(members, "properties", name))
                for name, group in shape.fields.items()
            }
            closed["patternProperties"] = {p: self._refer(g, []) for p, g in shape.patterns.items()}
            if not shape.is_open:
                closed["additionalProperties"] = False
        if shape.others:
            closed["additionalProperties"] = self._refer(shape.others, [])
        if shape.items:
            closed["items"] = self._refer(shape.items, _children(members, "items"))
        return closed

    def _bind(self, binding: Iterable[Located]) -> _Binding:
        """The demands of binding schemas, of what they refer to, and of all in their `allOf`.

        A schema with a keyword that cannot be taken apart is referred to as a whole.
        """
        pending, seen = list(binding), set()
        demands: list[dict[str, Any]] = []
        members: list[Located] = []
        while pending:
            located = pending.pop()
            if located.place in seen or self._read is None:
                continue
            seen.add(located.place)
            schema = self._read(located.place)
            if not _can_be_taken_apart(schema):
                demands.append({"$ref": located.place.uri})
                continue
            members.append(located)
            demands.append(_own_demands(schema, located.place))
            if "$ref" in schema:
                pending.append(self._target(located))
            pending += located.children("allOf")
        return _Binding(_join(demands), members)


def _places_of(group: Iterable[Located]) -> frozenset[Place]:
    return frozenset(member.place for member in group)


def _children(members: Iterable[Located], keyword: str, *names: str) -> list[Located]:
    """The schemas that stand under a keyword, or under a name there."""
    return [
        member.child(keyword, *names)
        for member in members
        if keyword in member.value and (not names or names[0] in member.value[keyword])
    ]


def _can_be_taken_apart(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    others = schema.keys() - _UNDERSTOOD
    if schema.get("additionalProperties") is True:
        others -= {"additionalProperties"}
    return all(keyword.startswith("x-") for keyword in others)


def _own_demands(schema: dict[str, Any], place: Place) -> dict[str, Any]:
    """What a schema demands by itself; its alternatives stay where they are."""
    demands = {keyword: schema[keyword] for keyword in schema.keys() & _DEMANDS}
    table = formats.TABLES.get(str(schema.get("format")))
    if table is not None and schema.get("type") == "string" and "enum" not in schema:
        del demands["format"]
        demands["enum"] = sorted(table())  # looked up without a call into Python
    for keyword in _ALTERNATIVES:
        if keyword in schema:
            places = [place.child(keyword, index) for index in range(len(schema[keyword]))]
            demands[keyword] = [{"$ref": alternative.uri} for alternative in places]
    return demands


def _join(demands: list[dict[str, Any]]) -> dict[str, Any]:
    """Demands that all hold as one schema: side by side as far as no keyword comes twice."""
    joined: dict[str, Any] = {}
    others: list[dict[str, Any]] = []
    for each in demands:
        if joined.keys().isdisjoint(each):
            joined.update(each)
        else:
            others.append(each)
    return {**joined, "allOf": others} if others else joined
