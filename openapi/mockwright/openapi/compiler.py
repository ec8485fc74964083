"""Compile a document's operations in one walk; a fault costs the part that it is in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.exchange import belongs_to_server
from mockwright.openapi.faults import LEFT_OUT, OUT_OF_REACH, DocumentIsBroken
from mockwright.openapi.forms import Encoding, encoding_of
from mockwright.openapi.loading import Document
from mockwright.openapi.media_types import is_json, key_of, normalize
from mockwright.openapi.needed_schemas import complain_of_references
from mockwright.openapi.operation_checks import check_path, hint_informational
from mockwright.openapi.operations import (
    DocumentedResponse,
    MediaType,
    Operation,
    RequestBody,
    ResponseHeader,
)
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.parts import METHODS
from mockwright.openapi.paths import keep_reachable, name_uniquely, read_path
from mockwright.openapi.refusals import refused
from mockwright.openapi.repairs import repair
from mockwright.openapi.schemas import CompiledSchema, SchemaLibrary
from mockwright.openapi.security import compile_security
from mockwright.openapi.server_paths import find_base_paths
from mockwright.openapi.structure import Part
from mockwright.openapi.styles import style_of

WEBHOOK_PREFIX = "/webhooks/"
# OpenAPI says that header parameters with these names are ignored: other fields describe them.
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


def compile_operations(document: Document) -> tuple[Operation, ...]:
    """Compile every operation of a document, under `paths` and under `webhooks`.

    A webhook is implemented by the integrator. It is served at the path item's `x-mock-path`, or at
    `/webhooks/<name>` by default. Faults are recorded in `document.complaints`: an operation that
    cannot be compiled has a `refusal`, and one that no request can reach is missing.
    """
    return _Compiler(document).compile()


class _Compiler:
    """Walks one document and registers its schemas; the library translates them at the end."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._files = document.files
        self._complaints = document.complaints
        self._library = SchemaLibrary(document.files, is_modern=document.is_modern)
        document.libraries.append(self._library)
        self._checked: set[tuple[Part, Place]] = set()

    def compile(self) -> tuple[Operation, ...]:
        found = keep_reachable(self._operations(), self._complaints)
        operations = [*name_uniquely(found, self._complaints)]
        components = self._document.root.get("components", {}).get("schemas", {})
        place = self._document.place.child("components", "schemas")
        self._library.translate(place.child(name) for name in components)
        complain_of_references(operations, self._library, self._complaints)
        return tuple(refused(operation) for operation in operations)

    def _operations(self) -> Iterator[Operation]:
        root = Located(value=self._document.root, place=self._document.place)
        for section in ("paths", "webhooks"):
            for name in root.value.get(section) or ():
                if name.startswith("x-"):
                    continue
                entry = root.child(section, name)
                with self._complaints.collect("error", OUT_OF_REACH):
                    item = self._follow(entry, "path item")
                    is_path = section == "paths"
                    path = (
                        read_path(name, entry.place, self._complaints)
                        if is_path
                        else _webhook_path(name, item)
                    )
                    for operation in self._path_operations(path, item):
                        yield operation if is_path else replace(operation, is_webhook=True)

    def _path_operations(self, path: str, item: Located) -> Iterator[Operation]:
        for method in METHODS:
            if method not in item.value:
                continue
            try:
                yield self._operation(path, item, method)
            except DocumentIsBroken as error:
                place = item.place.child(method)
                self._complaints.refuse(place.file, place.pointer, *error.faults)
                yield self._bare_operation(path, item, method)

    def _bare_operation(self, path: str, item: Located, method: str) -> Operation:
        """An operation with its route and its id, and nothing else yet."""
        located = item.child(method)
        owners = (located.value, item.value, self._document.root)
        return Operation(
            id=located.value.get("operationId", f"{method.upper()} {path}"),
            method=method.upper(),
            path=path,
            document=self._document,
            place=located.place,
            parameters=(),
            body=None,
            responses={},
            security=(),
            base_paths=find_base_paths(owners),
        )

    def _operation(self, path: str, item: Located, method: str) -> Operation:
        operation = self._bare_operation(path, item, method)
        located = item.child(method)
        if self._complaints.refusal_of(located.place.file, located.place.pointer):
            return operation
        parameters = tuple(self._parameters(item, located))
        return replace(
            operation,
            parameters=check_path(path, parameters, located.place, self._complaints),
            body=self._body(located),
            responses=self._responses(located),
            security=compile_security(self._document, located),
        )

    def _follow(self, entry: Located, part: Part) -> Located:
        """Follow an entry's references, and check that their target is a part of this kind."""
        located = self._files.follow(entry.value, entry.place)
        key = (part, located.place)
        if located.place != entry.place and key not in self._checked:
            self._checked.add(key)
            repair(located, self._document.version, self._complaints, part)
        return located

    def _schema(self, owner: Located, direction: Any) -> CompiledSchema | None:
        """The schema of a media type, parameter or header."""
        if "schema" not in owner.value:
            return None
        return self._library.compile(owner.place.child("schema"), direction)

    def _parameters(self, item: Located, operation: Located) -> Iterator[Parameter]:
        """The parameters of an operation: those of its path item, overridden by its own."""
        merged: dict[tuple[str, str], Parameter] = {}
        for owner in (item, operation):
            for entry in owner.children("parameters"):
                located = self._follow(entry, "parameter")
                location, name = located.value["in"], located.value["name"]
                is_header = location == "header"
                if not (is_header and name.lower() in _IGNORED_HEADERS):
                    key = (location, name.lower() if is_header else name)
                    merged[key] = self._parameter(location, name, located)
        yield from merged.values()

    def _parameter(self, location: str, name: str, located: Located) -> Parameter:
        value = located.value
        owner, media_type = _content_of(located)
        return Parameter(
            name=name,
            location=location,
            is_required=bool(value.get("required", False)),
            allows_empty=bool(value.get("allowEmptyValue", False)),
            style=style_of(name, location, value),
            schema=self._schema(owner, "request"),
            is_json=is_json(normalize(media_type)),
            rule=str(located.place.child("required")),
            is_deprecated=value.get("deprecated") is True,
        )

    def _body(self, operation: Located) -> RequestBody | None:
        if "requestBody" not in operation.value:
            return None
        located = self._follow(operation.child("requestBody"), "request body")
        return RequestBody(
            is_required=bool(located.value.get("required", False)),
            media_types=self._content(located, "request"),
            place=located.place,
        )

    def _content(self, owner: Located, direction: Any) -> dict[str, MediaType]:
        known: dict[str, MediaType] = {}
        for name in owner.value.get("content", ()):
            media_type = self._media_type(name, owner.child("content", name), direction)
            known.setdefault(key_of(name), media_type)
        return known

    def _media_type(self, name: str, located: Located, direction: Any) -> MediaType:
        return MediaType(
            name=name,
            schema=self._schema(located, direction),
            examples=self._examples(located),
            place=located.place,
            encodings=self._encodings(located),
        )

    def _encodings(self, media_type: Located) -> dict[str, Encoding]:
        values = media_type.value.get("encoding", {})
        return {name: encoding_of(name, value) for name, value in values.items()}

    def _examples(self, owner: Located) -> dict[str, Any]:
        examples = {"default": owner.value["example"]} if "example" in owner.value else {}
        for name in owner.value.get("examples", ()):
            with self._complaints.collect("warning", LEFT_OUT):
                located = self._follow(owner.child("examples", name), "example")
                if "value" in located.value:
                    examples[name] = located.value["value"]
        return examples

    def _responses(self, operation: Located) -> dict[str, DocumentedResponse]:
        """The documented responses; only a failure can be left out, not what a success answers."""
        responses = {}
        for key in operation.value.get("responses", ()):
            if key.startswith("x-"):
                continue
            if key.startswith("1"):
                hint_informational(operation.place.child("responses", key), self._complaints)
                continue
            try:
                responses[key.upper() if key != "default" else key] = self._response(operation, key)
            except DocumentIsBroken as error:
                if key[:1] == "2" or key == "default":
                    raise
                self._complaints.add_all(error, "warning", LEFT_OUT)
        return responses

    def _response(self, operation: Located, key: str) -> DocumentedResponse:
        located = self._follow(operation.child("responses", key), "response")
        return DocumentedResponse(
            key=key.upper() if key != "default" else key,
            media_types=self._content(located, "response"),
            headers=tuple(self._headers(located)),
            place=located.place,
        )

    def _headers(self, response: Located) -> Iterator[ResponseHeader]:
        for name in response.value.get("headers", ()):
            if belongs_to_server(name.lower()):
                continue
            with self._complaints.collect("warning", LEFT_OUT):
                yield self._header(name, response)

    def _header(self, name: str, response: Located) -> ResponseHeader:
        located = self._follow(response.child("headers", name), "header")
        owner, media_type = _content_of(located)
        example = next(iter(self._examples(located).values()), None)
        if example is None and media_type:
            example = next(iter(self._examples(owner).values()), None)
        return ResponseHeader(
            name=name,
            is_required=bool(located.value.get("required", False)),
            style=style_of(name, "header", located.value),
            schema=self._schema(owner, "response"),
            is_json=is_json(normalize(media_type)),
            example=example,
        )


def _content_of(owner: Located) -> tuple[Located, str]:
    """Where the schema of a parameter or header is, and its media type if that is `content`."""
    for media_type in owner.value.get("content", ()):  # exactly one entry, by structure
        return owner.child("content", media_type), media_type
    return owner, ""


def _webhook_path(name: str, item: Located) -> str:
    path = item.value.get("x-mock-path", WEBHOOK_PREFIX + name)
    if not isinstance(path, str) or not path.startswith("/"):
        place = item.place.child("x-mock-path")
        raise place.broken("The path does not start with `/`.", f"Expected `/{path}`.")
    return path
