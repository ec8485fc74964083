"""The control surface under `/_mock/`: health, the journal, state, reset, the served documents."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from mockwright.mock_server.answer.world import World
from mockwright.mock_server.control.answers import (
    HEADERS,
    BadQuery,
    json_answer,
    problem_answer,
    read_json,
    read_number,
    read_query,
)
from mockwright.mock_server.control.faults import FaultViews, share_faults
from mockwright.mock_server.control.state import SnapshotRules, StateViews
from mockwright.mock_server.control.usage import UsageView
from mockwright.mock_server.journal.entries import DIRECTIONS
from mockwright.mock_server.journal.peers import Crew, Page
from mockwright.mock_server.request.guard import SAFE_METHODS, Guard
from mockwright.mock_server.request.problems import RequestRefused, reason_phrase
from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.mock_server.steering.faults.plan import FaultPlan
from mockwright.mock_server.vendors.dumgum.control.profiles import ProfileViews, RestOfPath
from mockwright.mock_server.vendors.dumgum.control.refresh import RefreshView
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.media_types import JSON, is_json, normalize
from mockwright.openapi.routing import Router
from mockwright.openapi.wording import list_names

if TYPE_CHECKING:  # it imports what takes long, and is there only where it was asked for
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.refreshing import Refresher

PREFIX = "/_mock"
JSON_LINES = "application/x-ndjson"
MAX_WAIT_SECONDS = 25.0
MAX_WAITING = 8

_FILTERS = (
    *("after", "direction", "format", "has", "limit"),
    *("method", "operation", "path", "status", "wait"),
)


@dataclass(frozen=True, kw_only=True)
class ControlParts:
    """What the control surface works with."""

    router: Router
    crew: Crew
    guard: Guard
    token: str | None
    about: Mapping[str, Any]
    world: World
    faults: FaultPlan
    is_strict: bool
    record_schemas: Mapping[str, Any]
    refresher: Refresher | None = None


def create_control(parts: ControlParts) -> Blueprint:
    """The blueprint of the control surface. GET never changes state; every answer is JSON."""
    views = _Views(parts)
    state = StateViews(parts.world.state, SnapshotRules(parts.record_schemas))
    profiles = ProfileViews(parts.router.operations, parts.world, is_strict=parts.is_strict)
    refresh = RefreshView(parts.world, parts.refresher)
    usage = UsageView(parts.world.state, parts.crew)
    faults = FaultViews(parts.faults, parts.crew)
    control = Blueprint("control", __name__, url_prefix=PREFIX)
    control.record_once(lambda setup: setup.app.url_map.converters.update(rest=RestOfPath))
    control.before_app_request(lambda: _protect(parts))
    for path, method, view in (
        ("/live", "GET", views.live),
        ("/ready", "GET", views.ready),
        ("/journal", "GET", views.journal),
        ("/journal/<entry_id>", "GET", views.entry),
        ("/state", "GET", state.snapshot),
        ("/state", "PUT", state.restore),
        ("/profiles", "GET", profiles.list),
        ("/profiles/<rest:profile_id>", "GET", profiles.show),
        ("/profiles/<rest:profile_id>", "PUT", profiles.put),
        ("/profiles/<rest:profile_id>", "DELETE", profiles.delete),
        ("/profiles/<rest:profile_id>/refresh", "POST", refresh.refresh),
        ("/faults", "GET", faults.show_faults),
        ("/faults", "PUT", faults.put_faults),
        ("/faults", "DELETE", faults.delete_faults),
        ("/usage", "GET", usage.show_usage),
        ("/reset", "POST", views.reset),
        ("/documents/<name>", "GET", views.document),
    ):
        control.add_url_rule(
            path, view_func=view, methods=[method], provide_automatic_options=False
        )
    return control


class _Views:
    """The control surface's functions, one a path."""

    def __init__(self, parts: ControlParts) -> None:
        self._parts = parts
        self._waiting = threading.BoundedSemaphore(MAX_WAITING)

    def live(self) -> Response:
        return json_answer({"status": "live"})

    def ready(self) -> Response:
        return json_answer({"status": "ready", **self._parts.about})

    def journal(self) -> Response:
        if "wait" not in request.args:
            return _journal(self._parts.crew)
        if not self._waiting.acquire(blocking=False):
            problem = problem_answer(503, f"{MAX_WAITING} readers are waiting already.")
            problem.headers["Retry-After"] = "1"
            return problem
        try:
            return _journal(self._parts.crew)
        finally:
            self._waiting.release()

    def entry(self, entry_id: str) -> Response:
        return _entry(self._parts.crew, entry_id)

    def reset(self) -> Response:
        read_json()
        self._parts.world.state.restore({})  # the one that can fail comes first
        share_faults(self._parts.faults, self._parts.crew, None)
        self._parts.crew.reset()
        return json_answer({"status": "reset"})

    def document(self, name: str) -> Response:
        operations = self._parts.router.operations
        roots = {operation.document.name: operation.document.root for operation in operations}
        if name in roots:
            return json_answer(roots[name])
        known = list_names(f"`{known}`" for known in roots)
        return problem_answer(404, f"There is no document `{name[:80]}`. Known: {known}.")


