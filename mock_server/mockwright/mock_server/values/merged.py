"""Merge the schemas that apply to the same value."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockwright.mock_server.values.numbers import common_multiple
from mockwright.openapi.document_files import Located

_LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_BOUNDS = frozenset(_LOWER_BOUNDS + _UPPER_BOUNDS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """Several schemas that apply to the same value, merged into one.

    `patterns` are all patterns that have to match; `keywords` has only the first.
    """

    keywords: Mapping[str, Any]
    fields: Mapping[str, list[Located]]
    items: list[Located]
    prefix: list[list[Located]]
    required: frozenset[str]
    others: list[Located]
    patterns: tuple[str, ...]


def merge(members: Iterable[Located]) -> Merged:
    """Merge the schemas: join fields, narrow bounds and enumerations."""
    keywords: dict[str, Any] = {}
    fields: dict[str, list[Located]] = {}
    items: list[Located] = []
    prefix: list[list[Located]] = []
    others: list[Located] = []
    required: set[str] = set()
    patterns: dict[str, None] = {}
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
        if "pattern" in schema:
            patterns[schema["pattern"]] = None
        required.update(schema.get("required", ()))
        _merge_keywords(keywords, schema)
    return Merged(
        keywords=keywords,
        fields=fields,
        items=items,
        prefix=prefix,
        required=frozenset(required),
        others=others,
        patterns=tuple(patterns),
    )


def _merge_keywords(merged: dict[str, Any], schema: Mapping[str, Any]) -> None:
    for keyword, value in schema.items():
        if keyword in _BOUNDS and isinstance(value, bool):
            continue  # OpenAPI 3.0's `exclusiveMinimum: true` says nothing without its `minimum`
        if keyword not in merged:
            merged[keyword] = value
        elif keyword in _LOWER_BOUNDS:
            merged[keyword] = max(merged[keyword], value)
        elif keyword in _UPPER_BOUNDS:
            merged[keyword] = min(merged[keyword], value)
        elif keyword == "enum":
            merged[keyword] = [option for option in merged[keyword] if option in value]
        elif keyword == "multipleOf":
            merged[keyword] = common_multiple(merged[keyword], value)
        elif keyword == "uniqueItems":
            merged[keyword] = merged[keyword] or value
        elif keyword == "type":
            both = [name for name in types_of(merged) if name in types_of(schema)]
            merged[keyword] = both or merged[keyword]


def narrow(keywords: Mapping[str, Any], bounds: Mapping[str, Any]) -> Mapping[str, Any]:
    """The keywords with further bounds."""
    narrowed = {**keywords}
    _merge_keywords(narrowed, bounds)
    return narrowed


def has_room(keywords: Mapping[str, Any]) -> bool:
    """Whether lower bounds are below upper ones."""
    least = max(keywords.get(name, -math.inf) for name in ("minimum", "exclusiveMinimum"))
    most = min(keywords.get(name, math.inf) for name in ("maximum", "exclusiveMaximum"))
    return bool(
        least <= most and keywords.get("minLength", 0) <= keywords.get("maxLength", math.inf)
    )


def common_types(members: Iterable[Located]) -> list[str] | None:
    """The types that all schemas allow; None if none of them names a type."""
    common: list[str] | None = None
    for member in members:
        if "type" not in member.value:
            continue
        types = types_of(member.value)
        common = types if common is None else _both(common, types)
    return common


def _both(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """The types in both lists; every integer is a number."""
    common = [name for name in first if name in second]
    if "integer" not in common and "number" not in common:
        has_both = {"integer", "number"} <= {*first, *second}
        is_in_each = all({"integer", "number"} & {*types} for types in (first, second))
        common += ["integer"] if has_both and is_in_each else []
    return common


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
    return "null" if types_of(merged.keywords) else implied_kind(merged)


def implied_kind(merged: Merged) -> str:
    """The type that the keywords are about, where no type is named."""
    if merged.fields or merged.others or merged.required:
        return "object"
    if merged.items or merged.prefix:
        return "array"
    if any(word in merged.keywords for word in ("minimum", "maximum", "multipleOf")):
        return "number"
    return "string"
