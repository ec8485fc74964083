"""Every operation and every documented status of every bundled document, found by reading them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mockwright.mock_server.app import create_app
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.exchange import Request, Response
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.loading import bundled_names, load_document
from mockwright.openapi.media_types import is_json
from mockwright.openapi.operations import Operation
from mockwright.openapi.violations import Subject

OPERATIONS = {
    operation.id: operation
    for name in bundled_names()
    for operation in compile_operations(load_document(name))
}
STATUSES = [(name, key) for name, op in sorted(OPERATIONS.items()) for key in op.responses]
EXAMPLES = [
    (name, key, example)
    for name, op in sorted(OPERATIONS.items())
    for key, response in op.responses.items()
    for example in dict.fromkeys(e for m in response.media_types.values() for e in m.examples)
]
CREDENTIALS = {"authorization": "Bearer some-key", "x-api-key": "some-key"}


@pytest.fixture(scope="module")
def app() -> Mockwright:
    """The mock with every bundled document."""
    return create_app(Settings())


def request_of(operation: Operation, headers: dict[str, str] | None = None) -> Request:
    """A valid request of an operation, from the document's own examples."""
    path = operation.path.replace("{id}", "user-123")
    names = [p.name for p in operation.parameters if p.location == "query"]
    sent = {"host": "localhost", **CREDENTIALS, **(headers or {})}
    body = b""
    if operation.body is not None:
        name, media_type = next(iter(operation.body.media_types.items()))
        body = encode_json(next(iter(media_type.examples.values())))
        sent["content-type"] = name
    return Request(
        method=operation.method,
        path=path,
        query="&".join(f"{name}=some-value" for name in names),
        headers=sent,
        body=body,
    )


def violations_of(operation: Operation, response: Response) -> list[str]:
    """Everything in a response that its operation does not document."""
    documented = operation.response_for(response.status)
    if documented is None:
        return [f"status {response.status}"]
    sent = {name.lower() for name, _ in response.headers}
    missing = [
        f"header {header.name}" for header in documented.headers if header.name.lower() not in sent
    ]
    if not documented.media_types:
        return missing
    types = documented.media_types
    media_type = types.get(response.media_type, types.get("*/*"))
    if media_type is None:
        return [*missing, f"media type {response.media_type}"]
    if media_type.schema is None or not is_json(response.media_type):
        return missing
    found = media_type.schema.check(json.loads(response.body), Subject(location="response"))
    return missing + [violation.detail for violation in found]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_valid_request_gets_a_valid_success(app: Mockwright, name: str) -> None:
    """A valid request is answered with a documented success that keeps its schema."""
    response = app.pipeline.respond(request_of(OPERATIONS[name]))
    assert (response.status // 100, violations_of(OPERATIONS[name], response)) == (2, [])


@pytest.mark.parametrize(("name", "key"), STATUSES)
def test_every_documented_status_can_be_asked_for(app: Mockwright, name: str, key: str) -> None:
    """`Prefer: code=…` brings each documented status, valid under its schema."""
    status = 500 if key == "default" else int(key.replace("XX", "00"))
    request = request_of(OPERATIONS[name], {"prefer": f"code={status}"})
    response = app.pipeline.respond(request)
    assert (response.status, violations_of(OPERATIONS[name], response)) == (status, [])


@pytest.mark.parametrize(("name", "key", "example"), EXAMPLES)
def test_every_named_example_can_be_asked_for(
    app: Mockwright, name: str, key: str, example: str
) -> None:
    """`Prefer: example=…` brings each named example of each status, as it stands."""
    operation = OPERATIONS[name]
    owner = next(m for m in operation.responses[key].media_types.values() if example in m.examples)
    headers = {"prefer": f"code={key}, example={example}", "accept": owner.name}
    response = app.pipeline.respond(request_of(operation, headers))
    assert json.loads(response.body) == owner.examples[example]


def refused_requests(operation: Operation) -> Iterator[tuple[int, Request]]:
    """Requests that an operation refuses by nature, with the status that is due."""
    good = request_of(operation)
    changes: list[tuple[int, dict[str, Any]]] = [
        (401, {"headers": {**good.headers, "authorization": "", "x-api-key": ""}}),
        (406, {"headers": {**good.headers, "accept": "image/png"}}),
    ]
    if operation.body is not None:
        changes += [
            (400, {"body": b"{"}),
            (400, {"body": b"[]"}),
            (413, {"body": b" " * (1024 * 1024 + 1)}),
            (415, {"headers": {**good.headers, "content-type": "text/plain"}}),
        ]
    if operation.parameters and good.query:
        changes.append((400, {"query": ""}))
    fields = {name: getattr(good, name) for name in ("method", "path", "query", "headers", "body")}
    for status, change in changes:
        yield status, Request(**{**fields, **change})


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_refusal_is_documented_and_valid(app: Mockwright, name: str) -> None:
    """What an operation refuses by nature gets the due status in the vendor's own shape."""
    operation = OPERATIONS[name]
    for status, request in refused_requests(operation):
        response = app.pipeline.respond(request)
        assert (response.status, violations_of(operation, response)) == (status, [])
