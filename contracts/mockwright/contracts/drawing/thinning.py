"""Thinning: remove optional parts of a value, each decided by one byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any, NamedTuple

from mockwright.contracts.boundaries.members import members_of, root_of
from mockwright.openapi.document_files import Located
from mockwright.openapi.schemas import CompiledSchema

# A byte below this removes a part, so that a value shrinks with its bytes.
KEPT_FROM = 96

# Keywords that may require a field which is not listed as required.
_INTERWOVEN = frozenset(
    {"anyOf", "oneOf", "not", "if", "minProperties", "dependentRequired", "dependentSchemas"}
)


class _Node(NamedTuple):
    """What schemas say about the parts of a place."""

    required: frozenset[str]
    fields: Mapping[str, tuple[Located, ...]]
    items: tuple[Located, ...]
    least: int
    checks: tuple[CompiledSchema, ...]

    def is_kept_by(self, value: Any) -> bool:
        """Whether a value is valid for the schemas in which unlisted fields may be required."""
        return all(schema.is_valid(value) for schema in self.checks)


class Thinner:
    """Removes optional fields and items of valid values, and keeps the values valid."""

    def __init__(self, schema: CompiledSchema) -> None:
        self._schema = schema
        self._root = (root_of(schema),)
        self._nodes: dict[int, _Node] = {}

    def thin(self, value: Any, flags: bytes) -> Any:
        """The value without the parts whose byte is low; `flags` are used cyclically."""
        thinned = self._thin(self._root, value, cycle(flags))
        return thinned if self._schema.is_valid(thinned) else value

    def _thin(self, group: tuple[Located, ...], value: Any, flags: Iterator[int]) -> Any:
        if not group:  # the schema does not describe this part
            return value
        if isinstance(value, dict):
            return self._thin_object(self._node(group), value, flags)
        if isinstance(value, list):
            node = self._node(group)
            items = [(self._thin(node.items, item, flags), next(flags)) for item in value]
            kept = [item for item, flag in items if flag >= KEPT_FROM]
            return kept if len(kept) >= node.least else [item for item, _ in items[: node.least]]
        return value

    def _thin_object(self, node: _Node, value: dict[str, Any], flags: Iterator[int]) -> Any:
        thinned: dict[str, Any] = {}
        dropped: dict[str, Any] = {}
        for name, part in value.items():
            # A part uses its bytes even if it is removed, so that the others keep theirs.
            keeps = next(flags) >= KEPT_FROM
            small = self._thin(node.fields.get(name, ()), part, flags)
            if keeps or name in node.required:
                thinned[name] = small
            else:
                dropped[name] = part
        return self._restore(node, thinned, dropped) if node.checks else thinned

    def _restore(
        self, node: _Node, thinned: dict[str, Any], dropped: dict[str, Any]
    ) -> dict[str, Any]:
        """The object with as few of the removed fields as it needs."""
        restored: list[str] = []
        for name, part in dropped.items():
            if node.is_kept_by(thinned):
                break
            thinned[name] = part
            restored.append(name)
        for name in restored:
            rest = {other: part for other, part in thinned.items() if other != name}
            thinned = rest if node.is_kept_by(rest) else thinned
        return thinned

    def _node(self, group: tuple[Located, ...]) -> _Node:
        # By identity, because hashing places is slow; nodes keep groups alive.
        node = self._nodes.get(id(group))
        if node is None:
            node = self._nodes[id(group)] = self._read(group)
        return node

    def _read(self, group: tuple[Located, ...]) -> _Node:
        members = [*members_of(self._schema, group)]
        fields: dict[str, tuple[Located, ...]] = {}
        for member in members:
            for name in member.value.get("properties", ()):
                fields[name] = (*fields.get(name, ()), member.child("properties", name))
        library, direction = self._schema.library, self._schema.direction
        is_interwoven = any(_INTERWOVEN & member.value.keys() for member in members)
        checked = group if is_interwoven else ()
        return _Node(
            required=frozenset(n for m in members for n in m.value.get("required", ())),
            fields=fields,
            items=tuple(m.child("items") for m in members if "items" in m.value),
            least=max((m.value.get("minItems", 0) for m in members), default=0),
            checks=tuple(library.compile(located.place, direction) for located in checked),
        )
