from __future__ import annotations

from collections.abc import Callable

import pytest

from mockwright.mock_server.request.guard import Guard
from mockwright.mock_server.request.problems import (
    CROSS_SITE,
    INVALID_REQUEST,
    WRONG_HOST,
    RequestRefused,
)
from mockwright.openapi.exchange import Request


def refusal(check: Callable[[], None]) -> tuple[int, str] | None:
    """Status and code of the refusal; None if the request passes."""
    try:
        check()
    except RequestRefused as refused:
        return refused.problem.status, refused.problem.code
    return None


@pytest.mark.parametrize(
    "host",
    [
        *(
            "localhost",
            "localhost:4080",
            "LOCALHOST:80",
            "localhost.",
            "localhost.:80",
            "localhost:",
        ),
        *("127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:65535"),
        *("mock.example", "MOCK.example:4080", "mock.example."),
    ],
)
def test_host_of_this_machine_passes(host: str) -> None:
    """Loopback's names and those that are allowed pass, in any case and with any port."""
    guard = Guard(["Mock.Example"])
    assert refusal(lambda: guard.check_host(host)) is None


@pytest.mark.parametrize("host", ["[fd00::5]", "[fd00::5]:4080", "[FD00::5]:4080"])
def test_address_of_version_6_can_be_allowed(host: str) -> None:
    """An allowed IPv6 address passes in the brackets that a URL has around it."""
    guard = Guard(["fd00::5"])
    assert refusal(lambda: guard.check_host(host)) is None


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:4080"),
        *("xlocalhost", "localhostx", "other.mock.example", "2130706433", "0x7f.1", "127.1"),
        *("127.0.0.2", "0.0.0.0", "[::]", "::1", "[::1", "::1]:80", "[::ffff:127.0.0.1]"),  # noqa: S104 -- not bound to
        *("localhost:x", "localhost:99999", "localhost:-1", "localhost:80:80"),
        *(
            "user@localhost",
            "localhost@evil.example",
            "localhost/",
            "localhost/evil",
            "http://localhost",
        ),
        *("localhost?evil.example", "localhost#evil.example", "localhost\\evil", "local host"),
        *(":80", ".", "l\u043ecalhost", "\u24dbocalhost"),
    ],
)
def test_other_host_is_misdirected(host: str) -> None:
    """Any other name, and what is no host at all, is refused with 421."""
    guard = Guard(["mock.example"])
    assert refusal(lambda: guard.check_host(host)) == (421, WRONG_HOST)


def test_empty_name_allows_nothing() -> None:
    """An empty name among the allowed ones does not let malformed hosts pass."""
    assert refusal(lambda: Guard([""]).check_host("evil.example:x")) == (421, WRONG_HOST)


@pytest.mark.parametrize("host", [None, "", "localhost,localhost", "localhost, evil.example"])
def test_host_that_is_not_one_is_bad(host: str | None) -> None:
    """No host, and more than one, is a bad request."""
    assert refusal(lambda: Guard().check_host(host)) == (400, INVALID_REQUEST)


def test_refusal_tells_what_would_pass() -> None:
    """A 421 names the hosts that pass and the option that allows another, and is not endless."""
    with pytest.raises(RequestRefused) as caught:
        Guard(["mock.example"]).check_host("x" * 5000)
    detail = caught.value.problem.detail
    assert "Expected `127.0.0.1`, `[::1]`, `localhost`, `mock.example`" in detail
    assert ("--allow-host" in detail, len(detail) < 300) == (True, True)


def test_verdict_does_not_depend_on_what_was_asked_before() -> None:
    """Very many hosts later the good ones still pass and the others still do not."""
    guard = Guard()
    for port in range(1, 100):
        guard.check_host(f"localhost:{port}")
    assert refusal(lambda: guard.check_host("localhost:100")) is None
    assert refusal(lambda: guard.check_host("evil.example:1")) == (421, WRONG_HOST)


OWN = {"host": "localhost:4080"}
FOREIGN = [
    {**OWN, "origin": "https://evil.example"},
    {**OWN, "origin": "http://localhost:3000"},
    {**OWN, "origin": "http://localhost"},
    {**OWN, "origin": "http://localhost:4080.evil.example"},
    {**OWN, "origin": "null"},
    {**OWN, "origin": ""},
    {**OWN, "origin": "localhost:4080"},
    {"origin": "http://localhost:4080"},
]
OURS = [
    OWN,
    {**OWN, "origin": "http://localhost:4080"},
    {**OWN, "origin": "http://localhost:4080", "sec-fetch-site": "same-origin"},
    {**OWN, "sec-fetch-site": "none"},
]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "OTHER"])
@pytest.mark.parametrize("is_control", [False, True])
@pytest.mark.parametrize("headers", FOREIGN)
def test_change_from_another_site_is_refused(
    *, method: str, is_control: bool, headers: dict[str, str]
) -> None:
    """No page of another site may change anything, of the API or of the control surface."""
    check = Guard().check_origin
    found = refusal(lambda: check(method, headers, is_control=is_control))
    assert found == (403, CROSS_SITE)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("headers", [*FOREIGN, {**OWN, "sec-fetch-site": "cross-site"}])
def test_reading_is_refused_on_the_control_surface_only(
    method: str, headers: dict[str, str]
) -> None:
    """A page of another site may not read the journal; the API's answers it cannot read anyway."""
    check = Guard().check_origin
    assert refusal(lambda: check(method, headers, is_control=True)) == (403, CROSS_SITE)
    assert refusal(lambda: check(method, headers, is_control=False)) is None


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("is_control", [False, True])
@pytest.mark.parametrize("headers", OURS)
def test_own_pages_and_programs_pass(
    *, method: str, is_control: bool, headers: dict[str, str]
) -> None:
    """Programs, which send no origin, and pages of the mock itself may do anything."""
    check = Guard().check_origin
    assert refusal(lambda: check(method, headers, is_control=is_control)) is None


@pytest.mark.parametrize(
    ("headers", "method", "found"),
    [
        ({}, "GET", None),
        ({"transfer-encoding": "chunked"}, "POST", None),
        ({"transfer-encoding": "Chunked"}, "POST", None),
        ({"transfer-encoding": "gzip, chunked"}, "POST", (400, INVALID_REQUEST)),
        ({"transfer-encoding": "identity"}, "POST", (400, INVALID_REQUEST)),
        ({"host": "evil.example"}, "GET", (421, WRONG_HOST)),
        ({"origin": "https://evil.example"}, "GET", None),
        ({"origin": "https://evil.example"}, "POST", (403, CROSS_SITE)),
    ],
)
def test_request_of_the_api_is_checked(
    headers: dict[str, str], method: str, found: tuple[int, str] | None
) -> None:
    """Host, origin and framing of an API request are checked together."""
    request = Request(method=method, path="/", headers={**OWN, **headers})
    assert refusal(lambda: Guard().check(request)) == found


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ({**OWN, "origin": "https://evil.example"}, "(`Origin: https://evil.example`)."),
        ({**OWN, "sec-fetch-site": "cross-site"}, "(`Sec-Fetch-Site: cross-site`)."),
    ],
)
def test_refusal_shows_the_header(headers: dict[str, str], shown: str) -> None:
    """A 403 says which header told that the request comes from elsewhere."""
    with pytest.raises(RequestRefused) as caught:
        Guard().check_origin("POST", headers, is_control=True)
    assert caught.value.problem.detail.endswith(shown)
