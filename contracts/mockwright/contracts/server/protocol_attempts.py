"""Attempts with undocumented methods, media types and bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

from mockwright.contracts.boundaries.paths import matches
from mockwright.contracts.engine.findings import Check
from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.checks.answers import NO_ANSWER, SERVER_ERROR
from mockwright.contracts.server.checks.protocol import (
    ACCEPT_IGNORED,
    ALLOW_INCOMPLETE,
    EMPTY_BODY_ACCEPTED,
    HEAD_DIFFERS,
    MALFORMED_BODY_ACCEPTED,
    UNDOCUMENTED_METHOD_ACCEPTED,
    UNKNOWN_PATH_ACCEPTED,
    WRONG_MEDIA_TYPE_ACCEPTED,
)
from mockwright.contracts.server.malformed_bodies import malformed_bodies
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.openapi.media_types import covers, is_json, normalize
from mockwright.openapi.operations import Operation

UNKNOWN_PATH = "/mockwright-no-such-path"
MAX_SEGMENTS = 20
# A type that no API has, so that no documented media range covers it.
UNKNOWN_TYPE = "application/vnd.mockwright.unknown"
# Without CONNECT, which is for proxies, and HEAD and OPTIONS, which frameworks handle.
_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE")
_WRITING = frozenset({"PUT", "POST", "DELETE", "PATCH"})
_ROUGH: tuple[Check, ...] = (NO_ANSWER, SERVER_ERROR)


def protocol_attempts(subject: Subject) -> Iterator[Attempt]:
    """Attempts with bodies and media types that the operation does not have."""
    yield from _body_attempts(subject)
    yield from _accept_attempts(subject)


def unknown_path_attempts(subject: Subject, documented: Sequence[Operation]) -> Iterator[Attempt]:
    """A request to a path that no template of the documents matches, if there is one."""
    paths = (UNKNOWN_PATH * count for count in range(1, MAX_SEGMENTS))
    unknown = (path for path in paths if not any(matches(o.path, path) for o in documented))
    for path in islice(unknown, 1):
        checks = (UNKNOWN_PATH_ACCEPTED,)
        request = subject.show(WireRequest("GET", path))
        yield Attempt(subject.operation, (request,), checks, _ROUGH)


def method_attempts(
    subject: Subject, documented: Sequence[Operation], *, with_methods: bool
) -> Iterator[Attempt]:
    """Undocumented methods of a path. Templates that match the path document methods too.

    `with_methods` also tries writing methods, which a server might execute.
    """
    base = subject.examples[0].request._replace(headers=(), body=b"")
    path = unquote(base.path)
    methods = list(dict.fromkeys(o.method for o in documented if matches(o.path, path)))
    facts = {"methods": methods}
    for method in _METHODS:
        if method not in methods and (with_methods or method not in _WRITING):
            checks = (UNDOCUMENTED_METHOD_ACCEPTED, ALLOW_INCOMPLETE)
            request = subject.show(base._replace(method=method))
            yield Attempt(subject.operation, (request,), checks, _ROUGH, facts)
    if "OPTIONS" not in methods:
        request = subject.show(base._replace(method="OPTIONS"))
        yield Attempt(subject.operation, (request,), (), _ROUGH)
    if "GET" in methods and "HEAD" not in methods and subject.operation.method == "GET":
        got = subject.examples[0].request
        both = (subject.show(got), subject.show(got._replace(method="HEAD")))
        yield Attempt(subject.operation, both, (HEAD_DIFFERS,), _ROUGH)


def _body_attempts(subject: Subject) -> Iterator[Attempt]:
    described = subject.operation.body
    request = subject.examples[0].request
    if described is None or not request.body:
        return
    if described.is_required:
        bare = request.without_header("Content-Type")._replace(body=b"")
        yield _attempt(subject, bare, EMPTY_BODY_ACCEPTED, "body: none at all")
    if not any(covers(normalize(name), UNKNOWN_TYPE) for name in described.media_types):
        other = request.with_header("Content-Type", UNKNOWN_TYPE)
        yield _attempt(subject, other, WRONG_MEDIA_TYPE_ACCEPTED, "header parameter Content-Type")
    sent = [value for name, value in request.headers if name.lower() == "content-type"]
    if sent and is_json(normalize(sent[0])):
        if described.is_required:  # an empty text or form is a value, no text is not JSON
            empty = request._replace(body=b"")
            yield _attempt(subject, empty, EMPTY_BODY_ACCEPTED, "body: none, with its media type")
        for name, body in malformed_bodies(request.body):
            spoilt = request._replace(body=body)
            yield _attempt(subject, spoilt, MALFORMED_BODY_ACCEPTED, f"body: {name}")


def _accept_attempts(subject: Subject) -> Iterator[Attempt]:
    if "406" in subject.operation.responses:
        request = subject.examples[0].request.with_header("Accept", UNKNOWN_TYPE)
        yield _attempt(subject, request, ACCEPT_IGNORED, "header parameter Accept")


def _attempt(subject: Subject, request: WireRequest, check: Check, varied: str) -> Attempt:
    facts = {"varied": varied}
    return Attempt(subject.operation, (subject.show(request),), (check,), facts=facts)
