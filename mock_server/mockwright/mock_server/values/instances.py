"""Instances that belong to no request: values of a schema and texts of its keywords, by a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import Draws, request_key
from mockwright.mock_server.values.from_schema import compile_instance
from mockwright.mock_server.values.strings import compile_string
from mockwright.openapi.operations import Operation
from mockwright.openapi.schemas import CompiledSchema

_INSTANCE = b"instance"
_TEXT = b"text"


def compile_fake(
    operation: Operation, schema: CompiledSchema, alternative: int = 0
) -> Callable[[int], Any]:
    """A function that makes an instance of one of the operation's schemas for a seed.

    `alternative` counts which member of `oneOf` and `anyOf` is taken, from 0, round and round.
    """
    make = compile_instance(schema, alternative)
    call = Call(operation=operation, parameters={}, body=None, key=_INSTANCE)
    return lambda seed: make(Draws(request_key(seed, _INSTANCE)), call)


def fake_text(keywords: Mapping[str, Any], seed: int) -> str:
    """A text for the keywords of a string schema, such as `pattern`, `format` and `maxLength`.

    Where none is found for a pattern, or of the length, it does not match or has another length.
    """
    return compile_string(keywords)(Draws(request_key(seed, _TEXT)))
