"""Several documents on one server: which operations are served below their base paths only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mockwright.openapi.faults import FaultCollector
from mockwright.openapi.operation_checks import TEMPLATE
from mockwright.openapi.operations import Operation
from mockwright.openapi.wording import list_names

Route = tuple[str, str]


class Sharing(NamedTuple):
    """`below_base` are the operations whose own path belongs to another document.

    `remarks` are sentences about them, at most one for each pair of documents.
    """

    below_base: frozenset[Operation]
    remarks: tuple[str, ...]


def share_paths(operations: Iterable[Operation]) -> Sharing:
    """Decide where the operations of several documents are served; the first one has a path.

    Raises `DocumentIsBroken` for an operation that would not be served anywhere.
    """
    owners: dict[Route, Operation] = {}
    moved: dict[tuple[str, str], list[Operation]] = {}
    faults = FaultCollector()
    for operation in operations:
        owner = owners.setdefault(_route("", operation), operation)
        if owner.document is not operation.document:
            with faults.collect():
                _require_base_path(operation, owner, owners)
            names = operation.document.name, owner.document.name
            moved.setdefault(names, []).append(operation)
        for base_path in operation.base_paths:
            owners.setdefault(_route(base_path, operation), operation)
    faults.raise_if_any()
    below_base = frozenset(operation for listed in moved.values() for operation in listed)
    return Sharing(below_base, tuple(_remark(*pair, listed) for pair, listed in moved.items()))


def _route(base_path: str, operation: Operation) -> Route:
    return operation.method, TEMPLATE.sub("{}", base_path + operation.path)


def _require_base_path(
    operation: Operation, owner: Operation, owners: dict[Route, Operation]
) -> None:
    """Raise `DocumentIsBroken` unless one of the operation's base paths is its own."""
    routes = (_route(base_path, operation) for base_path in operation.base_paths)
    if any(owners.get(route, operation).document is operation.document for route in routes):
        return
    raise operation.place.broken(
        f"`{operation.label}` is already defined as `{owner.label}`, at {owner.place}.",
        "Give one of the documents a base path of its own in `servers`, or serve only one of them.",
    )


def _remark(name: str, owner: str, operations: list[Operation]) -> str:
    base_paths = dict.fromkeys(base for each in operations for base in each.base_paths)
    count = "1 operation is" if len(operations) == 1 else f"{len(operations)} operations are"
    return (
        f"`{name}`: {count} served below {list_names(f'`{base}`' for base in base_paths)} only, "
        f"because `{owner}` has the same paths, for example `{operations[0].label}`."
    )
