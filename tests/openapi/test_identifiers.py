"""References by `$anchor`, `$id` and `$dynamicRef` mean what JSON Schema 2020-12 says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.openapi.small_documents import compile_schema, find_faults, tree, write

TEN = {"type": "integer", "minimum": 10}
BASE = "https://schemas.example/"

# Components, a reference, a valid value and an invalid one.
REFERENCES: dict[str, tuple[dict[str, Any], str, Any, Any]] = {
    "anchor": ({"A": {"$defs": {"t": {"$anchor": "ten", **TEN}}}}, "#ten", 10, 9),
    "dynamic anchor": ({"A": {"$dynamicAnchor": "ten", **TEN}}, "#ten", 10, 9),
    "absolute id": ({"A": {"$id": f"{BASE}ten", **TEN}}, f"{BASE}ten", 10, 9),
    "relative id": ({"A": {"$id": "schemas/ten", **TEN}}, "schemas/ten", 10, 9),
    "pointer below an id": (
        {"A": {"$id": f"{BASE}a", "$defs": {"t": TEN}}},
        f"{BASE}a#/$defs/t",
        10,
        9,
    ),
    "anchor below an id": (
        {"A": {"$id": f"{BASE}a", "$defs": {"t": {"$anchor": "x", **TEN}}}},
        f"{BASE}a#x",
        10,
        9,
    ),
    "nested id": (
        {"A": {"$id": f"{BASE}a/", "$defs": {"t": {"$id": "ten", **TEN}}}},
        f"{BASE}a/ten",
        10,
        9,
    ),
    "local pointer in an id": (
        {
            "A": {
                "$id": f"{BASE}a",
                "properties": {"n": {"$ref": "#/$defs/t"}},
                "$defs": {"t": TEN},
            },
        },
        "#/components/schemas/A",
        {"n": 10},
        {"n": 9},
    ),
    "pointer to the document in an id": (
        {
            "A": {"$id": f"{BASE}a", "properties": {"n": {"$ref": "#/components/schemas/T"}}},
            "T": TEN,
        },
        "#/components/schemas/A",
        {"n": 10},
        {"n": 9},
    ),
    "property called $id": (
        {"A": {"properties": {"$id": TEN}}},
        "#/components/schemas/A",
        {"$id": 10},
        {"$id": 9},
    ),
    "odd key": ({"a b/c~%": TEN}, "#/components/schemas/a%20b~1c~0%25", 10, 9),
    "recursive tree": (
        {
            "Tree": {
                "$id": f"{BASE}tree",
                "$dynamicAnchor": "node",
                "properties": {"children": {"items": {"$dynamicRef": "#node"}}},
            },
            "Strict": {
                "$id": f"{BASE}strict",
                "$dynamicAnchor": "node",
                "$ref": "tree",
                "unevaluatedProperties": False,
            },
        },
        f"{BASE}strict",
        {"children": [{"children": []}]},
        {"children": [{"kids": []}]},
    ),
    "generic list": (
        {
            "List": {
                "items": {"$dynamicRef": "#item"},
                "$defs": {"item": {"$dynamicAnchor": "item"}},
            },
            "Tens": {
                "$ref": "#/components/schemas/List",
                "$defs": {"item": {"$dynamicAnchor": "item", **TEN}},
            },
        },
        "#/components/schemas/Tens",
        [10],
        [9],
    ),
}


@pytest.mark.parametrize(
    ("schemas", "reference", "valid", "invalid"), REFERENCES.values(), ids=REFERENCES
)
def test_reference_by_identifier_is_followed(
    tmp_path: Path, schemas: dict[str, Any], reference: str, valid: Any, invalid: Any
) -> None:
    """The schema that an identifier names decides which values are valid."""
    compiled = compile_schema(tmp_path, {"$ref": reference}, schemas=schemas)
    assert (compiled.is_valid(valid), compiled.is_valid(invalid)) == (True, False)


def test_generic_schema_itself_is_not_bound(tmp_path: Path) -> None:
    """A copy for one meaning of an anchor leaves the generic schema as it is."""
    schemas = REFERENCES["generic list"][0]
    reference = {"$ref": "#/components/schemas/List"}
    assert compile_schema(tmp_path, reference, schemas=schemas).is_valid([9, "x"])


def test_anchor_in_another_file_is_followed(tmp_path: Path) -> None:
    """A reference can name an anchor of another file of the folder."""
    files = {"more.json": {"deep": {"$anchor": "ten", **TEN}}}
    compiled = compile_schema(tmp_path, {"$ref": "more.json#ten"}, files=files)
    assert (compiled.is_valid(10), compiled.is_valid(9)) == (True, False)


def test_unknown_anchor_is_reported(tmp_path: Path) -> None:
    """An anchor that nothing defines is a fault of the reference."""
    schemas = {"A": {"properties": {"x": {"$ref": "#nobody"}}}}
    (fault,) = find_faults(write(tmp_path, tree({}, components={"schemas": schemas})))
    assert fault.startswith("api.json#/components/schemas/A/properties/x: `$ref: #nobody` refers")
