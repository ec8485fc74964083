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
    """A trial with these answers; a number is a status without a body."""
    answers = (Response(r) if isinstance(r, int) else r for r in responses)
    exchanges = tuple(Exchange(REQUEST, answer) for answer in answers)
    return Trial(OPERATIONS[operation], exchanges, facts)


def severities(check: Check, judged: Trial) -> list[str]:
    """How severe what a check finds is."""
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


def test_checks_have_ids_titles_and_advice_of_their_own() -> None:
    """No two checks share an id, and each says what to do."""
    assert len({check.id for check in SERVER_CHECKS}) == len(SERVER_CHECKS)
    assert all(check.title and check.advice.endswith(".") for check in SERVER_CHECKS)


@pytest.mark.parametrize(("status", "shown"), [(404, "`404 Not Found`"), (299, "`299`")])
def test_statuses_are_shown_with_their_phrase(status: int, shown: str) -> None:
    """A status without a phrase is a number."""
    assert show_status(status) == shown


@pytest.mark.parametrize(
    ("status", "found"),
    [(200, []), (418, ["failure"]), (429, ["warning"]), (413, ["warning"]), (503, [])],
)
def test_undocumented_statuses(status: int, found: list[str]) -> None:
    """What stands in between may answer too; 5xx is another check's."""
    assert severities(RESPONSE_STATUS, trial(status)) == found


@pytest.mark.parametrize(("asked", "found"), [(None, ["failure"]), (500, []), (503, ["failure"])])
def test_a_failure_that_was_asked_for_is_none(asked: int | None, found: list[str]) -> None:
    """`Prefer: code=500` gets a 500, and only that."""
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
    """404 and 409 may be true of a valid request; 400 may not."""
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
    """A broken `format` alone is a remark, because JSON Schema lets a server ignore it."""
    violations = [violation(keyword) for keyword in keywords]
    judged = trial(status, request="invalid", violations=violations)
    assert severities(INVALID_REQUEST_ACCEPTED, judged) == found


def test_whose_rule_is_broken_is_told() -> None:
    """The finding has the place of the rule and the ruling of the violation."""
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
    """Of a request with a single fault, the refusal should name the place."""
    judged = trial(Response(status, (), body), request="invalid", violations=violations)
    assert severities(ERROR_UNEXPLAINED, judged) == found


@pytest.mark.parametrize(("is_mock", "found"), [(True, ["warning"]), (False, ["failure"])])
def test_a_mock_may_take_any_key(is_mock: bool, found: list[str]) -> None:  # noqa: FBT001
    """The mock without `--access-key` takes any credential: a remark, and how to change it."""
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
    """After the first answer, which may change what is remembered, all have to be the same."""
    assert len([*ANSWER_VARIES.judge(trial(*responses))]) == found


@pytest.mark.parametrize(
    ("got", "head", "found"),
    [(200, 200, 0), (200, 404, 1), (200, 405, 0), (200, 501, 0), (429, 200, 0)],
)
def test_head_is_get_or_unknown(got: int, head: int, found: int) -> None:
    """HEAD gets GET's status, or is not supported."""
    assert len([*HEAD_DIFFERS.judge(trial(got, head))]) == found


@pytest.mark.parametrize(("status", "found"), [(404, 0), (200, 1)])
def test_preferred_answers(status: int, found: int) -> None:
    """What was asked for has to come."""
    assert len([*PREFERRED_ANSWER_MISSING.judge(trial(status, asked=404))]) == found


def test_no_check_stumbles_over_a_missing_answer() -> None:
    """Every check can be asked about exchanges that failed; only `no-answer` finds that."""
    failed = Exchange(REQUEST, None, "It was cut.")
    judged = Trial(OPERATIONS["list_books"], (failed, failed, failed), {"request": "valid"})
    pair = judged._replace(exchanges=(failed, failed))
    two = {"created-not-found", "head-differs", "documented-credentials-refused"}
    found = {
        finding.check
        for check in SERVER_CHECKS
        for finding in check.judge(pair if check.id in two else judged)
    }
    assert found == {"no-answer"}
