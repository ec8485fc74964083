"""Adversarial values: the edges of a document's schemas, as Schemathesis finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote

import hypothesis.core
from hypothesis import strategies as st

from mockwright.contracts.boundaries.bodies import is_understood
from mockwright.contracts.boundaries.requests import (
    RequestParts,
    as_read,
    read,
    with_body,
    with_parameter,
)
from mockwright.contracts.boundaries.serialization import CannotBeSent
from mockwright.contracts.drawing.minors import leave_out_minors
from mockwright.openapi.document_files import DocumentFiles, read_file
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.pointers import split_pointer
from mockwright.openapi.schemas import CompiledSchema

_PART = "/part"
_WEBHOOKS = "webhooks"
_CONTAINERS = {"path": "path_parameters", "query": "query", "header": "headers"}
# Nothing is kept between runs, and the same seed makes the same values whatever code is around.
_CONFIG: Mapping[str, Any] = {
    "cache": {"enabled": False},
    "analysis": {"constants": {"enabled": False}},
    "generation": {"database": "none"},
}

_PRINTER = "RepresentationPrinter"


def requests_at_edges(operation: Operation) -> st.SearchStrategy[RequestParts]:
    """Valid requests to an operation, without credentials; only what can be sent and read."""
    with _keeping_printer():
        strategy = _load(operation)[operation.path][operation.method].as_strategy()
    attempts: st.SearchStrategy[list[RequestParts]] = strategy.map(
        lambda case: [*_parts_of(case, operation)]
    )
    return attempts.filter(bool).map(lambda made: made[0])


def values_at_edges(schema: CompiledSchema) -> st.SearchStrategy[Any]:
    """Values that keep one schema of a document of a single file."""
    with _keeping_printer():
        strategy = _load_part(schema)[_PART]["POST"].as_strategy()
    values: st.SearchStrategy[Any] = strategy.map(lambda case: case.body)
    return values.filter(schema.is_valid)


def personas_at_edges(schema: CompiledSchema) -> st.SearchStrategy[Any]:
    """The same for the profile of a persona, who is an adult."""
    bodies = values_at_edges(schema).map(lambda value: {"personaProfile": value})
    return bodies.map(lambda body: leave_out_minors(body)["personaProfile"]).filter(schema.is_valid)


@contextmanager
def _keeping_printer() -> Iterator[None]:
    """Put back the printer of failing examples, which Schemathesis replaces by one that is silent.

    Otherwise every failing test of the process would report `n=` instead of `n=10`.
    """
    printer = getattr(hypothesis.core, _PRINTER)
    try:
        yield
    finally:
        setattr(hypothesis.core, _PRINTER, printer)


def _import_schemathesis() -> Any:
    """Schemathesis, which knows the formats of the documents after this."""
    # `realistic` strategies, and whatever imports them, do without it.
    import schemathesis  # noqa: PLC0415 -- slow, and part of an extra

    import mockwright.contracts.drawing.schemathesis_hooks  # noqa: F401, PLC0415 -- as above

    return schemathesis


def _load(operation: Operation) -> Any:
    """The operation's document as Schemathesis reads it: webhooks are paths like others."""
    document = operation.document
    path = document.files.folder / document.files.root
    schemathesis = _import_schemathesis()
    config = schemathesis.Config.from_dict({**_CONFIG})
    kind, name, *_ = split_pointer(operation.place.pointer)
    if kind != _WEBHOOKS:
        return schemathesis.openapi.from_path(path, config=config)
    root = _read(document.files)
    root["paths"] = {operation.path: root.pop(_WEBHOOKS)[name]}
    return schemathesis.openapi.from_dict(root, config=config)


def _load_part(schema: CompiledSchema) -> Any:
    """A document with one operation, whose body has the schema."""
    content = {"application/json": {"schema": {"$ref": f"#{quote(schema.place.pointer)}"}}}
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "Anything."}},
        "security": [],
    }
    root = {**_read(schema.library.files), "paths": {_PART: {"post": operation}}, _WEBHOOKS: {}}
    schemathesis = _import_schemathesis()
    config = schemathesis.Config.from_dict({**_CONFIG})
    return schemathesis.openapi.from_dict(root, config=config)


def _read(files: DocumentFiles) -> dict[str, Any]:
    """The document as it is written; the one in memory is changed to another dialect."""
    root: dict[str, Any] = read_file(files.folder / files.root, files.root)
    return root


def _parts_of(case: Any, operation: Operation) -> Iterator[RequestParts]:
    """The case as a valid request, if it can be sent as one."""
    parts = RequestParts(operation=operation, path_values={})
    try:
        for parameter in operation.parameters:
            container = getattr(case, _CONTAINERS.get(parameter.location, "cookies")) or {}
            if parameter.name in container:
                value = container[parameter.name]
                is_escaped = parameter.location == "path" and isinstance(value, str)
                sent = unquote(value) if is_escaped else value
                parts = with_parameter(parts, parameter, sent)
        media_type = _media_type_of(case, operation)
        if media_type is not None:
            parts = with_body(parts, media_type, case.body)
        if not read(parts).violations and _keeps_schema(parts, media_type):
            yield parts
    except CannotBeSent:
        return


def _media_type_of(case: Any, operation: Operation) -> MediaType | None:
    """The media type of the case's body; None where there is no body, or none that we write."""
    described = operation.body.media_types.values() if operation.body else ()
    for media_type in described:
        if media_type.name == case.media_type and is_understood(media_type):
            return media_type
    return None


def _keeps_schema(parts: RequestParts, media_type: MediaType | None) -> bool:
    if media_type is None or media_type.schema is None:
        return parts.operation.body is None or not parts.operation.body.is_required
    body = as_read(parts)
    return body.schema is None or body.schema.is_valid(body.value)
