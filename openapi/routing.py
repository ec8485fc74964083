"""Routing: which operation a method and a path mean, and what was near when none does."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openapi.faults import broken
from openapi.operations import Operation

_TEMPLATE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The operation that a request means, with its path parameters."""

    operation: Operation
    path_values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NoMethod:
    """The path is known, the method is not; `operations` are those of the path."""

    operations: tuple[Operation, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NoPath:
    """No operation has the path; `nearest` is the operation with the most similar one."""

    nearest: Operation | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Route:
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    by_method: dict[str, Operation]
    path: str


class Router:
    """All paths of all documents; exact paths first, then fewer templates, then text."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Build the tables. Raises `DocumentIsBroken` if two operations claim one method and path."""
        self.operations = tuple(operations)
        self._exact: dict[str, dict[str, Operation]] = {}
        templated: dict[str, _Route] = {}
        for operation in self.operations:
            self._add(operation, operation.path, templated)
        for operation in self.operations:
            for base_path in operation.base_paths:
                self._add(operation, base_path + operation.path, templated, is_alias=True)
        order = sorted(templated.values(), key=lambda route: (len(route.names), route.path))
        self._by_length: dict[int, list[_Route]] = {}
        for route in order:
            self._by_length.setdefault(route.path.count("/"), []).append(route)

    def _add(
        self,
        operation: Operation,
        path: str,
        templated: dict[str, _Route],
        *,
        is_alias: bool = False,
    ) -> None:
        names = tuple(_TEMPLATE.findall(path))
        shape = _TEMPLATE.sub("{}", path)
        if not names:
            by_method = self._exact.setdefault(path, {})
        else:
            route = templated.setdefault(
                shape, _Route(pattern=_pattern_of(path), names=names, by_method={}, path=path)
            )
            by_method = route.by_method
        if is_alias:
            by_method.setdefault(operation.method, operation)
        elif operation.method in by_method:
            _refuse_collision(operation, by_method[operation.method])
        else:
            by_method[operation.method] = operation

    def match(self, method: str, path: str) -> Match | NoMethod | NoPath:
        """The operation meant by a request; HEAD means GET where HEAD is not documented."""
        by_method = self._exact.get(path)
        if by_method is not None:
            return _choose(by_method, method, {})
        for route in self._by_length.get(path.count("/"), ()):
            found = route.pattern.fullmatch(path)
            if found is not None:
                values = dict(zip(route.names, found.groups(), strict=True))
                return _choose(route.by_method, method, values)
        return NoPath(nearest=self._nearest(method, path))

    def _nearest(self, method: str, path: str) -> Operation | None:
        def similarity(operation: Operation) -> float:
            ratio = difflib.SequenceMatcher(None, path[:300], operation.path).ratio()
            return ratio + (0.01 if operation.method == method else 0)

        best = max(self.operations, key=similarity, default=None)
        return best if best and similarity(best) > 0.5 else None  # noqa: PLR2004 -- half alike


def _choose(
    by_method: dict[str, Operation], method: str, values: Mapping[str, str]
) -> Match | NoMethod:
    operation = by_method.get(method)
    if operation is None and method == "HEAD":
        operation = by_method.get("GET")
    if operation is None:
        return NoMethod(operations=tuple(by_method.values()))
    return Match(operation=operation, path_values=values)


def _pattern_of(path: str) -> re.Pattern[str]:
    parts = _TEMPLATE.split(path)
    text = "".join("([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile(text)


def _refuse_collision(operation: Operation, other: Operation) -> None:
    raise broken(
        operation.place.file,
        operation.place.pointer,
        f"`{operation.label}` is already described at {other.place}.",
        "Serve only one of the two documents.",
    )
