"""The journal of a running server: limited, shared by its workers, filtered and waited for."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from mockwright.mock_server.control.journal import MAX_WAIT_SECONDS
from tests.mock_server.bad_input.cases import CONTACT, EXPORT, SUGGESTION, good, post
from tests.processes import KEY, ServerMaker, ServerProcess, wait_until
from tests.wire import Client, exchange, parse_replies

pytestmark = pytest.mark.slow

BOUND = 1000
WAITING = 8
LONGEST = str(MAX_WAIT_SECONDS)
ASK = "GET /_mock/journal?{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture
def kept(server: ServerProcess) -> ServerProcess:
    """The shared server with an empty journal."""
    assert server.ask("/_mock/reset", method="POST")[0] == 200
    return server


@pytest.fixture
def started(kept: ServerProcess) -> Iterator[Callable[..., Future[dict[str, Any]]]]:
    """A function that reads the journal in the background."""
    with ThreadPoolExecutor() as pool:
        yield lambda **query: pool.submit(kept.journal, **query)


def send_many(server: ServerProcess, count: int) -> None:
    """Send `count` numbered valid requests on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for number in range(count):
        path = f"/api/profiles/{number}/export"
        connection.request("GET", path, headers={"Authorization": f"Bearer {KEY}"})
        connection.getresponse().read()
    connection.close()


def statuses(journal: dict[str, Any]) -> list[int]:
    """The statuses of a journal's entries."""
    return [entry["status"] for entry in journal["entries"]]


def test_journal_is_bounded(kept: ServerProcess) -> None:
    """The journal keeps 1,000 entries and counts the dropped ones."""
    send_many(kept, BOUND + 100)
    journal = kept.journal()
    paths = [entry["request"]["path"] for entry in journal["entries"]]
    assert paths == [f"/api/profiles/{number}/export" for number in range(100, BOUND + 100)]
    assert journal["evicted"] == 100
    assert kept.ask("/_mock/reset", method="POST")[0] == 200
    assert (kept.journal()["entries"], kept.journal()["evicted"]) == ([], 0)


@pytest.mark.slow
def test_journal_is_complete_over_two_workers(make_server: ServerMaker) -> None:
    """Each of two workers shows the entries of both, and a reset clears both."""
    with make_server("--workers", "2") as server:
        count = send_until_both_worked(server)
        for _ in range(10):
            journal = server.journal()
            assert len({entry["id"] for entry in journal["entries"]}) == count
        assert server.ask("/_mock/reset", method="POST")[0] == 200
        assert [server.journal()["entries"] for _ in range(10)] == [[]] * 10


def send_until_both_worked(server: ServerProcess) -> int:
    """Send requests until both workers have had some; return the number of requests."""
    count = 0

    def have_both_worked() -> bool:
        nonlocal count
        count += 1
        exchange(server.port, good(EXPORT))
        return len({entry["id"].partition("-")[0] for entry in server.journal()["entries"]}) == 2

    assert wait_until(have_both_worked)
    return count


def test_cursor_shows_only_what_is_new(kept: ServerProcess) -> None:
    """A reader with a cursor gets only later entries."""
    send_many(kept, 3)
    first = kept.journal()
    assert len(first["entries"]) == 3
    assert kept.journal(after=first["cursor"])["entries"] == []
    send_many(kept, 2)
    assert len(kept.journal(after=first["cursor"])["entries"]) == 2


def test_latest_is_the_last_entry(kept: ServerProcess) -> None:
    """`latest` is the newest entry, even among several in the same millisecond."""
    for _ in range(20):
        keep = good(EXPORT).replace(b"Connection: close\r\n", b"")
        exchange(kept.port, keep * 20 + good(EXPORT))
        latest = json.loads(kept.ask("/_mock/journal/latest")[1])
        assert latest["id"] == kept.journal(limit="1")["entries"][0]["id"]


