"""Unknown fields are reported at any depth, with suggestions and no false positives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.unknown_fields import MAX_UNKNOWN_FIELDS, UnknownField
from tests.openapi.small_documents import VERSIONS, Json, compile_schema
from tests.processor_time import time_call

TEXT = {"type": "string"}
SCHEMAS: Json = {
    "Pet": {
        "type": "object",
        "properties": {"name": TEXT, "owner": {"$ref": "#/components/schemas/Person"}},
    },
    "Person": {
        "properties": {
            "email": TEXT,
            "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Person"}},
        }
    },
    "Node": {"properties": {"next": {"$ref": "#/components/schemas/Node"}, "value": {}}},
}


def ref(name: str) -> Json:
    """A reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


AGED: Json = {"properties": {"age": {"type": "integer"}}}
CAT: Json = {"properties": {"kind": {"enum": ["cat"]}, "lives": {}}}
DOG: Json = {"properties": {"kind": {"enum": ["dog"]}, "tricks": {}}}

# A schema, a value, and the unknown fields: pointer and suggestion.
UNKNOWN: dict[str, tuple[Json, Any, dict[str, str]]] = {
    "plain": (ref("Pet"), {"nmae": "a"}, {"#/nmae": "name"}),
    "no near name": (ref("Pet"), {"colour": "a"}, {"#/colour": ""}),
    "case": (ref("Pet"), {"Name": "a"}, {"#/Name": "name"}),
    "several": (ref("Pet"), {"nmae": 1, "ownr": 1}, {"#/nmae": "name", "#/ownr": "owner"}),
    "deeper": (ref("Pet"), {"owner": {"emial": "a"}}, {"#/owner/emial": "email"}),
    "pointer": (ref("Pet"), {"a/b c": 1}, {"#/a~1b%20c": ""}),
    "all of": (
        {"allOf": [ref("Pet"), AGED]},
        {"nmae": 1, "agee": 1, "age": 1},
        {"#/nmae": "name", "#/agee": "age"},
    ),
    "all of, right": ({"allOf": [ref("Pet"), AGED]}, {"name": "a", "age": 1}, {}),
    "any of": ({"anyOf": [CAT, DOG]}, {"tircks": 1, "lives": 9}, {"#/tircks": "tricks"}),
    "one of": ({"oneOf": [CAT, DOG]}, {"kind": "dog", "trick": 1}, {"#/trick": "tricks"}),
    "items": ({"items": ref("Pet")}, [{}, {"nmae": 1}], {"#/1/nmae": "name"}),
    "items of items": ({"items": {"items": ref("Pet")}}, [[{"nmae": 1}]], {"#/0/0/nmae": "name"}),
    "recursion": (
        ref("Node"),
        {"next": {"next": {"nxt": {}}, "valeu": 1}},
        {"#/next/next/nxt": "next", "#/next/valeu": "value"},
    ),
    "recursion through items": (
        ref("Person"),
        {"friends": [{"friends": [{"emil": 1}]}]},
        {"#/friends/0/friends/0/emil": "email"},
    ),
    "open": ({**AGED, "additionalProperties": True}, {"agee": 1}, {}),
    "closed": ({**AGED, "additionalProperties": False}, {"agee": 1}, {}),
    "other fields": (
        {"additionalProperties": ref("Pet")},
        {"rex": {"nmae": "a"}, "tom": {"name": "b"}},
        {"#/rex/nmae": "name"},
    ),
    "fields and other fields": (
        {"properties": {"first": ref("Pet")}, "additionalProperties": ref("Person")},
        {"first": {"nmae": 1}, "second": {"emial": 1}},
        {"#/first/nmae": "name", "#/second/emial": "email"},
    ),
    "free object": ({"type": "object"}, {"x": 1}, {}),
    "free alternative": ({"anyOf": [AGED, {"type": "object"}]}, {"x": 1}, {}),
    "demands as alternatives": (
        {**AGED, "anyOf": [{"required": ["age"]}, {"required": ["name"]}]},
        {"age": 1, "agee": 1},
        {"#/agee": "age"},
    ),
    "not an object": (ref("Pet"), [{"nmae": 1}], {}),
    "wrong type within": (ref("Pet"), {"owner": "x"}, {}),
    "text": (TEXT, "x", {}),
}
NEW_UNKNOWN: dict[str, tuple[Json, Any, dict[str, str]]] = {
    "neighbours of a reference": ({**ref("Pet"), **AGED}, {"age": 1, "agee": 1}, {"#/agee": "age"}),
    "patterns": (
        {**AGED, "patternProperties": {"^x-": ref("Pet")}},
        {"x-a": {"nmae": 1}, "y-a": {}},
        {"#/x-a/nmae": "name", "#/y-a": ""},
    ),
    "condition": (
        {"if": AGED, "then": CAT, "else": DOG},
        {"lives": 1, "trick": 1},
        {"#/trick": "tricks"},
    ),
    "prefix": (
        {"prefixItems": [AGED], "items": CAT},
        [{"agee": 1}, {"lvies": 1}],
        {"#/0/agee": "age", "#/1/lvies": "lives"},
    ),
    "dependent": (
        {**AGED, "dependentSchemas": {"age": CAT}},
        {"age": 1, "lvies": 1},
        {"#/lvies": "lives"},
    ),
    "unevaluated": ({**AGED, "unevaluatedProperties": False}, {"agee": 1}, {}),
}


