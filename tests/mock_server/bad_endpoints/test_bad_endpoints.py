"""Each bad endpoint gets a clear verdict in time, without leaks or exposed keys."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from mockwright.mock_server.vendors.dumgum.profile_endpoint.fetching import Fetch, ProfileEndpoint
from mockwright.mock_server.vendors.dumgum.profile_endpoint.opening import open_profile_endpoint
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import PARAMETER, Target
from mockwright.openapi.json_text import encode_json
from tests.mock_server.asking import bundled
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
    deaf,
    send,
    serving,
)
from tests.processes import KEY, PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.slow

DESCRIPTORS = Path("/proc/self/fd")


def open_target(
    url: str, *, key: str | None = KEY, seconds: float = PATIENCE_SECONDS
) -> ProfileEndpoint:
    """The endpoint at a URL, with the time limit and key of these tests."""
    return open_profile_endpoint(
        Target(url=url, key=key, seconds=seconds), bundled().router.operations
    )


def fetch_case(case: Case, endpoint: Endpoint) -> Fetch:
    """The result of fetching from the endpoint of a case."""
    target = Target(
        url=endpoint.url.replace(endpoint.scheme, case.scheme or endpoint.scheme, 1),
        key=case.key,
        ca_file=CERTIFICATES / "ca.pem" if case.certificate and case.trusts else None,
        seconds=SLOW_SECONDS if case.is_slow else PATIENCE_SECONDS,
    )
    target.check()
    return open_profile_endpoint(target, bundled().router.operations).fetch(ID, case.role)


def in_order(text: str, parts: str) -> bool:
    """Whether the parts, separated by ellipses, occur in the text in order."""
    for part in parts.split("…"):
        found, text = part in text, text.partition(part)[2]
        if not found:
            return False
    return True


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Check after the test that no descriptors and threads are left."""
    before = count_descriptors()
    yield
    assert wait_until(lambda: count_descriptors() <= before)
    assert wait_until(lambda: not calling_threads())


def count_descriptors() -> int:
    """The number of open descriptors of this process, where available."""
    return len([*DESCRIPTORS.iterdir()]) if DESCRIPTORS.exists() else 0


def calling_threads() -> list[str]:
    """The running threads of calls."""
    return [thread.name for thread in threading.enumerate() if thread.name == "profile-fetch"]


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict(case: Case) -> None:
    """The endpoint gets its verdict in time, without exposing the key."""
    with serving(case.behaviour, case.certificate) as endpoint:
        started = time.monotonic()
        fetched = fetch_case(case, endpoint)
        took = time.monotonic() - started
    status = fetched.response and fetched.response.status
    assert (fetched.result, status) == (case.result, case.status), fetched.verdict
    assert in_order(fetched.verdict, case.verdict), fetched.verdict
    lines = [notice.line for notice in fetched.notices]
    shown = [line[: len(part)] for line, part in zip(lines, case.warnings, strict=True)]
    assert shown == [*case.warnings]
    assert (fetched.profile is not None) == (case.result == "ok")
    assert KEY not in repr((fetched, fetched.to_json()))
    assert (SLOW_SECONDS if case.is_slow else 0) <= took < PATIENCE_SECONDS


@pytest.mark.usefixtures("nothing_left")
def test_closed_port() -> None:
    """A closed port is reported as unreachable."""
    with closed() as url:
        fetched = open_target(url).fetch(ID)
    assert (fetched.result, fetched.response) == ("unreachable", None)
    assert fetched.verdict.startswith("Nothing listens at `127.0.0.1:")


@pytest.mark.usefixtures("nothing_left")
def test_deaf_port() -> None:
    """A port that accepts no connection causes a timeout."""
    with deaf() as url:
        fetched = open_target(url, seconds=SLOW_SECONDS).fetch(ID)
    assert fetched.result == "timeout"
    assert in_order(fetched.verdict, f"did not accept a connection within {SLOW_SECONDS} seconds")
    assert SLOW_SECONDS <= fetched.seconds < PATIENCE_SECONDS


def test_unknown_host() -> None:
    """An unknown host is reported as such."""
    fetched = open_target("http://nowhere.invalid:9000/profile").fetch(ID)
    assert fetched.result == "unreachable"
    assert in_order(fetched.verdict, "The host in `nowhere.invalid:9000` is unknown")


def test_slow_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow DNS lookup causes a timeout, and no connection is made afterwards."""
    ended = threading.Event()
    with serving(send(GOOD_ANSWER)) as endpoint:
        address = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", endpoint.port))

        def look_up(*_: object, **__: object) -> list[object]:
            ended.wait(2 * PATIENCE_SECONDS)
            return [address]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        fetched = open_target(endpoint.url, seconds=SLOW_SECONDS).fetch(ID)
        ended.set()
        assert wait_until(lambda: not calling_threads())
        assert endpoint.requests == []
    assert fetched.result == "timeout"
    in_time = f"The DNS lookup of the host took longer than {SLOW_SECONDS} seconds"
    assert in_order(fetched.verdict, in_time)
    assert SLOW_SECONDS <= fetched.seconds < PATIENCE_SECONDS


def test_second_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the first address of a host refuses the connection, the next one is called."""
    with serving(send(GOOD_ANSWER)) as endpoint, closed() as url:
        ports = (int(url.split(":")[2].partition("/")[0]), endpoint.port)
        found = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", p)) for p in ports]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        assert open_target(endpoint.url).fetch(ID).result == "ok"


