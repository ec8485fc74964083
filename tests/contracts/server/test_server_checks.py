from __future__ import annotations

from typing import Any

import pytest

from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.engine.findings import Check, Trial
from mockwright.contracts.server.checks.access import WRONG_CREDENTIALS_ACCEPTED
from mockwright.contracts.server.checks.answers import RESPONSE_STATUS, SERVER_ERROR, show_status
from mockwright.contracts.server.checks.protocol import (
    ANSWER_VARIES,
    HEAD_DIFFERS,
    PREFERRED_ANSWER_MISSING,
)
from mockwright.contracts.server.checks.registry import SERVER_CHECKS
from mockwright.contracts.server.checks.requests import (
    ERROR_UNEXPLAINED,
    INVALID_REQUEST_ACCEPTED,
    VALID_REQUEST_REFUSED,
)
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response
from tests.contracts.wsgi_target import BOOKS

OPERATIONS = {o.id: o for o in load_catalogue((BOOKS,)).router.operations}
REQUEST = SentRequest("GET", "http://127.0.0.1:9/books")


def trial(*responses: Response | int, operation: str = "list_books", **facts: Any) -> Trial:
    """A trial with these answers; a number is a status with an empty body."""
    answers = (Response(r) if isinstance(r, int) else r for r in responses)
    exchanges = tuple(Exchange(REQUEST, answer) for answer in answers)
    return Trial(OPERATIONS[operation], exchanges, facts)


def severities(check: Check, judged: Trial) -> list[str]:
    """The severities of a check's findings."""
    return [finding.severity for finding in check.judge(judged)]


def violation(keyword: str, name: str = "title") -> dict[str, Any]:
    """A violation as a fact."""
    return {
        "where": f"body #/{name}",
        "name": name,
        "keyword": keyword,
        "expected": "something else",
        "received": "this",
        "rule": "books.yaml#/x",
        "assumption": "R1: because",
    }


def test_checks_have_unique_ids_titles_and_advice() -> None:
    """Ids, titles and advice of checks are unique."""
    assert len({check.id for check in SERVER_CHECKS}) == len(SERVER_CHECKS)
    assert all(check.title and check.advice.endswith(".") for check in SERVER_CHECKS)


@pytest.mark.parametrize(("status", "shown"), [(404, "`404 Not Found`"), (299, "`299`")])
def test_statuses_are_shown_with_their_phrase(status: int, shown: str) -> None:
    """A status without a reason phrase is shown as a number."""
    assert show_status(status) == shown


@pytest.mark.parametrize(
    ("status", "found"),
    [(200, []), (418, ["failure"]), (429, ["warning"]), (413, ["warning"]), (503, [])],
)
def test_undocumented_statuses(status: int, found: list[str]) -> None:
    """An undocumented status is a failure, one of a proxy a warning, and 5xx is ignored."""
    assert severities(RESPONSE_STATUS, trial(status)) == found


@pytest.mark.parametrize(
    ("status", "validity", "found"),
    [
        (405, "valid", ["failure"]),
        (405, "invalid", ["warning"]),
        (405, "unclear", ["warning"]),
        (415, None, ["warning"]),
        (409, "invalid", ["failure"]),
    ],
)
def test_undocumented_statuses_that_a_check_provokes(
    status: int, validity: str | None, found: list[str]
) -> None:
    """A status that RFC 9110 names for requests like these is a failure for valid ones only."""
    facts = {"request": validity} if validity else {}
    assert severities(RESPONSE_STATUS, trial(status, **facts)) == found


@pytest.mark.parametrize(
    ("status", "validity", "found"),
    [(501, "valid", ["failure"]), (501, "invalid", []), (500, "invalid", ["failure"])],
)
def test_not_implemented_is_an_answer(status: int, validity: str, found: list[str]) -> None:
    """501 is a correct answer to what only a check sends; any other 5xx is a server error."""
    assert severities(SERVER_ERROR, trial(status, request=validity)) == found


@pytest.mark.parametrize(("asked", "found"), [(None, ["failure"]), (500, []), (503, ["failure"])])
def test_a_requested_error_is_not_a_failure(asked: int | None, found: list[str]) -> None:
    """A 500 is not a failure if `Prefer: code=500` requested it."""
    assert severities(SERVER_ERROR, trial(500, asked=asked)) == found


@pytest.mark.parametrize(
    ("status", "request_", "found"),
    [
        (400, "valid", ["failure"]),
        (422, "valid", ["failure"]),
        (404, "valid", []),
        (409, "valid", []),
        (401, "valid", []),
        (500, "valid", []),
        (400, "invalid", []),
        (400, "unclear", []),
    ],
)
def test_only_blame_for_valid_requests_is_found(
    status: int, request_: str, found: list[str]
) -> None:
    """A valid request may get 404 and 409, but not 400."""
    assert severities(VALID_REQUEST_REFUSED, trial(status, request=request_)) == found


