"""A bare server: the mock's parsing and validation only, with a constant answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.json_text import parse_json
from mockwright.openapi.loading import load_document
from mockwright.openapi.schemas import CompiledSchema
from tests.bench.same_server import serve
from tests.bench.workload import DOCUMENT, PATH

Application = Callable[[dict[str, Any], Callable[..., Any]], list[bytes]]


def load_schema() -> CompiledSchema:
    """The schema of the request body. Raises `LookupError` if the document has none."""
    for operation in compile_operations(load_document(str(DOCUMENT))):
        if operation.path == PATH and operation.body is not None:
            schema = operation.body.media_types["application/json"].schema
            if schema is not None:
                return schema
    raise LookupError(PATH)


def create_bare(answer: bytes) -> Application:
    """A WSGI callable that only parses, validates and answers."""
    is_valid = load_schema().is_valid
    headers = [("Content-Type", "application/json")]

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        value = parse_json(environ["wsgi.input"].read()).value
        start_response("200 OK" if is_valid(value) else "400 Bad Request", headers)
        return [answer]

    return application


if __name__ == "__main__":
    serve(sys.argv, create_bare)
