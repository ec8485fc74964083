"""Serve the control surface under `/_mock/`: routes, access control, and JSON errors."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException

from mockwright.mock_server.control.answers import (
    BadQuery,
    json_answer,
    problem_answer,
    read_json,
)
from mockwright.mock_server.control.faults import FaultViews, share_faults
from mockwright.mock_server.control.index import Index
from mockwright.mock_server.control.journal import JournalViews
from mockwright.mock_server.control.routes import PREFIX, ControlRoute, RestOfPath
from mockwright.mock_server.control.state import SnapshotRules, StateViews
from mockwright.mock_server.control.usage import UsageView
from mockwright.mock_server.journal.peers import Peers
from mockwright.mock_server.request.guard import SAFE_METHODS, Guard
from mockwright.mock_server.request.problems import RequestRefused, reason_phrase
from mockwright.mock_server.state.protocol import State, StateUnavailable
from mockwright.mock_server.steering.faults.plan import FaultPlan
from mockwright.openapi.loading import Document
from mockwright.openapi.media_types import JSON, is_json, normalize
from mockwright.openapi.routing import Router
from mockwright.openapi.wording import list_names


@dataclass(frozen=True, kw_only=True)
class ControlParts:
    """The components that the control surface uses; vendors add `vendor_routes`."""

    documents: tuple[Document, ...]
    router: Router
    peers: Peers
    guard: Guard
    token: str | None
    about: Mapping[str, Any]
    state: State
    faults: FaultPlan
    record_schemas: Mapping[str, Any]
    vendor_routes: tuple[ControlRoute, ...] = ()


def add_control(app: Flask, parts: ControlParts) -> None:
    """Add the control surface, an index at `/`, and JSON errors to the application."""
    routes = list_routes(parts)
    app.register_blueprint(_create_blueprint(parts, routes))
    _add_index(app, parts, routes)
    _add_errors(app, routes)


def list_routes(parts: ControlParts) -> tuple[ControlRoute, ...]:
    """Every route of the control surface. GET never changes anything."""
    views = _Views(parts)
    journal = JournalViews(parts.peers)
    state = StateViews(parts.state, SnapshotRules(parts.record_schemas))
    faults = FaultViews(parts.faults, parts.peers)
    usage = UsageView(parts.state, parts.peers)
    return (
        ControlRoute("GET", "/live", views.live),
        ControlRoute("GET", "/ready", views.ready),
        ControlRoute("GET", "/journal", journal.list),
        ControlRoute("GET", "/journal/<entry_id>", journal.show),
        *parts.vendor_routes,
        ControlRoute("GET", "/faults", faults.show_faults),
        ControlRoute("PUT", "/faults", faults.put_faults),
        ControlRoute("DELETE", "/faults", faults.delete_faults),
        ControlRoute("GET", "/state", state.snapshot),
        ControlRoute("PUT", "/state", state.restore),
        ControlRoute("GET", "/usage", usage.show_usage),
        ControlRoute("POST", "/reset", views.reset),
        ControlRoute("GET", "/documents/<name>", views.document),
    )


def _create_blueprint(parts: ControlParts, routes: tuple[ControlRoute, ...]) -> Blueprint:
    control = Blueprint("control", __name__, url_prefix=PREFIX)
    control.record_once(lambda setup: setup.app.url_map.converters.update(rest=RestOfPath))
    control.before_app_request(lambda: _protect(parts))
    for number, route in enumerate(routes):
        control.add_url_rule(
            route.path,
            # View functions of different vendors may have the same name.
            endpoint=str(number),
            view_func=route.view,
            methods=[route.method],
            provide_automatic_options=False,
        )
    return control


class _Views:
    """The views that are too small for their own module."""

    def __init__(self, parts: ControlParts) -> None:
        self._parts = parts

    def live(self) -> Response:
        return json_answer({"status": "live"})

    def ready(self) -> Response:
        return json_answer({"status": "ready", **self._parts.about})

    def reset(self) -> Response:
        read_json()
        self._parts.state.restore({})  # first, because it can fail
        share_faults(self._parts.faults, self._parts.peers, None)
        self._parts.peers.reset()
        return json_answer({"status": "reset"})

    def document(self, name: str) -> Response:
        roots = {document.name: document.root for document in self._parts.documents}
        if name in roots:
            return json_answer(roots[name])
        known = list_names(f"`{known}`" for known in roots)
        return problem_answer(404, f"There is no document `{name[:80]}`. Known: {known}.")


def _add_index(app: Flask, parts: ControlParts, routes: tuple[ControlRoute, ...]) -> None:
    index = Index(
        about=parts.about,
        documents=parts.documents,
        operations=parts.router.operations,
        control=list(dict.fromkeys(route.shown for route in routes if route.is_fixed)),
    )
    app.add_url_rule("/", endpoint="index", view_func=index.answer, methods=["GET"])


def _add_errors(app: Flask, routes: tuple[ControlRoute, ...]) -> None:
    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        response = problem_answer(status, _describe(status, routes))
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


def _describe(status: int, routes: tuple[ControlRoute, ...] = ()) -> str:
    if status == 404:  # noqa: PLR2004 -- the status says itself
        paths = ", ".join(f"`{path}`" for path in dict.fromkeys(route.shown for route in routes))
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
    if request.environ["REQUEST_METHOD"] != request.method:  # Werkzeug normalizes `post` to POST
        response = problem_answer(405, f"{_describe(405)} Methods are case-sensitive.")
        response.headers["Allow"] = request.method
        return response
    if parts.token is not None and not hmac.compare_digest(
        _shown_token(headers).encode(), parts.token.encode()
    ):
        detail = "The control surface requires `Authorization: Bearer <token>`."
        response = problem_answer(401, detail)
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
