"""Generate values of schemas and texts for keywords from a seed, independent of a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.values.from_schema import compile_instance
from mockwright.mock_server.values.strings import compile_string
from mockwright.openapi.operations import Operation
from mockwright.openapi.schemas import CompiledSchema

_INSTANCE = b"instance"
_TEXT = b"text"


def compile_fake(
    operation: Operation, schema: CompiledSchema, alternative: int = 0
) -> Callable[[int], Any]:
    """Return a function that generates an instance of one of the operation's schemas from a seed.

    `alternative` selects the member of `oneOf` and `anyOf`, counted from 0 and wrapping around.
    """
    make = compile_instance(schema, alternative)
    call = Call(operation=operation, parameters={}, body=None, key=_INSTANCE)
    return lambda seed: make(RandomStream(request_key(seed, _INSTANCE)), call)


def fake_text(keywords: Mapping[str, Any], seed: int) -> str:
    """Generate text for the keywords of a string schema, such as `pattern` or `maxLength`.

    If no text is found for the pattern or the length, the result does not match it.
    """
    return compile_string(keywords)(RandomStream(request_key(seed, _TEXT)))
