"""Which operations cannot do without a schema whose reference has no target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mockwright.openapi.document_files import Located
from mockwright.openapi.faults import SERVED_WITHOUT, Complaints, DocumentFault
from mockwright.openapi.operations import Operation
from mockwright.openapi.schemas import CompiledSchema, SchemaLibrary


def complain_of_references(
    operations: Iterable[Operation], library: SchemaLibrary, complaints: Complaints
) -> None:
    """Record every reference without a target, and refuse the operations that need its schema."""
    if not library.broken:
        return
    for operation in operations:
        fault = _find_broken(operation, library)
        if fault is not None:
            complaints.refuse(operation.place.file, operation.place.pointer, fault)
    for fault in library.broken.values():
        complaints.add(replace(fault, level="warning", done=SERVED_WITHOUT))


def _find_broken(operation: Operation, library: SchemaLibrary) -> DocumentFault | None:
    """The first broken reference that every request or every success depends on."""
    pending = [library.locate(schema.place) for schema in _needed_by(operation)]
    seen = set()
    while pending:
        located = pending.pop()
        if located.place in seen or not isinstance(located.value, dict):
            continue
        seen.add(located.place)
        if located.place in library.broken:
            return library.broken[located.place]
        pending += _always_applied(located, library)
    return None


def _needed_by(operation: Operation) -> Iterator[CompiledSchema]:
    """The schemas of parameters, of the body, and of what a success answers."""
    owners = [
        *operation.parameters,
        *(operation.body.media_types.values() if operation.body else ()),
    ]
    for key, response in operation.responses.items():
        if key[:1] == "2" or key == "default":
            owners += response.media_types.values()
    for owner in owners:
        if owner.schema is not None:
            yield owner.schema


def _always_applied(located: Located, library: SchemaLibrary) -> Iterator[Located]:
    """The schemas that apply to every value, or to a field that every value has."""
    schema = located.value
    if "$ref" in schema:
        yield library.target(located)
    yield from located.children("allOf")
    required = schema.get("required", ())
    for name in schema.get("properties", ()):
        if name in required:
            yield located.child("properties", name)
