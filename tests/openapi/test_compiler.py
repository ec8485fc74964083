"""Paths, webhooks, parameters, bodies, responses and servers are compiled to operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.openapi.small_documents import (
    EMPTY,
    JSON,
    NEW,
    OLD,
    VERSIONS,
    Files,
    Json,
    compile_paths,
    content,
    find_faults,
    operation,
    parameter,
    response,
    tree,
    write,
)
from tests.processor_time import time_call

PET = {"type": "object", "properties": {"name": {"type": "string"}}}


def labels(folder: Path, paths: Json, **members: Any) -> list[str]:
    """The operations of a document, by method and path."""
    return [found.label for found in compile_paths(folder, paths, **members)]


def test_every_method_of_every_path_is_an_operation(tmp_path: Path) -> None:
    """Each method of a path item is an operation; extensions and other fields are not."""
    methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
    item = {"summary": "x", "x-get": operation(), **{method: operation() for method in methods}}
    found = labels(tmp_path, {"/a": item, "x-b": {"get": operation()}})
    assert found == [f"{method.upper()} /a" for method in methods]


@pytest.mark.parametrize(
    ("item", "expected"),
    [({}, "POST /webhooks/newPet"), ({"x-mock-path": "/hooks/pet"}, "POST /hooks/pet")],
)
def test_webhook_is_served_at_a_path(tmp_path: Path, item: Json, expected: str) -> None:
    """A webhook is served at its `x-mock-path`, or under `/webhooks/` by default."""
    assert labels(tmp_path, {}, webhooks={"newPet": {**item, "post": operation()}}) == [expected]


@pytest.mark.parametrize("path", ["hooks", "", 5, None])
def test_webhook_path_starts_with_a_slash(tmp_path: Path, path: Any) -> None:
    """A path without a leading slash is a fault."""
    hook = {"post": operation(), "x-mock-path": path}
    (fault,) = find_faults(write(tmp_path, tree({}, webhooks={"newPet": hook})))
    assert fault.startswith("api.json#/webhooks/newPet/x-mock-path: The path does not start with")


@pytest.mark.parametrize(
    ("members", "expected"), [({"operationId": "getPet"}, "getPet"), ({}, "GET /pets")]
)
def test_operation_has_an_id(tmp_path: Path, members: Json, expected: str) -> None:
    """The id of an operation is its `operationId`, or its method and path by default."""
    (found,) = compile_paths(tmp_path, {"/pets": {"get": operation(**members)}})
    assert found.id == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_path_items_can_stand_elsewhere(tmp_path: Path, version: str) -> None:
    """Path items, parameters, bodies, responses, headers and schemas can be in other files."""
    files: Files = {
        "sub/item.yaml": {
            "post": {
                "parameters": [{"$ref": "../parts.yaml#/id"}],
                "requestBody": {"$ref": "../parts.yaml#/body"},
                "responses": {"200": {"$ref": "../parts.yaml#/answer"}},
            },
            "x-id": {"type": "integer"},
        },
        "parts.yaml": {
            "id": parameter("id", "path", {"$ref": "sub/item.yaml#/x-id"}),
            "body": content({"$ref": "api.json#/components/schemas/Pet"}),
            "answer": {**EMPTY, "headers": {"X-A": {"$ref": "#/header"}}},
            "header": {"schema": {"type": "integer"}},
        },
    }
    paths = {"/pets/{id}": {"$ref": "sub/item.yaml"}}
    (found,) = compile_paths(tmp_path, paths, version, files, components={"schemas": {"Pet": PET}})
    assert [str(schema.place) for schema in found.schemas()] == [
        "parts.yaml#/id/schema",
        "parts.yaml#/body/content/application~1json/schema",
        "parts.yaml#/header/schema",
    ]
    assert [schema.is_valid("x") for schema in found.schemas()] == [False, False, False]


def test_path_items_can_be_components(tmp_path: Path) -> None:
    """References to OpenAPI 3.1's `components/pathItems` are resolved."""
    components = {"pathItems": {"pets": {"get": operation()}}}
    paths = {"/pets": {"$ref": "#/components/pathItems/pets"}}
    assert labels(tmp_path, paths, components=components) == ["GET /pets"]


def test_operation_replaces_parameters_of_its_path(tmp_path: Path) -> None:
    """A parameter of the operation overrides its path item's namesake; others are added."""
    shared = [parameter("a", "query"), parameter("X-B", "header"), parameter("c", "query")]
    own = [parameter("a", "query", required=True), parameter("x-b", "header", required=True)]
    item = {"parameters": shared, "get": operation(parameters=own)}
    (found,) = compile_paths(tmp_path, {"/pets": item})
    names = {(one.name, one.location, one.is_required) for one in found.parameters}
    assert names == {("a", "query", True), ("x-b", "header", True), ("c", "query", False)}


