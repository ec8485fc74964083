"""Translate every schema to JSON Schema 2020-12, whatever the version of its document.

OpenAPI 3.0 has its own schema dialect (`nullable`, boolean `exclusiveMinimum`, no siblings of
`$ref`); 3.1 uses JSON Schema 2020-12. Schemas are changed in place, so pointers stay valid, except
into the combiners of a nullable schema: `allOf` becomes `anyOf/0/allOf`, next to an alternative for
null.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_INTEGER_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_INTEGER_TYPES = ("integer", ["integer", "null"])
_COMBINERS = ("$ref", "allOf", "oneOf", "anyOf")


def modernize(schema: dict[str, Any]) -> bool:
    """Translate an OpenAPI 3.0 schema to JSON Schema 2020-12, in place.

    Returns whether a subschema has moved.
    """
    if "$ref" in schema:
        for keyword in [key for key in schema if key != "$ref"]:
            del schema[keyword]
        return False
    _split_bounds(schema)
    return schema.pop("nullable", False) is True and _allow_null(schema)


def _split_bounds(schema: dict[str, Any]) -> list[str]:
    """Turn boolean `exclusiveMinimum` and `exclusiveMaximum` into numbers; returns those."""
    found = []
    for bound, exclusive in _BOUNDS:
        if isinstance(schema.get(exclusive), bool):
            found.append(exclusive)
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and isinstance(schema.get(bound), int | float):
                schema[exclusive] = schema.pop(bound)
    return found


def _allow_null(schema: dict[str, Any]) -> bool:
    """Allow null in addition to everything else; an `enum` need not list it."""
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    elif isinstance(schema.get("type"), list) and "null" not in schema["type"]:
        schema["type"] = [*schema["type"], "null"]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    combined = {keyword: schema.pop(keyword) for keyword in _COMBINERS if keyword in schema}
    if "const" in schema:
        combined["const"] = schema.pop("const")
    if combined:
        schema["anyOf"] = [combined, {"type": "null"}]
    return bool(combined)


class Translation(NamedTuple):
    """A keyword of another version: what was wrong, and whether a subschema has moved."""

    keyword: str
    problem: str
    has_moved: bool = False


def translate_keywords(schema: dict[str, Any], *, is_modern: bool) -> Iterator[Translation]:
    """Translate the keywords of other versions whose meaning is certain, in place.

    What OpenAPI 3.0 itself defines is not reported for documents of that version.
    """
    if is_modern:
        for keyword in _split_bounds(schema):
            yield Translation(keyword, f"`{keyword}` is a boolean in 3.0, a number in 3.1.")
        if isinstance(schema.get("nullable"), bool):
            problem = "`nullable` is a keyword of 3.0; 3.1 has `type: [..., 'null']`."
            allows_null = schema.pop("nullable")
            yield Translation("nullable", problem, allows_null and _allow_null(schema))
    elif modernize(schema):
        yield Translation("", "", has_moved=True)
    if isinstance(schema.get("items"), list):
        schema["prefixItems"] = schema.pop("items")
        if "additionalItems" in schema:
            schema["items"] = schema.pop("additionalItems")
        yield Translation(
            "items", "A list under `items` is `prefixItems` since 2020-12.", has_moved=True
        )
    if isinstance(schema.get("dependencies"), dict):
        yield Translation("dependencies", _split_dependencies(schema), has_moved=True)


def _split_dependencies(schema: dict[str, Any]) -> str:
    for name, needed in schema.pop("dependencies").items():
        keyword = "dependentRequired" if isinstance(needed, list) else "dependentSchemas"
        schema.setdefault(keyword, {})[name] = needed
    return "`dependencies` is `dependentRequired` or `dependentSchemas` since 2019-09."


def refine(schema: dict[str, Any]) -> None:
    """Express OpenAPI's own rules in JSON Schema, in place: integer formats.

    A `discriminator` never changes which values are valid (`discriminators`).
    """
    if schema.get("additionalProperties") is False and "patternProperties" not in schema:
        schema.setdefault("properties", {})  # else errors name no field
    bounds = _INTEGER_BOUNDS.get(str(schema.get("format")))
    if bounds is not None and schema.get("type") in _INTEGER_TYPES:
        schema["minimum"] = max(schema.get("minimum", bounds[0]), bounds[0])
        schema["maximum"] = min(schema.get("maximum", bounds[1]), bounds[1])
