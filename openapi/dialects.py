"""One dialect inside: every schema of a document, whatever its version, as JSON Schema 2020-12.

OpenAPI 3.0 has its own schema dialect (`nullable`, boolean `exclusiveMinimum`, no siblings of
`$ref`); 3.1 is JSON Schema 2020-12. Schemas are changed in place, so pointers stay true, but for
combiners of a nullable schema: `allOf` becomes `anyOf/0/allOf`, beside an alternative for null.
"""

from __future__ import annotations

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
    discriminator = schema.get("discriminator")
    if isinstance(discriminator, dict) and "propertyName" in discriminator:
        for keyword in ("oneOf", "anyOf"):
            for alternative in schema.get(keyword, ()):
                _discriminate(alternative, discriminator)


def _discriminate(alternative: Any, discriminator: dict[str, Any]) -> None:
    """Let an alternative match only values that name it, so that overlapping ones do not both."""
    if not isinstance(alternative, dict) or not isinstance(alternative.get("$ref"), str):
        return
    reference, mapping = alternative["$ref"], discriminator.get("mapping", {})
    implied = reference.rpartition("/")[2]
    names = [name for name, target in mapping.items() if target in (reference, implied)]
    name = discriminator["propertyName"]
    alternative["properties"] = {name: {"enum": [*names, implied]}}
    alternative["required"] = [name]
