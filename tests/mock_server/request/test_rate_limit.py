"""The rate limit: counted per client in fixed windows, and refused as it is documented."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mockwright.mock_server.request.problems import RequestRefused
from mockwright.mock_server.request.rate_limit import (
    MAX_CLIENTS,
    WINDOW_SECONDS,
    RateLimiter,
    name_client,
)
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.exchange import Request
from mockwright.openapi.operations import Operation
from tests.mock_server.asking import ask, bundled, serve

KEY = {"authorization": "Bearer key"}
EXPORT = "GET /api/profiles/user-1/export"


class Timer:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The moment it shows."""
        return self.now


@pytest.fixture
def timer() -> Timer:
    """A clock that stands still until it is moved."""
    return Timer()


def limited(limit: int, timer: Timer) -> Mockwright:
    """The mock with a limit, its time in the test's hand."""
    app = serve(rate_limit=limit)
    app.pipeline = replace(app.pipeline, rate_limiter=RateLimiter(limit, timer))
    return app


def operation_named(name: str) -> Operation:
    """One of the bundled operations."""
    return next(found for found in bundled().router.operations if found.id == name)


def request(**headers: str) -> Request:
    """A request with headers; `_` stands for `-`."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method="GET", path="/", headers=sent)


def test_request_after_the_last_is_refused(timer: Timer) -> None:
    """The refusal has the documented body and headers; answers before it have no such headers."""
    app = limited(2, timer)
    allowed = [ask(app, EXPORT, KEY) for _ in range(2)]
    timer.now += 17.5
    refused = ask(app, EXPORT, KEY)
    assert [reply.status for reply in allowed] == [200, 200]
    assert "x-ratelimit-limit" not in allowed[0].headers
    assert refused.status == 429
    assert refused.value == {
        "error": {
            "message": "Too many requests",
            "type": "rate_limit_error",
            "code": "rate_limit_exceeded",
        }
    }
    assert {
        name: refused.headers[name]
        for name in ("retry-after", "x-ratelimit-limit", "x-ratelimit-remaining")
    } == {"retry-after": "43", "x-ratelimit-limit": "2", "x-ratelimit-remaining": "0"}


def test_new_window_begins_after_a_minute(timer: Timer) -> None:
    """The window is fixed: a minute after its first request everything is allowed again."""
    app = limited(1, timer)
    statuses = []
    for seconds in (0, WINDOW_SECONDS - 0.1, 0.1, 0):
        timer.now += seconds
        statuses.append(ask(app, EXPORT, KEY).status)
    assert statuses == [200, 429, 200, 429]


def test_refused_credentials_do_not_count(timer: Timer) -> None:
    """A request without a key is 401 whatever the limit, and takes nothing of it."""
    app = limited(1, timer)
    assert [ask(app, EXPORT).status for _ in range(3)] == [401, 401, 401]
    assert ask(app, EXPORT, KEY).status == 200


def test_clients_have_windows_of_their_own(timer: Timer) -> None:
    """One client's requests take nothing of another's limit."""
    app = limited(1, timer)
    for client in ({}, {"x-real-ip": "192.0.2.1"}, {"x-forwarded-for": "192.0.2.2, 192.0.2.1"}):
        statuses = [ask(app, EXPORT, {**KEY, **client}).status for _ in range(2)]
        assert statuses == [200, 429]


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ({}, "anonymous"),
        ({"x_real_ip": " 192.0.2.1 "}, "192.0.2.1"),
        ({"x_forwarded_for": "192.0.2.2 , 192.0.2.3", "x_real_ip": "192.0.2.1"}, "192.0.2.2"),
        ({"x_forwarded_for": "", "x_real_ip": ""}, "anonymous"),
    ],
)
def test_client_is_named_as_the_source_names_it(headers: dict[str, str], client: str) -> None:
    """The first forwarded address comes before the real one, and that before no name at all."""
    assert name_client(request(**headers)) == client


def test_only_where_it_is_documented(timer: Timer) -> None:
    """Operations whose document has no 429 know no limit."""
    limiter = RateLimiter(0, timer)
    limiter.check(operation_named("generate_reply"), request())
    for name in ("export_profile", "create_contact_profile"):
        with pytest.raises(RequestRefused):
            limiter.check(operation_named(name), request())


def test_very_many_clients_are_not_remembered_for_ever(timer: Timer) -> None:
    """The number of remembered clients is bounded, within a window and over several."""
    limiter, operation = RateLimiter(1, timer), operation_named("export_profile")
    for number in range(2 * MAX_CLIENTS + 5):
        limiter.check(operation, request(x_real_ip=str(number)))
    assert len(limiter._windows) <= MAX_CLIENTS  # noqa: SLF001 -- nothing else shows it


def test_threads_share_one_count(timer: Timer) -> None:
    """Of many requests at once exactly the limit is allowed."""
    limiter, operation = RateLimiter(100, timer), operation_named("export_profile")

    def try_some(_: int) -> int:
        allowed = 0
        for _ in range(50):
            try:
                limiter.check(operation, request())
            except RequestRefused:
                continue
            allowed += 1
        return allowed

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_some, range(8))) == 100


def test_without_the_option_there_is_no_limit() -> None:
    """A hundred exports in a row are a hundred answers."""
    app = serve()
    assert {ask(app, EXPORT, KEY).status for _ in range(100)} == {200}
