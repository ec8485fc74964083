"""Translate every schema to JSON Schema 2020-12, whatever the version of its document.

OpenAPI 3.0 has its own schema dialect (`nullable`, boolean `exclusiveMinimum`, no siblings of
`$ref`); 3.1 uses JSON Schema 2020-12. Schemas are changed in place, so pointers stay valid, except
into the combiners of a nullable schema: `allOf` becomes `anyOf/0/allOf`, next to an alternative for
null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_INTEGER_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_INTEGER_TYPES = ("integer", ["integer", "null"])
_COMBINERS = ("allOf", "oneOf", "anyOf")


def modernize(schema: dict[str, Any]) -> bool:
    """Translate an OpenAPI 3.0 schema to JSON Schema 2020-12, in place.

    Returns whether a subschema has moved.
    """
    if "$ref" in schema:
        for keyword in [key for key in schema if key != "$ref"]:
            del schema[keyword]
        return False
    for bound, exclusive in _BOUNDS:
        if isinstance(schema.get(exclusive), bool):
            is_exclusive = schema.pop(exclusive)
            if is_exclusive and bound in schema:
                schema[exclusive] = schema.pop(bound)
    return schema.pop("nullable", False) is True and _allow_null(schema)


def _allow_null(schema: dict[str, Any]) -> bool:
    """Allow null in addition to everything else; an `enum` need not list it."""
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    combined = {keyword: schema.pop(keyword) for keyword in _COMBINERS if keyword in schema}
    if combined:
        schema["anyOf"] = [combined, {"type": "null"}]
    return bool(combined)


def refine(schema: dict[str, Any]) -> None:
    """Express OpenAPI's own rules in JSON Schema, in place: integer formats and discriminators."""
    if schema.get("additionalProperties") is False and "patternProperties" not in schema:
        schema.setdefault("properties", {})  # else errors name no field
    bounds = _INTEGER_BOUNDS.get(str(schema.get("format")))
    if bounds is not None and schema.get("type") in _INTEGER_TYPES:
        schema["minimum"] = max(schema.get("minimum", bounds[0]), bounds[0])
        schema["maximum"] = min(schema.get("maximum", bounds[1]), bounds[1])
    discriminator = discriminator_of(schema)
    if discriminator is not None:
        for alternative in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
            _discriminate(alternative, discriminator)


@dataclass(frozen=True, kw_only=True, slots=True)
class Discriminator:
    """The field whose value selects the alternative, and additional names for some alternatives."""

    field: str
    mapping: Mapping[str, str]


def discriminator_of(schema: Any) -> Discriminator | None:
    """The schema's `discriminator`, or None if it has none or no valid one."""
    found = schema.get("discriminator") if isinstance(schema, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("propertyName"), str):
        return None
    mapping = found.get("mapping")
    pairs = mapping.items() if isinstance(mapping, dict) else ()
    names = {name: target for name, target in pairs if isinstance(target, str)}
    return Discriminator(field=found["propertyName"], mapping=names)


def implied_name(alternative: Any) -> str:
    """The default name of an alternative: the last segment of its reference."""
    reference = alternative.get("$ref") if isinstance(alternative, dict) else None
    return reference.rpartition("/")[2] if isinstance(reference, str) else ""


def _discriminate(alternative: Any, discriminator: Discriminator) -> None:
    """Restrict an alternative to values that name it, so that overlapping ones never both match."""
    implied = implied_name(alternative)
    if not implied:
        return
    targets = (alternative["$ref"], implied)
    names = [name for name, target in discriminator.mapping.items() if target in targets]
    field = discriminator.field
    own = alternative.get("properties", {})
    alternative["properties"] = {**own, field: {"enum": [*names, implied]}}
    alternative["required"] = [*dict.fromkeys([*alternative.get("required", ()), field])]
