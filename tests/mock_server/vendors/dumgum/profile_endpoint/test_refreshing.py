from __future__ import annotations

import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.state.protocol import StateUnavailable
from mockwright.mock_server.vendors.dumgum.control.refresh import MAX_REFRESHING
from mockwright.mock_server.vendors.dumgum.profile_endpoint import refreshing
from mockwright.mock_server.vendors.dumgum.profile_endpoint.fetching import ProfileEndpoint
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target
from mockwright.mock_server.vendors.dumgum.profile_endpoint.watching import WatchedState
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.json_text import encode_json
from tests.mock_server.asking import Reply, ask, journal, serve
from tests.mock_server.bad_endpoints.cases import (
    CASES,
    GOOD,
    GOOD_ANSWER,
    ID,
    SLOW_SECONDS,
    Case,
    answer,
    answer_profile,
)
from tests.mock_server.bad_endpoints.endpoints import (
    CERTIFICATES,
    Endpoint,
    closed,
    send,
    send_and_hold,
    serving,
)
from tests.processes import KEY, PATIENCE_SECONDS, ServerMaker, run_command, wait_until

pytestmark = pytest.mark.slow

STATUSES = {"ok": 200, "contract-broken": 502, "unreachable": 502, "timeout": 504}
REPLY = "POST /cs/v1/content_creation/conversations/generate"
SUGGESTION = "POST /cs/v1/content_creation/suggestion"
USER = {"id": "u", "firstName": "Alex", "version": "1"}
PERSONA = {"id": "p", "firstName": "Marie", "version": "1", "timeZone": "Europe/Paris"}
AUTHORIZED = {"authorization": f"Bearer {KEY}"}


def open_app(url: str, **options: Any) -> Mockwright:
    """The mock with a profile endpoint."""
    target = Target(url=url, key=KEY, seconds=PATIENCE_SECONDS)
    return serve(vendor_options={"profile_endpoint": target}, **options)


def refresh(app: Mockwright, profile_id: str = ID, **options: Any) -> TestResponse:
    """Request a refresh of a profile."""
    client: FlaskClient = app.test_client()
    return client.post(f"/_mock/profiles/{profile_id}/refresh", **options)


def converse(app: Mockwright, target: str = REPLY, **changes: Any) -> Reply:
    """Send a request; `user` and `persona` change fields of the two profiles."""
    user, persona = changes.get("user", {}), changes.get("persona", {})
    body = {"userProfile": {**USER, **user}, "personaProfile": {**PERSONA, **persona}}
    date = changes.get("date", "2025-01-01T12:00:00Z")
    message = {"id": "m", "sender": "USER", "date": date, "text": "Hello"}
    reply = ask(app, target, AUTHORIZED, {**body, "language": "EN", "messages": [message]})
    assert reply.status == 200, reply.value
    return reply


def outgoing(app: Mockwright) -> list[dict[str, Any]]:
    """The journal's entries of fetches."""
    return [entry for entry in journal(app) if entry["direction"] == "outgoing"]


def fetched_ids(app: Mockwright, count: int) -> list[str]:
    """The fetched ids, once `count` fetches are journaled."""
    assert wait_until(lambda: len(outgoing(app)) >= count)
    time.sleep(0.05)
    return [entry["request"]["query"].removeprefix("profileId=") for entry in outgoing(app)]


def echo_profiles(connection: Any, requested: bytes, **changes: Any) -> None:
    """Answer with a valid profile that has the requested id."""
    profile_id = requested.split(b"profileId=")[1].split(b" ")[0].decode()
    connection.sendall(answer_profile(**{**GOOD, "id": profile_id, **changes}))


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """An endpoint that has a valid profile for every id."""
    with serving(lambda *_: None) as endpoint:
        endpoint.behaviour = lambda connection, _: echo_profiles(connection, endpoint.requests[-1])
        yield endpoint


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict_of_a_refresh(case: Case) -> None:
    """A refresh answers with the verdict and journals it, whatever the endpoint does."""
    with serving(case.behaviour, case.certificate) as endpoint:
        target = Target(
            url=endpoint.url.replace(endpoint.scheme, case.scheme or endpoint.scheme, 1),
            key=case.key,
            ca_file=CERTIFICATES / "ca.pem" if case.certificate and case.trusts else None,
            seconds=SLOW_SECONDS if case.is_slow else PATIENCE_SECONDS,
        )
        app = serve(vendor_options={"profile_endpoint": target})
        shown = refresh(app, json={"role": case.role} if case.role else None)
        found = shown.get_json(force=True)
        (entry,) = journal(app)
    assert shown.status_code == STATUSES[case.result]
    assert found["result"] == case.result
    assert entry["problem"] == (None if case.result == "ok" else found["verdict"])
    assert (entry["id"], entry["operation"]) == (found["entry"], "fetch_profile")
    assert (entry["direction"], entry["status"]) == ("outgoing", case.status or 0)
    assert KEY not in shown.text + json.dumps(entry)
    stored = app.test_client().get(f"/_mock/profiles/{ID}").get_json()["source"]
    assert stored == ("endpoint" if case.result == "ok" else "fake")


