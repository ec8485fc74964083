"""The compiled operations of a document: its paths and its webhooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockwright.openapi.document_files import Place
from mockwright.openapi.forms import Encoding, FormReader
from mockwright.openapi.loading import Document
from mockwright.openapi.media_types import JSON
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.security import SecurityAlternatives
from mockwright.openapi.styles import Pairs, Style
from mockwright.openapi.value_readers import read_first_json, reader_of


@dataclass(frozen=True, kw_only=True)
class MediaType:
    """One representation of a body: its schema, and its examples by name.

    `encodings` say how the fields of a form are written, by name.
    """

    name: str
    schema: CompiledSchema | None
    examples: Mapping[str, Any]
    place: Place
    encodings: Mapping[str, Encoding]

    @cached_property
    def form(self) -> FormReader | None:
        """The reader of its fields, if it is a form; None where no fields are documented."""
        return FormReader(self.schema, self.encodings) if self.schema else None


@dataclass(frozen=True, kw_only=True)
class RequestBody:
    """The body that an operation reads; media types by normalized name or range."""

    is_required: bool
    media_types: Mapping[str, MediaType]
    place: Place


@dataclass(frozen=True, kw_only=True)
class ResponseHeader:
    """A documented response header, with its example if it has one.

    An `is_json` header contains JSON text (`content`).
    """

    name: str
    is_required: bool
    style: Style
    schema: CompiledSchema | None
    is_json: bool
    example: Any

    @cached_property
    def read(self) -> Callable[[Pairs], Any]:
        """The function that reads its value from its name and text."""
        return read_first_json(self.name) if self.is_json else reader_of(self.style, self.schema)


@dataclass(frozen=True, kw_only=True)
class DocumentedResponse:
    """The response documented under one status key: `200`, `4XX` or `default`."""

    key: str
    media_types: Mapping[str, MediaType]
    headers: tuple[ResponseHeader, ...]
    place: Place


@dataclass(frozen=True, kw_only=True, eq=False)
class Operation:
    """One operation. Operations are compared by identity.

    `security` lists alternatives, each a set of schemes that are all required. `base_paths` are the
    paths of the servers; the operation is also available below each of them. `refusal` says why
    the operation cannot be served, and is empty if it can.
    """

    id: str
    method: str
    path: str
    document: Document
    place: Place
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: Mapping[str, DocumentedResponse]
    security: SecurityAlternatives
    base_paths: tuple[str, ...] = ()
    refusal: str = ""
    is_webhook: bool = False

    @property
    def label(self) -> str:
        """The method and path: `POST /pets`."""
        return f"{self.method} {self.path}"

    @property
    def json_schema(self) -> CompiledSchema:
        """The schema of the JSON body. Raises `LookupError` if there is none."""
        media_type = self.body.media_types.get(JSON) if self.body else None
        if media_type is None or media_type.schema is None:
            raise LookupError(self.label)
        return media_type.schema

    @property
    def header_names(self) -> frozenset[str]:
        """The request headers that it documents as parameters or credentials, in lower case."""
        schemes = [scheme for alternative in self.security for scheme in alternative]
        keys = {s.parameter for s in schemes if s.kind == "apiKey" and s.location == "header"}
        names = {p.name for p in self.parameters if p.location == "header"}
        return frozenset(name.lower() for name in keys | names)

    def media_types(self) -> Iterator[MediaType]:
        """Every representation of the request and of the responses."""
        if self.body is not None:
            yield from self.body.media_types.values()
        for response in self.responses.values():
            yield from response.media_types.values()

    def schemas(self) -> Iterator[CompiledSchema]:
        """Every schema that requests and responses of this operation are validated against."""
        owners: list[Any] = [*self.parameters, *self.media_types()]
        owners += [header for response in self.responses.values() for header in response.headers]
        for owner in owners:
            if owner.schema is not None:
                yield owner.schema

    def response_for(self, status: int) -> DocumentedResponse | None:
        """The documented response for a status, or None; exact, then range, then default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None
