"""Checks a document's structure and examples, and which parts the mock cannot serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockwright.mock_server.answer.responder import Responder
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.request.bodies import is_validated
from mockwright.openapi.loading import Document
from mockwright.openapi.media_types import is_json, normalize
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.violations import Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecReport:
    """The result of a check: `faults` of the document, and `limits` of the mock with it."""

    document: Document
    operations: int
    webhooks: int
    examples: int
    faults: tuple[str, ...]
    limits: tuple[str, ...]


def check_spec(source: str) -> SpecReport:
    """Check a bundled document or a file. Raises `DocumentIsBroken` if it cannot be read at all."""
    catalogue = load_catalogue((source,))
    document, operations = catalogue.documents[0], catalogue.router.operations
    named = [m for operation in operations for m in operation.media_types()]
    return SpecReport(
        document=document,
        operations=sum(not is_webhook(operation) for operation in operations),
        webhooks=sum(is_webhook(operation) for operation in operations),
        examples=sum(len(media_type.examples) for media_type in named),
        faults=tuple(fault for media_type in named for fault in _example_faults(media_type)),
        limits=tuple(limit for operation in operations for limit in _limits(operation)),
    )


def is_webhook(operation: Operation) -> bool:
    """Whether the operation is a webhook, which the integrator implements."""
    return operation.path not in operation.document.root.get("paths", {})


def _example_faults(media_type: MediaType) -> Iterator[str]:
    if media_type.schema is None or not is_json(normalize(media_type.name)):
        return
    for name, value in media_type.examples.items():
        for violation in media_type.schema.check(value, Subject(location="example")):
            place = media_type.place
            yield f"{place}: the example `{name}` at {violation.pointer}: {violation.detail}"


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