@pytest.mark.parametrize(
    ("status", "keywords", "found"),
    [
        (200, ["maxLength"], ["failure"]),
        (200, ["format"], ["warning"]),
        (200, ["format", "type"], ["failure"]),
        (200, [], []),
        (404, ["type"], []),
    ],
)
def test_invalid_requests_are_not_accepted(
    status: int, keywords: list[str], found: list[str]
) -> None:
    """Accepting a wrong `format` is a warning, because JSON Schema allows ignoring it."""
    violations = [violation(keyword) for keyword in keywords]
    judged = trial(status, request="invalid", violations=violations)
    assert severities(INVALID_REQUEST_ACCEPTED, judged) == found


def test_the_broken_rule_is_named() -> None:
    """The finding has the rule's place and assumption from the violation."""
    judged = trial(200, request="invalid", violations=[violation("type")])
    (finding,) = INVALID_REQUEST_ACCEPTED.judge(judged)
    assert (finding.rule, finding.assumption) == ("books.yaml#/x", "R1: because")
    assert finding.where == "body #/title"


@pytest.mark.parametrize(
    ("status", "body", "violations", "found"),
    [
        (400, b"The title is wrong.", [violation("type")], []),
        (400, b"Wrong.", [violation("type")], ["warning"]),
        (400, b"Wrong.", [violation("type"), violation("enum")], []),
        (400, b"Wrong.", [violation("type", "")], []),
        (400, b'{"at": "a\\"b"}', [violation("type", 'a"b')], []),
        (404, b"Wrong.", [violation("type")], []),
    ],
)
def test_refusals_name_the_one_fault(
    status: int, body: bytes, violations: list[dict[str, Any]], found: list[str]
) -> None:
    """The refusal of a request with one fault should name the field."""
    judged = trial(Response(status, (), body), request="invalid", violations=violations)
    assert severities(ERROR_UNEXPLAINED, judged) == found


@pytest.mark.parametrize(("is_mock", "found"), [(True, ["warning"]), (False, ["failure"])])
def test_a_mock_may_accept_any_key(is_mock: bool, found: list[str]) -> None:  # noqa: FBT001
    """A wrong credential accepted by the mock is a warning that names `--access-key`."""
    judged = trial(200, is_mock=is_mock)
    assert severities(WRONG_CREDENTIALS_ACCEPTED, judged) == found


@pytest.mark.parametrize(
    ("responses", "found"),
    [
        ((200, 200, 200), 0),
        ((200, 200, 404), 1),
        ((200, 404, 404), 0),
        ((201, 201, Response(201, (), b"x")), 0),
        ((200, 200, 429), 0),
        ((200, Response(200, (), b"ab"), Response(200, (), b"ac")), 1),
        ((200, Response(200, (("A", "1"),)), Response(200, (("a", "2"),))), 1),
        ((200, Response(200, (("Date", "1"),)), Response(200, (("Date", "2"),))), 0),
    ],
)
def test_repeated_requests(responses: tuple[Response | int, ...], found: int) -> None:
    """All answers after the first, which may change the state, must be equal."""
    assert len([*ANSWER_VARIES.judge(trial(*responses))]) == found


@pytest.mark.parametrize(
    ("got", "head", "found"),
    [(200, 200, 0), (200, 404, 1), (200, 405, 0), (200, 501, 0), (429, 200, 0)],
)
def test_head_is_get_or_unknown(got: int, head: int, found: int) -> None:
    """HEAD must get the status of GET or be unsupported."""
    assert len([*HEAD_DIFFERS.judge(trial(got, head))]) == found


@pytest.mark.parametrize(("status", "found"), [(404, 0), (200, 1)])
def test_preferred_answers(status: int, found: int) -> None:
    """The answer must have the requested status."""
    assert len([*PREFERRED_ANSWER_MISSING.judge(trial(status, asked=404))]) == found


def test_every_check_handles_a_missing_answer() -> None:
    """Every check accepts failed exchanges, and only `no-answer` reports them."""
    failed = Exchange(REQUEST, None, "It was cut.")
    judged = Trial(OPERATIONS["list_books"], (failed, failed, failed), {"request": "valid"})
    pair = judged._replace(exchanges=(failed, failed))
    two = {"created-not-found", "head-differs", "documented-credentials-refused"}
    two |= {"created-differs"}
    found = {
        finding.check
        for check in SERVER_CHECKS
        for finding in check.judge(pair if check.id in two else judged)
    }
    assert found == {"no-answer"}