def create_index(app: Flask, parts: ControlParts) -> None:
    """Give the application a root page and JSON for every error."""

    @app.get("/")
    def index() -> Response:
        operations = [operation.label for operation in parts.router.operations]
        names = ("live", "ready", "journal", "profiles", "faults", "state", "usage", "reset")
        surface = [f"{PREFIX}/{name}" for name in names]
        return json_answer({**parts.about, "operations": operations, "control": surface})

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        response = problem_answer(status, _describe(status))
        allow = dict(error.get_headers()).get("Allow")
        if allow:
            response.headers["Allow"] = allow
        return response

    @app.errorhandler(RequestRefused)
    def refused(error: RequestRefused) -> Response:
        return problem_answer(error.problem.status, error.problem.detail)

    @app.errorhandler(StateUnavailable)
    def state_unavailable(error: StateUnavailable) -> Response:
        return problem_answer(507 if error.is_full else 503, str(error))

    @app.errorhandler(BadQuery)
    def bad_query(error: BadQuery) -> Response:
        return problem_answer(400, str(error))


def _describe(status: int) -> str:
    if status == 404:  # noqa: PLR2004 -- the status says itself
        known = (
            *("live", "ready", "journal", "journal/<id>"),
            *("profiles", "profiles/<id>", "profiles/<id>/refresh"),
            *("faults", "state", "usage", "reset", "documents/<name>"),
        )
        paths = ", ".join(f"`{PREFIX}/{name}`" for name in known)
        return f"There is nothing at `{request.path[:200]}`. The control surface has {paths}."
    return f"{reason_phrase(status)}: `{request.method} {request.path[:200]}`."


def _protect(parts: ControlParts) -> Response | None:
    headers = {name.lower(): value for name, value in request.headers}
    try:
        parts.guard.check_host(headers.get("host"))
        parts.guard.check_length(request.path, request.environ.get("QUERY_STRING", ""))
        parts.guard.check_origin(request.method, headers, is_control=True)
    except RequestRefused as refusal:
        return problem_answer(refusal.problem.status, refusal.problem.detail)
    if request.environ["REQUEST_METHOD"] != request.method:  # Werkzeug reads `post` as POST
        response = problem_answer(405, f"{_describe(405)} Methods are written in capitals.")
        response.headers["Allow"] = request.method
        return response
    if parts.token is not None and not hmac.compare_digest(
        _shown_token(headers).encode(), parts.token.encode()
    ):
        response = problem_answer(401, "The control surface needs `Authorization: Bearer <token>`.")
        response.headers["WWW-Authenticate"] = 'Bearer realm="mockwright control"'
        return response
    has_body = request.content_length or "transfer-encoding" in headers
    content_type = normalize(headers.get("content-type", ""))
    is_change = request.method not in SAFE_METHODS
    if is_change and (has_body or content_type) and not is_json(content_type):
        return problem_answer(415, f"Expected `Content-Type: {JSON}`.")
    return None


