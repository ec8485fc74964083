"""Faults in client tests: setting them, and not reporting them against the client."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import ReadTimeoutError

from mockwright.contracts.client.journal_entries import JournalEntry, entry_from_json
from mockwright.contracts.client.mock_calls import Mock, open_calls
from mockwright.contracts.commands.root import run
from mockwright.contracts.coverage.gathering import Coverage
from mockwright.contracts.testing.interception import intercept
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.settings import Settings
from tests.processes import ServerMaker

pytestmark = pytest.mark.slow

EXPORT = "/api/profiles/u/export"
URL = f"https://getprofile.example{EXPORT}"
KEY = {"Authorization": "Bearer k"}
RETRYING = """
import os, urllib.error, urllib.request as r
def fetch(fault):
    headers = {"Authorization": "Bearer k", "Mock-Fault": fault}
    try:
        r.urlopen(r.Request(os.environ["MOCKWRIGHT_URL"] + "%s", headers=headers)).read()
    except (OSError, ValueError, r.http.client.HTTPException):
        pass
for fault in %r:
    fetch(fault); fetch(fault)
"""
FAULTS = (
    *("status=400", "status=401", "status=404", "status=409", "status=422", "status=500"),
    *("status=503, badjson", "drop", "truncate", "badjson", "delay=1ms", "slow-body=1ms"),
)


@pytest.fixture(params=["fixture", "interception"])
def calls(request: pytest.FixtureRequest, make_server: ServerMaker) -> Iterator[Mock]:
    """A mock that was started with a fault, on a port and intercepted."""
    if request.param == "interception":
        with intercept(Settings(faults=("status=418:1x",))) as mock:
            yield mock
        return
    with (
        make_server("--fault", "status=418:1x") as server,
        open_calls(server.url, ["bundled"]) as mock,
    ):
        yield mock


def ask(mock: Mock, **headers: str) -> requests.Response:
    """Request an export, over the port or intercepted."""
    url = URL if mock.url == "http://localhost" else f"{mock.url}{EXPORT}"
    return requests.get(url, headers={**KEY, **headers}, timeout=60)


def test_faults_hold_until_the_block_is_left(calls: Mock) -> None:
    """After the block the previous faults are in force again."""
    calls.set_faults([])
    with calls.faults("status=503"):
        with calls.faults("status=500", "delay=1ms"):
            assert ask(calls).status_code == 500
        assert ask(calls).status_code == 503
    assert ask(calls).status_code == 200
    calls.set_faults(None)
    assert [ask(calls).status_code for _ in "12"] == [418, 200]


def test_block_that_fails_takes_its_faults_along(calls: Mock) -> None:
    """A block that raises also restores the previous faults."""
    calls.set_faults([])
    with pytest.raises(ZeroDivisionError), calls.faults("status=503"):
        _ = 1 / 0
    assert ask(calls).status_code == 200


def test_reset_forgets_them(calls: Mock) -> None:
    """A reset restores the faults of the start."""
    calls.set_faults(["status=503"])
    calls.reset()
    assert [ask(calls).status_code for _ in "12"] == [418, 200]
    with calls.faults("status=503"):
        pass
    assert ask(calls).status_code == 418


def test_wrong_faults_are_told(calls: Mock) -> None:
    """An unknown fault or operation raises `ValueError` and changes nothing."""
    calls.set_faults(["status=503"])
    with pytest.raises(ValueError, match="`explode` is not a fault"):
        calls.set_faults(["explode"])
    with pytest.raises(ValueError, match="no operation"), calls.faults("drop@nowhere"):
        pytest.fail("The block was entered.")
    assert ask(calls).status_code == 503


def test_calls_tell_their_fault(calls: Mock) -> None:
    """A call has its fault and its status, which is 0 for a dropped answer."""
    calls.set_faults(["drop:1x"])
    with pytest.raises(requests.ConnectionError):
        ask(calls)
    ask(calls)
    assert [(call.status, call.fault) for call in calls.journal] == [(0, "drop"), (200, None)]
    (call,) = calls.wait_for("export_profile", status=0)
    assert call.exchange.response is None
    assert call.exchange.failure == "The answer was dropped by an injected fault (`drop`)."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("drop", requests.ConnectionError),
        ("truncate", requests.exceptions.ChunkedEncodingError),
        ("slow-body=100ms, truncate", requests.exceptions.ChunkedEncodingError),
        ("delay=50ms, drop", requests.ConnectionError),
    ],
)
def test_clients_see_the_same_failure(
    calls: Mock, fault: str, error: type[requests.RequestException]
) -> None:
    """A fault raises the same exception over a port and intercepted."""
    calls.set_faults([fault])
    with pytest.raises(error):
        ask(calls)


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["status=503", "status=599", "badjson", "slow-body=50ms"])
def test_clients_see_the_same_answer(calls: Mock, fault: str) -> None:
    """A faulty answer has the same status and body over a port and intercepted."""
    calls.set_faults([])
    whole = ask(calls)
    calls.set_faults([fault])
    answer = ask(calls)
    assert answer.headers["Mock-Fault"] == fault
    if "status" not in fault:
        assert len(answer.content) == len(whole.content)
        assert (answer.content == whole.content) is ("slow" in fault)


def test_intercepted_delays_are_timeouts() -> None:
    """A delay longer than the client's timeout raises; a shorter one delays the answer."""
    with intercept() as mock:
        mock.set_faults(["delay=60s"])
        started = time.monotonic()
        with pytest.raises(requests.ReadTimeout, match="read timeout"):
            requests.get(URL, headers=KEY, timeout=0.05)
        assert time.monotonic() - started < 60
        mock.set_faults(["delay=300ms"])
        started = time.monotonic()
        assert requests.get(URL, headers=KEY, timeout=60).status_code == 200
        assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize(
    "timeout", [0.05, Timeout(0.05), Timeout(total=0.05), Timeout(connect=9, read=0.05)]
)
def test_intercepted_timeouts_are_read_in_every_form(timeout: Any) -> None:
    """A timeout is recognized in every form that urllib3 accepts."""
    with intercept() as mock:
        mock.set_faults(["delay=60s"])
        with pytest.raises(ReadTimeoutError):
            PoolManager(retries=False).request("GET", URL, headers=KEY, timeout=timeout)
        mock.set_faults(["delay=10ms"])
        for patient in (None, Timeout(), Timeout(total=60)):
            answer = PoolManager(retries=False).request("GET", URL, headers=KEY, timeout=patient)
            assert answer.status == 200