def find(folder: Path, schema: Json, value: Any, version: str) -> dict[str, str]:
    """The unknown fields of a value: pointer and suggestion."""
    found = compile_schema(folder, schema, version, SCHEMAS).unknown_fields(value)
    return {
        one.pointer: one.hint.removeprefix("Did you mean `").removesuffix("`?") for one in found
    }


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("schema", "value", "expected"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_fields_are_found(
    tmp_path: Path, version: str, schema: Json, value: Any, expected: dict[str, str]
) -> None:
    """Exactly the fields that no part of the schema describes are reported."""
    assert find(tmp_path, schema, value, version) == expected


@pytest.mark.parametrize(("schema", "value", "expected"), NEW_UNKNOWN.values(), ids=NEW_UNKNOWN)
def test_unknown_fields_of_new_keywords_are_found(
    tmp_path: Path, schema: Json, value: Any, expected: dict[str, str]
) -> None:
    """Fields described by keywords of OpenAPI 3.1 are known."""
    assert find(tmp_path, schema, value, VERSIONS[1]) == expected


def test_unknown_field_is_reported(tmp_path: Path) -> None:
    """An unknown field has a pointer, a name, and a sentence."""
    (found,) = compile_schema(tmp_path, ref("Pet"), schemas=SCHEMAS).unknown_fields({"nmae": 1})
    assert (found.pointer, found.name, found.hint) == ("#/nmae", "nmae", "Did you mean `name`?")
    assert found.detail == "`nmae` is not a documented field. Did you mean `name`?"


def test_a_long_name_is_shortened() -> None:
    """The sentence about an unknown field holds at most 80 characters of its name."""
    found = UnknownField(pointer="#/x", name="x" * 90, hint="")
    assert found.detail == f"`{'x' * 79}…` is not a documented field."


def test_long_chain_of_schemas_is_closed(tmp_path: Path) -> None:
    """A chain of a thousand schemas exhausts neither stack nor memory."""
    schemas: Json = {
        f"S{n}": {"properties": {"next": ref(f"S{n + 1}"), "value": {}}} for n in range(1000)
    }
    schemas["S1000"] = {"properties": {"value": {}}}
    compiled = compile_schema(tmp_path, ref("S0"), schemas=schemas)
    assert [one.pointer for one in compiled.unknown_fields({"next": {"valu": 1}})] == [
        "#/next/valu"
    ]


def test_many_unknown_fields_are_cut(tmp_path: Path) -> None:
    """At most the first hundred unknown fields are reported."""
    value = {f"field{number}": 1 for number in range(MAX_UNKNOWN_FIELDS + 1)}
    compiled = compile_schema(tmp_path, ref("Pet"), schemas=SCHEMAS)
    assert len(compiled.unknown_fields(value)) == MAX_UNKNOWN_FIELDS


def test_unknown_fields_of_a_large_value_cost_little(tmp_path: Path) -> None:
    """The first unknown field of a very large value is reported quickly."""
    value = [{f"field{number}": 1} for number in range(100_000)]
    compiled = compile_schema(tmp_path, {"items": ref("Pet")}, schemas=SCHEMAS)
    found, seconds = time_call(lambda: compiled.unknown_fields(value))
    assert [one.pointer for one in found] == ["#/0/field0"]
    assert seconds < 1
