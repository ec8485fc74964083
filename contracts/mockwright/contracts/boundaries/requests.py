"""Builds requests to an operation from parameter values and a body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from mockwright.contracts.boundaries.bodies import concrete_type, write_body
from mockwright.contracts.boundaries.paths import fill_path
from mockwright.contracts.boundaries.serialization import CannotBeSent, Pairs, write_pairs
from mockwright.mock_server.request.bodies import Body, read_body
from mockwright.mock_server.request.problems import RequestRefused
from mockwright.openapi.exchange import Request
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.parameters import Parameter, ParameterValues, read_parameters

_COOKIE = "Cookie"


class RequestParts(NamedTuple):
    """A request without server and credentials; `path_values` are not yet escaped.

    `media_type` is empty if there is no body; `content` is the value that `body` serializes.
    """

    operation: Operation
    path_values: Mapping[str, str]
    query: Pairs = ()
    headers: Pairs = ()
    media_type: str = ""
    content: Any = None
    body: bytes = b""

    def __repr__(self) -> str:
        """`POST /pets {"name":"Rex"}`, the form shown in falsifying examples."""
        text = self.body.decode(errors="replace")
        headers = "".join(f" {name}: {value}" for name, value in self.headers)
        return f"{self.operation.method} {self.target}{headers} {text}".rstrip()

    @property
    def target(self) -> str:
        """Path and query, percent-encoded."""
        path = fill_path(self.operation.path, self.path_values)
        return f"{path}?{self.query_text}" if self.query else path

    @property
    def query_text(self) -> str:
        """The percent-encoded query, without the question mark."""
        return urlencode(self.query, quote_via=quote)

    @property
    def all_headers(self) -> Pairs:
        """The headers, including `Content-Type` if there is a body."""
        return (
            (*self.headers, ("Content-Type", self.media_type)) if self.media_type else self.headers
        )


def with_parameter(parts: RequestParts, parameter: Parameter, value: Any) -> RequestParts:
    """The request with another value of a parameter. Raises `CannotBeSent`."""
    parts = without_parameter(parts, parameter)
    pairs = tuple(_write(parameter, value))
    if parameter.location == "path":
        if len(pairs) != 1:  # a style that paths do not have
            raise CannotBeSent(parameter.name)
        return parts._replace(path_values={**parts.path_values, parameter.name: pairs[0][1]})
    if parameter.location == "query":
        return parts._replace(query=parts.query + pairs)
    if parameter.location == "header":
        return parts._replace(headers=parts.headers + pairs)
    cookies = (f"{name}={quote(text)}" for name, text in pairs)
    return _with_cookies(parts, [*_cookies_of(parts), *cookies])


def without_parameter(parts: RequestParts, parameter: Parameter) -> RequestParts:
    """The request without a query, header or cookie parameter."""
    name = parameter.name
    names = {name, *(parameter.field_names if parameter.spreads else ())}
    if parameter.location == "query":
        kept = (pair for pair in parts.query if _base(pair[0]) not in names)
        return parts._replace(query=tuple(kept))
    if parameter.location == "header":
        return parts._replace(headers=tuple(p for p in parts.headers if p[0] != name))
    if parameter.location == "cookie":
        kept_cookies = [c for c in _cookies_of(parts) if c.partition("=")[0] not in names]
        return _with_cookies(parts, kept_cookies)
    return parts


def _cookies_of(parts: RequestParts) -> list[str]:
    """The cookies as `name=value`, for example `theme=dark`."""
    texts = (text for name, text in parts.headers if name == _COOKIE)
    return [cookie for text in texts for cookie in text.split("; ")]


def _with_cookies(parts: RequestParts, cookies: Sequence[str]) -> RequestParts:
    others = tuple(pair for pair in parts.headers if pair[0] != _COOKIE)
    header = ((_COOKIE, "; ".join(cookies)),) if cookies else ()
    return parts._replace(headers=(*others, *header))


def _base(name: str) -> str:
    return name.partition("[")[0]


def _write(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    """The name-value pairs of a value in the parameter's style. Raises `CannotBeSent`."""
    if parameter.is_json:
        pairs: Pairs = ((parameter.name, encode_json(value).decode()),)
    elif _is_misread(parameter, value):
        raise CannotBeSent(parameter.name)
    else:
        pairs = write_pairs(parameter.style, value)
    for name, text in pairs:
        # A field that is sent as a parameter of its own has another type.
        yield name, _fitting(parameter, text) if name == parameter.name else text


def _is_misread(parameter: Parameter, value: Any) -> bool:
    """Whether a value would certainly be read as one of another kind, by the parameter's types."""
    types = parameter.types
    if isinstance(value, list):
        return "array" not in types
    is_scalar = not isinstance(value, dict)
    return is_scalar and bool(types) and types <= {"array", "object", "null"}


def _fitting(parameter: Parameter, text: str) -> str:
    """The text, if it is unambiguous in its place. Raises `CannotBeSent`.

    An empty path segment or one of dots changes the path, and servers differ about slashes.
    Many servers treat an empty text as an absent parameter.
    """
    location = parameter.location
    is_text = not parameter.types or "string" in parameter.types
    if location == "path":
        is_fit = text not in {"", ".", ".."} and not set(text) & {"/", "\\", "\0"}
    elif location == "query":
        is_fit = bool(text) or is_text
    else:
        is_fit = bool(text) and text.isascii() and text.isprintable() and text == text.strip()
    if not is_fit:
        raise CannotBeSent(text)
    return text


def read(parts: RequestParts) -> ParameterValues:
    """The request's parameters, converted and validated as a server would."""
    operation = parts.operation
    request = Request(
        method=operation.method,
        path=operation.path,
        query=parts.query_text,
        headers={name.lower(): text for name, text in parts.headers},
    )
    return read_parameters(operation.parameters, request, parts.path_values, frozenset())


def with_body(parts: RequestParts, media_type: MediaType, value: Any) -> RequestParts:
    """The request with the value as its body. Raises `CannotBeSent`."""
    body = write_body(media_type, value)
    return parts._replace(media_type=concrete_type(media_type), content=value, body=body)


def as_read(parts: RequestParts) -> Body:
    """The body as a server reads it: fields of a form are texts, which are converted.

    Its schema is None if bodies of the type are not validated. Raises `CannotBeSent` for a body
    that cannot be read.
    """
    request = Request(
        method=parts.operation.method,
        path=parts.operation.path,
        headers={"content-type": parts.media_type},
        body=parts.body,
    )
    try:
        return read_body(parts.operation, request, len(parts.body))
    except RequestRefused as error:
        raise CannotBeSent(parts.media_type) from error
