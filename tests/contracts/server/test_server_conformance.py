from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockwright.contracts.server.conformance import PHASES
from mockwright.mock_server.app import create_app
from mockwright.mock_server.settings import Settings
from tests.broken_servers.books import KEY, Books
from tests.broken_servers.faults import FAULTS
from tests.contracts.wsgi_target import BOOKS, Conduct, WsgiTarget, check_target

CONDUCT = Conduct(specs=(BOOKS,), key=KEY)
FAST = tuple(phase for phase in PHASES if phase != "fuzzing")
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def always(status: str, *headers: tuple[str, str], body: bytes = b"") -> Application:
    """An application with one answer."""

    def application(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(status, [*headers])
        return [body]

    return application


def closed(_: dict[str, Any], __: Any) -> Iterable[bytes]:
    """An application that closes every connection."""
    raise ConnectionError


@pytest.mark.parametrize(
    ("application", "ending", "told", "sent"),
    [
        (closed, "unreachable", "The connection was closed", 1),
        (always("200 OK", ("Content-Type", "text/html")), "unreachable", "HTML pages", 4),
        (always("307 Moved", ("Location", "/x")), "unreachable", "only redirects", 4),
        (always("401 No"), "complete", "`--key` or `--header`", 4),
    ],
)
def test_a_target_that_is_not_an_api_ends_after_the_probe(
    application: Application, ending: str, told: str, sent: int
) -> None:
    """The run ends with one reason, no findings, and at most one request per operation."""
    target = WsgiTarget(application)
    result = check_target(target, CONDUCT)
    assert (result.ending, result.is_passed, result.findings) == (ending, False, ())
    assert told in result.reasons[0]
    assert len(target.sent) == sent


def test_a_run_without_success_is_not_passed() -> None:
    """A run in which every operation answers with a documented 404 is not passed."""
    problem = json.dumps({"title": "No", "status": 404, "detail": "No."}).encode()
    lost = always("404 No", ("Content-Type", "application/problem+json"), body=problem)
    target = WsgiTarget(lost)
    result = check_target(target, CONDUCT._replace(only=("read_book",), phases=("examples",)))
    assert (result.findings, result.is_passed) == ((), False)
    assert "base path" in result.reasons[0]


def test_a_target_that_stops_answering_is_reported() -> None:
    """The result has the findings so far, and the reason names the last request."""
    server, left = FAULTS["ForgetsTotal"].start(), [60]

    def dying(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        left[0] -= 1
        if left[0] < 0:
            raise ConnectionError
        return server(environ, start_response)

    result = check_target(WsgiTarget(dying), CONDUCT)
    assert result.ending == "unreachable"
    assert "stopped answering after `" in result.reasons[0]
    assert "response-headers" in {counted.finding.check for counted in result.findings}


@pytest.mark.slow
def test_a_seed_repeats_a_run_request_for_request() -> None:
    """Two runs with one seed send the same bytes in the same order, with every phase."""
    sent = []
    for seed in (3, 3, 4):
        target = WsgiTarget(Books())
        check_target(target, CONDUCT._replace(seed=seed))
        sent.append(target.sent)
    assert sent[0] == sent[1]
    assert sent[0] != sent[2]
    assert len(sent[0]) > 200


def test_two_runs_give_equal_journals() -> None:
    """Two runs against fresh mocks with one seed give equal journals."""
    journals = []
    for _ in range(2):
        app = create_app(Settings(specs=("getprofile",), access_keys=(KEY,)))
        conduct = Conduct(specs=("getprofile",), key=KEY, is_mock=True, is_deterministic=True)
        result = check_target(WsgiTarget(app.wsgi_app), conduct)
        entries = [entry.to_json() for entry in app.pipeline.journal.read().entries]
        journals.append([{**entry, "time": "", "milliseconds": 0} for entry in entries])
        assert result.is_passed
    assert journals[0] == journals[1]
    assert journals[0]


def test_a_mock_of_another_document_is_found(tmp_path: Path) -> None:
    """A mock that lacks a documented answer is found by requesting it."""
    document = yaml.safe_load(Path(BOOKS).read_text("utf-8"))
    responses = document["paths"]["/books"]["get"]["responses"]
    responses["410"] = responses["406"]
    path = tmp_path / "books.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    app = create_app(Settings(specs=(BOOKS,), access_keys=(KEY,)))
    conduct = CONDUCT._replace(specs=(str(path),), phases=("answers",), is_mock=True)
    result = check_target(WsgiTarget(app.wsgi_app), conduct)
    (counted,) = result.findings
    assert counted.finding.check == "preferred-answer-missing"
    assert "`410 Gone`" in counted.finding.expected


def test_an_operation_without_a_valid_request_is_left_out(tmp_path: Path) -> None:
    """An operation without a valid request is a remark, and alone it does not pass a run."""
    document = yaml.safe_load(Path(BOOKS).read_text("utf-8"))
    year = document["components"]["schemas"]["NewBook"]["properties"]["year"]
    year.update(minimum=2, maximum=1)
    path = tmp_path / "books.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    conduct = CONDUCT._replace(specs=(str(path),), only=("add_book",), phases=FAST)
    result = check_target(WsgiTarget(Books()), conduct)
    assert result.reasons == ("No request was made: nothing was tested.",)
