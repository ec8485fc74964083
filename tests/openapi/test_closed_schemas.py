"""One validation checks both that a value is valid and that its fields are documented."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.openapi import formats
from mockwright.openapi.schemas import CompiledSchema
from tests.openapi.small_documents import VERSIONS, Json, compile_body, compile_schema
from tests.openapi.test_second_opinion import BODIES, changed_bodies
from tests.openapi.test_unknown_fields import AGED, CAT, DOG, NEW_UNKNOWN, SCHEMAS, UNKNOWN, ref

TEXT = {"type": "string"}
COUNTRY = {"type": "string", "format": formats.COUNTRY}
NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = st.sampled_from([None, True, 0, 1, 1.5, "", "a", "FR", "xyz"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def is_exact_in_two_questions(schema: CompiledSchema, value: Any) -> bool:
    """The same result from two separate validations."""
    return schema.is_valid(value) and not schema.unknown_fields(value)


def leaves() -> st.SearchStrategy[Any]:
    """Schemas without subschemas."""
    return st.sampled_from(
        [
            *({}, True, TEXT, {"type": "object"}, {"type": ["integer", "null"]}, COUNTRY),
            *({"enum": ["a", 1]}, {"const": None}, {"minimum": 1}, {"maxLength": 1}),
            *({"required": ["a"]}, {"maxProperties": 1}, {"minItems": 1}, {"x-note": "a"}),
            *({"$ref": "#/components/schemas/Open"}, {"$ref": "#/components/schemas/Loop"}),
            *({"dependentRequired": {"a": ["b"]}}, {"format": formats.COUNTRY}, False),
        ]
    )


def extended(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas with subschemas, in one keyword or in several."""
    several = st.lists(inner, min_size=1, max_size=2)
    fields = st.dictionaries(NAMES, inner, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "properties": fields,
            "allOf": several,
            "anyOf": several,
            "oneOf": several,
            "items": inner,
            "additionalProperties": inner,
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "c"]), inner, max_size=1),
            "required": st.lists(NAMES, unique=True, max_size=1),
            "type": st.sampled_from(["object", ["object", "array"]]),
            "not": inner,
            "if": inner,
            "then": inner,
            "prefixItems": several,
            "unevaluatedProperties": inner,
            "dependentSchemas": st.dictionaries(NAMES, inner, max_size=1),
        },
    )


OTHERS: Json = {
    "Open": {"properties": {"a": TEXT}, "additionalProperties": True},
    "Loop": {"type": "object", "properties": {"a": ref("Loop"), "b": {"items": ref("Loop")}}},
}


@pytest.mark.slow
@settings(max_examples=600)
@given(st.recursive(leaves(), extended, max_leaves=6), st.lists(VALUES, min_size=1, max_size=6))
def test_one_question_answers_for_two(schema: Any, values: list[Any]) -> None:
    """For any schema and value, one validation agrees with the two separate ones."""
    with tempfile.TemporaryDirectory() as folder:
        both = compile_body(Path(folder), schema, schemas=OTHERS)
    for compiled in both.values():
        exact = [compiled.is_exact(value) for value in values]
        assert exact == [is_exact_in_two_questions(compiled, value) for value in values]


@pytest.mark.slow
@pytest.mark.parametrize("identifier", BODIES)
def test_bundled_bodies_get_the_verdict_of_two_questions(identifier: str) -> None:
    """One validation agrees with two for mutated bodies of the bundled documents."""
    schema = BODIES[identifier].schema
    assert schema is not None

    @settings(max_examples=600)
    @given(changed_bodies(identifier))
    def compare(body: Any) -> None:
        assert schema.is_exact(body) == is_exact_in_two_questions(schema, body)

    compare()


