"""The operations of the documents match the vendors' references."""

from __future__ import annotations

import pytest

from tests.openapi.documents.bundled import Key, document, operations, resolved, responses, rules
from tests.openapi.documents.expected.operations import (
    BODIES,
    CREDENTIALS,
    ERROR_FORMATS,
    FAILURES,
    HEADERS,
    JSON,
    OPERATIONS,
    PARAMETERS,
    PROFILES,
    SERVERS,
    SUCCESSES,
    VENDOR_ACCEPT,
    WEBHOOK,
)


def test_every_operation_is_there() -> None:
    """The documents have these five operations, with these ids, statuses and media types."""
    found = {
        key: (
            operation["operationId"],
            {status: list(body.get("content", {})) for status, body in responses(key).items()},
        )
        for key, operation in operations().items()
    }
    assert found == OPERATIONS


def test_created_comes_before_ok() -> None:
    """The first success status of creating a contact profile is 201."""
    assert next(iter(responses(("cognigy", "post", PROFILES)))) == "201"


def test_every_request_body_is_required_json() -> None:
    """The three operations with a body require JSON of the expected schema."""
    bodies = {
        key: body["requestBody"] for key, body in operations().items() if "requestBody" in body
    }
    schemas = {key: body["content"]["application/json"]["schema"] for key, body in bodies.items()}
    assert schemas == BODIES
    assert all(body["required"] is True for body in bodies.values())
    assert all(list(body["content"]) == JSON for body in bodies.values())


@pytest.mark.parametrize("key", OPERATIONS, ids=" ".join)
def test_every_answer_has_its_schema(key: Key) -> None:
    """Each success has its operation's schema, each error its API's; wildcard types have none."""
    found = {
        (status, kind): media["schema"]
        for status, body in responses(key).items()
        for kind, media in body.get("content", {}).items()
    }
    schemas = {place: SUCCESSES.get((*key, place[0]), FAILURES[key[0]]) for place in found}
    assert found == {
        place: {} if place[1] == "*/*" else schema for place, schema in schemas.items()
    }


def test_every_parameter_is_there() -> None:
    """The operations have the documented parameters."""
    found = {
        key: [
            (one["name"], one["in"], one.get("required", False), rules(one["schema"]))
            for one in operation["parameters"]
        ]
        for key, operation in operations().items()
        if "parameters" in operation
    }
    assert found == PARAMETERS


def test_values_that_are_not_served_are_named() -> None:
    """The one parameter with fewer values than the vendor's lists the vendor's values too."""
    parameters = [
        parameter
        for operation in operations().values()
        for parameter in operation.get("parameters", ())
        if "x-vendor-values" in parameter
    ]
    assert [(one["name"], one["x-vendor-values"]) for one in parameters] == [
        ("Accept", VENDOR_ACCEPT)
    ]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_every_credential_is_an_alternative(name: str) -> None:
    """The API has the documented credentials, and one is enough for each operation."""
    root = document(name)
    assert rules(root["components"]["securitySchemes"]) == CREDENTIALS[name]
    demands = [
        operation.get("security", root.get("security"))
        for key, operation in operations().items()
        if key[0] == name
    ]
    assert demands == [[{scheme: []} for scheme in CREDENTIALS[name]]] * len(demands)
    assert demands


@pytest.mark.parametrize("key", HEADERS, ids=".".join)
def test_failure_has_its_headers(key: tuple[str, str]) -> None:
    """The response documents the headers that its status needs, and requires each of them."""
    name, response = key
    headers = document(name)["components"]["responses"][response]["headers"]
    found = {header: resolved(name, value) for header, value in headers.items()}
    assert {
        header: (value["required"], rules(value["schema"])) for header, value in found.items()
    } == {header: (True, schema) for header, schema in HEADERS[key].items()}


@pytest.mark.parametrize("name", SERVERS)
def test_root_says_where_and_how(name: str) -> None:
    """The document lists this machine first and the vendor second, and names its error format."""
    root = document(name)
    urls = [server["url"] for server in root["servers"]]
    assert urls == ["http://127.0.0.1:4080", SERVERS[name]]
    assert (root["openapi"], root["x-error-format"]) == ("3.1.0", ERROR_FORMATS[name])


def test_webhook_has_a_path_on_the_mock() -> None:
    """The profile webhook has its own path on the mock."""
    assert document("dumgum")["webhooks"][WEBHOOK]["x-mock-path"] == "/webhooks/profile"