def test_refreshed_profile_holds(endpoint: Endpoint) -> None:
    """The webhook serves a refreshed profile, and requests with its version use it."""
    app = open_app(endpoint.url)
    assert refresh(app, "u").get_json()["profile"] == {**GOOD, "id": "u"}
    served = ask(app, "GET /webhooks/profile?profileId=u", AUTHORIZED).value["profile"]
    assert served == {**GOOD, "id": "u"}
    converse(app)
    noticed = journal(app)[-1]["warnings"][0]
    assert (noticed["code"], noticed["pointer"]) == ("stored-profile-holds", "#/userProfile")


def test_refusal_is_a_problem() -> None:
    """A profile that violates the document gets a 502 that lists every violation."""
    with serving(send(answer_profile(gender="X", timeZone="Y"))) as endpoint:
        shown = refresh(open_app(endpoint.url))
    problem = shown.get_json(force=True)
    assert shown.content_type == "application/problem+json"
    assert (problem["status"], problem["title"]) == (502, "Bad Gateway")
    assert (problem["endpointStatus"], problem["detail"]) == (200, problem["verdict"])
    assert sorted(error["pointer"] for error in problem["errors"]) == [
        "#/profile/gender",
        "#/profile/timeZone",
    ]


@pytest.mark.parametrize("profile_id", ["a%2Fb", "a/refresh", "%C3%A9", "a%20b", "%3F"])
def test_any_id_can_be_refreshed(endpoint: Endpoint, profile_id: str) -> None:
    """An id in the path of a refresh may contain escaped characters and slashes."""
    endpoint.behaviour = send(GOOD_ANSWER)
    shown = refresh(open_app(endpoint.url), profile_id).get_json(force=True)
    unquoted = {"a%2Fb": "a/b", "%C3%A9": "é", "a%20b": "a b", "%3F": "?"}
    assert shown["profileId"] == unquoted.get(profile_id, profile_id)


def test_refresh_without_an_endpoint() -> None:
    """Without an endpoint the detail says how to configure one."""
    shown = refresh(serve())
    assert shown.status_code == 409
    assert "--profile-endpoint URL" in shown.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("options", "detail"),
    [
        ({"json": {"role": "admin"}}, '"admin" is not a role. Known: `user`, `persona`.'),
        ({"json": {"rule": "user"}}, "Expected no body, or"),
        ({"json": [1]}, "Expected no body, or"),
        ({"json": {"role": ["user"]}}, '["user"] is not a role'),
        ({"query_string": "role=user"}, "has no query"),
    ],
)
def test_bad_refresh(options: dict[str, Any], detail: str) -> None:
    """An invalid refresh request gets a 400, and the endpoint is not called."""
    with serving(send(GOOD_ANSWER)) as endpoint:
        shown = refresh(open_app(endpoint.url), **options)
    assert (shown.status_code, endpoint.requests) == (400, [])
    assert detail in shown.get_json(force=True)["detail"]