def test_headers_that_other_fields_describe_are_no_parameters(tmp_path: Path) -> None:
    """OpenAPI ignores header parameters named `Accept`, `Content-Type` and `Authorization`."""
    names = ["Accept", "content-type", "AUTHORIZATION", "X-Mine"]
    headers = [parameter(name, "header") for name in names]
    get = operation(parameters=[*headers, parameter("accept", "query")])
    (found,) = compile_paths(tmp_path, {"/pets": {"get": get}})
    assert [one.name for one in found.parameters] == ["X-Mine", "accept"]


@pytest.mark.parametrize(
    ("location", "members", "expected"),
    [
        ("path", {}, ("simple", False)),
        ("header", {}, ("simple", False)),
        ("query", {}, ("form", True)),
        ("cookie", {}, ("form", True)),
        ("query", {"explode": False}, ("form", False)),
        ("query", {"style": "pipeDelimited"}, ("pipeDelimited", False)),
        ("query", {"style": "deepObject"}, ("deepObject", True)),
        ("path", {"style": "matrix", "explode": True}, ("matrix", True)),
    ],
)
def test_style_is_that_of_the_place(
    tmp_path: Path, location: str, members: Json, expected: tuple[str, bool]
) -> None:
    """A parameter without a style or `explode` has the default of its location."""
    get = operation(parameters=[parameter("p", location, **members)])
    path = "/{p}" if location == "path" else "/pets"
    (found,) = compile_paths(tmp_path, {path: {"get": get}})
    style = found.parameters[0].style
    assert (style.kind, style.is_exploded) == expected


@pytest.mark.parametrize("media_type", [JSON, "application/x+json", "text/plain"])
def test_parameter_has_the_schema_of_its_content(tmp_path: Path, media_type: str) -> None:
    """A parameter with `content` has that schema, and is JSON if its media type is."""
    one = parameter("p", "query", **content(PET, media_type))
    (found,) = compile_paths(tmp_path, {"/pets": {"get": operation(parameters=[one])}})
    (schema,) = found.schemas()
    assert str(schema.place).endswith(f"/content/{media_type.replace('/', '~1')}/schema")
    assert found.parameters[0].is_json == media_type.endswith("json")


def test_media_types_are_known_by_their_normal_names(tmp_path: Path) -> None:
    """A media type is found regardless of case and parameters, and keeps its original name."""
    body = content(PET, "Application/JSON; charset=utf-8")
    (found,) = compile_paths(tmp_path, {"/pets": {"post": operation(requestBody=body)}})
    assert found.body is not None
    assert [(key, one.name) for key, one in found.body.media_types.items()] == [
        ("application/json", "Application/JSON; charset=utf-8")
    ]


def test_examples_are_gathered(tmp_path: Path) -> None:
    """Examples are found by name, through references; those without a value are omitted."""
    named: Json = {"a": {"value": 1}, "b": {"$ref": "#/components/examples/b"}}
    named["c"] = {"externalValue": "http://example.org/c"}
    post = operation(
        requestBody=content({}, examples=named), responses={"200": response({}, example=0)}
    )
    components = {"examples": {"b": {"value": {"$ref": "stays"}}}}
    (found,) = compile_paths(tmp_path, {"/pets": {"post": post}}, components=components)
    body, answer = found.media_types()
    assert body.examples == {"a": 1, "b": {"$ref": "stays"}}
    assert answer.examples == {"default": 0}


def test_responses_are_known_by_status_range_and_default(tmp_path: Path) -> None:
    """A status finds its own response, then that of its range, then the default."""
    keys = {"200": EMPTY, "4XX": EMPTY, "default": EMPTY, "x-other": {}}
    (found,) = compile_paths(tmp_path, {"/pets": {"get": operation(responses=keys)}}, OLD)
    assert list(found.responses) == ["200", "4XX", "default"]
    answers = [found.response_for(status) for status in (200, 204, 404, 499, 500)]
    assert [one.key for one in answers if one] == ["200", "default", "4XX", "4XX", "default"]


def test_undocumented_status_has_no_response(tmp_path: Path) -> None:
    """Without range and default, an undocumented status has no response."""
    (found,) = compile_paths(tmp_path, {"/pets": {"get": operation()}})
    assert found.response_for(200) is None


def test_json_body_has_a_schema(tmp_path: Path) -> None:
    """The JSON body's schema is available; without one, the error names the operation."""
    with_json = operation(requestBody=content({"type": "object"}))
    without = operation(requestBody={"content": {"text/plain": {}}})
    paths = {"/a": {"post": with_json}, "/b": {"post": without}, "/c": {"post": operation()}}
    described, *others = compile_paths(tmp_path, paths)
    assert described.json_schema.schema == {"type": "object"}
    for found in others:
        with pytest.raises(LookupError, match=found.path):
            _ = found.json_schema


