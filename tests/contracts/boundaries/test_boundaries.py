"""Boundary requests cover both sides of each rule and are labelled valid or invalid."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from mockwright.contracts.boundaries.variants import (
    NoValidRequest,
    RequestVariant,
    base_request,
    variants,
)
from mockwright.contracts.drawing.strategies import find_operation
from mockwright.openapi.exchange import Request
from mockwright.openapi.loading import bundled_names
from mockwright.openapi.operations import Operation
from tests.mock_server.asking import bundled, serve
from tests.openapi.small_documents import JSON, OLD, compile_paths, content, operation, parameter
from tests.openapi.test_second_opinion import second_judge

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PETSTORE = ROOT / "documents" / "petstore-expanded.json"
CREDENTIALS = {"authorization": "Bearer sk-test", "x-api-key": "sk-test"}
FORM = "application/x-www-form-urlencoded"


def posting(folder: Path, schema: Any, *, is_required: bool = True, **members: Any) -> Operation:
    """An operation that takes a JSON body with this schema."""
    body = {"required": is_required, **content(schema, **members)}
    (found,) = compile_paths(folder, {"/things": {"post": operation(requestBody=body)}})
    return found


def edges(folder: Path, schema: Any, **members: Any) -> tuple[list[Any], dict[str, list[Any]]]:
    """The values sent as the field `v`: the valid ones, and the invalid ones by broken keyword."""
    owner = {"type": "object", "required": ["v"], "properties": {"v": schema}, **members}
    valid: list[Any] = []
    broken: dict[str, list[Any]] = {}
    for variant in variants(posting(folder, owner)):
        sent = variant.request.content
        if not isinstance(sent, dict) or "v" not in sent:
            continue
        kept = valid if variant.is_valid else broken.setdefault(variant.keyword, [])
        kept.append(sent["v"])
    return valid, broken


def test_lengths_are_probed_one_beyond_each_limit(tmp_path: Path) -> None:
    """Texts are sent at both length limits and one character beyond each."""
    valid, broken = edges(tmp_path, {"type": "string", "minLength": 2, "maxLength": 4})
    assert {len(text) for text in valid} == {2, 3, 4}
    assert {len(text) for text in broken["minLength"]} == {1}
    assert {len(text) for text in broken["maxLength"]} == {5}


def test_lengths_of_patterns_are_met_and_missed(tmp_path: Path) -> None:
    """A text resized to a limit still matches its pattern of digits."""
    schema = {"type": "string", "pattern": "^[0-9]+$", "minLength": 3, "maxLength": 7}
    valid, broken = edges(tmp_path, schema)
    assert {3, 7} <= {len(text) for text in valid}
    assert {len(text) for text in broken["minLength"]} == {2}
    assert {len(text) for text in broken["maxLength"]} == {8}


def test_lengths_are_counted_in_characters(tmp_path: Path) -> None:
    """The longest text is also sent in two-byte characters."""
    valid, _ = edges(tmp_path, {"type": "string", "maxLength": 4})
    assert "éééé" in valid


@pytest.mark.parametrize(
    ("keyword", "bound", "inside", "outside"),
    [
        ("minimum", 3, {3, 4}, {2}),
        ("maximum", 3, {3, 2}, {4}),
        ("exclusiveMinimum", 3, {4}, {3, 2}),
        ("exclusiveMaximum", 3, {2}, {3, 4}),
    ],
)
def test_bounds_are_met_and_missed_by_one(
    tmp_path: Path, keyword: str, bound: int, inside: set[int], outside: set[int]
) -> None:
    """Integers are sent at their bound and on both sides of it."""
    valid, broken = edges(tmp_path, {"type": "integer", keyword: bound})
    assert inside <= set(valid)
    assert outside <= set(broken[keyword])


def test_bounds_of_fractions_are_missed_by_little(tmp_path: Path) -> None:
    """A number is sent at a distance of 0.01 beyond its bound."""
    _, broken = edges(tmp_path, {"type": "number", "maximum": 1})
    assert 1.01 in broken["maximum"]


def test_multiples_and_what_lies_between(tmp_path: Path) -> None:
    """A multiple is valid; a value half a step away is not."""
    valid, broken = edges(tmp_path, {"type": "number", "multipleOf": 0.5})
    assert {0.5, 1.5} <= set(valid)
    assert 0.25 in broken["multipleOf"]


def test_every_listed_value_is_sent_and_some_near_misses(tmp_path: Path) -> None:
    """Each value of an enumeration is valid; a value in another letter case is not."""
    valid, broken = edges(tmp_path, {"type": "string", "enum": ["USER", "PERSONA"]})
    assert {"USER", "PERSONA"} == set(valid)
    assert {"user", "USERX", ""} <= set(broken["enum"])


def test_every_other_type_is_refused(tmp_path: Path) -> None:
    """Values of each other type are invalid, and so is a number written as text."""
    _, broken = edges(tmp_path, {"type": "integer"})
    others: list[Any] = [None, True, 0.5, "text", [], {}]
    assert all(value in broken["type"] for value in others)
    assert any(isinstance(value, str) and value.isdecimal() for value in broken["type"])


def test_null_is_sent_where_it_is_allowed(tmp_path: Path) -> None:
    """A nullable field is sent as null once, in both versions of OpenAPI."""
    valid, _ = edges(tmp_path, {"type": ["string", "null"]})
    assert None in valid
    schema = {"type": "object", "properties": {"v": {"type": "string", "nullable": True}}}
    post = operation(requestBody=content(schema))
    (old,) = compile_paths(tmp_path, {"/things": {"post": post}}, OLD)
    assert {"v": None} in [found.request.content for found in variants(old) if found.is_valid]


@pytest.mark.parametrize(
    ("schema", "inside", "outside"),
    [
        ({"format": "date"}, "1996-02-29", "1995-02-29"),
        ({"format": "date-time"}, "2025-01-01T12:00:00.123+05:30", "2025-01-01T12:00:00"),
        ({"format": "iana-time-zone"}, "America/Argentina/Buenos_Aires", "Paris"),
        ({"format": "unknown-format"}, "no unknown-format", None),
        ({"pattern": "^(?:[0-9]|[1-9][0-9]|1[0-7][0-9]|180)$"}, "180", "181"),
        ({"pattern": "^[a-c]{2}$"}, None, ""),
    ],
)
def test_formats_and_patterns_have_two_sides(
    tmp_path: Path, schema: dict[str, Any], inside: str | None, outside: str | None
) -> None:
    """Texts are sent just inside and just outside each format and pattern."""
    (keyword,) = schema
    valid, broken = edges(tmp_path, {"type": "string", **schema})
    assert inside is None or inside in valid
    assert outside is None or outside in broken[keyword]


def test_items_are_counted(tmp_path: Path) -> None:
    """Arrays are sent at both size limits, one item beyond, and with equal items."""
    schema = {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": True}
    valid, broken = edges(tmp_path, {**schema, "items": {"type": "integer"}})
    assert {len(items) for items in valid if items != "v"} == {1, 2, 3}
    assert [] in broken["minItems"]
    assert {len(items) for items in broken["maxItems"]} == {4}
    assert all(items[0] == items[1] for items in broken["uniqueItems"])


def test_items_have_edges(tmp_path: Path) -> None:
    """The schema of items is probed at the first item."""
    schema = {"type": "array", "items": {"type": "integer", "maximum": 5}}
    valid, broken = edges(tmp_path, schema)
    assert [5] in valid
    assert [6] in broken["maximum"]


def test_items_with_places_of_their_own_have_edges(tmp_path: Path) -> None:
    """Each of `prefixItems` is probed at its index, and `items` after them."""
    prefix = [{"type": "integer"}, {"type": "boolean"}]
    schema = {"type": "array", "minItems": 2, "prefixItems": prefix, "items": {"type": "string"}}
    found = variants(posting(tmp_path, schema))
    assert {"#/0", "#/1", "#/2"} <= {v.pointer for v in found if v.keyword == "type"}


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_each_alternative_has_edges(tmp_path: Path, keyword: str) -> None:
    """A number and a text are each probed at the limits of their own alternative."""
    options = [{"type": "integer", "maximum": 9}, {"type": "string", "maxLength": 2}]
    valid, broken = edges(tmp_path, {keyword: options})
    assert 9 in valid
    assert any(isinstance(value, str) and len(value) == 2 for value in valid)
    assert 10 in broken["maximum"]
    assert any(isinstance(value, str) and len(value) == 3 for value in broken["maxLength"])


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_each_alternative_of_required_fields_is_sent_alone(tmp_path: Path, keyword: str) -> None:
    """Each of two alternative fields is valid alone, and a body with neither is invalid."""
    fields = {"id": {"type": "string"}, "a": {"type": "string"}, "b": {"type": "string"}}
    options = [{"required": ["a"]}, {"required": ["b"]}]
    schema = {"type": "object", "required": ["id"], "properties": fields, keyword: options}
    valid, broken = edges(tmp_path, schema)
    names = [{*value} for value in valid]
    assert {"id", "a"} in names
    assert {"id", "b"} in names
    both = [{"id", "a", "b"}] if keyword == "oneOf" else []
    assert all({*value} in [{"id"}, *both] for value in broken[keyword])
    assert {"id"} in [{*value} for value in broken[keyword]]


def test_optional_fields_are_present_and_absent(tmp_path: Path) -> None:
    """A field that occurs in no example is added, with the fields its parent requires."""
    fields = {"id": {"type": "string"}, "age": {"type": "integer", "maximum": 5}}
    child = {"type": "object", "required": ["id"], "properties": fields}
    schema = {"type": "object", "properties": {"name": {"type": "string"}, "child": child}}
    found = [*variants(posting(tmp_path, schema, example={"name": "Alex"}))]
    sent = [variant.request.content for variant in found if variant.is_valid]
    assert {} in sent
    added = next(v for v in found if (v.pointer, v.keyword) == ("#/child", "properties"))
    assert added.request.content["child"].keys() == {"id"}
    missing = [v for v in found if v.keyword == "maximum" and not v.is_valid]
    assert [(v.pointer, v.request.content["child"]["age"]) for v in missing] == [("#/child/age", 6)]


def test_required_fields_are_omitted_one_by_one(tmp_path: Path) -> None:
    """Omitting a required field breaks `required`, and the pointer names the field."""
    fields = {"a": {"type": "string"}, "b": {"type": "string"}}
    schema = {"type": "object", "required": ["a", "b"], "properties": fields}
    found = variants(posting(tmp_path, schema))
    missing = [v for v in found if v.keyword == "required" and v.request.body]
    assert [(v.pointer, {*v.request.content}) for v in missing] == [("#/a", {"b"}), ("#/b", {"a"})]


@pytest.mark.parametrize(("others", "is_valid"), [(True, True), (False, False)])
def test_additional_fields_are_sent_where_the_schema_mentions_them(
    tmp_path: Path, *, others: bool, is_valid: bool
) -> None:
    """An undocumented field is sent where the schema allows or forbids it explicitly."""
    schema = {"type": "object", "properties": {"a": {}}, "additionalProperties": others}
    found = variants(posting(tmp_path, schema, example={"a": 1}))
    further = [v for v in found if isinstance(v.request.content, dict)]
    assert [v.is_valid for v in further if "further" in v.request.content] == [is_valid]


def test_additional_fields_have_edges(tmp_path: Path) -> None:
    """The schemas of additional and pattern fields are probed."""
    schema = {
        "type": "object",
        "patternProperties": {"^x-": {"type": "integer"}},
        "additionalProperties": {"type": "integer", "maximum": 5},
    }
    found = [v for v in variants(posting(tmp_path, schema)) if not v.is_valid]
    assert {v.keyword for v in found if v.pointer == "#/further"} == {"type", "maximum"}
    assert any(v.pointer.startswith("#/x-") for v in found)


def test_fields_are_counted(tmp_path: Path) -> None:
    """Objects are sent at both size limits and one field beyond."""
    schema = {"type": "object", "minProperties": 1, "maxProperties": 2}
    valid, broken = edges(tmp_path, schema)
    assert {len(value) for value in valid} == {1, 2}
    assert [len(value) for value in broken["minProperties"]] == [0]
    assert {len(value) for value in broken["maxProperties"]} == {3}


def test_read_only_fields_are_not_sent(tmp_path: Path) -> None:
    """Read-only fields are omitted, because refusing them is not specified."""
    fields = {"id": {"type": "string", "readOnly": True}, "a": {"type": "string"}}
    found = variants(posting(tmp_path, {"type": "object", "properties": fields}))
    assert all("id" not in v.request.content for v in found if isinstance(v.request.content, dict))


def test_recursion_ends(tmp_path: Path) -> None:
    """A schema that refers to itself is entered once."""
    tree = {"$ref": "#/components/schemas/Node"}
    fields = {"name": {"type": "string"}, "next": tree, "all": {"type": "array", "items": tree}}
    schemas = {"Node": {"type": "object", "properties": fields}}
    post = operation(requestBody=content(tree))
    paths = {"/things": {"post": post}}
    (found,) = compile_paths(tmp_path, paths, components={"schemas": schemas})
    places = {variant.pointer for variant in variants(found)}
    assert places == {"#", "#/name", "#/next", "#/all"}


def test_parts_of_several_schemas_are_probed(tmp_path: Path) -> None:
    """Rules that `allOf` and references add to a place are probed there."""
    parts = [{"maxLength": 5}, {"$ref": "#/components/schemas/Short"}]
    schema = {"type": "object", "required": ["v"], "properties": {"v": {"allOf": parts}}}
    schemas = {"Short": {"type": "string", "minLength": 2}}
    paths = {"/things": {"post": operation(requestBody=content(schema))}}
    (found,) = compile_paths(tmp_path, paths, components={"schemas": schemas})
    broken = {v.keyword for v in variants(found) if not v.is_valid and v.pointer == "#/v"}
    assert broken == {"type", "minLength", "maxLength", "required"}


def test_a_missing_body_is_one_edge(tmp_path: Path) -> None:
    """An absent body is invalid if the body is required, and valid otherwise."""
    needed = [v for v in variants(posting(tmp_path, {})) if not v.request.body]
    optional = [v for v in variants(posting(tmp_path, {}, is_required=False)) if not v.request.body]
    assert [(v.is_valid, v.expected) for v in needed] == [(False, "a body")]
    assert [v.is_valid for v in optional] == [True]


def test_forms_are_judged_as_they_arrive(tmp_path: Path) -> None:
    """A form carries texts only, so a number sent for a text field is valid."""
    fields = {
        "n": {"type": "integer", "maximum": 5},
        "tags": {"type": "array", "items": {}},
        "name": {"type": "string"},
    }
    schema = {"type": "object", "required": ["n"], "properties": fields}
    body = {"required": True, **content(schema, FORM, example={"n": 5, "tags": ["a", "b"]})}
    (found,) = compile_paths(tmp_path, {"/things": {"post": operation(requestBody=body)}})
    invalid = [v for v in variants(found) if not v.is_valid]
    assert not [v for v in invalid if v.pointer == "#/name"]
    broken = {v.request.body for v in invalid if v.pointer == "#/n"}
    tags = b"tags=a&tags=b"
    assert {b"n=6&" + tags, b"n=text&" + tags, b"n=0.5&" + tags, tags} <= broken
    assert b"n=5&" + tags not in broken


def in_query(folder: Path, schema: Any, **members: Any) -> list[RequestVariant]:
    """All variants of an operation with one query parameter."""
    listed = [parameter("p", "query", schema, **members)]
    (found,) = compile_paths(folder, {"/things": {"get": operation(parameters=listed)}})
    return [*variants(found)]


def test_parameters_are_compared_as_they_are_sent(tmp_path: Path) -> None:
    """In a query, 5 and `"5"` are one request, and a text stays a text."""
    found = in_query(tmp_path, {"type": "integer", "minimum": 1, "maximum": 10})
    assert {v.request.target for v in found if v.is_valid} >= {"/things?p=1", "/things?p=10"}
    refused = {v.request.target: v.keyword for v in found if not v.is_valid}
    assert refused["/things?p=0"] == "minimum"
    assert refused["/things?p=11"] == "maximum"
    assert refused["/things?p=text"] == "type"
    texts = in_query(tmp_path, {"type": "string"})
    assert all(v.is_valid for v in texts)


def test_parameters_are_present_and_absent(tmp_path: Path) -> None:
    """Omitting a required parameter is invalid; omitting an optional one is valid."""
    needed = in_query(tmp_path, {"type": "string"}, required=True)
    assert [v.where for v in needed if not v.is_valid] == ["query parameter p"]
    assert "/things" in {v.request.target for v in in_query(tmp_path, {}) if v.is_valid}


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "pipeDelimited"])
@pytest.mark.parametrize("explode", [True, False])
def test_arrays_are_written_in_their_style(tmp_path: Path, style: str, *, explode: bool) -> None:
    """The items of an array are probed in every style."""
    schema = {"type": "array", "items": {"type": "integer", "maximum": 5}, "maxItems": 2}
    found = in_query(tmp_path, schema, style=style, explode=explode)
    assert {v.keyword for v in found if not v.is_valid} == {"type", "maximum", "maxItems"}


@pytest.mark.parametrize("style", ["simple", "label", "matrix"])
@pytest.mark.parametrize(
    "schema",
    [{"type": "integer"}, {"type": "array", "items": {}}, {"enum": ["x", "y", "a/b", "..", ""]}],
)
def test_paths_have_edges_and_stay_paths(tmp_path: Path, style: str, schema: Any) -> None:
    """A path parameter is never sent empty, as a dot, or as several segments."""
    listed = [parameter("id", "path", schema, style=style)]
    (found,) = compile_paths(tmp_path, {"/things/{id}": {"get": operation(parameters=listed)}})
    targets = [v.request.target for v in variants(found)]
    assert len(targets) > 1
    assert {len(target.split("/")) for target in targets} == {3}
    assert not {"/things/", "/things/.", "/things/.."} & {*targets}


@pytest.mark.parametrize("location", ["header", "cookie"])
def test_headers_and_cookies_have_edges(tmp_path: Path, location: str) -> None:
    """A number in a header or cookie is sent at its bound and beyond it."""
    listed = [parameter("p", location, {"type": "integer", "maximum": 5}, required=True)]
    (found,) = compile_paths(tmp_path, {"/things": {"get": operation(parameters=listed)}})
    sent = {dict(v.request.headers).get("p") or dict(v.request.headers).get("Cookie"): v.is_valid
            for v in variants(found)}  # fmt: skip
    shown = {(text or "").removeprefix("p="): is_valid for text, is_valid in sent.items()}
    assert (shown["5"], shown["6"], shown[""]) == (True, False, False)


def test_a_request_that_cannot_be_built_is_reported(tmp_path: Path) -> None:
    """If no valid value is known, the error names the operation and the missing part."""
    schema = {"type": "string", "pattern": "^(?=impossible)$"}
    with pytest.raises(NoValidRequest, match=r"`POST /things` is .* body .* an example"):
        next(variants(posting(tmp_path, schema)))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 10**9},
        {"type": "array", "minItems": 10**9},
        {"type": "object", "minProperties": 10**9},
        {"type": "object", "required": ["a"], "properties": {"a": {"minLength": 10**9}}},
    ],
)
def test_oversized_values_are_not_generated(tmp_path: Path, schema: Any) -> None:
    """A schema that only oversized values satisfy is reported immediately."""
    with pytest.raises(NoValidRequest):
        next(variants(posting(tmp_path, schema)))


def test_a_list_ends_before_an_impossible_item(tmp_path: Path) -> None:
    """A list has no more items than its schema has values for."""
    schema = {"type": "array", "prefixItems": [{"type": "null"}, False]}
    assert base_request(posting(tmp_path, schema)).content == [None]


def test_examples_are_the_base(tmp_path: Path) -> None:
    """The first valid example is the base of all requests."""
    examples = {"broken": {"value": 1}, "good": {"value": "Rex"}}
    found = posting(tmp_path, {"type": "string"}, examples=examples)
    assert base_request(found).content == "Rex"


OPERATIONS = [found.id for found in bundled().router.operations]


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_mock_sees_every_edge(name: str) -> None:
    """The mock accepts each valid request, and refuses each invalid one with its place."""
    app = serve()
    found = next(o for o in app.pipeline.router.operations if o.id == name)
    wrong = [v for v in variants(found) if not is_seen(v, *answer(app, v))]
    assert wrong == []


def test_the_mock_sees_the_edges_of_a_foreign_document() -> None:
    """The mock agrees with every variant of a third-party document."""
    app = serve(str(PETSTORE))
    every = itertools.chain.from_iterable(map(variants, app.pipeline.router.operations))
    assert [v for v in every if not is_seen(v, *answer(app, v))] == []


def answer(app: Any, variant: RequestVariant) -> tuple[int, bytes]:
    """The status and body of the mock's answer to a variant."""
    sent = variant.request
    path, _, query = sent.target.partition("?")
    headers = {name.lower(): text for name, text in sent.all_headers}
    received = app.pipeline.respond(
        Request(
            method=sent.operation.method,
            path=unquote(path),
            query=query,
            headers={"host": "localhost", **CREDENTIALS, **headers},
            body=sent.body,
        )
    )
    return received.status, received.body


