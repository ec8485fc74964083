"""Decides whether a request is valid, invalid or unclear according to its operation."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.mock_server.request.problems import RequestRefused
from mockwright.mock_server.request.reading import ReadingRules, read_call
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.media_types import is_json, normalize
from mockwright.openapi.operations import Operation
from mockwright.openapi.routing import Match, Router
from mockwright.openapi.violations import Violation

# Servers legitimately differ about larger integers, invalid UTF-8, NUL and lone surrogates.
_GREATEST_INTEGER = 2**53
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\ufffd]")
_STRANGE_ESCAPES = re.compile("%(?:0[0-9a-f]|1[0-9a-f]|7f|2f|5c|2e)", re.IGNORECASE)
_DOTS = frozenset({".", ".."})
_MAX_TARGET = 4000
_MAX_BODY = 1 << 20


class Validity(NamedTuple):
    """`valid`, `invalid` with every violation, or `unclear`."""

    kind: Literal["valid", "invalid", "unclear"]
    violations: tuple[Violation, ...] = ()


UNCLEAR = Validity("unclear")


class RequestReader:
    """Validates requests of one operation as the mock does."""

    def __init__(self, operation: Operation) -> None:
        self._router = Router([operation])
        self._rules = ReadingRules(seed=0, is_strict=False, max_body_bytes=_MAX_BODY)

    def judge(self, request: WireRequest) -> Validity:
        """Validate parameters and body, but not credentials.

        A request is unclear if the contract leaves it to the server: undocumented fields,
        bodies without a schema, and numbers and characters that some servers cannot represent.
        """
        read = request.to_request()
        match = self._router.match(request.method, read.path)
        if not isinstance(match, Match) or _is_strange(request):
            return UNCLEAR
        try:
            call = read_call(match, read, self._rules)
        except RequestRefused as refusal:
            violations = refusal.problem.violations
            return Validity("invalid", violations) if violations else UNCLEAR
        return UNCLEAR if call.notices else Validity("valid")


def _is_strange(request: WireRequest) -> bool:
    """Whether correct servers may differ about the request, whatever its contract says."""
    target = request.target
    if len(target) > _MAX_TARGET or _STRANGE_ESCAPES.search(target):
        return True
    if not _DOTS.isdisjoint(request.path.split("/")) or "//" in request.path:
        return True
    if any(not value.isascii() or value != value.strip() for _, value in request.headers):
        return True
    return _has_strange_body(request)


def _has_strange_body(request: WireRequest) -> bool:
    types = [value for name, value in request.headers if name.lower() == "content-type"]
    if not request.body or not types or not is_json(normalize(types[0])):
        return False
    try:
        value = parse_json(request.body).value
    except JsonIsBroken:
        return True
    return any(_is_strange_value(part) for part in _parts(value))


def _is_strange_value(value: Any) -> bool:
    match value:
        case bool() | None:
            return False
        case int():
            return abs(value) > _GREATEST_INTEGER
        case float():
            # Only some servers treat a number such as 1.0 as an integer.
            return value.is_integer() or not math.isfinite(value) or abs(value) > _GREATEST_INTEGER
        case str():
            return bool(_STRANGE.search(value))
    return False


def _parts(value: Any) -> Iterator[Any]:
    """Every nested value, and every field name."""
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            left += [*part, *part.values()]
        elif isinstance(part, list):
            left += part
        else:
            yield part
