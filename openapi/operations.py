"""Operations: what a document's paths and webhooks describe, compiled for asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from openapi import parameters
from openapi.document_files import DocumentFiles, Located, Place
from openapi.faults import DocumentFault, DocumentIsBroken
from openapi.loading import Document
from openapi.parameters import Parameter
from openapi.schemas import CompiledSchema, SchemaLibrary

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
WEBHOOK_PREFIX = "/webhooks/"
# OpenAPI says that header parameters of these names are ignored: other fields describe them.
_IGNORED_HEADERS = {"accept", "content-type", "authorization"}


@dataclass(frozen=True, kw_only=True)
class MediaType:
    """One representation of a body: its schema, and its examples by name."""

    name: str
    schema: CompiledSchema | None
    examples: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, kw_only=True)
class RequestBody:
    """What an operation reads; media types by normalized name or range."""

    is_required: bool
    media_types: Mapping[str, MediaType]
    place: Place


@dataclass(frozen=True, kw_only=True)
class ResponseHeader:
    """A documented response header, with its example where there is one."""

    name: str
    is_required: bool
    schema: CompiledSchema | None
    example: Any
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class DocumentedResponse:
    """What an operation answers under one status key: `200`, `4XX` or `default`."""

    key: str
    media_types: Mapping[str, MediaType]
    headers: tuple[ResponseHeader, ...]
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityScheme:
    """One way to show credentials: where they stand and in which form."""

    name: str
    kind: str
    location: str
    parameter: str
    scheme: str


SecurityAlternatives = tuple[tuple[SecurityScheme, ...], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Operation:
    """One operation, equal only to itself. `security` lists alternatives; each is a set of schemes needed together."""

    id: str
    method: str
    path: str
    document: Document
    place: Place
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: Mapping[str, DocumentedResponse]
    security: SecurityAlternatives
    base_paths: tuple[str, ...] = field(default=())

    @property
    def label(self) -> str:
        """`POST /pets`."""
        return f"{self.method} {self.path}"

    def media_types(self) -> Iterator[MediaType]:
        """Every representation of the request and of the responses."""
        if self.body is not None:
            yield from self.body.media_types.values()
        for response in self.responses.values():
            yield from response.media_types.values()

    def schemas(self) -> Iterator[CompiledSchema]:
        """Every schema that requests and responses of this operation are held to."""
        owners: list[Any] = [*self.parameters, *self.media_types()]
        owners += [header for response in self.responses.values() for header in response.headers]
        for owner in owners:
            if owner.schema is not None:
                yield owner.schema

    def response_for(self, status: int) -> DocumentedResponse | None:
        """The documented response of a status: exact, then range, then default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None


def compile_operations(document: Document) -> tuple[Operation, ...]:
    """Every operation of a document: those under `paths`, and those under `webhooks`.

    A webhook is what the integrator implements; it is served at the path item's `x-mock-path`,
    else at `/webhooks/<name>`. Raises `DocumentIsBroken`.
    """
    return _Compiler(document).compile()


def compile_schemas(operations: Iterable[Operation]) -> None:
    """Compile every validator now. Raises `DocumentIsBroken` with every schema that cannot be."""
    faults: dict[str, DocumentFault] = {}
    for operation in operations:
        for schema in operation.schemas():
            try:
                schema.compile()
            except DocumentIsBroken as error:
                faults.update((str(fault), fault) for fault in error.faults)
    if faults:
        raise DocumentIsBroken(list(faults.values()))


