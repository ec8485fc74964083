"""Adds right or wrong credentials to requests, as their operations document."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from mockwright.contracts.engine.exchanges import Headers
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.mock_server.request.authentication import find_credential
from mockwright.openapi.operations import Operation
from mockwright.openapi.security import SecurityScheme

# Looks like a key, is never valid, and is the same in every run.
WRONG_KEY = "mockwright-wrong-key-0123456789"
_BASIC = "basic"
# Headers whose values are not confidential when they are given for a run.
_ORDINARY = frozenset(
    {"accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-type"}
    | {"host", "origin", "prefer", "user-agent"}
)
# The names of headers and parameters that carry secrets.
_CONFIDENTIAL = re.compile(
    r"auth|cookie|key|pass|secret|session|signature|\bsig\b|token", re.IGNORECASE
)


def is_confidential(name: str) -> bool:
    """Whether a header or parameter of this name carries a secret."""
    return bool(_CONFIDENTIAL.search(name))


class Shown(NamedTuple):
    """A request with credentials. `omit` lists headers of the run, in lower case, to leave out."""

    request: WireRequest
    omit: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Access:
    """The credentials of a run: a key for the documented places, and headers for all requests."""

    key: str = ""
    headers: Headers = ()

    def secrets(self, operations: tuple[Operation, ...]) -> dict[str, str]:
        """The secrets by the names of the variables that replace them."""
        secrets = {"KEY": self.key}
        if self.key and any(_is_basic(scheme) for scheme in _all_schemes(operations)):
            secrets["BASIC"] = _encode_basic(self.key)
        for name, value in self.headers:
            if name.lower() not in _ORDINARY:
                variable = f"HEADER_{name.upper().replace('-', '_')}"
                scheme = value.partition(" ")[0] if "authorization" in name.lower() else ""
                secrets[variable] = value.removeprefix(scheme).strip() or value
        return {name: text for name, text in secrets.items() if text}

    def has_credentials(self, operation: Operation) -> bool:
        """Whether the credentials satisfy one documented alternative of the operation."""
        shown = self.show(operation, WireRequest("GET", "/")).request
        sent = shown._replace(headers=(*self.headers, *shown.headers)).to_request()
        return any(
            all(find_credential(scheme, sent) for scheme in alternative)
            for alternative in operation.security
        )

    def show(self, operation: Operation, request: WireRequest) -> Shown:
        """The request with the right credentials for the first documented alternative."""
        ways = _ways(operation)
        if not self.key or not ways:
            return Shown(request)
        return Shown(_show(request, ways[0], self.key, self._given))

    def withhold(self, operation: Operation, request: WireRequest) -> Shown:
        """The request without any credential."""
        return Shown(request, _carriers(operation))

    def show_wrong(self, operation: Operation, request: WireRequest) -> Iterator[tuple[str, Shown]]:
        """The request with wrong credentials for each documented alternative, with its name."""
        for way in _ways(operation):
            yield _name(way), Shown(_show(request, way, WRONG_KEY), _carriers(operation))

    def show_others(
        self, operation: Operation, request: WireRequest
    ) -> Iterator[tuple[str, Shown]]:
        """The request with the right key for each alternative but the first, with its name."""
        for way in _ways(operation)[1:] if self.key else ():
            yield _name(way), Shown(_show(request, way, self.key), _carriers(operation))

    def withhold_one(
        self, operation: Operation, request: WireRequest
    ) -> Iterator[tuple[str, Shown]]:
        """The request without one of several credentials that are required together."""
        for way in _ways(operation)[:1]:
            for missing in way if len(way) > 1 else ():
                others = tuple(scheme for scheme in way if scheme is not missing)
                shown = _show(request, others, self.key, self._given) if self.key else request
                yield _name((missing,)), Shown(shown, frozenset({missing.parameter.lower()}))

    @property
    def _given(self) -> frozenset[str]:
        """The headers that are given for the run, which precede the key."""
        return frozenset(name.lower() for name, _ in self.headers)

    def misplace(self, operation: Operation, request: WireRequest) -> Iterator[tuple[str, Shown]]:
        """The request with the right key in each undocumented place, with its name."""
        schemes = [scheme for way in _ways(operation) for scheme in way]
        if not self.key or not schemes:
            return
        omit = _carriers(operation)
        keys = [scheme for scheme in schemes if scheme.kind == "apiKey"]
        has_bearer = len(keys) < len(schemes)
        is_any = any(scheme.parameter.lower() == "authorization" for scheme in keys)
        if has_bearer and not is_any and not any(_is_basic(scheme) for scheme in schemes):
            shown = request.with_header("Authorization", f"Basic {self.key}")
            yield "header parameter Authorization (basic)", Shown(shown, omit)
        if not any(scheme.location == "query" for scheme in schemes):
            name = "access_token" if schemes[0].kind != "apiKey" else schemes[0].parameter
            yield f"query parameter {name}", Shown(request.with_query(name, self.key), omit)


def _ways(operation: Operation) -> list[tuple[SecurityScheme, ...]]:
    """The documented alternatives that can be expressed in an HTTP message."""
    told = [way for way in operation.security if any(s.kind != "mutualTLS" for s in way)]
    return [tuple(s for s in way if s.kind != "mutualTLS") for way in told]


def is_protected(operation: Operation) -> bool:
    """Whether a request without credentials must be refused."""
    return bool(_ways(operation)) and all(operation.security)


def _all_schemes(operations: tuple[Operation, ...]) -> Iterator[SecurityScheme]:
    for operation in operations:
        for way in operation.security:
            yield from way


def _show(
    request: WireRequest,
    way: tuple[SecurityScheme, ...],
    key: str,
    given: frozenset[str] = frozenset(),
) -> WireRequest:
    """The request with the key in every place of the alternative, except in given headers."""
    for scheme in way:
        if scheme.location == "header" and scheme.parameter.lower() in given:
            continue
        if scheme.kind != "apiKey":
            request = request.with_header("Authorization", _authorization(scheme, key))
        elif scheme.location == "query":
            request = request.with_query(scheme.parameter, key)
        elif scheme.location == "cookie":
            request = request.with_cookie(scheme.parameter, key)
        else:
            request = request.with_header(scheme.parameter, key)
    return request


def _authorization(scheme: SecurityScheme, key: str) -> str:
    if _is_basic(scheme):
        return f"Basic {_encode_basic(key)}"
    return f"{scheme.scheme.capitalize() if scheme.kind == 'http' else 'Bearer'} {key}"


def _is_basic(scheme: SecurityScheme) -> bool:
    return scheme.kind == "http" and scheme.scheme == _BASIC


def _encode_basic(key: str) -> str:
    return base64.b64encode(key.encode()).decode()


def _carriers(operation: Operation) -> frozenset[str]:
    """The headers that may carry credentials, in lower case."""
    schemes = _all_schemes((operation,))
    names = {s.parameter.lower() for s in schemes if s.location == "header"}
    return frozenset(names | {"authorization", "cookie"})


def _name(way: tuple[SecurityScheme, ...]) -> str:
    return " and ".join(
        f"{scheme.location} parameter {scheme.parameter}"
        if scheme.kind == "apiKey"
        else f"header parameter Authorization ({scheme.scheme})"
        for scheme in way
    )
