from __future__ import annotations

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mockwright.mock_server.journal.entries import MAX_BODY_BYTES, Journal
from mockwright.mock_server.request.notices import Notice, NoticeCode
from mockwright.openapi.exchange import Response
from mockwright.openapi.violations import Violation
from tests.mock_server.entries import record, still, with_body
from tests.processes import PATIENCE_SECONDS

VIOLATION = Violation(
    location="query",
    pointer="#",
    parameter="page",
    keyword="type",
    expected="an integer",
    received='"x"',
    hint="",
    rule="small.json#/paths",
    assumption=None,
)


def numbers(journal: Journal, after: int = 0) -> list[int]:
    """The numbers of the stored entries."""
    return [entry.number for entry in journal.read(after).entries]


NOTICES = (
    Notice(NoticeCode("some-code"), "#/a", "Why."),
    Notice(NoticeCode("assumed"), None, "Why.", "R1"),
)
SHOWN = {
    "id": "3-1",
    "time": "2025-12-31T23:59:59.250Z",
    "milliseconds": 1.5,
    "direction": "incoming",
    "operation": "list_things",
    "status": 200,
    "problem": "Why.",
    "fault": None,
    "request": {
        "method": "GET",
        "path": "/things",
        "query": "",
        "headers": {"host": "localhost"},
        "size": 0,
        "body": "",
    },
    "response": {"headers": {"content-type": "text/plain"}, "size": 2, "body": "ok"},
    "violations": [
        {
            "where": "query parameter page",
            "expected": "an integer",
            "received": '"x"',
            "hint": "",
            "pointer": "#",
            "keyword": "type",
            "detail": 'Expected an integer; received "x".',
            "rule": "small.json#/paths",
            "parameter": "query:page",
        }
    ],
    "warnings": [
        {"code": "some-code", "pointer": "#/a", "message": "Why."},
        {"code": "assumed", "pointer": None, "message": "Why.", "ruling": "R1"},
    ],
}


def test_entry_is_shown_whole() -> None:
    """An entry as JSON contains the exchange, its time, violations and warnings."""
    journal = Journal(clock=still, worker=3)
    shown = record(journal, violations=(VIOLATION,), notices=NOTICES, problem="Why.").to_json()
    assert json.loads(json.dumps(shown)) == SHOWN


@pytest.mark.parametrize("body", [b"", b"text", "é".encode(), b"\x00"])
def test_text_is_shown_as_text(body: bytes) -> None:
    """A UTF-8 body is shown as text."""
    shown = record(Journal(clock=still), request=with_body(body)).to_json()["request"]
    assert (shown["size"], shown["body"]) == (len(body), body.decode())


@pytest.mark.parametrize("body", [b"\xff\xfe", bytes(range(256)), "é".encode()[:1]])
def test_other_bytes_are_shown_in_base64(body: bytes) -> None:
    """A body that is not valid UTF-8 is shown completely in Base64."""
    shown = record(Journal(clock=still), request=with_body(body)).to_json()["request"]
    assert (base64.b64decode(shown["body_base64"]), "body" in shown) == (body, False)


@pytest.mark.parametrize(
    ("size", "more"), [(MAX_BODY_BYTES, {}), (MAX_BODY_BYTES + 1, {"truncated": True})]
)
@pytest.mark.parametrize("side", ["request", "response"])
def test_long_body_is_cut_and_marked(side: str, size: int, more: dict[str, bool]) -> None:
    """A body over 1 MiB is truncated, with a flag and the original size."""
    body = b"a" * size
    changes: dict[str, Any] = {
        "request": {"request": with_body(body)},
        "response": {"response": Response(status=200, body=body)},
    }
    shown = record(Journal(clock=still), **changes[side]).to_json()[side]
    marks = {name: shown[name] for name in ("size", "truncated") if name in shown}
    assert (len(shown["body"]), marks) == (MAX_BODY_BYTES, {"size": size, **more})


