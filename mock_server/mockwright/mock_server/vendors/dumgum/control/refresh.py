"""Refreshing through the control surface: fetch a profile from the integrator's endpoint now."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from flask import Response, request

from mockwright.mock_server.answer.error_formats import PROBLEM_JSON
from mockwright.mock_server.answer.world import World
from mockwright.mock_server.control.answers import BadQuery, json_answer, problem_answer, read_json
from mockwright.mock_server.request.problems import MAX_ERRORS, reason_phrase
from mockwright.mock_server.timestamps import START
from mockwright.mock_server.vendors.dumgum.profiles.store import FROM_ENDPOINT, keep_profile
from mockwright.openapi.wording import list_names, show_value

if TYPE_CHECKING:  # slow to import, and only loaded if an endpoint is configured
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.fetching import Fetch
    from mockwright.mock_server.vendors.dumgum.profile_endpoint.refreshing import Refresher

MAX_REFRESHING = 8
ROLES = ("user", "persona")

_STATUSES = {"ok": 200, "contract-broken": 502, "unreachable": 502, "timeout": 504}
_NO_ENDPOINT = (
    "No profile endpoint is configured. Start the server with `--profile-endpoint URL`, the URL "
    "of the endpoint that DumGum would call."
)
_BODY = 'Expected no body, or `{"role": "user"}` or `{"role": "persona"}`.'


class RefreshView:
    """The function of `/_mock/profiles/<id>/refresh`."""

    def __init__(self, world: World, refresher: Refresher | None) -> None:
        self._world = world
        self._refresher = refresher
        self._free = threading.BoundedSemaphore(MAX_REFRESHING)

    def refresh(self, profile_id: str) -> Response:
        """Fetch a profile and store it if it is valid; the verdict is returned either way.

        200 with the profile; 502 if the endpoint violates the contract or cannot be reached, 504 if
        it is too slow, 409 if none is configured.
        """
        if request.query_string:
            raise BadQuery("The path of a refresh has no query. Write a `?` within an id as `%3F`.")
        if self._refresher is None:
            return problem_answer(409, _NO_ENDPOINT)
        role = _read_role(read_json())
        if not self._free.acquire(blocking=False):
            problem = problem_answer(503, f"{MAX_REFRESHING} profiles are being fetched already.")
            problem.headers["Retry-After"] = "1"
            return problem
        try:
            refreshed = self._refresher.refresh(profile_id, role)
        finally:
            self._free.release()
        self._store(refreshed.fetch)
        return _answer(refreshed.fetch, refreshed.entry.id)

    def _store(self, fetch: Fetch) -> None:
        """Store a valid profile, so that the webhook and calls with its id use it."""
        if fetch.profile is None:
            return
        state = self._world.state
        with state.hold():
            now = START if self._world.clock is None else self._world.clock()
            state.commit(keep_profile(fetch.profile, now, FROM_ENDPOINT))


def _read_role(body: Any) -> str | None:
    """The role in the body, if any. Raises `BadQuery`."""
    if body is None or body == {}:
        return None
    if not isinstance(body, dict) or body.keys() != {"role"}:
        raise BadQuery(f"The body is {show_value(body)}. {_BODY}")
    if body["role"] not in ROLES:
        known = list_names(f"`{role}`" for role in ROLES)
        raise BadQuery(f"{show_value(body['role'])} is not a role. Known: {known}.")
    role: str = body["role"]
    return role


def _answer(fetch: Fetch, entry_id: str) -> Response:
    """The verdict, on its own or as a problem."""
    status = _STATUSES[fetch.result]
    found = {**fetch.to_json(), "entry": entry_id}
    if status == _STATUSES["ok"]:
        return json_answer(found)
    value = {
        "type": "about:blank",
        "title": reason_phrase(status),
        "detail": fetch.verdict,
        "errors": found.pop("violations")[:MAX_ERRORS],
        **found,
        "endpointStatus": found["status"],
        "status": status,
    }
    response = json_answer(value, status)
    response.content_type = PROBLEM_JSON
    return response
