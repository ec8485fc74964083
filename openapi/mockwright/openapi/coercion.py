"""Convert text to the number, boolean or null that a schema asks for."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from mockwright.openapi.document_files import Located
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.shapes import Shape, Target, shape_of


def types_of(schema: CompiledSchema, group: list[Located]) -> AbstractSet[str]:
    """The JSON types named by the schemas of one place, references and combiners included."""
    return shape_of(schema.library.target, group).types


def coerce(text: str, types: AbstractSet[str]) -> Any:
    """Convert text to the first of the types it can represent; return it unchanged if none fits."""
    for name, read in _READERS:
        if name in types:
            value = read(text)
            if value is not None:
                return value
    if "null" in types and text in {"", "null"} and "string" not in types:
        return None
    return text


def coerce_field(schema: CompiledSchema, name: str, value: str | list[str]) -> Any:
    """Convert the text (or texts) of a form field to the types in the form's schema."""
    texts = [value] if isinstance(value, str) else value
    return coerce_part(schema.library.target, schema.shape, name, texts)


def coerce_part(target: Target, shape: Shape, name: str, texts: list[str]) -> Any:
    """Convert the texts of one field of an object; several texts are an array."""
    part = part_shape(target, shape, name)
    if "array" in part.types:
        item_types = shape_of(target, part.items).types
        return [coerce(text, item_types) for text in texts]
    return coerce(texts[0], part.types) if len(texts) == 1 else texts


def field_shape(schema: CompiledSchema, name: str) -> Shape:
    """The shape of one field; for an unknown field, the shape of additional properties."""
    return part_shape(schema.library.target, schema.shape, name)


def part_shape(target: Target, shape: Shape, name: str) -> Shape:
    """The shape of one field of an object; for an unknown field, that of additional properties."""
    return shape_of(target, shape.fields.get(name, shape.others))


def _read_boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _read_number(text: str) -> Any:
    """A number in JSON syntax: no plus sign, leading zeros or surrounding white space."""
    if not text.isascii() or text != text.strip():
        return None
    try:
        value = parse_json(text.encode()).value
    except JsonIsBroken:
        return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


_READERS: tuple[tuple[str, Callable[[str], Any]], ...] = (
    ("integer", _read_number),
    ("number", _read_number),
    ("boolean", _read_boolean),
)
