"""Derives coverage points from operations: everything that can be exercised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.media_types import is_json, normalize
from mockwright.openapi.operations import Operation
from mockwright.openapi.pointers import escape
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.shapes import Shape, shape_of
from mockwright.openapi.wording import show_value

Dimension = Literal["operation", "status", "media type", "parameter", "authentication"]
DIMENSIONS: tuple[Dimension, ...] = (
    "operation",
    "status",
    "media type",
    "parameter",
    "authentication",
)
PRESENT, ABSENT = "present", "absent"
ACCEPTED, MISSING_REFUSED, WRONG_REFUSED = "accepted", "missing, refused", "wrong, refused"

# Recursive schemas have unlimited places; those below this depth are not distinguished.
MAX_DEPTH = 12


class Point(NamedTuple):
    """One thing that can be exercised: a subject and one of its cases.

    `subject` is `response 200`, `body #/messages/*/text` or `query parameter limit`; `case` is
    `present`, `maxLength 80`, `"MALE"`.
    """

    dimension: Dimension
    subject: str
    case: str


@dataclass(frozen=True, kw_only=True)
class Node:
    """One place of a value, with its points and child places."""

    subject: str
    cases: Mapping[str, Callable[[Any], bool]]
    fields: Mapping[str, Node]
    required: frozenset[str]
    items: Node | None
    is_deprecated: bool = False

    def points(self) -> Iterator[Point]:
        """Every point of this place and its descendants."""
        for case in self.cases:
            yield Point("parameter", self.subject, case)
        for name, child in self.fields.items():
            yield Point("parameter", child.subject, PRESENT)
            if name not in self.required:
                yield Point("parameter", child.subject, ABSENT)
            yield from child.points()
        if self.items is not None:
            yield from self.items.points()

    def find_hits(self, value: Any) -> Iterator[Point]:
        """The points that a value exercises."""
        for case, fits in self.cases.items():
            if fits(value):
                yield Point("parameter", self.subject, case)
        if isinstance(value, dict):
            for name, child in self.fields.items():
                is_there = name in value
                yield Point("parameter", child.subject, PRESENT if is_there else ABSENT)
                if is_there:
                    yield from child.find_hits(value[name])
        elif isinstance(value, list) and self.items is not None:
            for item in value:
                yield from self.items.find_hits(item)

    def find_deprecated(self, value: Any) -> Iterator[str]:
        """The subjects of deprecated places in a value, one for each occurrence."""
        if self.is_deprecated:
            yield self.subject
        if isinstance(value, dict):
            for name in self.fields.keys() & value.keys():
                yield from self.fields[name].find_deprecated(value[name])
        elif isinstance(value, list) and self.items is not None:
            for item in value:
                yield from self.items.find_deprecated(item)


def compile_node(schema: CompiledSchema, subject: str) -> Node:
    """The tree of places that a schema describes."""
    tree = _Tree(target=schema.library.target)
    return tree.node([schema.library.locate(schema.place)], subject, ())


@dataclass(frozen=True, kw_only=True)
class _Tree:
    target: Callable[[Located], Located]

    def node(self, group: list[Located], subject: str, outer: tuple[frozenset[Place], ...]) -> Node:
        """The node of all schemas that apply to one place; `outer` are the enclosing schemas."""
        shape = shape_of(self.target, group)
        places = frozenset(member.place for member in shape.members)
        is_leaf = places in outer or len(outer) >= MAX_DEPTH
        inner = (*outer, places)
        fields = {} if is_leaf else shape.fields
        items = [] if is_leaf else shape.items
        return Node(
            subject=subject,
            cases=dict(_cases(shape)),
            fields={
                name: self.node(child, f"{subject}/{escape(name)}", inner)
                for name, child in fields.items()
            },
            required=frozenset(name for m in shape.members for name in m.value.get("required", ())),
            items=self.node(items, f"{subject}/*", inner) if items else None,
            is_deprecated=any(m.value.get("deprecated") is True for m in shape.members),
        )


def _cases(shape: Shape) -> Iterator[tuple[str, Callable[[Any], bool]]]:
    """The enumerated values and the limits of the schemas of one place."""
    if "null" in shape.types:
        yield "null", lambda value: value is None
    if "boolean" in shape.types:
        yield "true", lambda value: value is True
        yield "false", lambda value: value is False
    for member in shape.members:
        for listed in member.value.get("enum", ()):
            if listed is not None and not isinstance(listed, bool):
                yield show_value(listed), _is_equal(listed)
        for keyword, measure in _LIMITS.items():
            limit = member.value.get(keyword)
            if isinstance(limit, int | float) and not isinstance(limit, bool) and limit:
                yield f"{keyword} {limit}", _is_at(limit, measure)


def _is_equal(listed: Any) -> Callable[[Any], bool]:
    return lambda value: type(value) is type(listed) and bool(value == listed)


def _is_at(limit: float, measure: Callable[[Any], float | None]) -> Callable[[Any], bool]:
    return lambda value: measure(value) == limit


def _length(value: Any) -> int | None:
    return len(value) if isinstance(value, str) else None


def _amount(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _count_items(value: Any) -> int | None:
    return len(value) if isinstance(value, list) else None


def _count_fields(value: Any) -> int | None:
    return len(value) if isinstance(value, dict) else None


_LIMITS: Mapping[str, Callable[[Any], float | None]] = {
    "minLength": _length,
    "maxLength": _length,
    "minimum": _amount,
    "maximum": _amount,
    "minItems": _count_items,
    "maxItems": _count_items,
    "minProperties": _count_fields,
    "maxProperties": _count_fields,
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The points of one operation, and the nodes of its parameters and body."""

    operation: Operation
    parameters: Mapping[tuple[str, str], Node]
    body: Node | None
    points: tuple[Point, ...]


