"""Authentication: whether a request has the credentials that its operation requires."""

from __future__ import annotations

import hmac

from mockwright.mock_server.request.problems import (
    MISSING_CREDENTIALS,
    WRONG_CREDENTIALS,
    Problem,
    RequestRefused,
)
from mockwright.openapi.exchange import Request
from mockwright.openapi.operations import Operation
from mockwright.openapi.parameters import parse_cookies, parse_query
from mockwright.openapi.security import SecurityScheme


def authenticate(operation: Operation, request: Request, access_keys: frozenset[str]) -> None:
    """Let the request pass if one alternative of the operation's security is satisfied.

    Any non-empty credential will do unless `access_keys` lists the allowed ones.
    Raises `RequestRefused` (401).
    """
    if not operation.security:
        return
    was_shown = False
    for alternative in operation.security:
        is_satisfied = True
        for scheme in alternative:
            if scheme.kind == "mutualTLS":  # a mock on loopback has no TLS: nothing to check
                continue
            credential = find_credential(scheme, request)
            if not credential:
                is_satisfied = False
            elif access_keys and not _is_allowed(credential, access_keys):
                is_satisfied, was_shown = False, True
        if is_satisfied:
            return
    raise RequestRefused(_refusal(operation, was_shown=was_shown))


def _is_allowed(credential: str, access_keys: frozenset[str]) -> bool:
    shown = credential.encode()
    return any(hmac.compare_digest(shown, key.encode()) for key in access_keys)


def find_credential(scheme: SecurityScheme, request: Request) -> str:
    """The credential of the request for a scheme; empty if it has none."""
    if scheme.kind != "apiKey":
        header = request.headers.get("authorization", "")
        kind, _, credential = header.partition(" ")
        wanted = scheme.scheme if scheme.kind == "http" else "bearer"
        return credential.strip() if kind.lower() == wanted else ""
    if scheme.location == "header":
        return request.headers.get(scheme.parameter.lower(), "").strip()
    if scheme.location == "cookie":
        return dict(parse_cookies(request.headers.get("cookie", ""))).get(scheme.parameter, "")
    return dict(parse_query(request.query)).get(scheme.parameter, "")


def _refusal(operation: Operation, *, was_shown: bool) -> Problem:
    ways = ", or ".join(
        " and ".join(describe_scheme(scheme) for scheme in alternative)
        for alternative in operation.security
    )
    if was_shown:
        code = WRONG_CREDENTIALS
        detail = f"The credential is not one of the keys given with `--access-key`. Show {ways}."
    else:
        code = MISSING_CREDENTIALS
        detail = f"The request shows no credential. Show {ways}."
    return Problem(status=401, code=code, detail=detail, headers=challenges_of(operation))


def describe_scheme(scheme: SecurityScheme) -> str:
    """How to send a credential: `` `Authorization: Bearer <key>` ``."""
    if scheme.kind == "apiKey":
        return f"the {scheme.location} parameter `{scheme.parameter}`"
    name = scheme.scheme if scheme.kind == "http" else "bearer"
    return f"`Authorization: {name.capitalize()} <credential>`"


def challenges_of(operation: Operation) -> tuple[tuple[str, str], ...]:
    """The `WWW-Authenticate` header: a challenge for each HTTP scheme of the operation."""
    names = [
        scheme.scheme if scheme.kind == "http" else "bearer"
        for alternative in operation.security
        for scheme in alternative
        if scheme.kind in {"http", "oauth2", "openIdConnect"}
    ]
    challenges = [f'{name.capitalize()} realm="mockwright"' for name in dict.fromkeys(names)]
    return (("WWW-Authenticate", ", ".join(challenges or ['ApiKey realm="mockwright"'])),)
