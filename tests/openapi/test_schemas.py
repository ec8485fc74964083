"""Compiled schemas: invalid schemas, JSON comparison, and values of any size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.schemas import MAX_SEARCHED
from mockwright.openapi.violations import Subject
from tests.openapi.small_documents import (
    NEW,
    OLD,
    Json,
    compile_body,
    compile_paths,
    compile_schema,
    content,
    find_faults,
    operation,
    start,
    tree,
    write,
)
from tests.processor_time import time_call

BODY = Subject(location="body")
TEXT = {"type": "string"}

NUMBER = "Expected a number; received"

# An invalid schema, and the report: the place within it, and the problem.
BROKEN: dict[str, tuple[Json, str]] = {
    "unknown type": ({"type": "strin"}, '"string"; received "strin". Did you mean `string`?'),
    "type of a field": (
        {"properties": {"a": {"type": "x"}}},
        "/properties/a/type: Expected one of",
    ),
    "bound in words": ({"minimum": "3"}, f'/minimum: {NUMBER} "3".'),
    "negative length": (
        {"minLength": -1},
        "/minLength: Expected a number of at least 0; received -1.",
    ),
    "length with a fraction": (
        {"maxLength": 1.5},
        "/maxLength: Expected an integer; received 1.5.",
    ),
    "required is true": ({"required": True}, "/required: Expected an array; received true."),
    "required twice": (
        {"required": ["a", "a"]},
        '/required: Expected unique items; received ["a","a"].',
    ),
    "enum is text": ({"enum": "a"}, '/enum: Expected an array; received "a".'),
    "multiple of 0": (
        {"multipleOf": 0},
        "/multipleOf: Expected a number greater than 0; received 0.",
    ),
    "reference is a number": ({"$ref": 5}, "/$ref: Expected a string; received 5."),
    "bound as text": ({"exclusiveMinimum": "1"}, f'/exclusiveMinimum: {NUMBER} "1".'),
    "list of fields": (
        {"properties": []},
        "/properties: Expected an object; received an array, [].",
    ),
}


@pytest.mark.parametrize(("schema", "problem"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_schema_is_reported(tmp_path: Path, schema: Json, problem: str) -> None:
    """An invalid schema is reported at its place, with what was expected."""
    paths = {"/a": {"post": operation(requestBody=content(schema))}}
    (fault,) = find_faults(write(tmp_path, tree(paths, NEW)))
    assert fault.startswith(
        "api.json#/paths/~1a/post/requestBody/content/application~1json/schema/"
    )
    assert problem in fault


def test_broken_schema_in_another_file_is_reported_there(tmp_path: Path) -> None:
    """A shared schema is reported once, with the file that contains it."""
    reference = {"$ref": "pets.yaml#/Pet"}
    paths = {name: {"post": operation(requestBody=content(reference))} for name in ("/a", "/b")}
    files = {"pets.yaml": "Pet: {properties: {age: {minimum: old}}}"}
    (fault,) = find_faults(write(tmp_path, tree(paths), files))
    assert fault == 'pets.yaml#/Pet/properties/age/minimum: Expected a number; received "old".'


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"type": "integer"}, [1.0, 1e2, -0.0, 10**30, 1e300], [1.5, True, "1", None]),
        ({"multipleOf": 0.01}, [0.07, 19.99, 10**30], [19.999]),
        ({"maximum": 2**53 - 1}, [2**53 - 1], [2**53, 2**63, 10**30, 1e30]),
        ({"maximum": 10**30}, [10**30], [10**30 + 1]),
        ({"enum": [1, None, "a"]}, [1, 1.0, None], [True, "A", "1"]),
        (
            {"uniqueItems": True},
            [[1, True], ["1", 1]],
            [[1, 1.0], [{"a": 1, "b": 2}, {"b": 2, "a": 1}]],
        ),
        ({"maxLength": 2}, ["\U0001f600\U0001f600", "e\u0301"], ["abc"]),
    ],
)
def test_values_are_compared_as_json(
    tmp_path: Path, schema: Json, valid: list[Any], invalid: list[Any]
) -> None:
    """Numbers are exact at any size, booleans are not numbers, and length counts code points."""
    compiled = compile_schema(tmp_path, schema)
    assert [value for value in valid if not compiled.is_valid(value)] == []
    assert [value for value in invalid if compiled.is_valid(value)] == []


def test_recursive_schema_judges_the_deepest_value(tmp_path: Path) -> None:
    """A recursive schema validates values of the maximum depth."""
    node = {
        "properties": {"next": {"$ref": "#/components/schemas/Node"}, "id": {"type": "integer"}}
    }
    compiled = compile_schema(
        tmp_path, {"$ref": "#/components/schemas/Node"}, schemas={"Node": node}
    )
    value: Any = {"id": "x"}
    for _ in range(63):
        value = {"next": value}
    (violation,) = compiled.check(value, BODY)
    assert violation.pointer == "#" + "/next" * 63 + "/id"


@pytest.mark.parametrize("version", [OLD, NEW])
def test_names_that_no_uri_has_are_found(tmp_path: Path, version: str) -> None:
    """References with spaces, umlauts and braces are resolved, and so are places of rules."""
    files = {"my file.yaml": {"Gr\u00f6\u00dfe {id}/~": {"maximum": 1}}}
    reference = {"$ref": "my%20file.yaml#/Gr\u00f6\u00dfe {id}~1~0"}
    compiled = compile_schema(tmp_path, reference, version, files=files)
    (violation,) = compiled.check(2, BODY)
    assert violation.rule == "my file.yaml#/Gr\u00f6\u00dfe {id}~1~0/maximum"


def test_many_unique_objects_are_compared_quickly(tmp_path: Path) -> None:
    """Ten thousand objects are checked for uniqueness quickly."""
    compiled = compile_schema(tmp_path, {"uniqueItems": True})
    value = [{"a": number} for number in range(10_000)]
    is_valid, seconds = time_call(lambda: compiled.is_valid(value))
    assert is_valid
    assert seconds < 1


def test_large_value_is_judged_quickly(tmp_path: Path) -> None:
    """For a very large value, the first violation is reported quickly."""
    schema = {"items": {"type": "object", "required": ["a", "b", "c"]}}
    compiled = compile_schema(tmp_path, schema)
    found, seconds = time_call(lambda: compiled.check([{}] * 300_000, BODY))
    assert [one.pointer for one in found] == ["#/0/a"]
    assert seconds < 1


def test_value_up_to_the_limit_is_judged_fully(tmp_path: Path) -> None:
    """For a value up to the limit, up to a thousand violations are reported."""
    compiled = compile_schema(tmp_path, {"items": {"required": ["a"]}})
    assert len(compiled.check([{}] * 900, BODY)) == 900
    assert len(compiled.check([{}] * (MAX_SEARCHED - 1), BODY)) == 1000


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (TEXT, False),
        ({"anyOf": [TEXT]}, True),
        ({"properties": {"a": {"oneOf": [TEXT]}}}, True),
        ({"$ref": "#/components/schemas/Either"}, True),
    ],
    ids=["text", "any of", "deeper", "reference"],
)
def test_alternatives_are_noticed(tmp_path: Path, schema: Json, expected: object) -> None:
    """Alternatives are found at any depth of a schema."""
    compiled = compile_schema(tmp_path, schema, schemas={"Either": {"oneOf": [TEXT]}})
    assert compiled.has_alternatives == expected


def test_same_schema_is_compiled_once(tmp_path: Path) -> None:
    """Operations that share a response share its validator."""
    answers = {"200": {"$ref": "#/components/responses/Pet"}}
    paths = {name: {"get": operation(responses=answers)} for name in ("/a", "/b")}
    components = {"responses": {"Pet": {"description": "x", **content(TEXT)}}}
    first, second = compile_paths(tmp_path, paths, components=components)
    assert [*first.schemas()] == [*second.schemas()]
    assert next(first.schemas()) is next(second.schemas())


def test_references_to_one_schema_share_its_validator(tmp_path: Path) -> None:
    """Schemas that only refer to another one share its validator."""
    paths = {
        name: {"post": operation(requestBody=content({"$ref": "#/components/schemas/B"}))}
        for name in ("/a", "/b")
    }
    schemas = {"A": TEXT, "B": {"$ref": "#/components/schemas/A"}}
    found = compile_paths(tmp_path, paths, components={"schemas": schemas})
    first, second = (next(one.schemas()) for one in found)
    assert first is not second
    assert first.is_valid.__self__ is second.is_valid.__self__  # type: ignore[attr-defined]  # a bound method
    (violation,) = second.check(5, BODY)
    assert violation.rule == "api.json#/components/schemas/A/type"


def test_dense_document_starts_quickly(tmp_path: Path) -> None:
    """A document in which all schemas are interlinked starts without compiling them all."""
    fields = {"number": {"type": "integer"}}
    schemas: Json = {
        f"S{n}": {
            "properties": {
                **fields,
                **{f"f{k}": {"$ref": f"#/components/schemas/S{(n + k) % 500}"} for k in range(8)},
            }
        }
        for n in range(500)
    }
    paths = {
        f"/{n}": {"post": operation(requestBody=content({"$ref": f"#/components/schemas/S{n}"}))}
        for n in range(500)
    }

    def serve() -> None:
        found = compile_paths(tmp_path, paths, components={"schemas": schemas})
        schema = next(found[0].schemas())
        assert not schema.library.is_small
        (violation,) = schema.check({"f7": {"number": "x"}}, BODY)
        assert violation.pointer == "#/f7/number"
        assert [one.pointer for one in schema.unknown_fields({"f1": {"x": 1}})] == ["#/f1/x"]

    _, seconds = time_call(serve)
    assert seconds < 5


def test_schema_is_seen_as_it_stands(tmp_path: Path) -> None:
    """A compiled schema returns what the document contains, reference or not."""
    compiled = compile_body(tmp_path, {"$ref": "#/components/schemas/A"}, schemas={"A": TEXT})
    assert compiled["request"].schema == {"$ref": "#/components/schemas/A"}
    library = compiled["request"].library
    assert library.resolve(compiled["request"].schema, compiled["request"].place).value == TEXT


def test_dynamic_reference_without_a_target_is_left_out(tmp_path: Path) -> None:
    """A `$dynamicRef` to no anchor is reported where it stands, and the rest counts."""
    reference = {"$ref": "#/components/schemas/Unusual"}
    paths = {name: {"post": operation(requestBody=content(reference))} for name in ("/a", "/b")}
    components = {"schemas": {"Unusual": {"$dynamicRef": "#nowhere", "type": "object"}}}
    file = write(tmp_path, tree(paths, components=components))
    assert find_faults(file) == [
        (
            "api.json#/components/schemas/Unusual/$dynamicRef: "
            "`$dynamicRef: #nowhere` points to nothing."
        )
    ]
    assert [each.json_schema.is_valid(5) for each in start(file)] == [False, False]
