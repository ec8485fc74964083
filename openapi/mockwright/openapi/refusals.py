"""Operations that cannot be served: their parts are dropped, and they keep the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.operations import Operation


def compile_schemas(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Compile all validators now rather than on first use, except in very large documents.

    Returns the operations; one with a schema that cannot be compiled now has a `refusal`.
    """
    return tuple(_compile_schemas(operation) for operation in operations)


def _compile_schemas(operation: Operation) -> Operation:
    try:
        for schema in operation.schemas():
            if schema.library.is_small:
                schema.compile()
    except DocumentIsBroken as error:
        complaints, place = operation.document.complaints, operation.place
        complaints.refuse(place.file, place.pointer, *error.faults)
        return refused(operation)
    return operation


def refused(operation: Operation) -> Operation:
    """The operation, or one without parts that says why it cannot be served."""
    place = operation.place
    fault = operation.document.complaints.refusal_of(place.file, place.pointer)
    if fault is None:
        return operation
    return replace(
        operation,
        parameters=(),
        body=None,
        responses={},
        security=(),
        refusal=str(fault),
    )
