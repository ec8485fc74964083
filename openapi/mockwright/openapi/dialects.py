"""One dialect inside: every schema of a document, whatever its version, as JSON Schema 2020-12.

OpenAPI 3.0 has its own schema dialect (`nullable`, boolean `exclusiveMinimum`, no siblings of
`$ref`); 3.1 is JSON Schema 2020-12. Schemas are changed in place, so pointers stay true, but for
combiners of a nullable schema: `allOf` becomes `anyOf/0/allOf`, beside an alternative for null.
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
    """Give an OpenAPI 3.0 schema the same meaning in JSON Schema 2020-12, in place.

    Tells whether something within it moved.
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
    """Allow null beside whatever is allowed; an `enum` need not list it again."""
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    combined = {keyword: schema.pop(keyword) for keyword in _COMBINERS if keyword in schema}
    if combined:
        schema["anyOf"] = [combined, {"type": "null"}]
    return bool(combined)


def refine(schema: dict[str, Any]) -> None:
    """Say in JSON Schema what OpenAPI says beside it, in place: integer formats, discriminators."""
    if schema.get("additionalProperties") is False and "patternProperties" not in schema:
        schema.setdefault("properties", {})  # without it, the validator names no field
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
    """The field whose value names the alternative that is meant, with further names for some."""

    field: str
    mapping: Mapping[str, str]


def discriminator_of(schema: Any) -> Discriminator | None:
    """The schema's `discriminator`, if it has one that says anything."""
    found = schema.get("discriminator") if isinstance(schema, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("propertyName"), str):
        return None
    mapping = found.get("mapping")
    pairs = mapping.items() if isinstance(mapping, dict) else ()
    names = {name: target for name, target in pairs if isinstance(target, str)}
    return Discriminator(field=found["propertyName"], mapping=names)


def implied_name(alternative: Any) -> str:
    """The name that an alternative has without being given one: the end of its reference."""
    reference = alternative.get("$ref") if isinstance(alternative, dict) else None
    return reference.rpartition("/")[2] if isinstance(reference, str) else ""


def _discriminate(alternative: Any, discriminator: Discriminator) -> None:
    """Let an alternative match only values that name it, so that overlapping ones do not both."""
    implied = implied_name(alternative)
    if not implied:
        return
    targets = (alternative["$ref"], implied)
    names = [name for name, target in discriminator.mapping.items() if target in targets]
    field = discriminator.field
    own = alternative.get("properties", {})
    alternative["properties"] = {**own, field: {"enum": [*names, implied]}}
    alternative["required"] = [*dict.fromkeys([*alternative.get("required", ()), field])]
