"""Find the operation for a method and path, or the nearest one if there is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest

from msgspec import Struct

from mockwright.openapi.faults import FaultCollector
from mockwright.openapi.operation_checks import TEMPLATE
from mockwright.openapi.operations import Operation
from mockwright.openapi.styles import ANY_SEGMENT

HALF_ALIKE = 0.5
MAX_COMPARED = 300
_SAME_METHOD = 0.01


class Match(Struct, frozen=True, gc=False):
    """The operation of a request, with its path parameters."""

    operation: Operation
    path_values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NoMethod:
    """The path is known but the method is not.

    `operations` are those of every path that matches, the most specific path first.
    """

    operations: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NoPath:
    """No operation has the path; `nearest` is the operation with the most similar path."""

    nearest: Operation | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Target:
    """An operation, with its own names for the variables in the path."""

    operation: Operation
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Route:
    """All operations of one path whose variables are written in the same styles."""

    path: str
    pattern: re.Pattern[str]
    targets: dict[str, _Target] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Sort key: fewer segments with variables, then more fixed text, then fewer variables."""
        parts = TEMPLATE.split(self.path)
        templated = sum("{" in segment for segment in self.path.split("/"))
        return (templated, -sum(map(len, parts[::2])), len(parts) // 2, self.path)

    def choose(self, method: str, values: tuple[str, ...]) -> Match | None:
        """The operation for a method; HEAD falls back to GET where HEAD is not documented."""
        target = self.targets.get(method)
        if target is None and method == "HEAD":
            target = self.targets.get("GET")
        if target is None:
            return None
        path_values = dict(zip(target.names, values, strict=True))
        return Match(operation=target.operation, path_values=path_values)


class Router:
    """All paths of all documents, including those below the base paths of servers."""

    def __init__(
        self, operations: Iterable[Operation], below_base: Collection[Operation] = ()
    ) -> None:
        """Build the tables. Raises `DocumentIsBroken` if two operations have the same route.

        `below_base` are operations that are found below their base paths only.
        """
        self.operations = tuple(operations)
        routes: dict[str, _Route] = {}
        faults = FaultCollector()
        for operation in self.operations:
            if operation not in below_base:
                with faults.collect():
                    _claim(routes, operation)
        faults.raise_if_any()
        for operation in self.operations:
            for base_path in operation.base_paths:
                _route_for(routes, base_path + operation.path, operation)
        ordered = sorted(routes.values(), key=lambda route: route.order)
        self._exact = {route.path: route for route in ordered if route.order[0] == 0}
        self._matches = {
            (route.path, method): route.choose(method, ())
            for route in self._exact.values()
            for method in route.targets
        }
        self._by_length: dict[int, list[_Route]] = {}
        for route in ordered[len(self._exact) :]:
            self._by_length.setdefault(route.path.count("/"), []).append(route)

    def match(self, method: str, path: str) -> Match | NoMethod | NoPath:
        """Match a request: the most specific path that has the method."""
        match = self._matches.get((path, method))
        if match is not None:
            return match
        others: list[Operation] = []
        for route, values in self._routes_of(path):
            match = route.choose(method, values)
            if match is not None:
                return match
            others += [target.operation for target in route.targets.values()]
        if others:
            return NoMethod(operations=tuple(others))
        return NoPath(nearest=self._find_nearest(method, path[:MAX_COMPARED]))

    def _routes_of(self, path: str) -> Iterator[tuple[_Route, tuple[str, ...]]]:
        """Every route that matches a path, with the texts of its variables, in their order."""
        exact = self._exact.get(path)
        if exact is not None:
            yield exact, ()
        for route in self._by_length.get(path.count("/"), ()):
            found = route.pattern.fullmatch(path)
            if found is not None:
                yield route, found.groups()

    def _find_nearest(self, method: str, path: str) -> Operation | None:
        """The operation with the most similar path; cheap upper bounds save most comparisons."""
        matcher = SequenceMatcher(None, "", path)
        nearest, best = None, HALF_ALIKE
        for operation in self.operations:
            bonus = _SAME_METHOD if operation.method == method else 0.0
            matcher.set_seq1(operation.path)
            if matcher.real_quick_ratio() + bonus <= best or matcher.quick_ratio() + bonus <= best:
                continue
            likeness = matcher.ratio() + bonus
            if likeness > best:
                nearest, best = operation, likeness
        return nearest


def _claim(routes: dict[str, _Route], operation: Operation) -> None:
    """Register an operation's own path. Raises `DocumentIsBroken` if it is already taken."""
    owner = _route_for(routes, operation.path, operation)
    if owner is operation:
        return
    is_same_document = owner.document is operation.document
    raise operation.place.broken(
        f"`{operation.label}` is already defined as `{owner.label}`, at {owner.place}.",
        "Define it once." if is_same_document else "Serve only one of the two documents.",
    )


def _route_for(routes: dict[str, _Route], path: str, operation: Operation) -> Operation:
    """The operation that owns this route: the given one, unless the route is already taken."""
    styles = {p.name: p.style for p in operation.parameters if p.location == "path"}
    parts = TEMPLATE.split(path)
    names = tuple(parts[1::2])
    texts = [re.escape(part) for part in parts[::2]]
    variables = [styles[name].pattern if name in styles else ANY_SEGMENT for name in names]
    pattern = "".join(text for pair in zip_longest(texts, variables, fillvalue="") for text in pair)
    if pattern not in routes:
        routes[pattern] = _Route(path=path, pattern=re.compile(pattern))
    target = _Target(operation=operation, names=names)
    return routes[pattern].targets.setdefault(operation.method, target).operation
