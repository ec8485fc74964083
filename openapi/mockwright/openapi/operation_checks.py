"""Check the rules for operations that a schema of OpenAPI documents cannot express."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mockwright.openapi.document_files import Place
from mockwright.openapi.faults import DocumentFault, DocumentIsBroken
from mockwright.openapi.operations import Operation
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.wording import list_names

TEMPLATE = re.compile(r"\{([^{}]+)\}")


def check_ids(operations: Iterable[Operation]) -> None:
    """Raise `DocumentIsBroken` for each `operationId` that occurs twice in a document."""
    first: dict[str, Operation] = {}
    faults = []
    for operation in operations:
        other = first.setdefault(operation.id, operation)
        if other.place != operation.place:
            place = operation.place.child("operationId")
            problem = f"The id `{operation.id}` is already used by `{other.label}` ({other.place})."
            faults.append(_fault(place, problem, "Give each operation a unique id."))
    if faults:
        raise DocumentIsBroken(faults)


def check_path(path: str, parameters: Iterable[Parameter], place: Place) -> None:
    """Raise `DocumentIsBroken` unless the names in a path match its path parameters."""
    names = TEMPLATE.findall(path)
    declared = [parameter.name for parameter in parameters if parameter.location == "path"]
    faults = [
        _fault(
            place,
            f"The path `{path}` has `{{{name}}}`, but there is no such path parameter.",
            f"Add a parameter `name: {name}`, `in: path`. Described: {_list(declared)}.",
        )
        for name in names
        if name not in declared
    ]
    faults += [
        _fault(
            place,
            f"The path parameter `{name}` does not occur in the path `{path}`.",
            f"Write `{{{name}}}` there, or remove the parameter. The path has: {_list(names)}.",
        )
        for name in declared
        if name not in names
    ]
    if faults:
        raise DocumentIsBroken(faults)


def _list(names: Sequence[str]) -> str:
    return list_names(f"`{name}`" for name in names) or "none"


def _fault(place: Place, problem: str, fix: str) -> DocumentFault:
    return DocumentFault(file=place.file, pointer=place.pointer, problem=problem, fix=fix)
