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
from mockwright.mock_server.app import load_catalogue
from mockwright.openapi.operations import Operation
from tests.contracts.wsgi_target import BOOKS

COUNT = 30


def fuzz(spec: str, operation_id: str, number: int = 1) -> list[WireRequest]:
    """Requests to one operation of a document."""
    operation = find(spec, operation_id)
    schema = load_schema(operation.document)
    return [*fuzzed_requests(schema, operation, number=number, count=COUNT)]


def find(spec: str, operation_id: str) -> Operation:
    """An operation of a document."""
    operations = load_catalogue((spec,)).router.operations
    return next(operation for operation in operations if operation.id == operation_id)


@pytest.mark.slow
def test_a_seed_makes_the_same_requests() -> None:
    """One seed gives the same bytes, another seed others."""
    assert fuzz(BOOKS, "add_book") == fuzz(BOOKS, "add_book")
    assert fuzz(BOOKS, "add_book") != fuzz(BOOKS, "add_book", number=2)


def fuzz_elsewhere(hash_seed: str, **changes: str) -> str:
    """The requests that another process makes up."""
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
def test_a_seed_makes_the_same_requests_in_every_process() -> None:
    """Nothing depends on how a process hashes, or on whether it runs in CI."""
    made = fuzz_elsewhere("1")
    assert made == fuzz_elsewhere("2", CI="true")
    assert made.count("WireRequest") == COUNT


@pytest.mark.parametrize(
    ("spec", "operation_id"),
    [("getprofile", "export_profile"), ("cognigy", "create_contact_profile"), (BOOKS, "add_book")],
)
def test_valid_and_invalid_requests_come_without_credentials(spec: str, operation_id: str) -> None:
    """No request shows a credential or names who made it, and both kinds are there."""
    requests = fuzz(spec, operation_id)
    names = {name.lower() for request in requests for name, _ in request.headers}
    unwanted = {"authorization", "x-api-key", "x-key", "accept", "host", "user-agent"}
    assert names.isdisjoint(unwanted)
    assert not any(name.startswith("x-schemathesis") for name in names)
    assert not any("api_key=" in request.query for request in requests)
    reader = RequestReader(find(spec, operation_id))
    kinds = [reader.judge(request).kind for request in requests]
    assert "valid" in kinds


def test_invalid_requests_are_made_up_too() -> None:
    """Some of the requests break the contract, as our own reading sees it."""
    reader = RequestReader(find(BOOKS, "list_books"))
    assert "invalid" in {reader.judge(request).kind for request in fuzz(BOOKS, "list_books")}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Odd", "version": "1"},
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
                "responses": {"200": {"description": "It is there."}},
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
def odd(tmp_path: Path) -> str:
    """A document with a multipart body, and with a parameter that no value fits."""
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return str(path)


def test_parts_of_a_body_are_kept_apart_the_same_way(odd: str) -> None:
    """The boundary of a multipart body is no chance either."""
    requests = fuzz(odd, "upload")
    assert requests == fuzz(odd, "upload")
    multipart = [r for r in requests if any("multipart/" in value for _, value in r.headers)]
    assert multipart
    assert all(b"mockwright-boundary" in request.body for request in multipart if request.body)


def test_what_cannot_be_made_up_is_told(odd: str) -> None:
    """Where no value fits a parameter, the operation is named."""
    with pytest.raises(CannotBeFuzzed, match="GET /never"):
        fuzz(odd, "never")
