"""The alternative that was probably meant is explained, or all of them if none was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.violations import Subject
from tests.openapi.small_documents import NEW, VERSIONS, Json, compile_schema

BODY = Subject(location="body")
TEXT = {"type": "string"}
CAT: Json = {
    "type": "object",
    "required": ["kind", "lives"],
    "properties": {"kind": {"enum": ["cat"]}, "lives": {"type": "integer"}},
}
DOG: Json = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"enum": ["dog"]}, "tricks": {"type": "array", "items": TEXT}},
}
ANIMALS = {"Cat": CAT, "Dog": DOG}
CAT_REF, DOG_REF = {"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}
NAMES = [{"required": ["firstName"]}, {"required": ["nickname"]}]
BUFFER = [
    {"type": "integer", "minimum": 0, "maximum": 180},
    {"type": "string", "pattern": "^[0-9]+$"},
]

MANY_WANTS = (
    "either the field `a` and the field `b` and the field `c` and more, "
    "or the field `e` and the field `f`"
)
MANY_ALTERNATIVES = (
    "either at least 2 fields, or at least 3 fields, or at least 4 fields, or at least 5 fields, "
    "or one of 2 further alternatives"
)

# A schema, a value, and the violations: pointer, keyword, expectation.
MEANT: dict[str, tuple[Json, Any, list[tuple[str, str, str]]]] = {
    "number of two types": ({"anyOf": BUFFER}, 500, [("#", "maximum", "a number of at most 180")]),
    "text of two types": (
        {"anyOf": BUFFER},
        "x",
        [("#", "pattern", "text that matches `^[0-9]+$`")],
    ),
    "neither type": (
        {"anyOf": BUFFER},
        True,
        [("#", "anyOf", "either an integer, or a string")],
    ),
    "nullable": (
        {"anyOf": [CAT, {"enum": [None]}]},
        {"kind": "cat"},
        [("#/lives", "required", "the field `lives`")],
    ),
    "constant": (
        {"oneOf": [CAT, DOG]},
        {"kind": "dog", "tricks": [1]},
        [("#/tricks/0", "type", "a string")],
    ),
    "no constant": (
        {"oneOf": [CAT, DOG]},
        {"kind": "cow"},
        [("#", "oneOf", 'either the field `lives` and "cat" at `/kind`, or "dog" at `/kind`')],
    ),
    "one of two fields": (
        {"anyOf": NAMES},
        {},
        [("#", "anyOf", "at least one of the fields `firstName`, `nickname`")],
    ),
    "exactly one of two fields": (
        {"oneOf": NAMES},
        {},
        [("#", "oneOf", "exactly one of the fields `firstName`, `nickname`")],
    ),
    "both fields": (
        {"oneOf": NAMES},
        {"firstName": "a", "nickname": "b"},
        [("#", "oneOf", "exactly one of the alternatives to match, not several")],
    ),
    "two of three": (
        {"oneOf": [TEXT, {"maxLength": 5}, {"type": "integer"}]},
        "abc",
        [("#", "oneOf", "exactly one of the alternatives to match, not several")],
    ),
    "field deeper down": (
        {"anyOf": [{"properties": {"a": {"required": ["x"]}}}, {"required": ["b"]}]},
        {"a": {}},
        [("#", "anyOf", "either the field `x` at `/a`, or the field `b`")],
    ),
    "alternatives within alternatives": (
        {"anyOf": [{"oneOf": [CAT, DOG]}, TEXT]},
        {"kind": "cat", "lives": "nine"},
        [("#/lives", "type", "an integer")],
    ),
    "within a field": (
        {"properties": {"pet": {"oneOf": [CAT, DOG]}}},
        {"pet": {"kind": "cat", "lives": 1.5}},
        [("#/pet/lives", "type", "an integer")],
    ),
    "same wants": ({"anyOf": [TEXT, {**TEXT, "maxLength": 3}]}, 5, [("#", "anyOf", "a string")]),
    "many alternatives": (
        {"anyOf": [{"minProperties": number} for number in range(2, 8)]},
        {"a": 1},
        [("#", "anyOf", MANY_ALTERNATIVES)],
    ),
    "many wants": (
        {"anyOf": [{"required": ["a", "b", "c", "d"]}, {"required": ["e", "f"]}]},
        {},
        [
            (
                "#",
                "anyOf",
                MANY_WANTS,
            )
        ],
    ),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("schema", "value", "expected"), MEANT.values(), ids=MEANT)
def test_meant_alternative_is_explained(
    tmp_path: Path, version: str, schema: Json, value: Any, expected: list[tuple[str, str, str]]
) -> None:
    """The errors of the alternative that was meant are reported, otherwise those of all."""
    found = compile_schema(tmp_path, schema, version).check(value, BODY)
    assert [(one.pointer, one.keyword, one.expected) for one in found] == expected


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("value", "reported"),
    [
        ({"type": "Cat", "kind": "cow", "lives": 1}, '#/kind "cat"'),
        ({"type": "feline", "kind": "cat", "lives": "x"}, "#/lives an integer"),
        ({"type": "Dog", "kind": "cat"}, '#/kind "dog"'),
        ({"type": "cow", "kind": "cat", "lives": "x"}, "#/lives an integer"),
        ({"kind": "cat", "lives": "x"}, "#/lives an integer"),
    ],
)
def test_discriminator_names_the_meant_alternative(
    tmp_path: Path, version: str, keyword: str, value: Json, reported: str
) -> None:
    """The field named by `discriminator` selects what is explained, else the value does."""
    mapping = {"feline": "#/components/schemas/Cat"}
    schema = {
        keyword: [{**CAT_REF}, {**DOG_REF}],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }
    found = compile_schema(tmp_path, schema, version, ANIMALS).check(value, BODY)
    assert f"{found[0].pointer} {found[0].expected}".startswith(reported)


@pytest.mark.parametrize(
    "discriminator",
    [{}, {"propertyName": 5}, {"propertyName": "kind", "mapping": {"cat": 5}}, "kind", None],
)
def test_odd_discriminator_is_ignored(tmp_path: Path, discriminator: Any) -> None:
    """An unusable discriminator leaves the choice to the value."""
    schema = {"oneOf": [CAT, DOG], "discriminator": discriminator}
    (found,) = compile_schema(tmp_path, schema, NEW).check({"kind": "dog", "tricks": 5}, BODY)
    assert found.pointer == "#/tricks"


@pytest.mark.parametrize("value", [5, [], "x", None])
def test_discriminator_of_no_object_is_ignored(tmp_path: Path, value: Any) -> None:
    """A value that is not an object has no discriminator field."""
    schema = {"oneOf": [CAT_REF, DOG_REF], "discriminator": {"propertyName": "kind"}}
    (found,) = compile_schema(tmp_path, schema, NEW, ANIMALS).check(value, BODY)
    assert found.pointer == "#"
