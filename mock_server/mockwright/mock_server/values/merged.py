"""Merge the schemas that apply to the same value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mockwright.openapi.document_files import Located

_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """Several schemas that apply to the same value, merged into one."""

    keywords: Mapping[str, Any]
    fields: Mapping[str, list[Located]]
    items: list[Located]
    prefix: list[list[Located]]
    required: frozenset[str]
    others: list[Located]


def merge(members: Iterable[Located]) -> Merged:
    """Merge the schemas: join fields, narrow bounds and enumerations."""
    keywords: dict[str, Any] = {}
    fields: dict[str, list[Located]] = {}
    items: list[Located] = []
    prefix: list[list[Located]] = []
    others: list[Located] = []
    required: set[str] = set()
    for member in members:
        schema, place = member.value, member.place
        for name, child in schema.get("properties", {}).items():
            located = Located(value=child, place=place.child("properties", name))
            fields.setdefault(name, []).append(located)
        if "items" in schema:
            items.append(Located(value=schema["items"], place=place.child("items")))
        for index, child in enumerate(schema.get("prefixItems", ())):
            prefix.extend([[]] if index == len(prefix) else [])
            prefix[index].append(Located(value=child, place=place.child("prefixItems", index)))
        if isinstance(schema.get("additionalProperties"), dict):
            child_place = place.child("additionalProperties")
            others.append(Located(value=schema["additionalProperties"], place=child_place))
        required.update(schema.get("required", ()))
        _merge_keywords(keywords, schema)
    return Merged(
        keywords=keywords,
        fields=fields,
        items=items,
        prefix=prefix,
        required=frozenset(required),
        others=others,
    )


def _merge_keywords(merged: dict[str, Any], schema: Mapping[str, Any]) -> None:
    for keyword, value in schema.items():
        if keyword not in merged:
            merged[keyword] = value
        elif keyword in _LOWER_BOUNDS:
            merged[keyword] = max(merged[keyword], value)
        elif keyword in _UPPER_BOUNDS:
            merged[keyword] = min(merged[keyword], value)
        elif keyword == "enum":
            merged[keyword] = [option for option in merged[keyword] if option in value]
        elif keyword == "type":
            both = [name for name in types_of(merged) if name in types_of(schema)]
            merged[keyword] = both or merged[keyword]


def named_examples(keywords: Mapping[str, Any]) -> list[Any]:
    """The schema's own examples, except for ids: these are generated, so that answers differ."""
    if keywords.get("format") == "uuid" or "x-mock-pattern" in keywords:
        return []
    examples = keywords.get("examples")
    named = [*examples] if isinstance(examples, list) else []
    return [*named, keywords["example"]] if "example" in keywords else named


def types_of(schema: Any) -> list[str]:
    """The types that a schema names, as a list."""
    names = schema.get("type", []) if isinstance(schema, dict) else []
    return [names] if isinstance(names, str) else list(names)


def kind_of(merged: Merged) -> str:
    """The type to generate: the first named one except null, otherwise what its keywords imply."""
    named = [name for name in types_of(merged.keywords) if name != "null"]
    if named:
        return named[0]
    if types_of(merged.keywords):
        return "null"
    if merged.fields or merged.others or merged.required:
        return "object"
    if merged.items or merged.prefix:
        return "array"
    if any(word in merged.keywords for word in ("minimum", "maximum", "multipleOf")):
        return "number"
    return "string"
