"""Small OpenAPI documents for tests: their parts as values, and the whole as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockwright.openapi.json_text import encode_json

Json = dict[str, Any]
JSON = "application/json"


def content(schema: Any = None, media_type: str = JSON, **members: Any) -> Json:
    """A `content` object with one media type, its schema, and further members."""
    schemas = {} if schema is None else {"schema": schema}
    return {"content": {media_type: {**schemas, **members}}}


def response(schema: Any = None, media_type: str = JSON, **members: Any) -> Json:
    """A response with one representation."""
    return {"description": "An answer.", **content(schema, media_type, **members)}


EMPTY: Json = {"description": "Nothing."}


def get(responses: Json, **members: Any) -> Json:
    """A `paths` object with the single operation `GET /things`."""
    return {"/things": {"get": {"responses": responses, **members}}}


def post(body: Json, responses: Json | None = None, **members: Any) -> Json:
    """A `paths` object with the single operation `POST /things`, which answers 204 by default."""
    answers = responses or {"204": EMPTY}
    return {"/things": {"post": {"requestBody": body, "responses": answers, **members}}}


def document(
    folder: Path, paths: Json, *, version: str = "3.1.0", name: str = "small", **members: Any
) -> str:
    """Write a document and return the path of its file; `members` belong to the root."""
    info = {"title": "Small", "version": "1"}
    file = folder / f"{name}.json"
    file.write_bytes(encode_json({"openapi": version, "info": info, "paths": paths, **members}))
    return str(file)