def test_few_refreshes_at_once() -> None:
    """A refresh beyond the limit of concurrent ones gets a 503 with `Retry-After`."""
    released = threading.Event()

    def hold(*_: object) -> None:
        released.wait(PATIENCE_SECONDS)

    with serving(hold) as endpoint:
        app = open_app(endpoint.url)
        threads = [threading.Thread(target=refresh, args=(app,)) for _ in range(MAX_REFRESHING)]
        for thread in threads:
            thread.start()
        assert wait_until(lambda: len(endpoint.requests) == MAX_REFRESHING)
        shown = refresh(app)
        released.set()
        for thread in threads:
            thread.join()
        assert refresh(app).status_code == 502
    assert (shown.status_code, shown.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize("target", [REPLY, SUGGESTION])
def test_new_profiles_are_fetched(endpoint: Endpoint, target: str) -> None:
    """Each unknown profile of a request is fetched once."""
    app = open_app(endpoint.url)
    converse(app, target)
    assert sorted(fetched_ids(app, 2)) == ["p", "u"]
    converse(app, target)
    assert sorted(fetched_ids(app, 2)) == ["p", "u"]
    assert {entry["problem"] for entry in outgoing(app)} == {None}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"user": {"version": "2"}}, ["u"]),
        ({"persona": {"version": "2"}}, ["p"]),
        ({"user": {"nickname": "alex"}}, []),
        ({"date": "2025-01-09T12:00:00Z"}, ["p", "u"]),
        ({"user": {"version": "2", "expiresAt": "2020-01-01T00:00:00Z"}}, ["u"]),
    ],
)
def test_what_is_fetched_again(
    endpoint: Endpoint, changes: dict[str, Any], expected: list[str]
) -> None:
    """Another version or an expiry causes another fetch; other changes do not."""
    app = open_app(endpoint.url)
    converse(app)
    assert len(fetched_ids(app, 2)) == 2
    converse(app, **changes)
    assert sorted(fetched_ids(app, 2 + len(expected))[2:]) == expected


def test_expired_profile_is_fetched_each_time(endpoint: Endpoint) -> None:
    """A profile that is already expired is not stored, so each request fetches it again."""
    app = open_app(endpoint.url)
    expired = {"expiresAt": "2020-01-01T00:00:00Z"}
    for count in (2, 3):
        converse(app, user=expired)
        fetched_ids(app, count)
    assert sorted(fetched_ids(app, 3)) == ["p", "u", "u"]


def test_answers_do_not_depend_on_the_endpoint(endpoint: Endpoint) -> None:
    """Answers and state are the same with a working endpoint, an unreachable one, and none."""
    apps = [open_app(endpoint.url), open_app("http://127.0.0.1:1"), serve()]
    seen = []
    for app in apps:
        replies = [converse(app, user={"version": version}).body for version in "1213"]
        if app is not apps[-1]:
            fetched_ids(app, 2)
        seen.append((replies, app.test_client().get("/_mock/state").data))
    assert seen[0] == seen[1] == seen[2]


def test_hanging_endpoint_delays_nothing() -> None:
    """Requests are answered while the endpoint hangs."""
    with serving(send_and_hold(b"")) as endpoint:
        app = open_app(endpoint.url)
        for number in range(100):
            converse(app, user={"id": f"u{number}"})
        assert wait_until(lambda: len(endpoint.requests) == 1)
        assert outgoing(app) == []


def test_same_id_waits_once() -> None:
    """A pending id is fetched once and compared with the last sent profile."""
    with held_app() as (app, release, _):
        for version in "234":
            converse(app, user={"version": version})
        release()
        assert fetched_ids(app, 3) == ["first", "u", "p"]
        (notice,) = outgoing(app)[1]["warnings"]
    assert (notice["code"], notice["pointer"]) == ("other-version", "#/profile/version")
    assert 'The endpoint has "1", the request sent "4".' in notice["message"]


def test_too_many_ids_are_dropped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids beyond the limit of pending ones are dropped, and a journal entry counts them."""
    monkeypatch.setattr(refreshing, "MAX_PENDING", 3)
    with held_app() as (app, release, _):
        for number in range(5):
            converse(app, user={"id": f"u{number}"})
        release()
        assert fetched_ids(app, 4) == ["first", "u0", "p", "u1"]
        noticed = [notice for entry in outgoing(app) for notice in entry["warnings"]]
    assert [one["message"] for one in noticed if one["code"] == "fetches-dropped"] == [
        "3 profiles were not fetched: 3 were waiting."
    ]


def test_waiting_id_is_never_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pending id is kept and compared with its newest profile, although the queue is full."""
    monkeypatch.setattr(refreshing, "MAX_PENDING", 2)
    with held_app() as (app, release, _):
        for version in "12":
            converse(app, user={"version": version})
        release()
        assert fetched_ids(app, 3) == ["first", "u", "p"]
        told = [notice["message"] for notice in outgoing(app)[1]["warnings"]]
    assert any('The endpoint has "1", the request sent "2".' in message for message in told)