def send_one_of_each(server: ServerProcess) -> None:
    """Send a valid request, an invalid one, one without a key, and one to an unknown path."""
    exchange(server.port, good(EXPORT))
    exchange(server.port, post(SUGGESTION, b"{}"))
    exchange(server.port, good(CONTACT).replace(b"Authorization", b"X-Nothing"))
    exchange(server.port, good(EXPORT).replace(b"/export", b"/nope"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [200, 400, 401, 404]),
        ({"status": "400"}, [400]),
        ({"method": "POST"}, [400, 401]),
        ({"operation": "create_contact_profile"}, [401]),
        ({"path": "/api/profiles/user-123/nope"}, [404]),
        ({"has": "violations"}, [400]),
        ({"has": "problem"}, [400, 401, 404]),
        ({"limit": "2"}, [401, 404]),
        ({"limit": "0"}, []),
        ({"method": "POST", "status": "200"}, []),
    ],
)
def test_filter(kept: ServerProcess, query: dict[str, str], expected: list[int]) -> None:
    """A filter selects the matching entries, oldest first."""
    send_one_of_each(kept)
    assert statuses(kept.journal(**query)) == expected


@pytest.mark.parametrize("asked_by", ["query", "header"])
def test_json_lines(kept: ServerProcess, asked_by: str) -> None:
    """Each JSON line is an entry in its usual form."""
    send_one_of_each(kept)
    query, header = {
        "query": ("format=jsonl", ""),
        "header": ("limit=9", "Accept: application/x-ndjson\r\n"),
    }[asked_by]
    request = ASK.format(query).replace("\r\n\r\n", f"\r\n{header}\r\n").encode()
    reply = parse_replies(exchange(kept.port, request))[0]
    lines = reply.body.decode().splitlines()
    assert reply.media_type == "application/x-ndjson"
    assert [json.loads(line) for line in lines] == kept.journal()["entries"]


def test_wait_returns_when_a_request_comes(
    kept: ServerProcess, started: Callable[..., Future[dict[str, Any]]]
) -> None:
    """A waiting reader gets a matching entry before its timeout."""
    begun = time.monotonic()
    reading = started(wait=LONGEST, path=EXPORT.path)
    exchange(kept.port, good(SUGGESTION))
    assert not reading.done()
    exchange(kept.port, good(EXPORT))
    assert statuses(reading.result()) == [200]
    assert time.monotonic() - begun < MAX_WAIT_SECONDS


def test_wait_returns_at_once_for_what_is_there(kept: ServerProcess) -> None:
    """A reader gets existing entries without waiting."""
    exchange(kept.port, good(EXPORT))
    begun = time.monotonic()
    assert statuses(kept.journal(wait=LONGEST)) == [200]
    assert time.monotonic() - begun < MAX_WAIT_SECONDS


def test_wait_ends(kept: ServerProcess) -> None:
    """A waiting reader gets an empty page after its timeout."""
    begun = time.monotonic()
    assert kept.journal(wait="0.3")["entries"] == []
    assert time.monotonic() - begun >= 0.3


@pytest.mark.slow
def test_wait_over_two_workers(make_server: ServerMaker) -> None:
    """A waiting reader gets entries of every worker."""
    with make_server("--workers", "2") as server, ThreadPoolExecutor() as pool:
        for _ in range(10):
            cursor = server.journal(limit="0")["cursor"]
            begun = time.monotonic()
            reading = pool.submit(server.journal, wait=LONGEST, after=cursor)
            exchange(server.port, good(EXPORT))
            assert statuses(reading.result()) == [200]
            assert time.monotonic() - begun < MAX_WAIT_SECONDS


def test_too_many_waiting_readers_are_told_to_come_back(make_server: ServerMaker) -> None:
    """The ninth waiting reader gets a 503 with `Retry-After`, and the others get their entry."""
    with make_server() as server:
        clients = [Client(server.port) for _ in range(WAITING)]
        for client in clients:
            client.send(ASK.format(f"wait={LONGEST}").encode())
        assert wait_until(lambda: ninth(server) == (503, "1"))
        exchange(server.port, good(EXPORT))
        received = [parse_replies(client.read_all())[0].json() for client in clients]
        assert [statuses(journal) for journal in received] == [[200]] * WAITING
        for client in clients:
            client.close()


def ninth(server: ServerProcess) -> tuple[int, str]:
    """The status and `Retry-After` of one more reader."""
    reply = parse_replies(exchange(server.port, ASK.format("wait=0").encode()))[0]
    return reply.status, reply.header("retry-after")