@pytest.mark.slow
def test_no_client_is_blamed_for_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an injected failure nor an immediate retry is a finding."""
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, "-c", RETRYING % (EXPORT, FAULTS)]
    assert run(["check", "client", "--report", "jsonl=r.jsonl", "--", *command]) == 0
    events = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [event for event in events if event.get("event") == "finding"] == []
    assert sum(event.get("event") == "exchange" for event in events) == 2 * len(FAULTS)


def test_clients_are_blamed_for_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of the request is reported even if a fault changed the answer."""
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, "-c", RETRYING % (f"{EXPORT}?fromat=1", ("status=401",))]
    run(["check", "client", "--report", "jsonl=r.jsonl", "--", *command])
    assert "undocumented-parameter" in (tmp_path / "r.jsonl").read_text()


def test_wrong_fault_is_the_clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `Mock-Fault` header with an unknown fault is reported as a refused request."""
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, "-c", RETRYING % (EXPORT, ("explode",))]
    assert run(["check", "client", "--report", "jsonl=r.jsonl", "--", *command]) == 1
    assert "request-refused" in (tmp_path / "r.jsonl").read_text()


def covered(fault: str) -> set[str]:
    """The coverage points that one export with this fault hits."""
    with intercept() as mock:
        with suppress(requests.RequestException):
            requests.get(URL, headers={**KEY, "Mock-Fault": fault}, timeout=60)
        coverage = Coverage(load_catalogue(("getprofile",)).router.operations)
        for call in mock.journal:
            coverage.add(call.exchange)
    points = [point for operation in coverage.report().operations for point in operation.hits]
    return {f"{point.dimension}: {point.subject} {point.case}" for point in points}


def test_coverage_counts_what_the_client_got() -> None:
    """An injected error counts as its status only, and a dropped answer as none."""
    plain, failed = covered("none"), covered("status=401")
    assert {"status: response 200 answered", "authentication: credentials accepted"} <= plain
    assert "status: response 401 answered" in failed
    assert [point for point in failed if point.startswith("authentication")] == []
    assert {point for point in plain if point.startswith("parameter")} <= failed
    assert covered("drop") == set()


def entry(**changes: Any) -> JournalEntry:
    """A parsed journal entry with changed members."""
    body: dict[str, Any] = {"size": 0, "body": ""}
    request = {"method": "GET", "path": EXPORT, "query": "", "headers": {}, **body}
    known: dict[str, Any] = {"operation": None, "violations": [], "warnings": [], "problem": None}
    line = {"request": request, "response": {"headers": {}, **body}, "milliseconds": 1, **known}
    return entry_from_json({**line, "status": 200, **changes}, "http://h")


def test_journals_of_before_are_read() -> None:
    """Entries of earlier versions, without `fault`, have no such fact."""
    assert (entry().fault, entry(fault=None).fault) == (None, None)
    assert "fault" not in entry(fault=None).facts
    assert entry(fault="drop", status=0).facts["fault"] == "drop"


def test_sentences_of_before_are_unknown_notices() -> None:
    """A warning that is a sentence, as in earlier versions, gets the code `unknown`."""
    notice = {"code": "minor", "pointer": "#/a", "message": "Why.", "ruling": "R14"}
    sentence = {"code": "unknown", "pointer": None, "message": "a: why."}
    read = entry(warnings=["a: why.", notice, {**notice, "later": 1}]).facts["warnings"]
    assert read == [sentence, notice, notice]


@pytest.mark.parametrize("broken", [{}, {"code": "minor", "pointer": None}, 5])
def test_a_warning_that_is_no_notice_is_refused(broken: Any) -> None:
    """A warning without code, pointer or message is refused."""
    with pytest.raises((LookupError, TypeError)):
        entry(warnings=[broken])


def test_calls_of_the_mock_that_failed_are_answers() -> None:
    """Without a fault, an entry of status 0 is an answer, not a dropped one."""
    assert entry(status=0, direction="outgoing").exchange.response is not None
