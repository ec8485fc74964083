from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.server.verdicts import (
    Tally,
    explain_probe,
    explain_refusal,
    explain_verdict,
    is_expected,
)
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response
from tests.openapi.small_documents import EMPTY, compile_paths

OPERATIONS = load_catalogue(("getprofile", "cognigy")).router.operations
FIRST, SECOND = OPERATIONS
REQUEST = SentRequest("GET", "http://127.0.0.1:9/x")


def tally(*statuses: int) -> Tally:
    """A tally of these statuses for the first operation."""
    counted = Tally()
    for status in statuses:
        counted.add(FIRST, status)
    return counted


def answer(status: int, *headers: tuple[str, str]) -> Exchange:
    """An answer without a body."""
    return Exchange(REQUEST, Response(status, headers))


NO_ANSWER = Exchange(REQUEST, None, "No server listens there.")
PAGE = answer(200, ("Content-Type", "text/html; charset=utf-8"))
JSON = answer(404, ("Content-Type", "application/json"))
MOVED = answer(302, ("Location", "https://login.test/"))


def test_one_success_proves_something() -> None:
    """A single 2xx is enough for a meaningful verdict."""
    assert explain_verdict(tally(401, 404, 204)) == ()


@pytest.mark.parametrize(
    ("documented", "status", "expected"),
    [
        (["200", "404"], 200, True),
        (["200", "404"], 404, False),
        (["404"], 404, True),
        (["404"], 400, False),
        (["5XX"], 503, True),
        (["303"], 303, True),
        (["401"], 401, False),
        (["default"], 404, False),
        ([], 204, True),
    ],
)
def test_best_documented_status_is_expected(
    documented: list[str], status: int, *, expected: bool, tmp_path: Path
) -> None:
    """Where a document has no success, its other statuses show that an operation works."""
    members = {"responses": dict.fromkeys(documented, EMPTY)} if documented else {}
    (found,) = compile_paths(tmp_path, {"/x": {"get": members}})
    assert is_expected(found, status) is expected


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ((401, 403, 401), "`--key` or `--header`"),
        ((404, 404), "base path"),
        ((400, 404), "Make one documented request succeed"),
        ((500, 0), "1 x no answer"),
        ((), "nothing was tested"),
    ],
)
def test_what_proves_nothing_is_explained(statuses: tuple[int, ...], told: str) -> None:
    """Without success, one reason has the statuses and the advice."""
    (reason,) = explain_verdict(tally(*statuses))
    assert told in reason


@pytest.mark.parametrize(
    ("statuses", "is_refused"), [((401, 403), True), ((401, 404), False), ((), False)]
)
def test_only_refusals_end_a_run_early(statuses: tuple[int, ...], *, is_refused: bool) -> None:
    """A run ends early only if every answer requires credentials."""
    assert bool(explain_refusal(tally(*statuses))) == is_refused


@pytest.mark.parametrize(
    ("exchanges", "told"),
    [
        ((NO_ANSWER, NO_ANSWER), "No server listens there."),
        ((PAGE, PAGE), "HTML pages"),
        ((MOVED, MOVED), "to `https://login.test/`"),
        ((PAGE, NO_ANSWER), "HTML pages"),
        ((PAGE, JSON), ""),
        ((NO_ANSWER, JSON), ""),
        ((MOVED, JSON), ""),
        ((answer(304), answer(304)), ""),
    ],
)
def test_a_target_that_is_not_an_api_is_explained(
    exchanges: tuple[Exchange, ...], told: str
) -> None:
    """The probe has a reason only if no operation answers like an API."""
    reason = explain_probe(exchanges, OPERATIONS)
    assert (told in reason, bool(reason)) == (True, bool(told))
