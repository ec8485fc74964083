"""Which path of a document is served where, and which operations no request can reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mockwright.openapi.document_files import Place
from mockwright.openapi.faults import OUT_OF_REACH, READ_AS_MEANT, Complaints, DocumentFault
from mockwright.openapi.operation_checks import TEMPLATE
from mockwright.openapi.operations import Operation


def read_path(name: str, place: Place, complaints: Complaints) -> str:
    """The path that requests have, from its name under `paths`.

    A query or fragment is left out, because a path never contains one; a missing slash is added.
    """
    path, mark, _ = _split_path(name)
    if mark:
        kind, advice = _KINDS[mark]
        problem = f"The path `{name}` contains a {kind}, so no request has this path. {advice}"
        complaints.add(_warn(place, problem, f"read as `{_with_slash(path)}`"))
    if not path.startswith("/"):
        problem = f"The path `{name}` does not start with `/`."
        complaints.add(_warn(place, problem, READ_AS_MEANT))
    return _with_slash(path)


_KINDS = {
    "?": ("query", "Describe it by parameters with `in: query`."),
    "#": ("fragment", "Fragments are not part of requests."),
}


def _split_path(name: str) -> tuple[str, str, str]:
    """The path, the mark that ends it, and the rest; not within a template: `{a?}`."""
    is_inside = False
    for index, character in enumerate(name):
        if character in "{}":
            is_inside = character == "{"
        elif character in "?#" and not is_inside:
            return name[:index], character, name[index + 1 :]
    return name, "", ""


def _with_slash(path: str) -> str:
    return path if path.startswith("/") else f"/{path}"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Route:
    """What a router tells operations apart by: a method, and a path without its names."""

    method: str
    shape: str

    @classmethod
    def of(cls, operation: Operation) -> _Route:
        return cls(method=operation.method, shape="{}".join(TEMPLATE.split(operation.path)[::2]))


def keep_reachable(operations: Iterable[Operation], complaints: Complaints) -> Iterator[Operation]:
    """The operations that requests can reach: of several with one route, only the first."""
    first: dict[_Route, Operation] = {}
    for operation in operations:
        owner = first.setdefault(_Route.of(operation), operation)
        if owner is operation:
            yield operation
            continue
        problem = (
            f"`{operation.label}` has the same route as `{owner.label}`, which is served "
            f"({owner.place})."
        )
        complaints.add(_warn(operation.place, problem, OUT_OF_REACH))


def name_uniquely(operations: Iterable[Operation], complaints: Complaints) -> Iterator[Operation]:
    """The operations; one whose `operationId` another one has is called by method and path."""
    first: dict[str, Operation] = {}
    for operation in operations:
        other = first.setdefault(operation.id, operation)
        if other.place == operation.place:
            yield operation
            continue
        problem = f"The id `{operation.id}` is already used by `{other.label}` ({other.place})."
        place = operation.place.child("operationId")
        complaints.add(_warn(place, problem, f"called `{operation.label}`"))
        yield replace(operation, id=operation.label)


def _warn(place: Place, problem: str, done: str) -> DocumentFault:
    return DocumentFault(
        file=place.file, pointer=place.pointer, problem=problem, level="warning", done=done
    )
