"""The schemas of the documents match the vendors' references, field by field.

The expected values are written independently of the documents.
"""

from __future__ import annotations

import pytest

from tests.openapi.documents.bundled import NAMES, Node, component, document, rules
from tests.openapi.documents.expected.notation import Schema, ref
from tests.openapi.documents.expected.schemas import (
    DEMANDS,
    ECHOES,
    ENUMERATIONS,
    EXTENSIONS,
    MOCK_PATTERNS,
    PROPERTIES,
    Key,
)

FIELDS = [
    (*key, field, rule) for key, fields in PROPERTIES.items() for field, rule in fields.items()
]


def properties_of(name: str, schema: str) -> Node:
    """The fields that a schema adds to those of its base, if it has one."""
    found = component(name, schema)
    fields: Node = (found["allOf"][1] if (name, schema) in EXTENSIONS else found)["properties"]
    return fields


def extensions_of(keyword: str) -> dict[tuple[str, str, str], str]:
    """Every field with one of our extensions, and its value."""
    return {
        (*key, field): schema[keyword]
        for key in PROPERTIES
        for field, schema in properties_of(*key).items()
        if keyword in schema
    }


@pytest.mark.parametrize(
    ("name", "schema", "field", "rule"), FIELDS, ids=[".".join(row[:3]) for row in FIELDS]
)
def test_field_has_the_documented_rules(name: str, schema: str, field: str, rule: Schema) -> None:
    """Type, values, length, range, pattern, default and null match the reference."""
    assert rules(properties_of(name, schema)[field]) == rule


@pytest.mark.parametrize("key", PROPERTIES, ids=".".join)
def test_object_has_the_documented_fields(key: Key) -> None:
    """The object has every documented field, in the documented order, and no other."""
    assert list(properties_of(*key)) == list(PROPERTIES[key])


@pytest.mark.parametrize("key", [key for key in PROPERTIES if key not in EXTENSIONS], ids=".".join)
def test_object_demands_what_is_documented(key: Key) -> None:
    """The object requires and forbids what the reference or a ruling says."""
    found = {word: value for word, value in rules(component(*key)).items() if word != "properties"}
    assert found == {"type": "object", **DEMANDS.get(key, {})}


def test_every_demand_is_one_of_an_object() -> None:
    """The table of constraints names only schemas that the table of fields names."""
    assert DEMANDS.keys() <= PROPERTIES.keys() - EXTENSIONS.keys()


@pytest.mark.parametrize("key", EXTENSIONS, ids=".".join)
def test_extension_adds_to_its_base(key: Key) -> None:
    """The extension consists of its base and the added fields, without other constraints."""
    base, addition = rules(component(*key))["allOf"]
    assert base == ref(EXTENSIONS[key])
    assert addition.keys() == {"type", "properties"}
    assert addition["type"] == "object"


@pytest.mark.parametrize("key", ENUMERATIONS, ids=".".join)
def test_enumeration_has_the_documented_values(key: Key) -> None:
    """The named enumeration has the documented values in the documented order."""
    assert rules(component(*key)) == ENUMERATIONS[key]


def test_every_schema_is_expected() -> None:
    """The documents have no schema that is missing from the tables."""
    found = {(name, schema) for name in NAMES for schema in document(name)["components"]["schemas"]}
    assert found == {*PROPERTIES, *ENUMERATIONS}


def test_echoes_are_the_documented_ones() -> None:
    """Exactly these fields of answers repeat a value of the request."""
    assert extensions_of("x-echo") == ECHOES


def test_generated_texts_are_narrower_where_expected() -> None:
    """Exactly these fields have generated values narrower than their pattern."""
    assert extensions_of("x-mock-pattern") == MOCK_PATTERNS