def test_schema_of_a_field_is_found(tmp_path: Path) -> None:
    """A body's field is found by name, a nested one by both names, through references."""
    body = {"properties": {"owner": {"$ref": "#/components/schemas/Owner"}}}
    owner = {"properties": {"name": {"$ref": "#/components/schemas/Name"}}}
    components = {"schemas": {"Owner": owner, "Name": {"maxLength": 9}}}
    paths = {"/pets": {"post": operation(requestBody=content(body))}}
    (found,) = compile_paths(tmp_path, paths, components=components)
    schema = found.json_schema
    assert schema.field().value == body
    assert schema.field("owner").value == owner
    name = schema.field("owner", "name")
    assert (name.value, name.place.pointer) == ({"maxLength": 9}, "/components/schemas/Name")


def test_defaults_of_fields_are_gathered(tmp_path: Path) -> None:
    """The defaults of a body's fields are collected, also for a nested field."""
    owner = {"properties": {"name": {"default": "Kim"}, "age": {}}}
    body = {"properties": {"owner": owner, "count": {"default": None}, "kind": {"default": 0}}}
    paths = {"/pets": {"post": operation(requestBody=content(body))}}
    (found,) = compile_paths(tmp_path, paths)
    assert found.json_schema.defaults() == {"count": None, "kind": 0}
    assert found.json_schema.defaults("owner") == {"name": "Kim"}


def test_response_headers_are_compiled(tmp_path: Path) -> None:
    """Response headers have their schemas and examples; `Content-Type` is left out."""
    headers = {
        "X-A": {"schema": {"type": "integer"}, "required": True, "example": 5},
        "X-B": {"schema": {}, "examples": {"one": {"value": "b"}}},
        "Content-Type": {"schema": {}},
    }
    get = operation(responses={"200": {**EMPTY, "headers": headers}})
    (found,) = compile_paths(tmp_path, {"/pets": {"get": get}})
    answer = found.responses["200"]
    assert [(one.name, one.is_required, one.example) for one in answer.headers] == [
        ("X-A", True, 5),
        ("X-B", False, "b"),
    ]


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ({"root": ["https://example.org/v1/"]}, ("/v1",)),
        ({"root": ["https://example.org", "/v2", "/v2/"]}, ("/v2",)),
        ({"root": ["/v1"], "item": ["/v2"]}, ("/v2",)),
        ({"root": ["/v1"], "item": ["/v2"], "operation": ["/v3"]}, ("/v3",)),
        ({"root": ["/v1"], "operation": []}, ()),
        ({"root": ["https://{host}/{base}"]}, ("/api/x",)),
        ({"root": ["/a%20b"]}, ("/a b",)),
        ({"root": ["http://["]}, ()),
    ],
)
def test_servers_give_base_paths(
    tmp_path: Path, owners: dict[str, list[str]], expected: tuple[str, ...]
) -> None:
    """The innermost servers define the base paths of an operation."""
    variables = {"host": {"default": "example.org"}, "base": {"default": "api/x"}}
    servers: Json = {
        owner: {"servers": [{"url": url, "variables": variables} for url in urls]}
        for owner, urls in owners.items()
    }
    item = {**servers.get("item", {}), "get": operation(**servers.get("operation", {}))}
    (found,) = compile_paths(tmp_path, {"/pets": item}, **servers.get("root", {}))
    assert found.base_paths == expected


def test_faults_of_all_operations_are_reported_at_once(tmp_path: Path) -> None:
    """One run reports the faults of every operation, and those of shared parts once."""
    shared = {"$ref": "#/components/responses/none"}
    get = operation(responses={"200": shared})
    post = operation(requestBody={"$ref": "#/components/requestBodies/none"})
    found = find_faults(
        write(tmp_path, tree({"/a": {"get": get, "post": post}, "/b": {"get": get}}))
    )
    assert [fault.partition(": ")[0] for fault in found] == [
        "api.json#/paths/~1a/get/responses/200",
        "api.json#/paths/~1a/post/requestBody",
        "api.json#/paths/~1b/get/responses/200",
    ]


def test_unused_schemas_are_checked_for_their_references(tmp_path: Path) -> None:
    """A broken reference in an unused component is still a fault."""
    schemas = {"Pet": {"properties": {"owner": {"$ref": "#/components/schemas/Ovner"}}}}
    (fault,) = find_faults(write(tmp_path, tree({}, NEW, components={"schemas": schemas})))
    assert fault.startswith("api.json#/components/schemas/Pet/properties/owner: ")


def test_large_document_is_compiled_in_time(tmp_path: Path) -> None:
    """A thousand operations with a thousand interlinked schemas compile within a minute."""
    schemas: Json = {
        f"S{number}": {
            "required": ["id"],
            "properties": {
                "id": {"type": "integer", "readOnly": True},
                "next": {"$ref": f"#/components/schemas/S{(number * 7 + 1) % 1000}"},
            },
        }
        for number in range(1000)
    }
    paths = {
        f"/things/{number}/{{id}}": {
            "parameters": [parameter("id", "path")],
            "post": operation(requestBody=content({"$ref": f"#/components/schemas/S{number}"})),
        }
        for number in range(1000)
    }
    found, seconds = time_call(
        lambda: compile_paths(tmp_path, paths, components={"schemas": schemas})
    )
    assert len(found) == 1000
    assert seconds < 20
