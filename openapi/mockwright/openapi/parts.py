"""What each field of an OpenAPI document is needed for: which part a fault in it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# `needed`: without it the part that contains it cannot be served. `optional`: it can be left out.
# `operation` and `item`: what cannot be served is one operation, or all operations of a path.
Policy = Literal["needed", "optional", "operation", "item"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    """A kind of object; `fields` by name, `others` for every other name or index."""

    fields: Mapping[str, tuple[Policy, str]]
    others: tuple[Policy, str] = ("optional", "leaf")


_SCHEMA_OWNER: Mapping[str, tuple[Policy, str]] = {
    "schema": ("needed", "leaf"),
    "content": ("needed", "content"),
    "examples": ("optional", "map"),
    "$ref": ("needed", "leaf"),
}
_KINDS: Mapping[str, _Kind] = {
    "document": _Kind(
        fields={
            "openapi": ("needed", "leaf"),
            "paths": ("needed", "paths"),
            "webhooks": ("needed", "paths"),
            "components": ("needed", "components"),
            "servers": ("optional", "map"),
        }
    ),
    "paths": _Kind(fields={}, others=("item", "path item")),
    "path item": _Kind(
        fields={
            **dict.fromkeys(METHODS, ("operation", "operation")),
            "parameters": ("needed", "needed list of parameter"),
            "servers": ("optional", "map"),
            "$ref": ("needed", "leaf"),
        }
    ),
    "operation": _Kind(
        fields={
            "parameters": ("needed", "needed list of parameter"),
            "requestBody": ("needed", "request body"),
            "responses": ("needed", "responses"),
            "callbacks": ("optional", "map"),
            "servers": ("optional", "map"),
            "tags": ("optional", "map"),
        }
    ),
    "needed list of parameter": _Kind(fields={}, others=("needed", "parameter")),
    "parameter": _Kind(
        fields={**_SCHEMA_OWNER, "name": ("needed", "leaf"), "in": ("needed", "leaf")}
    ),
    "header": _Kind(fields=_SCHEMA_OWNER),
    "request body": _Kind(
        fields={"content": ("needed", "content"), "$ref": ("needed", "leaf")},
    ),
    "content": _Kind(fields={}, others=("needed", "media type")),
    "media type": _Kind(
        fields={
            "schema": ("needed", "leaf"),
            "examples": ("optional", "map"),
            "encoding": ("optional", "map"),
        }
    ),
    "responses": _Kind(fields={"default": ("needed", "response")}, others=("optional", "response")),
    "response": _Kind(
        fields={
            "content": ("needed", "content"),
            "headers": ("optional", "headers"),
            "links": ("optional", "map"),
            "$ref": ("needed", "leaf"),
        }
    ),
    "headers": _Kind(fields={}, others=("optional", "header")),
    "components": _Kind(
        fields={
            "parameters": ("optional", "map of parameter"),
            "responses": ("optional", "map of response"),
            "requestBodies": ("optional", "map of request body"),
            "headers": ("optional", "headers"),
            "pathItems": ("optional", "map of path item"),
        },
        others=("optional", "map"),
    ),
    **{
        f"map of {kind}": _Kind(fields={}, others=("optional", kind))
        for kind in ("parameter", "response", "request body", "path item")
    },
    "map": _Kind(fields={}, others=("optional", "leaf")),
    "example": _Kind(fields={}),
    "security scheme": _Kind(
        fields=dict.fromkeys(("type", "name", "in", "scheme", "$ref"), ("needed", "leaf"))
    ),
    "leaf": _Kind(fields={}, others=("needed", "leaf")),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """The innermost part that a fault costs: its parts of a pointer, and what can be done."""

    parts: tuple[str, ...]
    policy: Policy


def find_cost(kind: str, parts: Sequence[str]) -> Cost | None:
    """What a fault at this place costs, in a part of this kind; None if the whole part."""
    found = None
    for length, policy in enumerate(_policies(kind, parts), start=1):
        if policy != "needed":
            found = Cost(parts=tuple(parts[:length]), policy=policy)
    return found


def _policies(kind: str, parts: Sequence[str]) -> Iterator[Policy]:
    """The policy of each field on the way to a place."""
    for part in parts:
        policy, child = _KINDS[kind].fields.get(part, _KINDS[kind].others)
        if kind == "responses" and part[:1] == "2":
            policy = "needed"  # another answer cannot replace that of a success
        yield policy
        kind = child


def operations_of(item: Any) -> list[str]:
    """The methods of a path item that are present."""
    return [method for method in METHODS if isinstance(item, dict) and method in item]
