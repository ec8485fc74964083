"""Build small OpenAPI documents for tests: their parts as values, the whole as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.faults import DocumentFault, DocumentIsBroken
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.loading import load_document
from mockwright.openapi.operations import Operation
from mockwright.openapi.refusals import compile_schemas
from mockwright.openapi.routing import Router
from mockwright.openapi.schemas import CompiledSchema

Json = dict[str, Any]
Files = Mapping[str, Json | bytes | str]

JSON = "application/json"
OLD, NEW = "3.0.3", "3.1.0"
VERSIONS = (OLD, NEW)
EMPTY: Json = {"description": "Nothing."}


def content(schema: Any, media_type: str = JSON, **members: Any) -> Json:
    """`content` with one media type."""
    return {"content": {media_type: {"schema": schema, **members}}}


def response(schema: Any, media_type: str = JSON, **members: Any) -> Json:
    """A response with one representation."""
    return {"description": "An answer.", **content(schema, media_type, **members)}


def operation(**members: Any) -> Json:
    """An operation that answers 204 by default."""
    return {"responses": {"204": EMPTY}, **members}


def parameter(name: str, location: str, schema: Any = None, **members: Any) -> Json:
    """A parameter; path parameters are required, as OpenAPI demands."""
    needed = {"required": True} if location == "path" else {}
    default = {"type": "string"} if schema is None else schema
    shape = {} if "content" in members else {"schema": default}
    return {"name": name, "in": location, **needed, **shape, **members}


def tree(paths: Json, version: str = NEW, **members: Any) -> Json:
    """A whole document."""
    return {"openapi": version, "info": {"title": "t", "version": "1"}, "paths": paths, **members}


def write(folder: Path, root: Json | bytes | str, files: Files | None = None) -> Path:
    """Write the root as `api.json`, and other files under their own names."""
    for name, value in {"api.json": root, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = value.encode() if isinstance(value, str) else value
        path.write_bytes(text if isinstance(text, bytes) else encode_json(text))
    return folder / "api.json"


def start(path: Path) -> tuple[Operation, ...]:
    """Load and compile a document as if it were to be served."""
    operations = compile_schemas(compile_operations(load_document(path)))
    Router(operations)
    return operations


def compile_paths(
    folder: Path, paths: Json, version: str = NEW, files: Files | None = None, **members: Any
) -> tuple[Operation, ...]:
    """The operations of a document with these paths."""
    return start(write(folder, tree(paths, version, **members), files))


def find_complaints(path: Path) -> list[DocumentFault]:
    """The faults of a document, whether it is served nevertheless or not."""
    try:
        document = load_document(path)
        Router(compile_schemas(compile_operations(document)))
    except DocumentIsBroken as error:
        return [*error.faults]
    return [*document.complaints]


def find_faults(path: Path) -> list[str]:
    """The errors and warnings of a document, without what was done about them."""
    faults = [fault for fault in find_complaints(path) if fault.level != "hint"]
    return [str(replace(fault, done="")) for fault in faults]


def compile_schema(
    folder: Path,
    schema: Any,
    version: str = NEW,
    schemas: Json | None = None,
    files: Files | None = None,
) -> CompiledSchema:
    """The schema compiled for requests; it can refer to `schemas` by name."""
    return compile_body(folder, schema, version, schemas, files)["request"]


def compile_body(
    folder: Path,
    schema: Any,
    version: str = NEW,
    schemas: Json | None = None,
    files: Files | None = None,
) -> dict[str, CompiledSchema]:
    """The schema compiled for a `request` and for a `response`."""
    post = operation(requestBody=content(schema), responses={"200": response(schema)})
    components = {"components": {"schemas": schemas}} if schemas else {}
    (found,) = compile_paths(folder, {"/things": {"post": post}}, version, files, **components)
    request, answer = found.schemas()
    return {"request": request, "response": answer}