def compile_plan(operation: Operation) -> Plan:
    """The plan of an operation, with each point once, in document order."""
    parameters = {
        (parameter.location, parameter.name): _parameter_node(
            parameter.schema, f"{parameter.location} parameter {parameter.name}"
        )
        for parameter in operation.parameters
    }
    body = _body_node(operation)
    points = [Point("operation", operation.label, "called")]
    points += _response_points(operation)
    points += _request_types(operation)
    for parameter in operation.parameters:
        node = parameters[parameter.location, parameter.name]
        points.append(Point("parameter", node.subject, PRESENT))
        if not parameter.is_required:
            points.append(Point("parameter", node.subject, ABSENT))
        points += node.points()
    points += body.points() if body else ()
    if operation.security:
        cases = (ACCEPTED, MISSING_REFUSED, WRONG_REFUSED)
        points += [Point("authentication", "credentials", case) for case in cases]
    return Plan(
        operation=operation,
        parameters=parameters,
        body=body,
        points=tuple(dict.fromkeys(points)),
    )


def _parameter_node(schema: CompiledSchema | None, subject: str) -> Node:
    if schema is None:
        return Node(subject=subject, cases={}, fields={}, required=frozenset(), items=None)
    return compile_node(schema, subject)


def _body_node(operation: Operation) -> Node | None:
    """The tree of the JSON body; None if the operation has none."""
    for media_type in operation.body.media_types.values() if operation.body else ():
        if media_type.schema is not None and is_json(normalize(media_type.name)):
            return compile_node(media_type.schema, "body #")
    return None


def _response_points(operation: Operation) -> Iterator[Point]:
    for key, response in operation.responses.items():
        yield Point("status", f"response {key}", "answered")
        for media_type in response.media_types.values():
            yield Point("media type", f"response {key}", media_type.name)


def _request_types(operation: Operation) -> Iterator[Point]:
    for media_type in operation.body.media_types.values() if operation.body else ():
        yield Point("media type", "request", media_type.name)
