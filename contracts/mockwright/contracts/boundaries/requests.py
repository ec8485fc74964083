"""Builds requests to an operation from parameter values and a body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from mockwright.openapi.coercion import coerce_field
from mockwright.openapi.exchange import Request
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.media_types import FORM, is_json, normalize
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.parameters import Parameter, ParameterValues, parse_query, read_parameters
from mockwright.openapi.schemas import CompiledSchema

Pairs = tuple[tuple[str, str], ...]

_COOKIE = "Cookie"
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


class CannotBeSent(Exception):
    """A value cannot be serialized in its place, or would be read back as something else."""


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
        path = self.operation.path
        for name, text in self.path_values.items():
            path = path.replace(f"{{{name}}}", quote(text, safe=""))
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
        (text,) = (text for _, text in pairs)
        return parts._replace(path_values={**parts.path_values, parameter.name: text})
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
    name, style = parameter.name, parameter.style
    if parameter.is_json:
        yield name, _fitting(parameter, encode_json(value).decode())
    elif isinstance(value, dict):
        yield from _write_fields(parameter, value)
    elif not isinstance(value, list):
        if "array" in parameter.types or "object" in parameter.types:
            raise CannotBeSent(name)
        yield name, _fitting(parameter, _prefix(parameter) + _text_of(value))
    elif "array" not in parameter.types or not value:
        raise CannotBeSent(name)
    elif style.repeats_name and parameter.location != "path":
        yield from ((name, _fitting(parameter, _text_of(item))) for item in value)
    else:
        separator = _separator(parameter)
        texts = [_text_of(item) for item in value]
        if any(separator in text or not text for text in texts):
            raise CannotBeSent(name)
        yield name, _fitting(parameter, _prefix(parameter) + separator.join(texts))


def _write_fields(parameter: Parameter, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An object's fields, one pair each. Raises `CannotBeSent` for other styles."""
    if parameter.spreads:
        yield from ((name, _text_of(part)) for name, part in value.items())
    elif parameter.style.kind == "deepObject":
        yield from ((f"{parameter.name}[{n}]", _text_of(part)) for n, part in value.items())
    else:
        raise CannotBeSent(parameter.name)


def _prefix(parameter: Parameter) -> str:
    prefixes = {"label": ".", "matrix": f";{parameter.name}="}
    return prefixes.get(parameter.style.kind, "")


def _separator(parameter: Parameter) -> str:
    if parameter.style.is_exploded and parameter.style.kind in {"label", "matrix"}:
        return _prefix(parameter)
    return _SEPARATORS.get(parameter.style.kind, ",")


def _text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, dict | list):
        raise CannotBeSent(str(value))
    return encode_json(value).decode()


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


def is_understood(media_type: MediaType) -> bool:
    """Whether a value can be serialized as this media type."""
    name = normalize(media_type.name)
    return media_type.schema is not None and (is_json(name) or name == FORM)


def with_body(parts: RequestParts, media_type: MediaType, value: Any) -> RequestParts:
    """The request with the value as its body. Raises `CannotBeSent`."""
    is_form = normalize(media_type.name) == FORM
    body = _write_form(value) if is_form else encode_json(value)
    return parts._replace(media_type=media_type.name, content=value, body=body)


def _write_form(value: Any) -> bytes:
    if not isinstance(value, dict):
        raise CannotBeSent(str(value))
    return urlencode(_form_pairs(value), quote_via=quote).encode()


def _form_pairs(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    items = ((n, part if isinstance(part, list) else [part]) for n, part in value.items())
    return [(name, _text_of(part)) for name, parts in items for part in parts]


def as_read(media_type: MediaType, schema: CompiledSchema, value: Any) -> Any:
    """The value as a server reads it: form fields are texts, which are converted."""
    if normalize(media_type.name) != FORM:
        return value
    gathered: dict[str, list[str]] = {}
    for name, text in parse_query(_write_form(value).decode()):
        gathered.setdefault(name, []).append(text)
    return {
        name: coerce_field(schema, name, texts if len(texts) > 1 else texts[0])
        for name, texts in gathered.items()
    }
