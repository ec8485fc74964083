"""Violations: each has its place, its rule, what was expected and received, and a fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.violations import Subject, Violation, find_assumption, find_ruling
from tests.openapi.small_documents import NEW, Json, compile_schema

BODY = Subject(location="body")
TEXT = {"type": "string"}
COLOURS = {"enum": ["BLACK", "BLOND", "BROWN"]}
FIELD = "Expected only documented fields; received the field"

# A schema, a value, and the expected sentence.
SENTENCES: dict[str, tuple[Json, Any, str]] = {
    "type": ({"type": "integer"}, "5", 'Expected an integer; received "5".'),
    "type, null": ({"type": "object"}, None, "Expected an object; received null."),
    "type, object": (TEXT, {"a": 1}, 'Expected a string; received an object, {"a":1}.'),
    "type, array": (TEXT, [1], "Expected a string; received an array, [1]."),
    "type, boolean": ({"type": "number"}, True, "Expected a number; received true."),
    "types": (
        {"type": ["array", "null"]},
        1.5,
        "Expected an array or null; received 1.5.",
    ),
    "required": ({"required": ["id"]}, {}, "Expected the field `id`; received nothing."),
    "dependent": (
        {"dependentRequired": {"a": ["b"]}},
        {"a": 1},
        "Expected the field `b`; received nothing.",
    ),
    "enum": (COLOURS, "RED", 'Expected one of "BLACK", "BLOND", "BROWN"; received "RED".'),
    "enum, case": (
        COLOURS,
        "black",
        'Expected one of "BLACK", "BLOND", "BROWN"; received "black". Did you mean `BLACK`?',
    ),
    "enum, type": (COLOURS, 5, 'Expected one of "BLACK", "BLOND", "BROWN"; received 5.'),
    "enum of one": ({"enum": [5]}, 6, "Expected 5; received 6."),
    "enum of many": (
        {"enum": [*range(20)]},
        99,
        "Expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … (20 in all); received 99.",
    ),
    "const": ({"const": {"a": 1}}, 5, 'Expected {"a":1}; received 5.'),
    "minLength": (
        {"minLength": 2},
        "é",
        'Expected at least 2 characters; received "é" (1 character).',
    ),
    "maxLength": (
        {"maxLength": 1},
        "\U0001f600\U0001f600",
        'Expected at most 1 character; received "\U0001f600\U0001f600" (2 characters).',
    ),
    "long text": (
        {"maxLength": 5},
        "x" * 100,
        f'Expected at most 5 characters; received "{"x" * 78}… (100 characters).',
    ),
    "minItems": ({"minItems": 1}, [], "Expected at least 1 item; received 0 items."),
    "maxItems": ({"maxItems": 2}, [1, 2, 3], "Expected at most 2 items; received 3 items."),
    "minProperties": (
        {"minProperties": 2},
        {"a": 1},
        "Expected at least 2 fields; received 1 field.",
    ),
    "maxProperties": (
        {"maxProperties": 0},
        {"a": 1},
        "Expected at most 0 fields; received 1 field.",
    ),
    "minimum": ({"minimum": 300}, 5, "Expected a number of at least 300; received 5."),
    "maximum": (
        {"maximum": 2**53 - 1},
        10**30,
        "Expected a number of at most 9007199254740991; received 1000000000000000000000000000000.",
    ),
    "exclusiveMinimum": (
        {"exclusiveMinimum": 0.5},
        0.5,
        "Expected a number greater than 0.5; received 0.5.",
    ),
    "exclusiveMaximum": ({"exclusiveMaximum": 1}, 1, "Expected a number less than 1; received 1."),
    "multipleOf": ({"multipleOf": 0.01}, 19.999, "Expected a multiple of 0.01; received 19.999."),
    "pattern": ({"pattern": "^a$"}, "b", 'Expected text that matches `^a$`; received "b".'),
    "format": (
        {"format": "date"},
        "2024-02-30",
        'Expected a date, such as `1990-05-14`; received "2024-02-30".',
    ),
    "other format": (
        {"format": "ipv4"},
        "1",
        'Expected a string in the format `ipv4`; received "1".',
    ),
    "uniqueItems": (
        {"uniqueItems": True},
        [1, 1],
        "Expected unique items; received [1,1].",
    ),
    "contains": (
        {"contains": TEXT},
        [1],
        "Expected as many items matching the schema under `contains` as it requires; received [1].",
    ),
    "not": (
        {"not": TEXT},
        "a",
        'Expected a value that does not match the schema under `not`; received "a".',
    ),
    "false": ({"properties": {"a": False}}, {"a": 1}, "Expected nothing here; received 1."),
    "propertyNames": (
        {"propertyNames": {"maxLength": 2}},
        {"abc": 1},
        "Expected names of fields, each at most 2 characters; received the field `abc`.",
    ),
    "additionalProperties": (
        {"properties": {"name": {}}, "additionalProperties": False},
        {"nmae": 1},
        f"{FIELD} `nmae`. Did you mean `name`?",
    ),
    "patternProperties": (
        {"patternProperties": {"^x-": {}}, "additionalProperties": False},
        {"y": 1},
        f"{FIELD} `y`. Other names must match `^x-`.",
    ),
    "unevaluatedItems": (
        {"prefixItems": [{}], "unevaluatedItems": False},
        [1, "x", {}],
        'Expected only documented items; received "x", {}.',
    ),
    "anyOf": (
        {"anyOf": [TEXT, {"type": "integer"}]},
        1.5,
        "Expected either a string, or an integer; received 1.5.",
    ),
}


def check(folder: Path, schema: Json, value: Any) -> tuple[Violation, ...]:
    """Every violation of a schema by a value."""
    return compile_schema(folder, schema, NEW).check(value, BODY)


@pytest.mark.parametrize(("schema", "value", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_violation_is_a_sentence(tmp_path: Path, schema: Json, value: Any, sentence: str) -> None:
    """A violation says what was expected, what was received, and where possible what to do."""
    (violation,) = check(tmp_path, schema, value)
    assert violation.detail == sentence


@pytest.mark.parametrize("schema", [row[0] for row in SENTENCES.values()], ids=SENTENCES)
def test_rule_leads_to_the_broken_keyword(tmp_path: Path, schema: Json) -> None:
    """The rule of a violation is the place of the broken keyword."""
    compiled = compile_schema(tmp_path, schema, NEW)
    value = next(row[1] for row in SENTENCES.values() if row[0] is schema)
    (violation,) = compiled.check(value, BODY)
    file, _, pointer = violation.rule.partition("#")
    assert file == "api.json"
    assert pointer.startswith(f"{compiled.place.pointer}/")


@pytest.mark.parametrize(
    ("schema", "value", "pointers"),
    [
        ({"required": ["a", "b/c"]}, {}, ["#/a", "#/b~1c"]),
        ({"items": {"required": ["x"]}}, [{}, {"x": 1}, {}], ["#/0/x", "#/2/x"]),
        (
            {"properties": {"a b": TEXT}, "additionalProperties": False},
            {"a b": 1, "c": 1, "d~": 1},
            ["#/a%20b", "#/c", "#/d~0"],
        ),
        (
            {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
            {"a": 1, "b": 1, "c": 1},
            ["#/b", "#/c"],
        ),
        ({"prefixItems": [{}], "unevaluatedItems": False}, [0, 1, 2], ["#"]),
        ({"prefixItems": [{}], "items": False}, [0, 1, 2], ["#/1", "#/2"]),
        ({"additionalProperties": False}, {"a": 1, "b": 2}, ["#/a", "#/b"]),
        ({"unevaluatedProperties": False}, {"a": 1, "b": 2}, ["#/a", "#/b"]),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1, "c": 1, "de": 1}, ["#/ab", "#/de"]),
        ({"minimum": 5, "multipleOf": 2}, 3, ["#", "#"]),
    ],
)
def test_every_violation_has_its_own_pointer(
    tmp_path: Path, schema: Json, value: Any, pointers: list[str]
) -> None:
    """Each unexpected or missing part is reported at its own pointer."""
    assert sorted(violation.pointer for violation in check(tmp_path, schema, value)) == pointers


NAMED: Json = {"properties": {"name": TEXT}}


@pytest.mark.parametrize(
    "schema",
    [
        {**NAMED, "additionalProperties": False},
        {"allOf": [NAMED], "unevaluatedProperties": False},
        {"$ref": "#/components/schemas/Named", "unevaluatedProperties": False},
        {"anyOf": [NAMED, {"properties": {"age": {}}}], "unevaluatedProperties": False},
    ],
    ids=["own", "all of", "reference", "any of"],
)
def test_meant_field_is_found_through_combiners(tmp_path: Path, schema: Json) -> None:
    """A misspelt field gets the documented name as a suggestion, through combiners too."""
    compiled = compile_schema(tmp_path, schema, NEW, {"Named": NAMED})
    (violation,) = compiled.check({"nmae": "a"}, BODY)
    assert (violation.received, violation.hint) == ("the field `nmae`", "Did you mean `name`?")
    assert violation.pointer == "#/nmae"


def test_long_names_are_cut(tmp_path: Path) -> None:
    """A field name of a hundred thousand characters is shortened."""
    (violation,) = check(tmp_path, {"additionalProperties": False}, {"x" * 100_000: 1})
    assert violation.received == f"the field `{'x' * 79}…`"


NOTE: Json = {"ruling": "R1", "keywords": ["required"], "why": "Not documented: so we do."}


@pytest.mark.parametrize(
    ("note", "detail"),
    [
        (NOTE, "Expected the field `id`; received nothing. (assumed: R1)"),
        (
            [{**NOTE, "keywords": ["type"]}, NOTE],
            "Expected the field `id`; received nothing. (assumed: R1)",
        ),
        ({**NOTE, "keywords": ["type"]}, "Expected the field `id`; received nothing."),
        (
            {"ruling": "R2", "why": "No keyword is ours."},
            "Expected the field `id`; received nothing.",
        ),
        ("free text", "Expected the field `id`; received nothing."),
    ],
)
def test_our_own_rules_are_reported_as_assumed(tmp_path: Path, note: Any, detail: str) -> None:
    """Only a violation of an assumed rule names a ruling."""
    (violation,) = check(tmp_path, {"required": ["id"], "x-assumption": note}, {})
    assert violation.detail == detail
    assert (violation.assumption is not None) == ("assumed" in detail)


def test_assumption_has_its_reason(tmp_path: Path) -> None:
    """The reason follows the number of the ruling, and may contain colons."""
    (violation,) = check(tmp_path, {"required": ["id"], "x-assumption": NOTE}, {})
    assert violation.assumption == "R1: Not documented: so we do."


@pytest.mark.parametrize("schema", [None, True, [], {}, {"x-assumption": None}])
def test_schema_without_note_has_no_assumption(schema: Any) -> None:
    """Without `x-assumption`, no rule is assumed."""
    assert find_assumption(schema, "required") is None


@pytest.mark.parametrize(
    ("subject", "where"),
    [
        (BODY, "body #/id"),
        (Subject(location="query", parameter="id"), "query parameter id"),
    ],
)
def test_subject_says_where(tmp_path: Path, subject: Subject, where: str) -> None:
    """A violation names a part of the body, or the parameter."""
    compiled = compile_schema(tmp_path, {"required": ["id"]}, NEW)
    (violation,) = compiled.check({}, subject)
    assert violation.where == where


def test_valid_value_has_no_violations(tmp_path: Path) -> None:
    """A valid value has no violations."""
    assert check(tmp_path, TEXT, "a") == ()


@pytest.mark.parametrize(
    ("notes", "found"),
    [
        ({"ruling": "R14", "why": "Why."}, "R14: Why."),
        ([{"ruling": "R1", "why": "No."}, {"ruling": "R14", "why": "Yes."}], "R14: Yes."),
        ({"ruling": "R1", "why": "No."}, None),
        ([], None),
    ],
)
def test_ruling_is_found_by_its_number(notes: Any, found: str | None) -> None:
    """A ruling and its reason are found by number, alone or in a list."""
    assert find_ruling({"x-assumption": notes}, "R14") == found


@pytest.mark.parametrize("schema", [True, {}, {"x-assumption": "text"}])
def test_schema_without_ruling_has_none(schema: Any) -> None:
    """Without `x-assumption`, no ruling is found."""
    assert find_ruling(schema, "R14") is None
