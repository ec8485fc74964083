"""Bases: a valid request to an operation, from its document's examples, else made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mockwright.contracts.boundaries.making import Maker
from mockwright.contracts.boundaries.requests import (
    CannotBeSent,
    RequestParts,
    is_understood,
    read,
    with_body,
    with_parameter,
)
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.violations import Violation


class NoValidRequest(Exception):
    """An operation for which no request could be made that keeps its document."""

    def __init__(self, operation: Operation, part: str) -> None:
        """`part` is what of the request could not be made."""
        problem = f"`{operation.label}`: no valid {part} could be made."
        super().__init__(f"{problem} Give it an example in the document.")
        self.operation = operation


def base_request(operation: Operation) -> RequestParts:
    """A valid request: required parameters, and the document's first example of the body.

    Raises `NoValidRequest`.
    """
    parts = RequestParts(operation=operation, path_values={})
    for parameter in operation.parameters:
        if parameter.is_required:
            parts = _with_first(parts, parameter)
    if operation.body is None:
        return parts
    for media_type in operation.body.media_types.values():
        made = maker_of(operation, media_type).base if is_understood(media_type) else None
        if made is not None:
            return with_body(parts, media_type, made.value)
    if operation.body.is_required:
        raise NoValidRequest(operation, "body")
    return parts


def maker_of(operation: Operation, media_type: MediaType) -> Maker:
    """What makes bodies of a media type that is described. Raises `NoValidRequest`."""
    if media_type.schema is None:
        raise NoValidRequest(operation, "body")
    sources = [*media_type.examples.values()]
    return Maker(operation=operation, schema=media_type.schema, sources=sources)


def _with_first(parts: RequestParts, parameter: Parameter) -> RequestParts:
    for value in valid_values(parts, parameter):
        return with_parameter(parts, parameter, value)
    raise NoValidRequest(parts.operation, f"{parameter.location} parameter `{parameter.name}`")


def valid_values(parts: RequestParts, parameter: Parameter) -> Iterator[Any]:
    """Values of a parameter that can be sent in this request, and keep its schema there."""
    for value in _parameter_values(parts.operation, parameter):
        try:
            changed = with_parameter(parts, parameter, value)
        except CannotBeSent:
            continue
        if not violations_of(changed, parameter):
            yield value


def _parameter_values(operation: Operation, parameter: Parameter) -> Iterator[Any]:
    if parameter.schema is None:
        yield "text"
        return
    sources = _examples_of(parameter.schema)
    maker = Maker(operation=operation, schema=parameter.schema, sources=sources)
    yield from sources
    yield from maker.values()


def _examples_of(schema: CompiledSchema) -> Sequence[Any]:
    """The examples that stand beside the schema of a parameter."""
    owner = schema.library.files.at(schema.place.parent)
    named = owner.get("examples") if isinstance(owner, dict) else None
    listed = named.values() if isinstance(named, dict) else ()
    values = [each["value"] for each in listed if "value" in each]
    return [owner["example"], *values] if "example" in (owner or ()) else values


def violations_of(parts: RequestParts, parameter: Parameter) -> list[Violation]:
    """What is wrong with one parameter of a request."""
    found = read(parts).violations
    return [violation for violation in found if violation.parameter == parameter.name]
