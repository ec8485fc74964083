"""Checks a document's structure and examples, and which parts the mock cannot serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockwright.contracts.spec.unsatisfiable import find_unsatisfiable
from mockwright.contracts.spec.values import find_value_faults
from mockwright.mock_server.answer.responder import Responder
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.request.bodies import is_validated
from mockwright.openapi.faults import DocumentFault, Level
from mockwright.openapi.loading import Document
from mockwright.openapi.media_types import normalize
from mockwright.openapi.operations import Operation


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecReport:
    """The result of a check: `complaints` about the document, and `limits` of the mock with it."""

    document: Document
    operations: int
    webhooks: int
    examples: int
    complaints: tuple[DocumentFault, ...]
    limits: tuple[str, ...]

    def count(self, level: Level) -> int:
        """The number of complaints of a level."""
        return sum(fault.level == level for fault in self.complaints)


def check_spec(source: str) -> SpecReport:
    """Check a bundled document or a file. Raises `DocumentIsBroken` if it cannot be read at all."""
    catalogue = load_catalogue((source,))
    document, operations = catalogue.documents[0], catalogue.router.operations
    named = [m for operation in operations for m in operation.media_types()]
    for library in document.libraries:
        document.complaints.add(*find_value_faults(library), *find_unsatisfiable(library))
    served = [operation for operation in operations if not operation.refusal]
    limits = tuple(limit for operation in served for limit in _limits(operation))
    return SpecReport(
        document=document,
        operations=sum(not is_webhook(operation) for operation in operations),
        webhooks=sum(is_webhook(operation) for operation in operations),
        examples=sum(len(media_type.examples) for media_type in named),
        complaints=tuple(document.complaints),
        limits=limits,
    )


def is_webhook(operation: Operation) -> bool:
    """Whether the operation is a webhook, which the integrator implements."""
    return operation.is_webhook


def _limits(operation: Operation) -> Iterator[str]:
    if operation.body is not None:
        for media_type in operation.body.media_types.values():
            name = normalize(media_type.name)
            if not is_validated(media_type, name):
                yield f"{operation.label}: a `{name}` request is accepted without validation."
    if not operation.responses:
        yield f"{operation.label}: no response is documented."
        return
    responder = Responder(operation)
    for key in operation.responses:
        yield from _response_limits(operation, key, responder)


def _response_limits(operation: Operation, key: str, responder: Responder) -> Iterator[str]:
    for name, representation in responder.representations(key).items():
        problem = representation.limit(operation)
        if problem:
            yield f"{operation.label} {key} {name}: {problem}"
