"""Compile a document's operations in one walk, collecting every fault on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.exchange import belongs_to_server
from mockwright.openapi.faults import FaultCollector
from mockwright.openapi.forms import Encoding, encoding_of
from mockwright.openapi.loading import Document
from mockwright.openapi.media_types import is_json, key_of, normalize
from mockwright.openapi.operation_checks import check_ids, check_path
from mockwright.openapi.operations import (
    DocumentedResponse,
    MediaType,
    Operation,
    RequestBody,
    ResponseHeader,
)
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.schemas import CompiledSchema, SchemaLibrary
from mockwright.openapi.security import SecurityAlternatives, compile_security
from mockwright.openapi.structure import Part, check_part
from mockwright.openapi.styles import style_of

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
WEBHOOK_PREFIX = "/webhooks/"
# OpenAPI says that header parameters with these names are ignored: other fields describe them.
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


def compile_operations(document: Document) -> tuple[Operation, ...]:
    """Compile every operation of a document, under `paths` and under `webhooks`.

    A webhook is implemented by the integrator. It is served at the path item's `x-mock-path`, or at
    `/webhooks/<name>` by default. Raises `DocumentIsBroken` with every fault.
    """
    return _Compiler(document).compile()


def compile_schemas(operations: Iterable[Operation]) -> None:
    """Compile all validators now rather than on first use, except in very large documents.

    Raises `DocumentIsBroken` with every schema that cannot be compiled.
    """
    faults = FaultCollector()
    for operation in operations:
        for schema in operation.schemas():
            if schema.library.is_small:
                with faults.collect():
                    schema.compile()
    faults.raise_if_any()


class _Compiler:
    """Walks one document and registers its schemas; the library translates them at the end."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._files = document.files
        self._library = SchemaLibrary(document.files, is_modern=document.is_modern)
        self._faults = FaultCollector()
        self._checked: set[tuple[Part, Place]] = set()

    def compile(self) -> tuple[Operation, ...]:
        operations = tuple(self._operations())
        with self._faults.collect():
            check_ids(operations)
        components = self._document.root.get("components", {}).get("schemas", {})
        place = self._document.place.child("components", "schemas")
        with self._faults.collect():
            self._library.translate(place.child(name) for name in components)
        self._faults.raise_if_any()
        return operations

    def _operations(self) -> Iterator[Operation]:
        root = Located(value=self._document.root, place=self._document.place)
        for section in ("paths", "webhooks"):
            for name in root.value.get(section, ()):
                if name.startswith("x-"):
                    continue
                with self._faults.collect():
                    item = self._follow(root.child(section, name), "path item")
                    path = name if section == "paths" else _webhook_path(name, item)
                    yield from self._path_operations(path, item)

    def _path_operations(self, path: str, item: Located) -> Iterator[Operation]:
        for method in METHODS:
            if method in item.value:
                with self._faults.collect():
                    yield self._operation(path, item, method)

    def _operation(self, path: str, item: Located, method: str) -> Operation:
        located = item.child(method)
        value, place = located.value, located.place
        parameters = tuple(self._parameters(item, located))
        with self._faults.collect():
            check_path(path, parameters, place)
        security: SecurityAlternatives = ()
        with self._faults.collect():
            security = compile_security(self._document, located)
        return Operation(
            id=value.get("operationId", f"{method.upper()} {path}"),
            method=method.upper(),
            path=path,
            document=self._document,
            place=place,
            parameters=parameters,
            body=self._body(located),
            responses=self._responses(located),
            security=security,
            base_paths=_base_paths(located, item, self._document),
        )

    def _follow(self, entry: Located, part: Part) -> Located:
        """Follow an entry's references, and check that their target is a part of this kind."""
        located = self._files.follow(entry.value, entry.place)
        key = (part, located.place)
        if located.place != entry.place and key not in self._checked:
            self._checked.add(key)
            check_part(part, located, self._document.version)
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
            located = self._follow(owner.child("examples", name), "example")
            if "value" in located.value:
                examples[name] = located.value["value"]
        return examples

    def _responses(self, operation: Located) -> dict[str, DocumentedResponse]:
        responses = {}
        for key in operation.value.get("responses", ()):
            if key.startswith("x-"):
                continue
            located = self._follow(operation.child("responses", key), "response")
            responses[key] = DocumentedResponse(
                key=key,
                media_types=self._content(located, "response"),
                headers=tuple(self._headers(located)),
                place=located.place,
            )
        return responses

    def _headers(self, response: Located) -> Iterator[ResponseHeader]:
        for name in response.value.get("headers", ()):
            if belongs_to_server(name.lower()):
                continue
            located = self._follow(response.child("headers", name), "header")
            owner, media_type = _content_of(located)
            example = next(iter(self._examples(located).values()), None)
            if example is None and media_type:
                example = next(iter(self._examples(owner).values()), None)
            yield ResponseHeader(
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


def _base_paths(operation: Located, item: Located, document: Document) -> tuple[str, ...]:
    """The paths of the server URLs; the innermost object with `servers` overrides the others."""
    owners = (operation.value, item.value, document.root)
    servers: list[Any] = next((owner["servers"] for owner in owners if "servers" in owner), [])
    paths = (_path_of(_fill_variables(server)) for server in servers)
    return tuple(dict.fromkeys(path for path in paths if path))


def _path_of(url: str) -> str:
    try:
        return unquote(urlsplit(url).path.rstrip("/"))
    except ValueError:  # `http://[` is not a URL: serve the operation without a base path
        return ""


def _fill_variables(server: dict[str, Any]) -> str:
    url = str(server["url"])
    for name, variable in server.get("variables", {}).items():
        url = url.replace("{" + name + "}", str(variable["default"]))
    return url