def test_request_is_the_documented_one() -> None:
    """The request is a GET with the key and no headers of a library."""
    with serving(send(GOOD_ANSWER)) as endpoint:
        fetched = open_target(f"{endpoint.url}?a=b").fetch(ID)
    (sent,) = endpoint.requests
    first, *lines = sent.decode().strip().split("\r\n")
    headers = dict(line.lower().split(": ") for line in lines)
    assert first == f"GET /profile?a=b&profileId={ID} HTTP/1.1"
    assert headers.pop("user-agent").startswith("mockwright/")
    assert headers == {
        "host": f"127.0.0.1:{endpoint.port}",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "connection": "close",
        "authorization": f"bearer {KEY}",
    }
    assert fetched.request.headers["authorization"] == "Bearer [redacted]"
    assert fetched.profile == GOOD


@pytest.mark.parametrize("profile_id", ["a b", "ä/ö?&=#%", "x" * 1000, "\x00\n", "😀", ""])
def test_id_arrives_as_it_is(profile_id: str) -> None:
    """The endpoint receives the id unchanged, whatever its characters."""
    body = encode_json({"profile": {**GOOD, "id": profile_id}})
    with serving(send(answer(body))) as endpoint:
        fetched = open_target(endpoint.url).fetch(profile_id)
    target = endpoint.requests[0].decode().split(" ")[1]
    assert parse_qs(urlsplit(target).query, keep_blank_values=True) == {"profileId": [profile_id]}
    assert (fetched.result, fetched.verdict[:11]) == ("ok", "The profile")


def test_environment_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proxies, netrc files and CA bundles of the environment are ignored."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n", encoding="utf-8")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    with serving(send(GOOD_ANSWER)) as endpoint:
        assert open_target(endpoint.url, key=None).fetch(ID).result == "ok"
    assert b"authorization" not in endpoint.requests[0].lower()


def test_redirect_is_not_followed() -> None:
    """A redirect is reported and not followed."""
    with serving(send(GOOD_ANSWER)) as other:
        redirect = f"HTTP/1.1 302 Found\r\nLocation: {other.url}\r\n\r\n".encode()
        with serving(send(redirect)) as endpoint:
            fetched = open_target(endpoint.url).fetch(ID)
    assert other.url in fetched.verdict
    assert (len(endpoint.requests), other.requests) == (1, [])


def test_cookies_and_keys_are_hidden_in_what_came() -> None:
    """Cookies and keys in any encoding are redacted in the stored answer."""
    key = 'a/very"secret/key'
    spellings = (key, r"a\/very\"secret\/key", r"a/very\"secret/key", "a%2Fvery%22secret%2Fkey")
    body = encode_json("").replace(b'""', f'"{" ".join(spellings[1:])}"'.encode())
    data = answer(body, "200 OK", "application/json", "Set-Cookie: sid=1", f"X-Key: {key}")
    with serving(send(data)) as endpoint:
        response = open_target(endpoint.url, key=key).fetch(ID).response
    assert response is not None
    headers = {name.lower(): value for name, value in response.headers}
    assert headers["set-cookie"] == headers["x-key"] == "[redacted]"
    assert response.body == b'"[redacted] [redacted] [redacted]"'


def test_missing_id_is_told_once() -> None:
    """A profile without an id has one violation only."""
    with serving(send(answer_profile(id=None))) as endpoint:
        (violation,) = open_target(endpoint.url).fetch(ID).violations
    assert (violation.keyword, violation.pointer) == ("required", "#/profile/id")


def test_ipv6_address() -> None:
    """An endpoint may have an IPv6 address in brackets."""
    try:
        endpoint = Endpoint(send(GOOD_ANSWER), host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert open_target(endpoint.url).fetch(ID).result == "ok"
    endpoint.close()
    assert f"Host: [::1]:{endpoint.port}\r\n".encode() in endpoint.requests[0]


def test_parameter_is_the_documents() -> None:
    """The parameter that is added to a URL is the one that the document requires."""
    required = [p for p in open_target("http://localhost").operation.parameters if p.is_required]
    assert [(p.location, p.name) for p in required] == [("query", PARAMETER)]


def test_every_case_has_its_name() -> None:
    """All cases have different names."""
    names = [case.name for case in CASES]
    assert sorted(names) == sorted(set(names))
    assert len(names) >= 25
