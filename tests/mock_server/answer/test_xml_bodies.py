"""Values are written as XML according to the `xml` objects of their schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.answer.xml_bodies import write_xml
from tests.openapi.small_documents import VERSIONS, Json, compile_schema

INTEGER: Json = {"type": "integer"}
TEXT: Json = {"type": "string"}


def fields(**members: Json) -> Json:
    """An object schema."""
    return {"type": "object", "properties": members}


def items(schema: Json, **members: Any) -> Json:
    """An array schema."""
    return {"type": "array", "items": schema, **members}


@pytest.mark.parametrize(
    ("schema", "value", "text"),
    [
        (INTEGER, 5, "<root>5</root>"),
        ({**TEXT, "xml": {"name": "note"}}, "a<b", "<note>a&lt;b</note>"),
        (fields(n=INTEGER, ok={"type": "boolean"}), {"n": 1, "ok": True}, "<n>1</n><ok>true</ok>"),
        (fields(n={**INTEGER, "xml": {"name": "no"}}), {"n": 1}, "<no>1</no>"),
        (fields(inner=fields(n=INTEGER)), {"inner": {"n": 1}}, "<inner><n>1</n></inner>"),
        (fields(n=items(INTEGER)), {"n": [1, 2]}, "<n>1</n><n>2</n>"),
        (fields(n=items(INTEGER, xml={"name": "no"})), {"n": [1]}, "<n>1</n>"),
        (fields(n=items(INTEGER, xml={"wrapped": True})), {"n": [1]}, "<n><n>1</n></n>"),
        (
            fields(n=items({**INTEGER, "xml": {"name": "no"}}, xml={"wrapped": True, "name": "l"})),
            {"n": [1, 2]},
            "<l><no>1</no><no>2</no></l>",
        ),
        (items({**INTEGER, "xml": {"name": "no"}}), [1, 2], "<no>1</no><no>2</no>"),
        (fields(n=items(items(INTEGER))), {"n": [[1, 2]]}, "<n><item>1</item><item>2</item></n>"),
        (fields(n={"type": ["string", "null"]}), {"n": None}, "<n />"),
        ({"type": "object", "additionalProperties": TEXT}, {"2 b": "x"}, "<_2_b>x</_2_b>"),
        (fields(s=TEXT), {"s": "a\x00b"}, "<s>a\ufffdb</s>"),
    ],
)
def test_value_is_written(tmp_path: Path, schema: Json, value: Any, text: str) -> None:
    """Fields and items are elements with the names that `xml` gives them."""
    written = write_xml(compile_schema(tmp_path, schema), value)
    assert written in {text, f"<root>{text}</root>"}


@pytest.mark.parametrize("version", VERSIONS)
def test_namespaces_and_attributes_are_written(tmp_path: Path, version: str) -> None:
    """An element has its prefix and namespace, and an attribute belongs to its parent."""
    schema = fields(
        id={**INTEGER, "xml": {"attribute": True}},
        word={**TEXT, "xml": {"namespace": "urn:w", "prefix": "w", "name": "term"}},
    )
    schema["xml"] = {"name": "entry", "namespace": "urn:e"}
    written = write_xml(compile_schema(tmp_path, schema, version), {"id": 3, "word": "x"})
    assert written == '<entry xmlns="urn:e" id="3"><w:term xmlns:w="urn:w">x</w:term></entry>'


def test_component_names_the_root(tmp_path: Path) -> None:
    """Where `xml` names none, the root and the items of an array are named as components."""
    crate = fields(n=INTEGER)
    one = compile_schema(tmp_path, {"$ref": "#/components/schemas/Crate"}, schemas={"Crate": crate})
    assert write_xml(one, {"n": 1}) == "<Crate><n>1</n></Crate>"
    schemas = {"Crate": crate, "Crates": items({"$ref": "#/components/schemas/Crate"})}
    many = compile_schema(tmp_path, {"$ref": "#/components/schemas/Crates"}, schemas=schemas)
    assert write_xml(many, [{"n": 1}]) == "<Crates><Crate><n>1</n></Crate></Crates>"
