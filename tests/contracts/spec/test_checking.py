from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.spec.checking import SpecReport, check_spec
from mockwright.openapi.faults import DocumentIsBroken, Level
from mockwright.openapi.loading import bundled_names
from mockwright.openapi.media_types import FORM
from tests.mock_server.small_documents import (
    EMPTY,
    JSON,
    Json,
    content,
    document,
    get,
    post,
    response,
)

THING: Json = {"type": "object", "properties": {"count": {"type": "integer"}}}
GOOD, BAD = {"value": {"count": 1}}, {"value": {"count": "x"}}


def check(folder: Path, paths: Json, **members: Any) -> SpecReport:
    """The report on a small document."""
    return check_spec(document(folder, paths, **members))


@pytest.mark.parametrize("name", bundled_names())
def test_bundled_document_is_sound(name: str) -> None:
    """Bundled documents have no faults, and the mock serves them completely."""
    report = check_spec(name)
    assert (report.document.name, report.complaints, report.limits) == (name, (), ())


@pytest.mark.parametrize(
    ("name", "operations", "webhooks"), [("cognigy", 1, 0), ("dumgum", 2, 1), ("getprofile", 1, 0)]
)
def test_operations_are_counted(name: str, operations: int, webhooks: int) -> None:
    """Operations and webhooks are counted separately."""
    report = check_spec(name)
    assert (report.operations, report.webhooks) == (operations, webhooks)


def test_examples_of_requests_and_responses_are_counted(tmp_path: Path) -> None:
    """`example` and each member of `examples` are counted."""
    body = content(THING, examples={"one": GOOD, "two": GOOD})
    report = check(tmp_path, post(body, {"200": response(THING, example={"count": 1})}))
    assert (report.examples, report.complaints) == (3, ())


@pytest.mark.parametrize(
    ("paths", "place"),
    [
        (get({"200": response(THING, examples={"good": GOOD, "bad": BAD})}), "get/responses/200"),
        (get({"404": response(THING, examples={"bad": BAD})}), "get/responses/404"),
        (post(content(THING, examples={"bad": BAD})), "post/requestBody"),
    ],
)
def test_broken_example_is_a_warning(tmp_path: Path, paths: Json, place: str) -> None:
    """An invalid example is a warning with its place, name and reason."""
    (fault,) = check(tmp_path, paths).complaints
    assert fault.level == "warning"
    assert str(fault) == (
        f"small.json#/paths/~1things/{place}/content/application~1json: "
        'The example `bad` at `#/count`: Expected an integer; received "x".'
    )


def test_every_violation_of_an_example_is_reported(tmp_path: Path) -> None:
    """Each violation of an example is a fault of its own."""
    schema = {"type": "array", "items": {"type": "integer"}}
    report = check(tmp_path, get({"200": response(schema, example=[1, "x", None])}))
    assert len(report.complaints) == 2


@pytest.mark.parametrize(
    ("paths", "limit"),
    [
        (
            post(content({"type": "string"}, "audio/ogg")),
            "POST /things: a `audio/ogg` request is accepted without validation.",
        ),
        (
            get({"200": response({"type": "string"}, "image/png")}),
            "GET /things 200 image/png: it has no example, so it is sent empty.",
        ),
        (
            get({"200": response({"type": "string", "not": {}})}),
            "GET /things 200 application/json: no instance can be made: ",
        ),
        (
            get({"200": EMPTY, "4XX": response({"type": "string", "not": {}})}),
            "GET /things 4XX application/json: no instance can be made: ",
        ),
        ({"/things": {"get": {}}}, "GET /things: no response is documented."),
    ],
)
def test_what_the_mock_cannot_do_is_a_limit(tmp_path: Path, paths: Json, limit: str) -> None:
    """Unvalidated requests, empty answers and missing responses are limits, not complaints."""
    report = check(tmp_path, paths)
    assert [text[: len(limit)] for text in report.limits] == [limit]
    assert report.complaints == ()


@pytest.mark.parametrize(
    "paths",
    [
        get({"200": response(THING)}),
        get({"204": EMPTY}),
        get({"200": response({"type": "string"}, "text/plain", example="a")}),
        get({"200": response({"type": "string", "not": {"minLength": 9}}, example="a")}),
        post(content(THING, JSON)),
        post(content(THING, FORM)),
        post(content(THING, "application/merge-patch+json")),
    ],
)
def test_what_the_mock_can_do_is_not_a_limit(tmp_path: Path, paths: Json) -> None:
    """JSON and form requests, and responses with a schema or an example, are not limits."""
    report = check(tmp_path, paths)
    assert (report.complaints, report.limits) == ((), ())


def test_every_unreadable_pattern_is_reported(tmp_path: Path) -> None:
    """Each pattern that cannot be read is a warning of its own."""
    broken = response({"pattern": "["})
    report = check(tmp_path, get({"200": broken, "400": broken, "500": broken}))
    assert report.count("warning") == 3


WEBHOOK: Json = {"post": {"responses": {"204": EMPTY}}}


@pytest.mark.parametrize(
    "members",
    [
        {"webhooks": {"told": WEBHOOK}},
        {
            "webhooks": {"told": {"$ref": "#/components/pathItems/Told"}},
            "components": {"pathItems": {"Told": WEBHOOK}},
        },
    ],
)
def test_webhook_is_not_an_operation(tmp_path: Path, members: Json) -> None:
    """A webhook is counted as one, whether it is inline or a reference."""
    report = check(tmp_path, get({"204": EMPTY}), **members)
    assert (report.operations, report.webhooks) == (1, 1)


def by_id(name: str) -> Json:
    """A path item with one path parameter."""
    parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    return {"parameters": [parameter], "get": {"responses": {"204": EMPTY}}}


@pytest.mark.parametrize(
    ("paths", "level", "problem"),
    [
        (get({"200": response({"$ref": "#/components/schemas/Nope"})}), "error", "to nothing"),
        (get({"404": response({"$ref": "#/components/schemas/Nope"})}), "warning", "to nothing"),
        (get({"200": response({"pattern": "["})}), "warning", "pattern"),
        ({"/{a}": by_id("a"), "/{b}": by_id("b")}, "warning", "has the same route"),
        ({"/things?all=1": {"get": {"responses": {"204": EMPTY}}}}, "warning", "contains a query"),
    ],
)
def test_fault_costs_what_it_touches(
    tmp_path: Path, paths: Json, level: Level, problem: str
) -> None:
    """An operation that is not served is an error, any other fault of a document a warning."""
    (fault,) = check(tmp_path, paths).complaints
    assert (fault.level, problem in fault.problem) == (level, True)


def test_unknown_error_format_is_broken(tmp_path: Path) -> None:
    """A document that `serve` refuses is broken for the check too."""
    file = document(tmp_path, get({"204": EMPTY}), **{"x-error-format": "nobodys"})
    with pytest.raises(DocumentIsBroken, match="not a known error format"):
        check_spec(file)