def test_reset_forgets_what_waits() -> None:
    """A reset drops pending fetches, so they are neither sent nor journaled."""
    with held_app() as (app, release, endpoint):
        converse(app)
        assert app.test_client().post("/_mock/reset").status_code == 200
        release()
        converse(app, user={"id": "after"}, persona={"id": "too"})
        assert fetched_ids(app, 2) == ["after", "too"]
        asked = [request.split(b" ")[1].rpartition(b"=")[2] for request in endpoint.requests]
    assert asked == [b"first", b"after", b"too"]


def test_only_profiles_are_told() -> None:
    """Listeners are notified of committed profiles only."""
    told: list[tuple[str, bytes | None]] = []
    state = MemoryState()
    watched = WatchedState(state, lambda *what: told.append(what))
    changes = {("profile", "a"): b"1", ("conversation", "b"): b"2", ("profile", "c"): None}
    watched.commit(changes)
    assert told == [("a", b"1"), ("c", None)]
    assert state.snapshot() == {("profile", "a"): b"1", ("conversation", "b"): b"2"}


def test_what_could_not_be_kept_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed commit notifies no listener."""
    told: list[str] = []
    state = MemoryState()

    def fail(_: object) -> None:
        raise StateUnavailable("full", is_full=True)

    monkeypatch.setattr(state, "commit", fail)
    watched = WatchedState(state, lambda key, _: told.append(key))
    with pytest.raises(StateUnavailable):
        watched.commit({("profile", "a"): b"1"})
    assert told == []


class held_app:  # noqa: N801 -- used as a function
    """The mock while the fetch of `first` is blocked, and a function that releases it."""

    def __enter__(self) -> tuple[Mockwright, Callable[[], None], Endpoint]:
        released = threading.Event()

        def behave(connection: Any, _: threading.Event) -> None:
            requested = self._endpoint.requests[-1]
            if b"profileId=first" in requested:
                released.wait(PATIENCE_SECONDS)
            echo_profiles(connection, requested)

        self._endpoint = Endpoint(behave)
        app = open_app(self._endpoint.url)
        converse(app, user={"id": "first"}, persona={"id": "first"})
        app.pipeline.world.state.commit({("profile", "first"): encode_json([0, USER])})
        assert wait_until(lambda: len(self._endpoint.requests) == 1)
        return app, released.set, self._endpoint

    def __exit__(self, *_: object) -> None:
        self._endpoint.close()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, ""),
        ({"version": "2"}, 'The endpoint has "2", the request sent "1"'),
        ({"version": None}, 'The endpoint has none, the request sent "1"'),
        ({"city": "Lyon", "countryCode": "FR"}, "differs…in `city`, `countryCode`, and has the"),
        ({"features": {"height": 168, "job": "Cook"}}, "sent in `features.height`, and"),
        ({"features": {"height": 170, "job": "Cook", "sports": ["SOCCER"], "working": None}}, ""),
        ({"features": {"height": 170, "job": "Cook", "ethnicity": None}}, ""),
        ({"firstName": "Sacha"}, "sent in `firstName`, and"),
    ],
)
def test_comparison(endpoint: Endpoint, changes: dict[str, Any], message: str) -> None:
    """A warning names the fields that differ between the endpoint's profile and the sent one."""
    sent = {**GOOD, "id": "u", "features": {"height": 170, "job": "Cook"}}
    endpoint.behaviour = lambda connection, _: echo_profiles(
        connection, endpoint.requests[-1], **{"features": sent["features"], **changes}
    )
    app = open_app(endpoint.url)
    converse(app, user=sent)
    fetched_ids(app, 2)
    (entry,) = (e for e in outgoing(app) if e["request"]["query"] == "profileId=u")
    compared = {"other-version", "changed-without-version"}
    told = [one["message"] for one in entry["warnings"] if one["code"] in compared]
    parts = message.split("…") if message else []
    assert len(told) == bool(message)
    assert all(part in told[0] for part in parts)