def test_long_text_is_cut_between_characters() -> None:
    """A long text is truncated between characters, never inside one."""
    body = b"a" + "é".encode() * (MAX_BODY_BYTES // 2 + 1)
    shown = record(Journal(clock=still), request=with_body(body)).to_json()["request"]
    assert shown["body"] == body[: MAX_BODY_BYTES - 1].decode()


def test_oldest_entries_go_first() -> None:
    """A full journal drops its oldest entries and counts them."""
    journal = Journal(clock=still, max_entries=3)
    for _ in range(5):
        record(journal)
    page = journal.read()
    assert (numbers(journal), page.last, page.evicted) == ([3, 4, 5], 5, 2)


def test_bytes_are_bounded() -> None:
    """The journal drops its oldest entries when requests and responses exceed its byte limit."""
    journal = Journal(clock=still, max_bytes=100_000)
    for size in (50_000, 30_000, 40_000):
        record(journal, request=with_body(b"x" * size))
    record(journal, response=Response(status=200, body=b"x" * 30_000))
    assert (numbers(journal), journal.read().evicted) == ([3, 4], 2)


def test_bytes_of_dropped_entries_are_free_again() -> None:
    """The bytes of dropped and cleared entries are free for others."""
    journal = Journal(clock=still, max_bytes=100_000)
    for _ in range(20):
        record(journal, request=with_body(b"x" * 30_000))
    assert numbers(journal) == [18, 19, 20]
    journal.clear()
    for _ in range(3):
        record(journal, request=with_body(b"x" * 30_000))
    assert numbers(journal) == [21, 22, 23]


def test_entry_larger_than_the_journal_is_kept() -> None:
    """An entry larger than the journal's byte limit is still recorded."""
    journal = Journal(clock=still, max_bytes=4 * MAX_BODY_BYTES)
    record(journal, request=with_body(b"x" * (5 * MAX_BODY_BYTES)))
    (entry,) = journal.read().entries
    assert entry.to_json()["request"]["size"] == 5 * MAX_BODY_BYTES


def test_clock_that_is_set_back_moves_no_entry() -> None:
    """Timestamps of entries never decrease, even if the clock is set back."""
    times = iter([1000.0, 5000.0, 1400.0, 1500.0, 5001.0])
    journal = Journal(clock=lambda: next(times))
    shown = [record(journal).to_json()["time"] for _ in range(5)]
    assert shown == sorted(shown)
    assert [text[11:19] for text in shown] == [
        *("00:16:40", "01:23:20", "01:23:20", "01:23:20", "01:23:21"),
    ]


def test_violations_count_as_bytes() -> None:
    """Violations count towards the byte limit of the journal."""
    journal = Journal(clock=still, max_bytes=1_000_000)
    for _ in range(10):
        record(journal, violations=(VIOLATION,) * 10_000)
    assert len(numbers(journal)) < 10


@pytest.mark.parametrize(("after", "expected"), [(0, [1, 2, 3]), (1, [2, 3]), (3, []), (99, [])])
def test_reader_gets_what_is_new(after: int, expected: list[int]) -> None:
    """A reader gets the entries after a number, oldest first, and the last number."""
    journal = Journal(clock=still)
    for _ in range(3):
        record(journal)
    assert (numbers(journal, after), journal.read(after).last) == (expected, 3)


def test_clear_forgets_entries_and_goes_on_counting() -> None:
    """Clearing removes all entries, and numbering continues."""
    journal = Journal(clock=still, max_entries=1)
    record(journal)
    record(journal)
    journal.clear()
    page = journal.read()
    assert (page.entries, page.last, page.evicted) == ((), 2, 0)
    assert record(journal).number == 3


def test_wait_returns_at_once_if_there_is_news() -> None:
    """A reader does not wait if an entry already exists."""
    journal = Journal(clock=still)
    record(journal)
    waiter = threading.Thread(target=journal.wait, args=(0, 60), daemon=True)
    waiter.start()
    waiter.join(PATIENCE_SECONDS)
    assert waiter.is_alive() is False


def test_wait_ends_with_the_next_entry() -> None:
    """Waiting readers are woken as soon as an entry is recorded."""
    journal = Journal(clock=still)
    waiters = [threading.Thread(target=journal.wait, args=(0, 60), daemon=True) for _ in range(3)]
    for waiter in waiters:
        waiter.start()
    record(journal)
    for waiter in waiters:
        waiter.join(PATIENCE_SECONDS)
    assert [waiter.is_alive() for waiter in waiters] == [False, False, False]


def test_wait_ends_with_its_time() -> None:
    """A reader stops waiting after its timeout."""
    journal = Journal(clock=still)
    record(journal)
    journal.wait(1, 0.01)
    assert numbers(journal, 1) == []


def test_many_threads_lose_nothing() -> None:
    """Entries of 8 concurrent threads get distinct numbers and are listed in order."""
    journal = Journal(clock=still, max_entries=4000)

    def record_many(_: int) -> list[int]:
        return [record(journal).number for _ in range(500)]

    with ThreadPoolExecutor(8) as pool:
        given = [number for some in pool.map(record_many, range(8)) for number in some]
    assert sorted(given) == list(range(1, 4001))
    assert numbers(journal) == list(range(1, 4001))
