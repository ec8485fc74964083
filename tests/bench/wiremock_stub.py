"""A hand-written stub for WireMock, which reads no OpenAPI, with the document's schema."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from mockwright.openapi.loading import load_document
from tests.bench.workload import DOCUMENT, HEADERS, PATH


def write_stub(folder: Path, answer: bytes) -> None:
    """Write the stub into the folder of WireMock's mappings."""
    mappings = folder / "mappings"
    mappings.mkdir(parents=True, exist_ok=True)
    (mappings / "generate.json").write_text(json.dumps(make_stub(answer)), encoding="utf-8")


def make_stub(answer: bytes) -> dict[str, Any]:
    """A stub that requires a credential and a valid body and gives a constant answer."""
    credential = {"Authorization": {"matches": "Bearer .+"}}
    valid = {"matchesJsonSchema": make_schema(), "schemaVersion": "V202012"}
    return {
        "request": {
            "method": "POST",
            "urlPath": PATH,
            "headers": credential,
            "bodyPatterns": [valid],
        },
        "response": {
            "status": HTTPStatus.OK,
            "headers": {"Content-Type": HEADERS["Content-Type"]},
            "body": answer.decode(),
        },
    }


def make_schema() -> dict[str, Any]:
    """The schema of the request body with all schemas that it refers to."""
    root = load_document(str(DOCUMENT)).root
    content = root["paths"][PATH]["post"]["requestBody"]["content"]
    schema: dict[str, Any] = content["application/json"]["schema"]
    return {**schema, "components": {"schemas": root["components"]["schemas"]}}