def test_failing_fetch_does_not_end_the_next(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An internal error in a fetch is printed, and the next profile is fetched."""
    fetch = ProfileEndpoint.fetch
    calls = itertools.count()

    def fail_once(self: ProfileEndpoint, *arguments: Any) -> Any:
        if next(calls) == 0:
            raise ZeroDivisionError
        return fetch(self, *arguments)

    monkeypatch.setattr(ProfileEndpoint, "fetch", fail_once)
    app = open_app(endpoint.url)
    converse(app)
    assert len(fetched_ids(app, 1)) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_control_surface_stores_without_fetching(endpoint: Endpoint) -> None:
    """Profiles that are put, restored or deleted on the control surface are not fetched."""
    app = open_app(endpoint.url)
    client = app.test_client()
    assert client.put("/_mock/profiles/u", json={"profile": USER}).status_code == 201
    snapshot = client.get("/_mock/state").get_json()
    assert client.put("/_mock/state", json=snapshot).status_code == 200
    assert client.delete("/_mock/profiles/u").status_code == 200
    time.sleep(0.05)
    assert (endpoint.requests, outgoing(app)) == ([], [])


def test_journal_can_be_filtered_by_direction(endpoint: Endpoint) -> None:
    """The journal can be filtered by incoming and outgoing requests."""
    app = open_app(endpoint.url)
    refresh(app)
    ask(app, "GET /webhooks/profile?profileId=u", AUTHORIZED)
    client = app.test_client()
    shown = {
        direction: client.get(f"/_mock/journal?direction={direction}").get_json()["entries"]
        for direction in ("incoming", "outgoing")
    }
    paths = {name: [e["request"]["path"] for e in found] for name, found in shown.items()}
    assert paths == {"incoming": ["/webhooks/profile"], "outgoing": ["/profile"]}
    assert client.get("/_mock/journal?direction=up").status_code == 400


def test_without_an_endpoint_nothing_of_it_is_imported() -> None:
    """Serving without an endpoint does not import the HTTP client."""
    code = (
        "import sys; from mockwright.mock_server.app import create_app; "
        "from mockwright.mock_server.settings import Settings; create_app(Settings()); "
        "print([name for name in ('requests', 'urllib3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_server_fetches(make_server: ServerMaker, endpoint: Endpoint, workers: str) -> None:
    """A server fetches profiles with one or two workers and journals every fetch."""
    options = ("--profile-endpoint", endpoint.url, "--profile-endpoint-key", KEY)
    with make_server(*options, "--workers", workers) as server:
        status, body = server.ask("/_mock/profiles/u/refresh", method="POST")
        assert (status, json.loads(body)["result"]) == (200, "ok")
        entries = server.journal(direction="outgoing")["entries"]
        assert [entry["request"]["query"] for entry in entries] == ["profileId=u"]
        assert server.ask("/_mock/profiles/u")[1].count(b'"endpoint"') == 1
    assert f"Bearer {KEY}".encode() in endpoint.requests[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--profile-endpoint", "ftp://h/"), "Expected a URL with `http://`"),
        (("--profile-endpoint", f"http://{KEY}@h/"), "contains a user name or password"),
        (("--profile-endpoint", "http://h", "--profile-endpoint-ca", "none"), "No such file"),
        (("--profile-endpoint-key", KEY), "requires `--profile-endpoint URL`"),
        (("--profile-endpoint", "http://h", "--profile-endpoint-timeout", "0"), "0.1<=x<=600"),
    ],
)
def test_server_refuses_what_it_cannot_call(arguments: tuple[str, ...], message: str) -> None:
    """Invalid endpoint options are usage errors that do not print the key."""
    done = run_command("serve", *arguments)
    assert (done.returncode, message in done.stderr) == (2, True)
    assert KEY not in done.stderr


def test_closed_port_is_told_in_the_journal() -> None:
    """A closed port is a problem in the journal only; the request itself succeeds."""
    with closed() as url:
        app = open_app(url)
        converse(app)
        assert len(fetched_ids(app, 2)) == 2
    problems = {entry["problem"] for entry in outgoing(app)}
    assert len(problems) == 1
    assert problems.pop().startswith("Nothing listens at")
    assert {entry["status"] for entry in outgoing(app)} == {0}


def test_answer_too_large_is_cut_in_the_journal() -> None:
    """The journal counts at most one mebibyte of an oversized answer."""
    with serving(send(answer(b" " * 3_000_000))) as endpoint:
        app = open_app(endpoint.url)
        assert refresh(app).status_code == 502
    assert journal(app)[0]["response"]["size"] == 1024 * 1024
