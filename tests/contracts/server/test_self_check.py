"""The mock passes the check of servers against the document that it serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.engine.runs import Result
from mockwright.contracts.server.conformance import PHASES
from mockwright.mock_server.app import create_app
from mockwright.mock_server.settings import Settings
from tests.contracts.wsgi_target import Conduct, WsgiTarget, check_target
from tests.openapi.small_documents import (
    NEW,
    OLD,
    content,
    operation,
    parameter,
    response,
    tree,
    write,
)

FAST = tuple(phase for phase in PHASES if phase != "fuzzing")
FORM = "application/x-www-form-urlencoded"
NOTE = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string"},
        "sender": {"type": "object", "properties": {"town": {"type": "string"}}},
    },
}
GETTING = {"get": operation(responses={"200": response({"type": "integer"})})}


def check(folder: Path, paths: dict[str, Any], version: str = OLD, **members: Any) -> Result:
    """The result of the check of a mock that serves a document with these paths."""
    specs = (str(write(folder, tree(paths, version, **members))),)
    app = create_app(Settings(specs=specs))
    conduct = Conduct(specs, "any-key", phases=FAST, is_mock=True, is_deterministic=True)
    return check_target(WsgiTarget(app), conduct)


def posting(schema: Any, media_type: str = "application/json", **members: Any) -> dict[str, Any]:
    """A path item whose POST requires a body, and documents nothing but its success."""
    body = {"required": True, **content(schema, media_type, **members)}
    return {"post": operation(requestBody=body)}


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize(
    "schema",
    [
        NOTE,
        {"type": "integer"},
        {"type": "number", "minimum": 1.5},
        {"type": "string", "minLength": 1},
        {"type": "boolean"},
        {"type": "array", "items": {"type": "integer"}},
    ],
)
def test_undocumented_refusals_are_no_failures(tmp_path: Path, schema: Any, version: str) -> None:
    """A document may leave out the refusals of what the check sends, whatever type its body has."""
    result = check(tmp_path, {"/notes": posting(schema)}, version)
    assert (result.is_passed, result.failures) == (True, 0), result


@pytest.mark.parametrize(
    "scheme",
    [
        {"type": "apiKey", "in": "header", "name": "X-Key"},
        {"type": "apiKey", "in": "query", "name": "key"},
        {"type": "apiKey", "in": "cookie", "name": "sid"},
        {"type": "http", "scheme": "bearer"},
        {"type": "http", "scheme": "basic"},
    ],
)
def test_undocumented_401_is_no_failure(tmp_path: Path, scheme: dict[str, Any]) -> None:
    """A document may leave out the 401 for credentials that the check withholds."""
    components = {"securitySchemes": {"key": scheme}}
    result = check(tmp_path, {"/": GETTING}, components=components, security=[{"key": []}])
    assert (result.is_passed, result.failures) == (True, 0), result


def test_forms_with_objects_are_checked(tmp_path: Path) -> None:
    """A form with an object as a field is checked with what it can express."""
    result = check(tmp_path, {"/notes": posting(NOTE, FORM)})
    assert (result.is_passed, result.failures) == (True, 0), result


def test_literal_text_is_encoded(tmp_path: Path) -> None:
    """Paths with letters, spaces and signs that no URL has get an answer."""
    result = check(tmp_path, {"/\u00e9t\u00e9 2/#a": GETTING})
    assert (result.is_passed, result.failures) == (True, 0), result


def test_operations_without_responses_may_answer_anything(tmp_path: Path) -> None:
    """OpenAPI 3.1 allows an operation without responses, so that no status is undocumented."""
    result = check(tmp_path, {"/silent": {"get": {}}}, NEW)
    assert (result.is_passed, result.failures) == (True, 0), result


def test_what_cannot_be_sent_is_skipped(tmp_path: Path) -> None:
    """Operations whose bodies cannot be written are left out, and the others are checked."""
    paths = {"/in": posting(NOTE, "application/xml"), "/mix": posting(NOTE, "multipart/mixed")}
    result = check(tmp_path, {**paths, "/out": GETTING})
    assert (result.is_passed, result.failures) == (True, 0), result


def test_requests_of_literal_paths_are_not_requests_of_templates(tmp_path: Path) -> None:
    """A template is not tested with a value that makes its path the literal path of another."""
    identity = parameter("kind", "path", {"enum": ["all", "new"]})
    described = operation(parameters=[identity], responses={"200": response({"const": "one"})})
    listed = operation(responses={"200": response({"const": "every"})})
    result = check(tmp_path, {"/{kind}": {"get": described}, "/new": {"get": listed}}, NEW)
    assert result.failures == 0, result
