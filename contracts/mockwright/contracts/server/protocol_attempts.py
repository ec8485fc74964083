"""Attempts with undocumented methods, media types and bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
# A type that no API has, so that no documented media range covers it.
UNKNOWN_TYPE = "application/vnd.mockwright.unknown"
# Without CONNECT, which is for proxies, and HEAD and OPTIONS, which frameworks handle.
_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "TRACE")
_WRITING = frozenset({"PUT", "POST", "DELETE", "PATCH"})
_ROUGH: tuple[Check, ...] = (NO_ANSWER, SERVER_ERROR)


def protocol_attempts(
    subject: Subject, neighbours: Sequence[Operation], *, with_methods: bool
) -> Iterator[Attempt]:
    """All attempts about HTTP itself; `neighbours` are the operations of the same path.

    `with_methods` also tries undocumented methods, which a server might execute.
    """
    if subject.operation is neighbours[0]:
        yield from _method_attempts(subject, neighbours, with_methods=with_methods)
    yield from _body_attempts(subject)
    yield from _accept_attempts(subject)


def unknown_path_attempts(subject: Subject) -> Iterator[Attempt]:
    """A request to an undocumented path."""
    request = WireRequest("GET", UNKNOWN_PATH)
    checks = (UNKNOWN_PATH_ACCEPTED,)
    yield Attempt(subject.operation, (subject.show(request),), checks, _ROUGH)


def _method_attempts(
    subject: Subject, neighbours: Sequence[Operation], *, with_methods: bool
) -> Iterator[Attempt]:
    base = subject.examples[0].request._replace(headers=(), body=b"")
    documented = [operation.method for operation in neighbours]
    facts = {"methods": documented}
    wanted = [name for name in _METHODS if name not in documented]
    for method in wanted:
        if with_methods or method not in _WRITING:
            checks = (UNDOCUMENTED_METHOD_ACCEPTED, ALLOW_INCOMPLETE)
            request = subject.show(base._replace(method=method))
            yield Attempt(subject.operation, (request,), checks, _ROUGH, facts)
    if "OPTIONS" not in documented:
        request = subject.show(base._replace(method="OPTIONS"))
        yield Attempt(subject.operation, (request,), (), _ROUGH)
    if "GET" in documented and "HEAD" not in documented and subject.operation.method == "GET":
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
        empty = request._replace(body=b"")
        yield _attempt(subject, empty, EMPTY_BODY_ACCEPTED, "body: none, with its media type")
    if not any(covers(normalize(name), UNKNOWN_TYPE) for name in described.media_types):
        other = request.with_header("Content-Type", UNKNOWN_TYPE)
        yield _attempt(subject, other, WRONG_MEDIA_TYPE_ACCEPTED, "header parameter Content-Type")
    sent = [value for name, value in request.headers if name.lower() == "content-type"]
    if sent and is_json(normalize(sent[0])):
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
