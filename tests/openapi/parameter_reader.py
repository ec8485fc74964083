"""Read parameters in tests: a reader for one operation, and its requests."""

from __future__ import annotations

from pathlib import Path

from mockwright.openapi.exchange import Request
from mockwright.openapi.parameters import ParameterValues, read_parameters
from tests.openapi.small_documents import NEW, Json, compile_paths, operation

INTEGER: Json = {"type": "integer"}
TEXT: Json = {"type": "string"}
COLOUR: Json = {"type": "object", "properties": dict.fromkeys("RGB", INTEGER)}
RGB = {"R": 100, "G": 200, "B": 150}
INTEGERS: Json = {"type": "array", "items": INTEGER}


class Reader:
    """Reads requests with the parameters of one operation."""

    def __init__(
        self, folder: Path, *parameters: Json, version: str = NEW, path: str = "/"
    ) -> None:
        components = {"schemas": {"Colour": COLOUR}}
        paths = {path: {"get": operation(parameters=[*parameters])}}
        (found,) = compile_paths(folder, paths, version, components=components)
        self.parameters = found.parameters

    def read(
        self,
        query: str = "",
        path: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        ignored: frozenset[str] = frozenset(),
    ) -> ParameterValues:
        """Read the parameters of a request."""
        request = Request(method="GET", path="/", query=query, headers=headers or {})
        return read_parameters(self.parameters, request, path or {}, ignored)
