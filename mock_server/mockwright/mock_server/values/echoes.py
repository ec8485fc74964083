"""Values that are taken from the request, where a schema has `x-echo`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockwright.mock_server.request.calls import MISSING, Call, compile_expression
from mockwright.mock_server.seeding import RandomStream, request_key


class Echo:
    """The value that a runtime expression finds in the request, if it conforms."""

    def __init__(self, expression: str, is_valid: Callable[[Any], bool]) -> None:
        self._find = compile_expression(expression)
        self._source = expression.encode()
        self._is_valid = is_valid

    def value(self, call: Call) -> Any:
        """The value to echo, or `MISSING`."""
        value = self._find(call)
        return value if value is not MISSING and self._is_valid(value) else MISSING

    def stream(self, call: Call) -> RandomStream:
        """The chance of a value that is generated because there is none to echo.

        It depends on the expression, so that all places get the same value.
        """
        return RandomStream(request_key(0, call.key, self._source))
