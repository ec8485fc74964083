from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.server.fuzzing import CannotBeFuzzed, fuzzed_requests, load_schema
from mockwright.contracts.server.request_validity import RequestReader
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.operations import Operation
from tests.contracts.wsgi_target import BOOKS

COUNT = 30


def fuzz(spec: str, operation_id: str, number: int = 1) -> list[WireRequest]:
    """Fuzzed requests of one operation."""
    operation = find(spec, operation_id)
    schema = load_schema(operation.document)
    return [*fuzzed_requests(schema, operation, number=number, count=COUNT)]


def find(spec: str, operation_id: str) -> Operation:
    """An operation of a document."""
    operations = load_catalogue((spec,)).router.operations
    return next(operation for operation in operations if operation.id == operation_id)


@pytest.mark.slow
def test_requests_depend_on_the_seed() -> None:
    """The same seed gives the same bytes, and another seed gives other bytes."""
    assert fuzz(BOOKS, "add_book") == fuzz(BOOKS, "add_book")
    assert fuzz(BOOKS, "add_book") != fuzz(BOOKS, "add_book", number=2)


def fuzz_elsewhere(hash_seed: str, **changes: str) -> str:
    """The requests that another process generates."""
    code = (
        "from tests.contracts.server.test_fuzzing import fuzz, BOOKS; "
        "print(fuzz(BOOKS, 'list_books'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, **changes},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


@pytest.mark.slow
def test_requests_are_the_same_in_every_process() -> None:
    """Requests do not depend on the hash seed or on CI variables."""
    made = fuzz_elsewhere("1")
    assert made == fuzz_elsewhere("2", CI="true")
    assert made.count("WireRequest") == COUNT


@pytest.mark.parametrize(
    ("spec", "operation_id"),
    [("getprofile", "export_profile"), ("cognigy", "create_contact_profile"), (BOOKS, "add_book")],
)
def test_valid_and_invalid_requests_come_without_credentials(spec: str, operation_id: str) -> None:
    """Requests have no credentials and no Schemathesis headers, and include several kinds."""
    requests = fuzz(spec, operation_id)
    names = {name.lower() for request in requests for name, _ in request.headers}
    unwanted = {"authorization", "x-api-key", "x-key", "accept", "host", "user-agent"}
    assert names.isdisjoint(unwanted)
    assert not any(name.startswith("x-schemathesis") for name in names)
    assert not any("api_key=" in request.query for request in requests)
    reader = RequestReader(find(spec, operation_id))
    kinds = [reader.judge(request).kind for request in requests]
    assert "valid" in kinds


def test_invalid_requests_are_generated() -> None:
    """Some requests are invalid according to our own validation."""
    reader = RequestReader(find(BOOKS, "list_books"))
    assert "invalid" in {reader.judge(request).kind for request in fuzz(BOOKS, "list_books")}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Unusual", "version": "1"},
    "paths": {
        "/files": {
            "post": {
                "operationId": "upload",
                "requestBody": {
                    "required": True,
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["file"],
                                "properties": {"file": {"type": "string"}},
                            }
                        }
                    },
                },
                "responses": {"200": {"description": "OK"}},
            }
        },
        "/never": {
            "get": {
                "operationId": "never",
                "parameters": [
                    {
                        "name": "a",
                        "in": "query",
                        "required": True,
                        "schema": {"type": "integer", "minimum": 2, "maximum": 1},
                    }
                ],
                "responses": {"200": {"description": "Never."}},
            }
        },
    },
}


@pytest.fixture
def unusual(tmp_path: Path) -> str:
    """A document with a multipart body and with a parameter that has no valid value."""
    path = tmp_path / "unusual.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return str(path)


def test_multipart_boundaries_are_deterministic(unusual: str) -> None:
    """The boundary of a multipart body depends only on the seed."""
    requests = fuzz(unusual, "upload")
    assert requests == fuzz(unusual, "upload")
    multipart = [r for r in requests if any("multipart/" in value for _, value in r.headers)]
    assert multipart
    assert all(b"mockwright-boundary" in request.body for request in multipart if request.body)


def test_an_impossible_operation_is_reported(unusual: str) -> None:
    """If a parameter has no valid value, the error names the operation."""
    with pytest.raises(CannotBeFuzzed, match="GET /never"):
        fuzz(unusual, "never")
