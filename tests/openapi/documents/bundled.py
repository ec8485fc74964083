"""The three OpenAPI documents as plain values, read without this project's own code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Node = dict[str, Any]
Key = tuple[str, str, str]

FOLDER = Path(__file__).parents[3] / "openapi/mockwright/openapi"
NAMES = ("cognigy", "dumgum", "getprofile")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ANNOTATIONS = (
    "title",
    "description",
    "examples",
    "x-assumption",
    "x-echo",
    "x-max-bytes",
    "x-mock-pattern",
    "x-vendor-values",
)


@cache
def document(name: str) -> Node:
    """One document."""
    tree: Node = yaml.safe_load((FOLDER / "documents" / f"{name}.yaml").read_text("utf-8"))
    return tree


def rules(schema: Any) -> Any:
    """The schema without its annotations."""
    if isinstance(schema, list):
        return [rules(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
    return {
        key: value if key in ("enum", "default", "required") else rules(value)
        for key, value in kept.items()
    }


def resolved(name: str, value: Node) -> Node:
    """The value, or the target of its reference."""
    while "$ref" in value:
        target: Any = document(name)
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def component(name: str, schema: str) -> Node:
    """One schema of a document."""
    found: Node = document(name)["components"]["schemas"][schema]
    return found


def operations() -> dict[Key, Node]:
    """Every operation by document, method and path, or name of the webhook."""
    return {
        (name, method, path): item[method]
        for name in NAMES
        for path, item in {**document(name)["paths"], **document(name).get("webhooks", {})}.items()
        for method in METHODS
        if method in item
    }


def responses(key: Key) -> dict[str, Node]:
    """Every response of an operation by its status."""
    found = operations()[key]["responses"]
    return {status: resolved(key[0], response) for status, response in found.items()}


def media_types() -> Iterator[tuple[str, str, Node]]:
    """Every media type of every request and response, with its document and place."""
    for key, operation in operations().items():
        bodies = {"request": operation["requestBody"]} if "requestBody" in operation else {}
        for place, body in {**bodies, **responses(key)}.items():
            for kind, media in body.get("content", {}).items():
                yield key[0], f"{operation['operationId']} {place} {kind}", media