@pytest.mark.parametrize("identifier", BODIES)
def test_bundled_bodies_are_judged_by_one_validator(identifier: str) -> None:
    """The examples pass, and the check is the validator's own method, without a wrapper."""
    schema = BODIES[identifier].schema
    assert schema is not None
    assert type(schema.is_exact) is type(schema.is_valid)
    assert all(schema.is_exact(value) for value in BODIES[identifier].examples.values())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("schema", "value", "unknown"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_value_with_unknown_fields_is_not_exact(
    tmp_path: Path, version: str, schema: Json, value: Any, unknown: dict[str, str]
) -> None:
    """A value is exact if it is valid and no field of it is unknown."""
    compiled = compile_schema(tmp_path, schema, version, SCHEMAS)
    assert compiled.is_exact(value) == (compiled.is_valid(value) and not unknown)


@pytest.mark.parametrize(("schema", "value", "unknown"), NEW_UNKNOWN.values(), ids=NEW_UNKNOWN)
def test_new_keywords_are_judged_exactly(
    tmp_path: Path, schema: Json, value: Any, unknown: dict[str, str]
) -> None:
    """One validation agrees with two for the keywords that only OpenAPI 3.1 has."""
    compiled = compile_schema(tmp_path, schema, schemas=SCHEMAS)
    assert compiled.is_exact(value) == (compiled.is_valid(value) and not unknown)


@pytest.mark.parametrize(
    ("schema", "exact", "others"),
    [
        (
            {"allOf": [AGED, {"properties": {"name": TEXT}, "required": ["name"]}]},
            [{"name": "a"}, {"name": "a", "age": 1}],
            [{}, {"name": 1}, {"name": "a", "age": "1"}, {"name": "a", "agee": 1}],
        ),
        (
            {"oneOf": [CAT, DOG]},
            [{"kind": "cat", "lives": 9}, {"kind": "dog", "tricks": 1}],
            [{}, {"kind": "cow"}, {"kind": "cat", "live": 9}],
        ),
        (
            {"properties": {"pets": {"items": {"allOf": [CAT, {"required": ["lives"]}]}}}},
            [{}, {"pets": []}, {"pets": [{"lives": 1}]}],
            [{"pets": [{}]}, {"pets": [{"lives": 1, "kind": "dog"}]}, {"pets": [{"lvies": 1}]}],
        ),
        (
            {"properties": {"from": {"type": "string", "format": formats.TIME_ZONE}}},
            [{"from": "Europe/Paris"}],
            [{"from": "Europe/Lyon"}, {"from": 1}, {"form": "UTC"}],
        ),
        (
            {"properties": {"a": {"allOf": [{"minimum": 1}, {"minimum": 3}, {"minimum": 2}]}}},
            [{"a": 3}],
            [{"a": 2}, {"b": 3}],
        ),
        (
            {"properties": {"from": {"format": formats.COUNTRY}}},
            [{"from": "FR"}, {"from": 1}],
            [{"from": "fr"}],
        ),
        (
            {"properties": {"a": {**COUNTRY, "enum": ["FR", "XX"]}}},
            [{"a": "FR"}],
            [{"a": "DE"}, {"a": "XX"}],
        ),
        (
            {"properties": {"number": {"not": {"type": "string"}}}},
            [{"number": 1}],
            [{"number": "1"}, {"numbr": 1}],
        ),
    ],
)
def test_demands_and_names_hold_together(
    tmp_path: Path, schema: Json, exact: list[Any], others: list[Any]
) -> None:
    """The constraints of one part and the field names of another apply to the same value."""
    compiled = compile_schema(tmp_path, schema)
    assert [value for value in exact if not compiled.is_exact(value)] == []
    assert [value for value in others if compiled.is_exact(value)] == []


def test_directions_are_judged_apart(tmp_path: Path) -> None:
    """Read-only fields are optional in requests, write-only fields absent from responses."""
    schema = {
        "properties": {"id": {"type": "string", "readOnly": True}, "key": {"writeOnly": True}},
        "required": ["id", "key"],
    }
    both = compile_body(tmp_path, schema)
    assert both["request"].is_exact({"key": 1})
    assert not both["response"].is_exact({"key": 1})
    assert both["response"].is_exact({"id": "a"})
    assert not both["response"].is_exact({"id": "a", "key": 1})


def test_schema_that_cannot_be_taken_apart_is_asked_as_a_whole(tmp_path: Path) -> None:
    """Values behind a dynamic reference are validated as a whole, with any field names."""
    tree = {"properties": {"value": TEXT, "next": {"$dynamicRef": "#/components/schemas/Tree"}}}
    compiled = compile_schema(tmp_path, ref("Tree"), schemas={"Tree": tree})
    assert compiled.is_exact({"next": {"next": {"value": "a"}}})
    assert not compiled.is_exact({"next": {"next": {"value": 1}}})
    assert not compiled.is_exact({"nxt": {}})


def test_schema_without_documented_fields_is_asked_itself(tmp_path: Path) -> None:
    """A schema without documented fields has no unknown fields, so its own check is enough."""
    compiled = compile_schema(tmp_path, {"type": "array", "items": TEXT})
    assert compiled.is_exact == compiled.is_valid
