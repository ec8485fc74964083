"""A short notation for the expected schemas."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
INTEGER: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
ANY: Schema = {}
FREE: Schema = {"type": "object", "additionalProperties": True}
MOMENT: Schema = {"type": "string", "format": "date-time"}
UUID: Schema = {"type": "string", "format": "uuid"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def text(**limits: Any) -> Schema:
    """A string with length limits."""
    return {**TEXT, **limits}


def choice(words: str, **more: Any) -> Schema:
    """One of the words, in this order."""
    return {"type": "string", "enum": words.split(), **more}


def or_null(schema: Schema, **more: Any) -> Schema:
    """The schema, or null."""
    options = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **options, **more}


def array(items: Schema, **more: Any) -> Schema:
    """An array of these items."""
    return {"type": "array", "items": items, **more}


def ref(name: str, **more: Any) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}", **more}


def switch(*, default: bool) -> Schema:
    """A boolean with a default."""
    return {"type": "boolean", "default": default}


def whole_number(low: int, high: int, pattern: str, default: int) -> Schema:
    """An integer, or a string that contains one."""
    number = {"type": "integer", "minimum": low, "maximum": high}
    return {"anyOf": [number, text(pattern=pattern)], "default": default}
