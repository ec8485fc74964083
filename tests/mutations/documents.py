"""Mutations of documents: a bundled one with one changed rule, which the mock then breaks.

A change that the mock still conforms to is not a mutation, so rules for answers are never relaxed.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.document_files import Place
from mockwright.openapi.loading import bundled_names, load_document
from mockwright.openapi.operations import Operation
from mockwright.openapi.pointers import find
from mockwright.openapi.subschemas import walk_schemas
from tests.mutations.mutants import Mutant

Edit = Callable[[Any], None]
_STRICTER = {
    "maxLength": -1,
    "minLength": 1,
    "maximum": -1,
    "minimum": 1,
    "maxItems": -1,
    "minItems": 1,
}
_KINDS = {
    "maxLength": "length",
    "minLength": "length",
    "maximum": "bound",
    "minimum": "bound",
    "maxItems": "size",
    "minItems": "size",
}
_OTHER_TYPES = {
    "string": "integer",
    "integer": "string",
    "number": "string",
    "boolean": "string",
    "array": "object",
    "object": "array",
}
_OTHER_FORMATS = {"date": "date-time", "date-time": "date", "uuid": "date"}
_STATUSES = {
    "200": "203",
    "201": "202",
    "400": "409",
    "401": "402",
    "404": "410",
    "413": "414",
    "415": "417",
    "406": "416",
    "429": "420",
    "500": "507",
}
_FAR = {
    "maxLength": 1,
    "minLength": 5000,
    "maximum": -7,
    "minimum": 10**12,
    "maxItems": 0,
    "minItems": 500,
}
NEW_VALUE = "MOCKWRIGHT_NEW"


def document_mutants() -> Iterator[Mutant]:
    """Every mutation of every bundled document, in document order."""
    for name in bundled_names():
        document = load_document(name)
        operations = compile_operations(document)
        kept = [operation for operation in operations if operation.path in document.root["paths"]]
        source = _Source(name, copy.deepcopy(load_document(name).root))
        yield from _schema_mutants(source, kept)
        for operation in kept:
            yield from _operation_mutants(source, operation)


class _Source(NamedTuple):
    """A document as it was loaded, before compilation."""

    name: str
    root: Any

    def mutant(self, pointer: str, kind: str, what: str, edit: Edit) -> Mutant:
        """The document with one changed part."""
        changed = copy.deepcopy(self.root)
        edit(find(changed, pointer))
        return Mutant(f"{self.name}{pointer}: {what}", kind, self.name, document=changed)

    def resolve(self, part: Any) -> Any:
        """The part with its reference replaced by the target."""
        if "$ref" in part:
            part.update(copy.deepcopy(find(self.root, part.pop("$ref").removeprefix("#"))))
        return part


def _schema_mutants(source: _Source, operations: list[Operation]) -> Iterator[Mutant]:
    read = _places(operations, is_request=True)
    written = _places(operations, is_request=False)
    for place in dict.fromkeys([*read, *written]):
        schema = find(source.root, place.pointer)
        if isinstance(schema, dict):
            for kind, what, edit in _rules(schema, is_read=place in read):
                yield source.mutant(place.pointer, kind, what, edit)


def _places(operations: list[Operation], *, is_request: bool) -> dict[Place, None]:
    """The places of the schemas of requests, or of answers, in the document."""
    found: dict[Place, None] = {}
    for operation in operations:
        media_types = [*(operation.body.media_types.values() if operation.body else ())]
        owners: list[Any] = [*media_types, *operation.parameters] if is_request else []
        if not is_request:
            # Errors are the same for every operation, and the mock returns them on request.
            owners = [m for r in operation.responses.values() for m in r.media_types.values()]
        for owner in owners:
            if owner.schema is not None:
                library = owner.schema.library
                head = library.locate(owner.schema.place)
                walk = walk_schemas(library.files, [head])
                found.update(dict.fromkeys(located.place for located in walk.schemas))
    return found


Rule = tuple[str, str, Edit]


def _rules(schema: dict[str, Any], *, is_read: bool) -> Iterator[Rule]:
    """The possible changes of a schema: kind, description and edit."""
    yield from _limit_rules(schema, is_read=is_read)
    yield from _required_rules(schema, is_read=is_read)
    if "enum" in schema:
        yield "enum", "another first value", _renames_first
    if "enum" in schema and is_read:
        yield "enum", "one value more", lambda s: s["enum"].append(NEW_VALUE)
    if str(schema.get("type")) in _OTHER_TYPES:
        other = _OTHER_TYPES[schema["type"]]
        yield "type", f"type {other}", _sets("type", other)
    if "pattern" in schema:
        yield "pattern", "another pattern", _sets("pattern", "^mockwright$")
    if schema.get("format") in _OTHER_FORMATS:
        other = _OTHER_FORMATS[schema["format"]]
        yield "format", f"format {other}", _sets("format", other)
    if is_read and schema.get("additionalProperties") is False:
        yield "fields", "further fields", _sets("additionalProperties", new=True)


def _limit_rules(schema: dict[str, Any], *, is_read: bool) -> Iterator[Rule]:
    for keyword, step in _STRICTER.items():
        if not isinstance(schema.get(keyword), int):
            continue
        if is_read:
            yield _KINDS[keyword], f"{keyword} {step:+d}", _adds(keyword, step)
            yield _KINDS[keyword], f"{keyword} {-step:+d}", _adds(keyword, -step)
        else:  # a single step is only noticed with a value at the limit
            far = _FAR[keyword]
            yield _KINDS[keyword], f"{keyword} {far}", _sets(keyword, far)


def _sets(keyword: str, new: Any) -> Edit:
    return lambda schema: schema.update({keyword: new})


def _adds(keyword: str, step: int) -> Edit:
    def edit(schema: Any) -> None:
        schema[keyword] += step

    return edit


def _renames_first(schema: Any) -> None:
    schema["enum"][0] = NEW_VALUE


def _required_rules(schema: dict[str, Any], *, is_read: bool) -> Iterator[tuple[str, str, Edit]]:
    fields, required = schema.get("properties", {}), schema.get("required", [])
    optional = [field for field in fields if field not in required]
    if optional and is_read:
        yield "required", f"{optional[0]} required", _requires(optional[0])
    if fields:
        yield "required", "an unknown field required", _requires("mockwrightNew")
    if required and is_read:
        yield "required", f"{required[-1]} optional", lambda s: s["required"].pop()


def _requires(name: str) -> Edit:
    def edit(schema: Any) -> None:
        schema["required"] = [*schema.get("required", []), name]

    return edit


def _operation_mutants(source: _Source, operation: Operation) -> Iterator[Mutant]:
    pointer = operation.place.pointer
    for status, other in _STATUSES.items():
        if status in operation.responses:
            edit = _moves("responses", status, other)
            yield source.mutant(pointer, "status", f"{status} is {other}", edit)
    for key in operation.responses:
        yield from _response_mutants(source, f"{pointer}/responses/{key}")
    yield from _parameter_mutants(source, operation)
    if operation.body is not None:
        yield source.mutant(pointer, "media type", "the body is XML", _retypes_body)
    yield source.mutant(pointer, "security", "no security", lambda o: o.update(security=[]))
    path = operation.place.parent.pointer
    edit = _moves("", operation.method.lower(), "put")
    yield source.mutant(path, "method", "the method is PUT", edit)


def _moves(owner: str, key: str, other: str) -> Edit:
    def edit(value: Any) -> None:
        target = value[owner] if owner else value
        target[other] = target.pop(key)

    return edit


def _response_mutants(source: _Source, pointer: str) -> Iterator[Mutant]:
    header = {"X-Mockwright-New": {"required": True, "schema": {"type": "string"}}}
    target = source.resolve(dict(find(source.root, pointer)))
    if "content" in target and "*/*" not in target["content"]:
        what = "the answer is XML"
        content: dict[str, Any] = {"application/xml": {}}
        yield source.mutant(
            pointer, "media type", what, lambda r: source.resolve(r).update(content=content)
        )
    what = "another header is required"
    yield source.mutant(pointer, "header", what, lambda r: source.resolve(r).update(headers=header))


def _parameter_mutants(source: _Source, operation: Operation) -> Iterator[Mutant]:
    schema = {"type": "string", "maxLength": 3}
    new = {"name": "mockwrightNew", "in": "query", "required": True, "schema": schema}

    def add(value: Any) -> None:
        value["parameters"] = [*value.get("parameters", []), new]

    what = "another parameter is required"
    yield source.mutant(operation.place.pointer, "parameter", what, add)


def _retypes_body(operation: Any) -> None:
    body = operation["requestBody"]
    body["content"] = {"application/vnd.new+json": body["content"].pop("application/json")}
