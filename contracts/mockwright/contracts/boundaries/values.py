"""Generates boundary values by changing one place of a valid value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mockwright.contracts.boundaries.discriminators import name_of_nothing
from mockwright.contracts.boundaries.edges import Edge, array_edges, object_edges, scalar_edges
from mockwright.contracts.boundaries.making import ALTERNATIVES, Maker, choices
from mockwright.contracts.boundaries.members import members_of, root_of
from mockwright.mock_server.values.instances import fake_text
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.pointers import as_fragment
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.violations import Violation

MAX_DEPTH = 12

Path = tuple[str | int, ...]
Put = Callable[[Any], Any]

_FURTHER = "further"


class Proposal(NamedTuple):
    """A complete value that differs from a valid one at `path`, to probe a keyword there.

    `part` is the value at the path; `sends` describes it as a noun phrase. `violation` is a rule
    that it breaks although its schema does not say so.
    """

    value: Any
    path: Path
    part: Any
    keyword: str
    sends: str
    violation: Violation | None = None

    @property
    def pointer(self) -> str:
        """The path as a URI fragment: `#/messages/0/text`."""
        return as_fragment(self.path)


class _Node(NamedTuple):
    """A place in the value: its schemas, its value, and a function that replaces the value.

    `ancestors` are the places of the enclosing schemas.
    """

    group: tuple[Located, ...]
    value: Any
    put: Put
    path: Path
    ancestors: frozenset[Place]


def propose(schema: CompiledSchema, base: Any, maker: Maker) -> Iterator[Proposal]:
    """Every boundary of the schema, derived from a valid base, in document order.

    Recursive schemas are entered once, values to a depth of 12. A proposal may be valid, or
    violate one or several rules.
    """
    walk = _Walk(schema, maker)
    yield from walk.visit(_Node((root_of(schema),), base, lambda value: value, (), frozenset()))


class _Walk:
    """A walk through a schema and a valid value."""

    def __init__(self, schema: CompiledSchema, maker: Maker) -> None:
        self._schema = schema
        self._maker = maker

    def visit(self, node: _Node) -> Iterator[Proposal]:
        """The edges of a node, its parts and its alternatives."""
        members = [*members_of(self._schema, node.group)]
        places = frozenset(member.place for member in members)
        if places & node.ancestors or len(node.path) > MAX_DEPTH:
            return
        node = node._replace(ancestors=node.ancestors | places)
        for member in members:
            yield from _at(node, scalar_edges(member.value, node.value))
        if isinstance(node.value, dict):
            yield from self._visit_object(node, members)
            yield from self._unknown_names(node, members)
        elif isinstance(node.value, list):
            yield from self._visit_array(node, members)
        for member in members:
            for keyword in ALTERNATIVES:
                yield from self._visit_alternatives(node, member, keyword)
            if "not" in member.value:
                refused = self._maker.make((member.child("not"),))
                yield from _at(node, [Edge("not", refused, "what `not` describes")])

    def _unknown_names(self, node: _Node, members: Sequence[Located]) -> Iterator[Proposal]:
        """A name of no schema in the field of each discriminator."""
        for member in members:
            found = name_of_nothing(self._schema, member, node.path)
            if found is not None and found.field in node.value:
                changed = node.put({**node.value, found.field: found.name})
                path = (*node.path, found.field)
                sends = "the name of no schema"
                yield Proposal(changed, path, found.name, "discriminator", sends, found.violation)

    def _visit_alternatives(self, node: _Node, member: Located, keyword: str) -> Iterator[Proposal]:
        for number, (option, others) in enumerate(choices(member, keyword), start=1):
            for value in self._maker.values_of(option, others, node.value):
                yield from _at(node, [Edge(keyword, value, f"alternative {number}")])
            value = self._maker.fit(option, others, node.value, node.put)
            if value is not None:
                yield from self.visit(node._replace(group=(option,), value=value))

    def _visit_object(self, node: _Node, members: Sequence[Located]) -> Iterator[Proposal]:
        for member in members:
            yield from _at(node, object_edges(member.value, node.value))
        for name, group in self._fields(members, node.value).items():
            yield from self._visit_field(node, name, group)

    def _fields(
        self, members: Sequence[Located], value: Mapping[str, Any]
    ) -> dict[str, tuple[Located, ...]]:
        """The schemas of each field that may be sent: documented ones, and one of each other kind.

        Read-only fields are excluded: the document does not say whether a server refuses them.
        """
        groups: dict[str, list[Located]] = {}
        for member in members:
            for name in member.value.get("properties", ()):
                groups.setdefault(name, []).append(member.child("properties", name))
        documented = {*groups}
        for member in members:
            for number, pattern in enumerate(member.value.get("patternProperties", ())):
                name = fake_text({"pattern": pattern}, number)
                groups.setdefault(name, []).append(member.child("patternProperties", pattern))
            if isinstance(member.value.get("additionalProperties"), dict):
                unnamed = (name for name in value if name not in documented)
                name = next(unnamed, _FURTHER)
                groups.setdefault(name, []).append(member.child("additionalProperties"))
        return {name: tuple(group) for name, group in groups.items() if not self._is_hidden(group)}

    def _is_hidden(self, group: Sequence[Located]) -> bool:
        marker = "readOnly" if self._schema.direction == "request" else "writeOnly"
        return any(member.value.get(marker) is True for member in members_of(self._schema, group))

    def _visit_field(
        self, node: _Node, name: str, group: tuple[Located, ...]
    ) -> Iterator[Proposal]:
        def put(value: Any) -> Any:
            return node.put({**node.value, name: value})

        path = (*node.path, name)
        if name in node.value:
            child = node.value[name]
        elif any(member.value is False for member in group):
            yield Proposal(put(1), path, 1, "properties", f"the field `{name}`")
            return
        else:
            made = self._maker.extend(group, put, path)
            if made is None:
                return
            child = made.value
            yield Proposal(put(child), path, child, "properties", f"the field `{name}`")
        yield from self.visit(_Node(group, child, put, path, node.ancestors))

    def _visit_array(self, node: _Node, members: Sequence[Located]) -> Iterator[Proposal]:
        items = tuple(member.child("items") for member in members if "items" in member.value)

        def make(seed: int) -> Any:
            return self._maker.make(items, seed)

        if not self._is_open(node, items):
            return
        for member in members:
            yield from _at(node, array_edges(member.value, node.value, make))
        prefixes = [member.children("prefixItems") for member in members]
        count = max(map(len, prefixes), default=0)
        for index in range(count):
            group = tuple(prefix[index] for prefix in prefixes if index < len(prefix))
            yield from self._visit_item(node, index, group)
        if items:
            yield from self._visit_item(node, count, items)

    def _is_open(self, node: _Node, items: tuple[Located, ...]) -> bool:
        """Whether the item schemas do not already enclose the array."""
        return not {member.place for member in members_of(self._schema, items)} & node.ancestors

    def _visit_item(
        self, node: _Node, index: int, group: tuple[Located, ...]
    ) -> Iterator[Proposal]:
        def put(value: Any) -> Any:
            return node.put([*node.value[:index], value, *node.value[index + 1 :]])

        path = (*node.path, index)
        if index < len(node.value):
            child = node.value[index]
        elif index > len(node.value):
            return
        else:
            made = self._maker.extend(group, put, path)
            if made is None:
                return
            child = made.value
            yield Proposal(put(child), path, child, "items", "an item")
        yield from self.visit(_Node(group, child, put, path, node.ancestors))


def _at(node: _Node, edges: Iterable[Edge]) -> Iterator[Proposal]:
    for edge in edges:
        yield Proposal(node.put(edge.value), node.path, edge.value, edge.keyword, edge.sends)