def _shown_token(headers: Mapping[str, str]) -> str:
    kind, _, credential = headers.get("authorization", "").partition(" ")
    return credential.strip() if kind.lower() == "bearer" else ""


def _journal(crew: Crew) -> Response:
    query = read_query(_FILTERS, "the journal")
    _require_known(query, "has", ("violations", "warnings", "problem", "fault"))
    _require_known(query, "format", ("json", "jsonl"))
    _require_known(query, "direction", DIRECTIONS)
    after = _parse_cursor(query.get("after", ""))
    seconds = min(read_number(query, "wait", 0), MAX_WAIT_SECONDS)
    pages, entries = _read_until(crew, query, after, seconds)
    limit = int(read_number(query, "limit", len(entries)))
    entries = entries[-limit:] if limit else []
    is_lines = query.get("format") == "jsonl" or request.headers.get("Accept") == JSON_LINES
    if is_lines:
        text = b"".join(encode_json(entry) + b"\n" for entry in entries)
        return Response(text, content_type=JSON_LINES, headers=HEADERS)
    cursor = ",".join(f"{page.worker}:{page.last}" for page in pages)
    evicted = sum(page.evicted for page in pages)
    return json_answer({"entries": entries, "cursor": cursor, "evicted": evicted})


def _read_until(
    crew: Crew, query: Mapping[str, str], after: Mapping[int, int], seconds: float
) -> tuple[list[Page], list[dict[str, Any]]]:
    """The pages and their matching entries; waits for a match where the reader asked to."""
    deadline = time.monotonic() + seconds
    while True:
        pages = crew.read(after)
        entries = [entry for page in pages for entry in page.entries if _matches(entry, query)]
        remaining = deadline - time.monotonic()
        if entries or remaining <= 0:
            entries.sort(key=lambda entry: (entry["time"], entry["id"].split("-")[0]))
            return pages, entries
        crew.wait({page.worker: page.last for page in pages}, remaining)


def _matches(entry: dict[str, Any], query: Mapping[str, str]) -> bool:
    wanted = {
        "direction": entry["direction"],
        "operation": entry["operation"],
        "method": entry["request"]["method"],
        "path": entry["request"]["path"],
        "status": str(entry["status"]),
    }
    if any(name in query and query[name] != value for name, value in wanted.items()):
        return False
    return "has" not in query or bool(entry.get(query["has"]))


def _entry(crew: Crew, entry_id: str) -> Response:
    entries = [entry for page in crew.read({}) for entry in page.entries]
    if entry_id == "latest" and entries:
        return json_answer(max(entries, key=lambda entry: (entry["time"], _number_of(entry))))
    for entry in entries:
        if entry["id"] == entry_id:
            return json_answer(entry)
    return problem_answer(404, f"The journal has no entry `{entry_id[:40]}`.")


def _number_of(entry: dict[str, Any]) -> int:
    return int(entry["id"].partition("-")[2])


def _require_known(query: Mapping[str, str], name: str, known: tuple[str, ...]) -> None:
    if query.get(name, known[0]) not in known:
        names = list_names(f"`{value}`" for value in known)
        raise BadQuery(f"`{name}={query[name][:40]}` is not understood. Known: {names}.")


def _parse_cursor(text: str) -> dict[int, int]:
    try:
        pairs = [part.split(":") for part in text.split(",") if part]
        return {int(worker): int(number) for worker, number in pairs}
    except ValueError:
        raise BadQuery("`after` is not a `cursor` from an earlier answer.") from None