class _Compiler:
    """Walks one document once; schemas are compiled later, when first asked."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._files: DocumentFiles = document.files
        self._roots: list[Place] = []
        self._library: SchemaLibrary | None = None

    def compile(self) -> tuple[Operation, ...]:
        # Two passes: the first finds every schema (and every broken reference), so that the
        # library can translate them all before the second one binds operations to them.
        list(self._operations())
        for name in self._document.root.get("components", {}).get("schemas", {}):
            self._roots.append(self._document.place.child("components", "schemas", name))
        is_modern = self._document.is_modern
        self._library = SchemaLibrary(self._files, self._roots, is_modern=is_modern)
        return tuple(self._operations())

    def _operations(self) -> Iterator[Operation]:
        root, place = self._document.root, self._document.place
        for section, path_of in (("paths", _path_as_is), ("webhooks", _webhook_path)):
            for name, item in root.get(section, {}).items():
                if name.startswith("x-"):
                    continue
                located = self._files.follow(item, place.child(section, name))
                for method in METHODS:
                    if method in located.value:
                        yield self._operation(method, path_of(name, located.value), located)

    def _operation(self, method: str, path: str, item: Located) -> Operation:
        value, place = item.value[method], item.place.child(method)
        label = f"{method.upper()} {path}"
        return Operation(
            id=value.get("operationId", label),
            method=method.upper(),
            path=path,
            document=self._document,
            place=place,
            parameters=tuple(self._parameters(item, Located(value=value, place=place))),
            body=self._body(value, place),
            responses=self._responses(value, place),
            security=self._security(value.get("security", self._document.root.get("security", []))),
            base_paths=_base_paths(value, item.value, self._document.root),
        )

    def _schema(self, schema: Any, place: Place, direction: Any) -> CompiledSchema | None:
        if schema is None:
            return None
        if self._library is None:
            self._roots.append(place)
            return None
        return self._library.compile(place, direction)

    def _parameters(self, item: Located, operation: Located) -> Iterator[Parameter]:
        merged: dict[tuple[str, str], Located] = {}
        for owner in (item, operation):
            for index, entry in enumerate(owner.value.get("parameters", ())):
                located = self._files.follow(entry, owner.place.child("parameters", index))
                merged[located.value["in"], located.value["name"]] = located
        for (location, name), located in merged.items():
            if location == "header" and name.lower() in _IGNORED_HEADERS:
                continue
            yield self._parameter(location, name, located)

    def _parameter(self, location: str, name: str, located: Located) -> Parameter:
        value, place = located.value, located.place
        style = value.get("style", parameters.default_style(location))
        schema = self._schema(value.get("schema"), place.child("schema"), "request")
        is_json = "content" in value
        for media_type, content in value.get("content", {}).items():
            schema_place = place.child("content", media_type, "schema")
            schema = self._schema(content.get("schema"), schema_place, "request")
        return Parameter(
            name=name,
            location=location,
            is_required=bool(value.get("required", False)),
            style=style,
            is_exploded=bool(value.get("explode", style in {"form", "deepObject"})),
            schema=schema,
            is_json=is_json,
            rule=str(place.child("required")),
        )

    def _body(self, operation: dict[str, Any], place: Place) -> RequestBody | None:
        if "requestBody" not in operation:
            return None
        located = self._files.follow(operation["requestBody"], place.child("requestBody"))
        return RequestBody(
            is_required=bool(located.value.get("required", False)),
            media_types=self._content(located, "request"),
            place=located.place,
        )

    def _content(self, owner: Located, direction: Any) -> dict[str, MediaType]:
        return {
            name.partition(";")[0].strip().lower(): self._media_type(
                name, Located(value=value, place=owner.place.child("content", name)), direction
            )
            for name, value in owner.value.get("content", {}).items()
        }

    def _media_type(self, name: str, located: Located, direction: Any) -> MediaType:
        value, place = located.value, located.place
        return MediaType(
            name=name,
            schema=self._schema(value.get("schema"), place.child("schema"), direction),
            examples=self._examples(value, place),
            place=place,
        )

    def _examples(self, owner: dict[str, Any], place: Place) -> dict[str, Any]:
        examples = {"default": owner["example"]} if "example" in owner else {}
        for name, entry in owner.get("examples", {}).items():
            located = self._files.follow(entry, place.child("examples", name))
            if isinstance(located.value, dict) and "value" in located.value:
                examples[name] = located.value["value"]
        return examples

    def _responses(self, operation: dict[str, Any], place: Place) -> dict[str, DocumentedResponse]:
        responses = {}
        for key, entry in operation.get("responses", {}).items():
            if key.startswith("x-"):
                continue
            located = self._files.follow(entry, place.child("responses", key))
            name = key if key == "default" else key.upper()
            responses[name] = DocumentedResponse(
                key=name,
                media_types=self._content(located, "response"),
                headers=tuple(self._headers(located)),
                place=located.place,
            )
        return responses

    def _headers(self, response: Located) -> Iterator[ResponseHeader]:
        for name, entry in response.value.get("headers", {}).items():
            if name.lower() == "content-type":
                continue
            located = self._files.follow(entry, response.place.child("headers", name))
            value = located.value
            schema = self._schema(value.get("schema"), located.place.child("schema"), "response")
            examples = self._examples(value, located.place)
            yield ResponseHeader(
                name=name,
                is_required=bool(value.get("required", False)),
                schema=schema,
                example=next(iter(examples.values()), None),
            )

    def _security(self, requirements: list[dict[str, Any]]) -> SecurityAlternatives:
        return tuple(
            tuple(self._scheme(name) for name in requirement) for requirement in requirements
        )

    def _scheme(self, name: str) -> SecurityScheme:
        place = self._document.place.child("components", "securitySchemes", name)
        located = self._files.follow({"$ref": f"#{place.pointer}"}, self._document.place)
        value = located.value
        return SecurityScheme(
            name=name,
            kind=value["type"],
            location=value.get("in", "header"),
            parameter=value.get("name", "Authorization"),
            scheme=value.get("scheme", "bearer").lower(),
        )


def _path_as_is(path: str, _item: Any) -> str:
    return path


def _webhook_path(name: str, item: dict[str, Any]) -> str:
    return str(item.get("x-mock-path", WEBHOOK_PREFIX + name))


def _base_paths(*owners: dict[str, Any]) -> tuple[str, ...]:
    """The path parts of the servers of the innermost owner that names servers."""
    servers: list[Any] = next((owner["servers"] for owner in owners if "servers" in owner), [])
    paths = (urlsplit(_fill_variables(server)).path.rstrip("/") for server in servers)
    return tuple(dict.fromkeys(path for path in paths if path))


def _fill_variables(server: dict[str, Any]) -> str:
    url = str(server.get("url", ""))
    for name, variable in server.get("variables", {}).items():
        url = url.replace("{" + name + "}", str(variable.get("default", "")))
    return url
