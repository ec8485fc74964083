"""Builds a valid base request for an operation from the document's examples or generated values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from mockwright.contracts.boundaries.bodies import is_writable
from mockwright.contracts.boundaries.making import Maker, shrink
from mockwright.contracts.boundaries.requests import (
    RequestParts,
    as_read,
    read,
    with_body,
    with_parameter,
)
from mockwright.contracts.boundaries.serialization import CannotBeSent
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.violations import Violation
from mockwright.openapi.wording import list_names


class NoValidRequest(Exception):
    """No valid request could be built for an operation."""

    def __init__(self, operation: Operation, part: str) -> None:
        """`part` names the part of the request that could not be built."""
        problem = f"`{operation.label}` is skipped: no valid {part} could be generated."
        super().__init__(f"{problem} Add an example to the document.")
        self.operation = operation


def base_request(
    operation: Operation, known: Mapping[str, str] = MappingProxyType({})
) -> RequestParts:
    """A valid request: required parameters, and the document's first example of the body.

    `known` are values of path parameters that exist. Raises `NoValidRequest`.
    """
    parts = RequestParts(operation=operation, path_values={**known})
    for parameter in operation.parameters:
        is_known = parameter.location == "path" and parameter.name in known
        if parameter.is_required and not is_known:
            parts = _with_first(parts, parameter)
    if operation.body is None:
        return parts
    for media_type in operation.body.media_types.values():
        for sent in bodies_of(parts, media_type):
            return sent
    if operation.body.is_required:
        names = list_names(f"`{each.name}`" for each in operation.body.media_types.values())
        raise NoValidRequest(operation, f"body of type {names}" if names else "body")
    return parts


def bodies_of(parts: RequestParts, media_type: MediaType) -> Iterator[RequestParts]:
    """The request with each of some bodies that can be sent and are valid when read back.

    Complete values come first. They may have parts that the media type cannot express, so values
    of the required parts follow.
    """
    if not is_writable(media_type):
        yield from _written_examples(parts, media_type)
        return
    for value in _body_values(parts.operation, media_type):
        try:
            changed = with_body(parts, media_type, value)
            body = as_read(changed)
        except CannotBeSent:
            continue
        if body.schema is None or body.schema.is_valid(body.value):
            yield changed


def _written_examples(parts: RequestParts, media_type: MediaType) -> Iterator[RequestParts]:
    """The request with examples that are texts already, such as XML."""
    for example in media_type.examples.values():
        if isinstance(example, str) and example and "*" not in media_type.name:
            body = example.encode(errors="replace")
            yield parts._replace(media_type=media_type.name, content=example, body=body)


def _body_values(operation: Operation, media_type: MediaType) -> Iterator[Any]:
    if media_type.schema is None:
        yield from (*media_type.examples.values(), {}, "text")
        return
    maker = maker_of(operation, media_type)
    yield from maker.values()
    yield from (shrink(value, maker.schema.is_valid) for value in maker.values())


def maker_of(operation: Operation, media_type: MediaType) -> Maker:
    """The maker of bodies for a media type. Raises `NoValidRequest` if it has no schema."""
    if media_type.schema is None:
        raise NoValidRequest(operation, "body")
    sources = [*media_type.examples.values()]
    return Maker(operation=operation, schema=media_type.schema, sources=sources)


def _with_first(parts: RequestParts, parameter: Parameter) -> RequestParts:
    for value in valid_values(parts, parameter):
        return with_parameter(parts, parameter, value)
    raise NoValidRequest(parts.operation, f"{parameter.location} parameter `{parameter.name}`")


def valid_values(parts: RequestParts, parameter: Parameter) -> Iterator[Any]:
    """Values of a parameter that can be sent in this request and are valid when read back."""
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
    """The examples of a parameter, which are siblings of its schema."""
    owner = schema.library.files.at(schema.place.parent)
    named = owner.get("examples") if isinstance(owner, dict) else None
    listed = named.values() if isinstance(named, dict) else ()
    values = [each["value"] for each in listed if "value" in each]
    return [owner["example"], *values] if "example" in (owner or ()) else values


def violations_of(parts: RequestParts, parameter: Parameter) -> list[Violation]:
    """The violations of one parameter of a request."""
    found = read(parts).violations
    return [violation for violation in found if violation.parameter == parameter.name]
