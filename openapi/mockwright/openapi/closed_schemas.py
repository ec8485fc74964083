"""Derive closed schemas, which accept only the fields that a schema documents.

A closed schema checks either field names alone (every documented field, merged over `allOf`,
`anyOf`, `oneOf` and references) or also every constraint of the original schema, so that a single
validation covers both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mockwright.openapi import formats
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.shapes import Shape, Target, expand, shape_of

Read = Callable[[Place], Any]

_SPLIT = frozenset({"$ref", "allOf", "properties", "items"})
_ALTERNATIVES = ("anyOf", "oneOf")
_PARTS = frozenset(
    {"properties", "patternProperties", "additionalProperties", "unevaluatedProperties"}
    | {"items", "prefixItems", "unevaluatedItems"}
)
_CONSTRAINTS = frozenset(
    {"type", "enum", "const", "required", "dependentRequired", "format", "pattern"}
    | {"minLength", "maxLength", "minItems", "maxItems", "uniqueItems"}
    | {"minProperties", "maxProperties"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)
_ANNOTATIONS = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated", "$comment"}
    | {"readOnly", "writeOnly", "discriminator", "externalDocs", "xml"}
)
_UNDERSTOOD = _SPLIT | _CONSTRAINTS | _ANNOTATIONS | frozenset(_ALTERNATIVES)


class _Binding(NamedTuple):
    """Constraints on one place of a value, and the schemas whose children apply to its parts."""

    constraints: dict[str, Any]
    members: list[Located]


class _Definition(NamedTuple):
    """A definition that has yet to be written."""

    name: str
    shape: Shape
    binding: _Binding


def close_schema(
    target: Target, located: Located, read: Read | None = None
) -> dict[str, Any] | None:
    """Return the closed schema, or None if the schema documents no fields at all.

    Without `read` it checks field names only. With `read`, which returns the schema at a place, it
    also includes every constraint.
    """
    return _Closer(target, read).close(located)


class _Closer:
    """Derives one closed schema, with one definition for each place of a value that has a shape."""

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
        """Return a reference to the definition of a place, or a leaf's constraints directly.

        The definition is written later. All schemas in `group` may apply to the place; those in
        `binding` always do.
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
        members = [member for member in expand(self._target, group) if _has_parts(member)]
        bound = self._bind(binding)
        if not members:
            return bound.constraints
        if any(_has_parts(member) for member in bound.members):
            return self._name(members, bound, _places_of(binding))
        # Nothing is known about the parts but their names: schemas that may hold each other share
        # one definition of these, else there would be one for each pair.
        names = self._name(members, _Binding({}, []), frozenset())
        return _join([bound.constraints, names]) if bound.constraints else names

    def _name(
        self, members: list[Located], bound: _Binding, binding: frozenset[Place]
    ) -> dict[str, Any]:
        """A reference to the definition of the shape that these schemas have together."""
        key = (_places_of(members), binding)
        if key not in self._names:
            self._names[key] = f"shape{len(self._names)}"
            shape = shape_of(self._target, members)
            self._pending.append(_Definition(self._names[key], shape, bound))
        return {"$ref": f"#/$defs/{self._names[key]}"}

    def _write(self, definition: _Definition) -> dict[str, Any]:
        _, shape, (constraints, members) = definition
        closed = dict(constraints)
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
        """Collect the constraints of binding schemas, their references and their `allOf`.

        A schema with a keyword that cannot be split up is referenced as a whole.
        """
        pending, seen = list(binding), set()
        constraints: list[dict[str, Any]] = []
        members: list[Located] = []
        while pending:
            located = pending.pop()
            if located.place in seen or self._read is None:
                continue
            seen.add(located.place)
            schema = self._read(located.place)
            if not _can_be_split(schema):
                constraints.append({"$ref": located.place.uri})
                continue
            members.append(located)
            constraints.append(_own_constraints(schema, located.place))
            if "$ref" in schema:
                pending.append(self._target(located))
            pending += located.children("allOf")
        return _Binding(_join(constraints), members)


def _has_parts(member: Located) -> bool:
    """Whether a schema says anything about the fields or items of a value."""
    return not _PARTS.isdisjoint(member.value)


def _places_of(group: Iterable[Located]) -> frozenset[Place]:
    return frozenset(member.place for member in group)


def _children(members: Iterable[Located], keyword: str, *names: str) -> list[Located]:
    """The subschemas under a keyword, or under a name within that keyword."""
    return [
        member.child(keyword, *names)
        for member in members
        if keyword in member.value and (not names or names[0] in member.value[keyword])
    ]


def _can_be_split(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    others = schema.keys() - _UNDERSTOOD
    if schema.get("additionalProperties") is True:
        others -= {"additionalProperties"}
    return all(keyword.startswith("x-") for keyword in others)


def _own_constraints(schema: dict[str, Any], place: Place) -> dict[str, Any]:
    """The constraints of the schema itself; its alternatives are referenced, not copied."""
    constraints = {keyword: schema[keyword] for keyword in schema.keys() & _CONSTRAINTS}
    table = formats.TABLES.get(str(schema.get("format")))
    if table is not None and schema.get("type") == "string" and "enum" not in schema:
        del constraints["format"]
        constraints["enum"] = sorted(table())  # an enum is checked without calling into Python
    for keyword in _ALTERNATIVES:
        if keyword in schema:
            places = [place.child(keyword, index) for index in range(len(schema[keyword]))]
            constraints[keyword] = [{"$ref": alternative.uri} for alternative in places]
    return constraints


def _join(constraints: list[dict[str, Any]]) -> dict[str, Any]:
    """Combine constraints into one schema, using `allOf` only where a keyword would occur twice."""
    joined: dict[str, Any] = {}
    others: list[dict[str, Any]] = []
    for each in constraints:
        if joined.keys().isdisjoint(each):
            joined.update(each)
        else:
            others.append(each)
    return {**joined, "allOf": others} if others else joined
