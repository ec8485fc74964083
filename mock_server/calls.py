"""A call: a request that was understood, with the operation that it means and its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openapi.operations import Operation
from openapi.pointers import PointerToNowhere, find

MISSING: Any = object()


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A valid request. `parameters` by (location, name); `key` seeds everything drawn for it."""

    operation: Operation
    parameters: Mapping[tuple[str, str], Any]
    body: Any
    key: bytes

    def evaluate(self, expression: str) -> Any:
        """The value that an OpenAPI runtime expression names in this call, or `MISSING`.

        Understood: `$request.body#/pointer`, `$request.path.name`, `$request.query.name`,
        `$request.header.name`.
        """
        source, _, rest = expression.removeprefix("$request.").partition("#")
        if source == "body":
            try:
                return find(self.body, rest)
            except PointerToNowhere:
                return MISSING
        location, _, name = source.partition(".")
        return self.parameters.get((location, name), MISSING)
