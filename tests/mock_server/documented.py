"""What the bundled documents say about an answer, read with other libraries than the server's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker

from mockwright.openapi.loading import DOCUMENTS
from tests.wire import Reply

Node = dict[str, Any]


@cache
def _operations() -> dict[str, tuple[Node, Node]]:
    """Every operation by id, with its document."""
    return dict(entry for path in sorted(DOCUMENTS.glob("*.yaml")) for entry in _entries(path))


def _entries(path: Path) -> Iterator[tuple[str, tuple[Node, Node]]]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for section in ("paths", "webhooks"):
        for item in document.get(section, {}).values():
            for method in ("get", "post"):
                if method in item:
                    yield item[method]["operationId"], (item[method], document)


def _resolve(document: Node, value: Node) -> Node:
    while "$ref" in value:
        target: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value


def documented_statuses(operation: str) -> list[int]:
    """The statuses of an operation, in the document's order."""
    return [int(status) for status in _operations()[operation][0]["responses"]]


def example_names(operation: str, status: int) -> list[str]:
    """The names of a response's examples in its first media type."""
    found, document = _operations()[operation]
    response = _resolve(document, found["responses"][str(status)])
    content = response.get("content", {}).values()
    return [name for media_type in [*content][:1] for name in media_type["examples"]]


def find_contract_faults(operation: str, reply: Reply) -> list[str]:
    """The faults of a reply to a documented operation; none for other replies."""
    found, document = _operations()[operation]
    entry = found["responses"].get(str(reply.status))
    if entry is None:
        return []
    response = _resolve(document, entry)
    headers = response.get("headers", {})
    faults = [
        f"no {name}"
        for name, header in headers.items()
        if _is_missing(document, name, header, reply)
    ]
    content = response.get("content", {})
    if not content:
        return [*faults, *(["a body"] if reply.body else [])]
    media_type = content.get(reply.media_type)
    if media_type is None:
        return [*faults, f"{reply.status} is not documented as {reply.media_type}"]
    return faults + _violations(document, media_type["schema"], reply.json())


def _is_missing(document: Node, name: str, header: Node, reply: Reply) -> bool:
    return bool(_resolve(document, header).get("required")) and not reply.header(name)


def _violations(document: Node, schema: Node, value: Any) -> list[str]:
    within = {**schema, "components": document["components"]}  # so that references can be resolved
    validator = Draft202012Validator(within, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]
