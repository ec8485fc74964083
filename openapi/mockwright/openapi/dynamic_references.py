"""Bind `$dynamicRef`: copy a schema for each other schema that gives its anchor another meaning.

A generic list says `items: {$dynamicRef: '#item'}`; a list of strings refers to it, and defines
`$dynamicAnchor: item` itself. JSON Schema decides at run time which `item` is meant: that of the
outermost schema on the way. Here each such way gets its own copy of the generic schema, so that
ordinary references are enough.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from mockwright.openapi.pointers import find, split_pointer

COPIES = "x-bound-schemas"
MAX_COPIES = 1_000
_UNIT_DEPTH = 3  # `/components/schemas/<name>`

Binding = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reference:
    """A reference: the object that contains it, that object's pointer, and the target."""

    node: dict[str, Any]
    place: str
    target: str


def bind_dynamic_references(
    tree: dict[str, Any],
    references: Iterable[Reference],
    dynamic: Iterable[Reference],
    anchors: Mapping[str, str],
) -> None:
    """Give the schemas that mean another anchor their own copies, in place.

    `anchors` are the names of the dynamic anchors by pointer. All references have been set to
    their static targets already.
    """
    binder = _Binder(tree, [*references], [*dynamic], anchors)
    for unit in sorted({unit_of(reference.place) for reference in references}):
        binder.bind(unit)


def unit_of(pointer: str) -> str:
    """The schema under `components` that a pointer belongs to; empty for the rest of the file."""
    parts = pointer.split("/")
    is_schema = parts[1:3] == ["components", "schemas"] and len(parts) > _UNIT_DEPTH
    return "/".join(parts[: _UNIT_DEPTH + 1]) if is_schema else ""


class _Binder:
    """Copies the schemas of one file for each meaning of the anchors that they refer to."""

    def __init__(
        self,
        tree: dict[str, Any],
        references: list[Reference],
        dynamic: list[Reference],
        anchors: Mapping[str, str],
    ) -> None:
        self._tree = tree
        self._references = references
        self._dynamic = dynamic
        self._anchors = anchors
        self._copies: dict[tuple[str, Binding], str] = {}
        self._relevant = cache(self._find_relevant)

    def bind(self, unit: str) -> None:
        """Redirect what a schema refers to, with the anchors that it defines."""
        own = self._own(unit)
        for reference in self._references:
            if unit_of(reference.place) == unit and unit_of(reference.target) != unit:
                _redirect(reference.node, self._enter(reference.target, own))

    def _own(self, unit: str) -> dict[str, str]:
        """The dynamic anchors that a schema defines, by name."""
        pointers = [pointer for pointer in self._anchors if unit and unit_of(pointer) == unit]
        return {self._anchors[pointer]: pointer for pointer in reversed(pointers)}

    def _find_relevant(self, unit: str) -> frozenset[str]:
        """The names that a schema, and what it refers to, looks up dynamically."""
        seen, pending, names = set(), [unit], set()
        while pending:
            current = pending.pop()
            if current in seen or not current:
                continue
            seen.add(current)
            inside = [one for one in self._dynamic if unit_of(one.place) == current]
            names |= {self._anchors[one.target] for one in inside}
            others = [one for one in self._references if unit_of(one.place) == current]
            pending += [unit_of(one.target) for one in (*inside, *others)]
        return frozenset(names)

    def _enter(self, target: str, outer: Mapping[str, str]) -> str:
        """The pointer of the target as it means when reached with these anchors."""
        unit = unit_of(target)
        relevant = self._relevant(unit)
        own = self._own(unit)
        bound = {**own, **{name: outer[name] for name in sorted(relevant & outer.keys())}}
        if bound == own or len(self._copies) >= MAX_COPIES:
            return target
        key = (unit, tuple(sorted(bound.items())))
        if key not in self._copies:
            self._copies[key] = f"/{COPIES}/{len(self._copies)}"
            self._copy(unit, bound, self._copies[key])
        return self._copies[key] + target.removeprefix(unit)

    def _copy(self, unit: str, bound: Mapping[str, str], pointer: str) -> None:
        copied = copy.deepcopy(find(self._tree, unit))
        self._tree.setdefault(COPIES, {})[split_pointer(pointer)[-1]] = copied
        for one in self._dynamic:
            if unit_of(one.place) == unit:
                node = find(copied, one.place.removeprefix(unit))
                _redirect(node, bound.get(self._anchors[one.target], one.target), one.target)
        for one in self._references:
            if unit_of(one.place) == unit:
                is_inner = unit_of(one.target) == unit
                inner = pointer + one.target.removeprefix(unit)
                _redirect(
                    find(copied, one.place.removeprefix(unit)),
                    inner if is_inner else self._enter(one.target, bound),
                    one.target,
                )


def _redirect(node: dict[str, Any], target: str, former: str | None = None) -> None:
    """Set the reference of an object; with `former` also in its `allOf`."""
    holders = [node, *(one for one in node.get("allOf", ()) if isinstance(one, dict))]
    for holder in holders:
        reference = holder.get("$ref")
        if former is None or (reference is not None and unquote(reference[1:]) == former):
            holder["$ref"] = "#" + quote(target, safe="/~!$&'()*+,;=:@")
            return
