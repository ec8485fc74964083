"""Sends a case and finds everything that is wrong with the outcome."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests.mock_server.bad_input.cases import CLOSED, EXPORT, Case, good
from tests.mock_server.documented import find_contract_faults
from tests.processes import CREDENTIAL_MARK, ServerProcess
from tests.wire import Reply, exchange, parse_replies

GOOD_PATHS = [f"/api/profiles/{name}/export" for name in ("before", "after")]
FORBIDDEN_HEADERS = ("location", "set-cookie", "access-control-")
PROBLEM_JSON = "application/problem+json"
MEMBERS = {
    "dumgum": {"type", "title", "status", "detail"},
    "cognigy": {"type", "title", "status", "detail", "instance", "traceId", "details"},
    "getprofile": {"message", "type", "code"},
    "ours": {"type", "title", "status", "detail"},
    "control": {"type", "title", "status", "detail"},
}
NOT_MODIFIED = 304
MEDIA_TYPES = {"cognigy": "application/json", "getprofile": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The outcome of a case: the answer, the next request's status, and the journal.

    `entries` are those of the case; `is_kept` is false if the entries of the requests before and
    after it are missing, because the journal was cleared in between.
    """

    received: bytes
    replies: tuple[Reply, ...]
    next_status: int
    entries: tuple[dict[str, Any], ...]
    is_kept: bool


def send_case(server: ServerProcess, case: Case) -> Outcome:
    """Send a case between two valid requests on separate connections, and read the journal."""
    server.ask("/_mock/reset", method="POST")
    send_good(server, "before")
    received = exchange(server.port, case.request, is_half_closed=case.is_half_closed)
    next_status = send_good(server, "after")
    entries = server.journal()["entries"]
    return Outcome(
        received=received,
        replies=tuple(parse_replies(received, has_bodies=case.has_body)),
        next_status=next_status,
        entries=tuple(entry for entry in entries if entry["request"]["path"] not in GOOD_PATHS),
        is_kept=[entry["request"]["path"] for entry in (*entries[:1], *entries[-1:])] == GOOD_PATHS,
    )


def send_good(server: ServerProcess, name: str) -> int:
    """The status of a valid request on a new connection, or 0 without an answer."""
    request = good(EXPORT).replace(b"user-123", name.encode())
    replies = parse_replies(exchange(server.port, request))
    return replies[0].status if replies else CLOSED


def find_faults(case: Case, outcome: Outcome) -> list[str]:
    """Everything that is wrong with an outcome."""
    faults = [*_in_answer(case, outcome), *_in_journal(case, outcome)]
    if outcome.next_status != 200:
        faults.append(f"the next request got {outcome.next_status}")
    if CREDENTIAL_MARK.encode() in outcome.received:
        faults.append("the answer repeats a credential")
    return faults


def _in_answer(case: Case, outcome: Outcome) -> Iterator[str]:
    status = outcome.replies[0].status if outcome.replies else CLOSED
    if status not in case.statuses:
        yield f"expected {case.statuses}, got {status}: {outcome.received[:300]!r}"
    elif status != CLOSED:
        reply = outcome.replies[0]
        yield from _in_headers(case, reply)
        if case.is_by_server:
            yield from ["the server's own answer has a body"] if reply.body else []
        elif case.has_body:
            yield from _in_body(case, reply)
        elif not outcome.received.endswith(b"\r\n\r\n"):
            yield f"a body in the answer to HEAD: {outcome.received[-80:]!r}"


def _in_headers(case: Case, reply: Reply) -> Iterator[str]:
    for name, text in case.headers:
        if text not in reply.header(name):
            yield f"{name}: expected {text}, got {reply.header(name)!r}"
    for name, value in reply.headers:
        if name.startswith(FORBIDDEN_HEADERS):
            yield f"{name}: {value} has no place here"


def _in_body(case: Case, reply: Reply) -> Iterator[str]:
    if reply.status == NOT_MODIFIED:
        yield from find_contract_faults(case.endpoint.operation, reply)
        return
    if not reply.is_json:
        yield f"{reply.media_type or 'no content type'} instead of JSON: {reply.body[:200]!r}"
        return
    if case.endpoint.operation:
        yield from find_contract_faults(case.endpoint.operation, reply)
    if reply.status >= 400 and not case.is_example:
        yield from _in_error(case, reply)


def _in_error(case: Case, reply: Reply) -> Iterator[str]:
    vendor = case.endpoint.vendor
    wanted = MEDIA_TYPES.get(vendor, PROBLEM_JSON)
    if reply.media_type != wanted:
        yield f"expected {wanted}, got {reply.media_type}"
        return
    value = reply.json()
    error = value.get("error", {}) if vendor == "getprofile" else value
    missing = MEMBERS[vendor] - set(error)
    if missing:
        yield f"no {sorted(missing)} in {value}"
    if error.get("status", reply.status) != reply.status:
        yield f"the body says {error['status']}, the status line {reply.status}"
    yield from _in_detail(case.detail, str(error.get("detail", error.get("message", ""))))


def _in_detail(wanted: str, detail: str) -> Iterator[str]:
    position = 0
    for part in wanted.split("…"):
        found = detail.find(part, position)
        if found < 0:
            yield f"expected {part!r} in {detail[:300]!r}"
        position = max(found, position)


def _in_journal(case: Case, outcome: Outcome) -> Iterator[str]:
    if len(outcome.entries) != case.entries:
        yield f"expected {case.entries} entries, got {_shown(outcome.entries)}"
    for entry, reply in zip(outcome.entries, outcome.replies, strict=False):
        if entry["status"] != reply.status:
            yield f"the journal says {entry['status']}, the client got {reply.status}"
        if reply.status >= 400 and not entry["problem"] and not case.is_example:
            yield f"the journal does not say why: {_shown([entry])}"
    if not outcome.is_kept:
        yield "the journal was emptied"
    if CREDENTIAL_MARK in unquote(json.dumps(outcome.entries)):
        yield f"the journal shows a credential: {_shown(outcome.entries)}"


def _shown(entries: Iterable[dict[str, Any]]) -> str:
    keys = ("status", "problem", "request")
    return str([{key: entry[key] for key in keys} for entry in entries])[:600]
