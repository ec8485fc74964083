"""Redaction: credentials never reach the journal, a log or an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote_plus

from msgspec import structs

from mockwright.openapi.exchange import Request
from mockwright.openapi.operations import Operation

REDACTED = "[redacted]"

HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key", "api-key"}
    | {"webhook-signature", "x-auth-token", "x-mock-token"}
    | {"api_key", "auth_token", "x_api_key", "x_auth_token"}
)
PARAMETERS = frozenset({"access_token", "api_key", "apikey", "key", "password", "secret", "token"})

# Only known schemes: the first word of any other value may be the credential itself.
_SCHEMES = ("Basic", "Bearer", "Digest", "Negotiate", "basic", "bearer", "digest", "negotiate")
_WITH_SCHEME = {scheme: f"{scheme} {REDACTED}" for scheme in _SCHEMES}


class Redactor:
    """Knows which headers and query parameters carry credentials, in any document."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        schemes = [
            scheme
            for operation in operations
            for alternative in operation.security
            for scheme in alternative
            if scheme.kind == "apiKey"
        ]
        self.headers = HEADERS | {s.parameter.lower() for s in schemes if s.location == "header"}
        self.parameters = PARAMETERS | {
            scheme.parameter.lower() for scheme in schemes if scheme.location == "query"
        }

    def redact(self, request: Request) -> Request:
        """Return the request with every credential in its headers and its query replaced."""
        query = self.redact_query(request.query) if request.query else ""
        return structs.replace(request, query=query, headers=self.redact_headers(request.headers))

    def redact_headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Replace every credential in the headers; the scheme in front of it is kept."""
        redacted = dict(headers)
        for name in self.headers.intersection(redacted):
            scheme, space, _ = redacted[name].partition(" ")
            redacted[name] = _WITH_SCHEME.get(scheme, REDACTED) if space else REDACTED
        return redacted

    def redact_query(self, query: str) -> str:
        """Replace every credential in the raw query string."""
        return "&".join(self._redact_pair(pair) for pair in query.split("&"))

    def _redact_pair(self, pair: str) -> str:
        name, sign, _ = pair.partition("=")
        is_hidden = unquote_plus(name).lower() in self.parameters
        return f"{name}{sign}{REDACTED}" if sign and is_hidden else pair
