"""Redaction: credentials never reach the journal, a log or an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import unquote_plus

from msgspec import structs

from mockwright.mock_server.secret_names import is_secret, is_secret_field
from mockwright.openapi.exchange import Request
from mockwright.openapi.operations import Operation
from mockwright.openapi.pointers import from_fragment, split_pointer
from mockwright.openapi.violations import Violation

REDACTED = "[redacted]"

_MOST_NAMES = 1000
# Only known schemes: the first word of any other value may be the credential itself.
_SCHEMES = ("Basic", "Bearer", "Digest", "Negotiate", "basic", "bearer", "digest", "negotiate")
_WITH_SCHEME = {scheme: f"{scheme} {REDACTED}" for scheme in _SCHEMES}
_HINT = r"(?:auth|cookie|credential|jwt|key|otp|pass|pwd|secret|signature|token)"
# A field of JSON whose name may be a secret's, up to the end of its text; the end of a text that
# was cut off counts, too.
_JSON_FIELD = re.compile(
    rf'("(?P<name>[^"\\]{{0,80}}?{_HINT}[^"\\]{{0,80}})"\s*:\s*")(?:[^"\\]|\\.)*\\?("|$)',
    re.IGNORECASE,
)
_PART_OF_FORM = re.compile(
    rf'(name="(?P<name>[^"]{{0,80}}?{_HINT}[^"]{{0,80}})"[^\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)'
    r"[^\r\n]*()",
    re.IGNORECASE,
)
_FORM = "application/x-www-form-urlencoded"


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
        self._headers = {s.parameter.lower() for s in schemes if s.location == "header"}
        self._parameters = {s.parameter.lower() for s in schemes if s.location == "query"}
        self._harmless: set[str] = set()  # names that were judged before

    def redact(self, request: Request) -> Request:
        """Return the request with every credential in its headers and its query replaced."""
        query = self.redact_query(request.query) if request.query else ""
        return structs.replace(request, query=query, headers=self.redact_headers(request.headers))

    def hides_header(self, name: str) -> bool:
        """Whether the value of a header is a credential; `name` is in lower case."""
        return name in self._headers or is_secret(name)

    def redact_headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Replace every credential in the headers; the scheme in front of it is kept."""
        redacted = dict(headers)
        for name in redacted.keys() - self._harmless:
            if self.hides_header(name):
                scheme, space, _ = redacted[name].partition(" ")
                redacted[name] = _WITH_SCHEME.get(scheme, REDACTED) if space else REDACTED
            elif name == "referer":
                redacted[name] = self._redact_url(redacted[name])
            elif len(self._harmless) < _MOST_NAMES:
                self._harmless.add(name)
        return redacted

    def redact_query(self, query: str) -> str:
        """Replace every credential in the raw query string."""
        return "&".join(self._redact_pair(pair) for pair in query.split("&"))

    def _redact_url(self, url: str) -> str:
        start, mark, query = url.partition("?")
        return f"{start}{mark}{self.redact_query(query)}" if mark else url

    def _redact_pair(self, pair: str) -> str:
        name, sign, _ = pair.partition("=")
        plain = unquote_plus(name)
        is_hidden = plain.lower() in self._parameters or is_secret(plain)
        return f"{name}{sign}{REDACTED}" if sign and is_hidden else pair


def redact_body(text: str, media_type: str) -> str:
    """Replace the values of fields whose names are a secret's, in JSON and forms."""
    if media_type.startswith(_FORM):
        return "&".join(map(_redact_field, text.split("&")))
    pattern = _PART_OF_FORM if media_type.startswith("multipart/") else _JSON_FIELD
    return pattern.sub(_hide, text)


def redact_violation(violation: Violation, operation: Operation) -> Violation:
    """The violation without the value of a credential or of a field with a secret's name."""
    if violation.parameter is not None:
        credentials = {
            (scheme.location, scheme.parameter.lower())
            for alternative in operation.security
            for scheme in alternative
        }
        place = (violation.location, violation.parameter.lower())
        is_hidden = place in credentials or is_secret(violation.parameter)
    else:
        parts = split_pointer(from_fragment(violation.pointer.removeprefix("#")))
        is_hidden = any(map(is_secret_field, parts))
    received = REDACTED if is_hidden else _JSON_FIELD.sub(_hide, violation.received)
    return replace(violation, received=received)


def _redact_field(pair: str) -> str:
    name, sign, _ = pair.partition("=")
    return f"{name}{sign}{REDACTED}" if sign and is_secret_field(unquote_plus(name)) else pair


def _hide(found: re.Match[str]) -> str:
    if not is_secret_field(found["name"]):
        return found[0]
    return f"{found[1]}{REDACTED}{found[3]}"
