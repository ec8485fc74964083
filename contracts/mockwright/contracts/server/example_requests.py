"""Builds requests from the examples of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from mockwright.contracts.boundaries.bodies import is_understood
from mockwright.contracts.boundaries.requests import RequestParts, with_body, with_parameter
from mockwright.contracts.boundaries.serialization import CannotBeSent
from mockwright.contracts.boundaries.variants import NoValidRequest, base_request
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.openapi.operations import Operation
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.pointers import find


class ExampleRequest(NamedTuple):
    """A request, and the example that it contains: ``the example `full` ``."""

    name: str
    request: WireRequest


def to_wire(parts: RequestParts) -> WireRequest:
    """Serialize the parts of a request."""
    path, _, query = parts.target.partition("?")
    return WireRequest(parts.operation.method, path, query, parts.all_headers, parts.body)


def example_requests(
    operation: Operation, known: Mapping[str, str] = MappingProxyType({})
) -> Iterator[ExampleRequest]:
    """A valid request, then one for each documented example of body and parameters.

    `known` are values of path parameters that exist. Raises `NoValidRequest`.
    """
    base = base_request(operation, known)
    yield ExampleRequest("a valid request", to_wire(base))
    seen = {to_wire(base)}
    for name, parts in _with_examples(base):
        request = to_wire(parts)
        if request not in seen:
            seen.add(request)
            yield ExampleRequest(f"the example `{name}`", request)


def _with_examples(base: RequestParts) -> Iterator[tuple[str, RequestParts]]:
    operation = base.operation
    for media_type in operation.body.media_types.values() if operation.body else ():
        for name, value in media_type.examples.items() if is_understood(media_type) else ():
            yield from _made(name, lambda v=value, m=media_type: with_body(base, m, v))
    for parameter in operation.parameters:
        for name, value in parameter_examples(parameter).items():
            shown = f"{parameter.name}: {name}"
            yield from _made(shown, lambda v=value, p=parameter: with_parameter(base, p, v))


def _made(name: str, make: Any) -> Iterator[tuple[str, RequestParts]]:
    """The requests of those examples that can be sent."""
    try:
        yield name, make()
    except CannotBeSent:
        return


def parameter_examples(parameter: Parameter) -> dict[str, Any]:
    """The documented values of a parameter by name."""
    if parameter.schema is None:
        return {}
    files, place = parameter.schema.library.files, parameter.schema.place
    owner = find(files.at(place.parent), "")
    named = owner.get("examples", {}) if isinstance(owner, dict) else {}
    listed = named.items() if isinstance(named, dict) else ()
    return {name: each["value"] for name, each in listed if "value" in each}


__all__ = ["ExampleRequest", "NoValidRequest", "example_requests", "parameter_examples", "to_wire"]
