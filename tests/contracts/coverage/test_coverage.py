"""Each coverage point is hit by the exchanges that exercise it and by no others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.coverage.gathering import Coverage, Share, coverage_to_json
from mockwright.contracts.coverage.points import Point
from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response
from mockwright.openapi.operations import Operation
from tests.openapi.small_documents import compile_paths, content, operation, parameter

JSON = (("Content-Type", "application/json"),)
KEY = ("X-Key", "k")
NODE: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 5},
        "kind": {"enum": ["CAT", "DOG", None]},
        "is/good": {"type": ["boolean", "null"]},
        "legs": {"type": "array", "maxItems": 4, "items": {"type": "number", "minimum": 1.5}},
        "mother": {"$ref": "#/components/schemas/Node"},
    },
}


@pytest.fixture
def pets(tmp_path: Path) -> tuple[Operation, ...]:
    """Two operations: create a pet, with a key, and get one."""
    created = {"201": {"description": "Created.", **content({"type": "object"})}}
    refused = {"401": {"description": "No key."}, "4XX": {"description": "Wrong."}}
    reference = {"$ref": "#/components/schemas/Node"}
    paths = {
        "/pets": {
            "post": operation(
                parameters=[parameter("dry", "query", {"type": "boolean"})],
                requestBody=content(reference),
                responses={**created, **refused},
                security=[{"key": []}],
            )
        },
        "/pets/{id}": {"get": operation(parameters=[parameter("id", "path")])},
    }
    scheme = {"type": "apiKey", "in": "header", "name": "X-Key"}
    components = {"schemas": {"Node": NODE}, "securitySchemes": {"key": scheme}}
    return compile_paths(tmp_path, paths, components=components)


def post(body: Any, status: int = 201, target: str = "/pets", **members: Any) -> Exchange:
    """An exchange that creates a pet with the key."""
    headers = members.pop("headers", (*JSON, KEY))
    request = SentRequest("POST", f"http://h{target}", headers, json.dumps(body).encode())
    return Exchange(request, Response(status, JSON, b"{}"))


def hits(operations: tuple[Operation, ...], *exchanges: Exchange) -> set[Point]:
    """The points that some exchanges hit."""
    coverage = Coverage(operations)
    for exchange in exchanges:
        coverage.add(exchange)
    return {point for covered in coverage.report().operations for point in covered.hits}


def cases(operations: tuple[Operation, ...], body: Any, **members: Any) -> Mapping[str, set[str]]:
    """The cases of parameters that one body hits, by subject."""
    found: dict[str, set[str]] = {}
    for point in hits(operations, post(body, **members)):
        if point.dimension == "parameter":
            found.setdefault(point.subject.removeprefix("body "), set()).add(point.case)
    return found


def test_fields_are_present_or_absent(pets: tuple[Operation, ...]) -> None:
    """An optional field has points for present and absent; a required field only for present."""
    found = cases(pets, {"name": "abc", "legs": []})
    assert {name: found[f"#/{name}"] for name in ("name", "kind", "is~1good", "legs")} == {
        "name": {"present"},
        "kind": {"absent"},
        "is~1good": {"absent"},
        "legs": {"present"},
    }


@pytest.mark.parametrize(
    ("body", "subject", "expected"),
    [
        ({"name": "ab"}, "#/name", {"present", "minLength 2"}),
        ({"name": "abcde"}, "#/name", {"present", "maxLength 5"}),
        ({"name": 2}, "#/name", {"present"}),
        ({"kind": "DOG"}, "#/kind", {"present", '"DOG"'}),
        ({"kind": "dog"}, "#/kind", {"present"}),
        ({"is/good": True}, "#/is~1good", {"present", "true"}),
        ({"is/good": None}, "#/is~1good", {"present", "null"}),
        ({"is/good": 1}, "#/is~1good", {"present"}),
        ({"legs": [2, 1.5, 3, 9]}, "#/legs", {"present", "maxItems 4"}),
        ({"legs": [2, 1.5]}, "#/legs/*", {"minimum 1.5"}),
        ({"mother": {"name": "ab"}}, "#/mother/name", {"present", "minLength 2"}),
    ],
)
def test_values_and_limits_are_distinguished(
    pets: tuple[Operation, ...], body: Any, subject: str, expected: set[str]
) -> None:
    """Enum values, `null`, booleans and both ends of a range are separate points."""
    assert cases(pets, body)[subject] == expected


def test_a_schema_within_itself_ends(pets: tuple[Operation, ...]) -> None:
    """A recursive field is entered once; deeper levels count as the same place."""
    subjects = {point.subject for point in _points(pets) if "mother" in point.subject}
    assert max(subject.count("mother") for subject in subjects) == 2


def _points(operations: tuple[Operation, ...]) -> set[Point]:
    report = Coverage(operations).report()
    return {point for covered in report.operations for point in covered.missed}


def test_query_and_path_parameters_count(pets: tuple[Operation, ...]) -> None:
    """Query and path parameters have points, and the operation is found by its path."""
    asked = Exchange(SentRequest("GET", "http://h/pets/a%20b"), Response(204))
    sent = hits(pets, post({}, target="/pets?dry=true"), asked)
    assert {point for point in sent if "parameter" in point.subject} == {
        Point("parameter", "query parameter dry", "present"),
        Point("parameter", "query parameter dry", "true"),
        Point("parameter", "path parameter id", "present"),
    }


def test_statuses_and_media_types_count(pets: tuple[Operation, ...]) -> None:
    """A status counts under its documented key; an undocumented media type does not count."""
    html = Exchange(
        SentRequest("POST", "http://h/pets", (KEY,)),
        Response(422, (("Content-Type", "text/html"),)),
    )
    found = {point for point in hits(pets, post({}), html) if "parameter" not in point.dimension}
    assert {(p.dimension, p.subject, p.case) for p in found} == {
        ("operation", "POST /pets", "called"),
        ("status", "response 201", "answered"),
        ("media type", "response 201", "application/json"),
        ("status", "response 4XX", "answered"),
        ("media type", "request", "application/json"),
        ("authentication", "credentials", "accepted"),
    }


@pytest.mark.parametrize(
    ("headers", "case"), [(JSON, "missing, refused"), ((*JSON, KEY), "wrong, refused")]
)
def test_a_refusal_does_not_count_parameters(
    pets: tuple[Operation, ...], headers: tuple[tuple[str, str], ...], case: str
) -> None:
    """Of a request refused with 401, only the refusal counts."""
    found = hits(pets, post({"name": "ab"}, 401, headers=headers))
    dimensions = {(p.dimension, p.case) for p in found}
    assert dimensions == {
        ("operation", "called"),
        ("status", "answered"),
        ("authentication", case),
    }


def test_without_an_answer_or_an_operation_nothing_counts(pets: tuple[Operation, ...]) -> None:
    """A failed request, another path and a body that is not JSON hit no points."""
    lost = post({})._replace(response=None)
    broken = Exchange(SentRequest("POST", "http://h/pets", (*JSON, KEY), b"{"), Response(400))
    assert hits(pets, lost, post({}, target="/cats")) == set()
    assert not any(point.subject.startswith("body") for point in hits(pets, broken))


def test_order_and_repetition_do_not_matter(pets: tuple[Operation, ...]) -> None:
    """The same exchanges in any order and number give the same report."""
    one, two = post({"name": "ab"}), post({"kind": "CAT"})
    assert hits(pets, one, two, one) == hits(pets, two, one)


def test_shares_are_rounded_down() -> None:
    """99.96 % is not shown as 100 %, and a share without points is 100 %."""
    assert [Share(2499, 2500).percent, Share(0, 0).percent, Share(1, 3).percent] == [
        99.9,
        100.0,
        33.3,
    ]


def test_shortfalls_name_what_is_missing(pets: tuple[Operation, ...]) -> None:
    """Each share below its limit has a sentence, in total or for one dimension."""
    coverage = Coverage(pets)
    coverage.add(post({"name": "ab"}))
    report = coverage.report()
    assert report.find_shortfalls({None: 0, "operation": 50.0}) == []
    assert report.find_shortfalls({"operation": 51}) == [
        "Coverage of the dimension `operation` is 50.0 % (1 of 2); at least 51 % is required."
    ]


def test_json_has_every_missed_point(pets: tuple[Operation, ...]) -> None:
    """The hit and missed points of an operation add up to all its points."""
    written: Any = json.loads(json.dumps(coverage_to_json(Coverage(pets).report())))
    first = written["operations"][0]
    assert (first["hit"], first["points"]) == (0, len(first["missed"]))
    assert written["dimensions"]["status"] == {"hit": 0, "points": 4, "percent": 0.0}


def test_the_points_of_the_bundled_documents_are_bounded() -> None:
    """The number of points of the bundled documents is limited despite recursion."""
    report = Coverage(load_catalogue(("bundled",)).router.operations).report()
    assert 1500 < report.share().points < 2500
