"""A call: an understood request, with its operation and its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from mockwright.mock_server.request.notices import Notice
from mockwright.openapi.operations import Operation
from mockwright.openapi.pointers import split_pointer

MISSING: Any = object()


class Call(Struct, frozen=True, gc=False):
    """A valid request. `parameters` by (location, name); `key` seeds all its random values.

    `notices` are warnings about a request that is nevertheless valid.
    """

    operation: Operation
    parameters: Mapping[tuple[str, str], Any]
    body: Any
    key: bytes
    notices: tuple[Notice, ...] = ()


def compile_expression(expression: str) -> Callable[[Call], Any]:
    """A function that finds what an OpenAPI runtime expression names in a call, or `MISSING`.

    Understood: `$request.body#/pointer`, `$request.path.name`, `$request.query.name`,
    `$request.header.name`.
    """
    source, _, pointer = expression.removeprefix("$request.").partition("#")
    if source == "body":
        return _compile_pointer(split_pointer(pointer))
    location, _, name = source.partition(".")
    return lambda call: call.parameters.get((location, name), MISSING)


def _compile_pointer(parts: list[str]) -> Callable[[Call], Any]:
    def find_in_body(call: Call) -> Any:
        value = call.body
        try:
            for part in parts:
                value = value[int(part)] if isinstance(value, list) else value[part]
        except (LookupError, TypeError, ValueError):
            return MISSING
        return value

    return find_in_body
