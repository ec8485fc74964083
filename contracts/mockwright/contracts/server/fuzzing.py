"""Generates valid and invalid requests with Schemathesis."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from schemathesis.errors import SchemathesisError

import mockwright.contracts.drawing.schemathesis_hooks  # noqa: F401 -- formats and adults, for every document
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.openapi.loading import Document
from mockwright.openapi.operations import Operation

BASE = "http://mockwright.invalid"
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
# Headers of the connection, and `Accept`, which OpenAPI ignores as a parameter.
_OWN = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "host",
        "transfer-encoding",
        "user-agent",
    }
)
_OWN_PREFIX = "x-schemathesis-"
_BOUNDARY = re.compile(r"boundary=([0-9A-Za-z]+)")
_FIXED_BOUNDARY = "mockwright-boundary"


class CannotBeFuzzed(Exception):
    """No requests can be generated for an operation; `str()` says why."""


def load_schema(document: Document) -> Any:
    """The document as a Schemathesis schema, configured to keep nothing between runs."""
    config = schemathesis.Config.from_dict(
        {
            "cache": {"enabled": False},
            "analysis": {"constants": {"enabled": False}},
            "generation": {"database": "none"},
        }
    )
    path = document.files.folder / document.files.root
    return schemathesis.openapi.from_path(path, config=config)


def fuzzed_requests(
    schema: Any, operation: Operation, *, number: int, count: int
) -> Iterator[WireRequest]:
    """Generate `count` valid and invalid requests for the seed `number`.

    Raises `CannotBeFuzzed`.
    """
    for case in _draw(schema, operation, number, count) if count else ():
        request = case_to_wire(case, operation)
        if request is not None:
            yield request


def _draw(schema: Any, operation: Operation, number: int, count: int) -> list[Any]:
    """Valid and invalid cases; only valid ones if no invalid case can be generated."""
    failure: Exception | None = None
    for modes in (MODES, MODES[:1]):
        cases: list[Any] = []
        try:
            described = schema[operation.path][operation.method]
            strategies = [described.as_strategy(generation_mode=mode) for mode in modes]
            gather(st.one_of(strategies), cases, number, count)
        except (SchemathesisError, HypothesisException, LookupError) as error:
            failure = error
        if cases:
            return cases
    reason = f"{type(failure).__name__}: {failure}"
    raise CannotBeFuzzed(f"`{operation.label}`: {reason}") from failure


def gather(strategy: st.SearchStrategy[Any], cases: list[Any], number: int, count: int) -> None:
    """Add `count` cases of a strategy for the seed `number`; an exception keeps earlier cases."""

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        derandomize=False,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(case: Any) -> None:
        cases.append(case)

    draw()


def case_to_wire(case: Any, operation: Operation) -> WireRequest | None:
    """A Schemathesis case as a request without credentials; None if it cannot be serialized."""
    try:
        members = case.as_transport_kwargs(base_url=BASE)
        prepared = requests.Request(**members).prepare()
    except (SchemathesisError, requests.RequestException, ValueError, TypeError):
        return None
    split = urlsplit(prepared.url or "")
    body = prepared.body or b""
    request = WireRequest(
        method=prepared.method or operation.method,
        path=split.path,
        query=_without_credentials(split.query, operation),
        headers=tuple(_own_headers(prepared.headers, operation)),
        body=body.encode() if isinstance(body, str) else body,
    )
    return _with_fixed_boundary(request)


def _without_credentials(query: str, operation: Operation) -> str:
    names = {
        scheme.parameter
        for alternative in operation.security
        for scheme in alternative
        if scheme.location == "query"
    }
    parts = query.split("&") if query else []
    kept = (
        part
        for part in parts
        if not names & {name for name, _ in parse_qsl(part, keep_blank_values=True)}
    )
    return "&".join(kept)


def _own_headers(
    headers: Mapping[str, str | bytes], operation: Operation
) -> Iterator[tuple[str, str]]:
    carriers = {
        scheme.parameter.lower()
        for alternative in operation.security
        for scheme in alternative
        if scheme.location == "header"
    }
    cookies = any(scheme.location == "cookie" for way in operation.security for scheme in way)
    left_out = _OWN | carriers | ({"cookie"} if cookies else set())
    for name, value in headers.items():
        lower = name.lower()
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        if lower not in left_out and not lower.startswith(_OWN_PREFIX):
            yield name, text


def _with_fixed_boundary(request: WireRequest) -> WireRequest:
    """The request with a deterministic multipart boundary instead of a random one."""
    types = [value for name, value in request.headers if name.lower() == "content-type"]
    found = _BOUNDARY.search(types[0]) if types and types[0].startswith("multipart/") else None
    if found is None:
        return request
    fixed = types[0].replace(found[1], _FIXED_BOUNDARY)
    body = request.body.replace(found[1].encode(), _FIXED_BOUNDARY.encode())
    return request.with_header("Content-Type", fixed)._replace(body=body)