def is_seen(variant: RequestVariant, status: int, body: bytes) -> bool:
    """Whether an answer agrees with the variant's verdict."""
    if variant.is_valid:
        return status in range(200, 300)
    name = variant.parameter or ("" if variant.pointer == "#" else variant.pointer)
    return status == 400 and name.encode() in body


@pytest.mark.parametrize("name", [name for name in OPERATIONS if find_operation(name).body])
def test_a_second_judge_agrees(name: str) -> None:
    """Another validator finds no error in each valid body, and one in each invalid body."""
    judge = second_judge(name)
    bodies = [v for v in variants(find_operation(name)) if v.request.body]
    counts = [(v, len([*judge.iter_errors(v.request.content)])) for v in bodies[::6]]
    assert [(v, count) for v, count in counts if count != (not v.is_valid)] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_variants_are_deterministic_and_unique(name: str) -> None:
    """Two enumerations are equal and contain no request twice."""
    first, second = (
        [(repr(v), v.request.all_headers) for v in variants(find_operation(name))] for _ in "ab"
    )
    assert first == second
    sent = [(v.request.target, v.request.all_headers, v.request.body) for v in variants_of(name)]
    assert len(sent) == len(set(sent))


def variants_of(name: str) -> Iterator[RequestVariant]:
    """The variants of a bundled operation."""
    return variants(find_operation(name))


def test_a_variant_describes_itself() -> None:
    """A variant has its place, rule, sent value, expectation and request."""
    found = next(v for v in variants_of("create_contact_profile") if v.keyword == "maxLength")
    assert (found.where, found.expected) == ("body #/projectId", "at most 24 characters")
    assert found.sends == "a text of 25 characters"
    assert repr(found).startswith("body #/projectId (maxLength): a text of 25 characters: POST /")
    assert found.request.all_headers == (("Content-Type", JSON),)


def test_bundled_documents_have_operations() -> None:
    """The bundled documents that the tests above loop over have operations."""
    assert len(OPERATIONS) >= len(bundled_names())
