from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockwright.mock_server.answer.error_formats import ProblemBody
from mockwright.mock_server.request import problems
from mockwright.mock_server.request.problems import (
    INVALID_REQUEST,
    MAX_ERRORS,
    MISSING_CREDENTIALS,
    OWN_ANSWER_BROKEN,
    UNKNOWN_PATH,
    WRONG_CREDENTIALS,
    Problem,
    reason_phrase,
    refuse_invalid,
)
from mockwright.openapi.exchange import Request
from mockwright.openapi.loading import load_document
from mockwright.openapi.violations import Violation
from tests.mock_server.asking import bundled

# The schema of a failure in the document of each format's vendor.
SCHEMAS = {
    "problem-details": ("dumgum", "Problem"),
    "cognigy": ("cognigy", "Error"),
    "getprofile": ("getprofile", "Failure"),
}
ERROR_FORMATS = bundled().error_formats
CODES = sorted(
    value for name, value in vars(problems).items() if name.isupper() and isinstance(value, str)
)
STATUSES = (400, 401, 403, 404, 405, 406, 413, 415, 421, 422, 500)
REQUEST = Request(method="POST", path="/somewhere", body=b"{}")


def violation(**changes: Any) -> Violation:
    """A violation of a body, changed."""
    fields: dict[str, Any] = {
        "location": "body",
        "pointer": "#/name",
        "parameter": None,
        "keyword": "type",
        "expected": "a string",
        "received": "7",
        "hint": "",
        "rule": "small.json#/components/schemas/Thing/type",
        "assumption": None,
    }
    return Violation(**{**fields, **changes})


ASSUMPTION = "R1, the reference does not say."
PARAMETER = violation(location="query", parameter="page", pointer="#")
ASSUMED = violation(assumption=ASSUMPTION)


def render(problem: Problem, error_format: str) -> ProblemBody:
    """The problem in one of the formats."""
    return ERROR_FORMATS[error_format](problem, REQUEST, b"key")


def test_every_format_has_a_document() -> None:
    """The formats that can be written are those whose schemas are known here."""
    assert SCHEMAS.keys() == ERROR_FORMATS.keys()


@pytest.mark.parametrize("error_format", sorted(SCHEMAS))
@pytest.mark.parametrize("violations", [(), (violation(), PARAMETER, ASSUMED)])
@pytest.mark.parametrize("code", CODES)
def test_problem_keeps_the_vendors_schema(
    error_format: str, code: str, violations: tuple[Violation, ...]
) -> None:
    """Every kind of problem, with and without violations, is valid as the vendor documents it."""
    name, schema = SCHEMAS[error_format]
    root = load_document(name).root
    validator = Draft202012Validator({"$ref": f"#/components/schemas/{schema}", **root})
    for status in STATUSES:
        problem = Problem(status=status, code=code, detail="Why.", violations=violations)
        found = [e.message for e in validator.iter_errors(render(problem, error_format).value)]
        assert found == []


@pytest.mark.parametrize("error_format", sorted(SCHEMAS))
def test_errors_are_capped(error_format: str) -> None:
    """Of very many violations the first hundred are written; the detail counts all of them."""
    refusal = refuse_invalid(tuple(violation(pointer=f"#/{n}") for n in range(250)))
    body = json.dumps(render(refusal.problem, error_format).value)
    assert (body.count('"pointer"'), MAX_ERRORS) == (100, 100)
    assert ('"#/99"' in body, '"#/100"' in body) == (True, False)
    assert "249 more violations in `errors`." in refusal.problem.detail


def test_problem_details_say_everything() -> None:
    """A problem in RFC 9457's shape has its members, every violation, and what was near."""
    problem = Problem(
        status=404, code=UNKNOWN_PATH, detail="Why.", violations=(PARAMETER,), nearest="GET /x"
    )
    assert render(problem, "problem-details") == ProblemBody(
        media_type="application/problem+json",
        value={
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "Why.",
            "errors": [problems.render_violation(PARAMETER)],
            "nearest": ["GET /x"],
        },
    )


@pytest.mark.parametrize(
    ("found", "more"),
    [
        (violation(), {}),
        (PARAMETER, {"pointer": "#", "parameter": "query:page"}),
        (
            ASSUMED,
            {
                "detail": f"Expected a string; received 7. (assumed: {ASSUMPTION})",
                "assumed": ASSUMPTION,
            },
        ),
    ],
)
def test_violation_is_rendered(found: Violation, more: dict[str, str]) -> None:
    """A violation says where, which rule, expected and received, and whether the rule is ours."""
    assert problems.render_violation(found) == {
        "pointer": "#/name",
        "keyword": "type",
        "detail": "Expected a string; received 7.",
        "rule": "small.json#/components/schemas/Thing/type",
        **more,
    }


def test_cognigy_repeats_the_path_and_has_a_trace() -> None:
    """Cognigy's shape names the path of the request, and a trace id that the request decides."""
    problem = Problem(status=400, code=INVALID_REQUEST, detail="Why.")
    value = render(problem, "cognigy").value
    other = ERROR_FORMATS["cognigy"](problem, REQUEST, b"other").value
    assert (value["instance"], value["title"], value["code"]) == (
        "/somewhere",
        "Bad Request Error",
        1000,
    )
    assert render(problem, "cognigy").value == value
    assert value["traceId"] != other["traceId"]


def test_cognigys_code_is_for_invalid_requests_only() -> None:
    """The one code that Cognigy shows stands in refusals of invalid requests, and in no other."""
    formats = {
        code: render(Problem(status=400, code=code, detail="Why."), "cognigy") for code in CODES
    }
    assert [code for code, body in formats.items() if "code" in body.value] == [INVALID_REQUEST]


@pytest.mark.parametrize(
    ("code", "kind", "name", "message"),
    [
        (
            MISSING_CREDENTIALS,
            "authentication_error",
            "missing_api_key",
            "Missing or invalid Authorization header",
        ),
        (WRONG_CREDENTIALS, "authentication_error", "invalid_api_key", "Invalid API key"),
        (UNKNOWN_PATH, "not_found_error", "not_found", "Why."),
        (INVALID_REQUEST, "invalid_request_error", "invalid_request", "Why."),
        (OWN_ANSWER_BROKEN, "internal_error", "own_answer_broken", "Why."),
    ],
)
def test_getprofile_names_the_failure(code: str, kind: str, name: str, message: str) -> None:
    """GetProfile's shape has the vendor's own words where these are known, else ours."""
    value = render(Problem(status=401, code=code, detail="Why."), "getprofile").value
    assert value == {"error": {"message": message, "type": kind, "code": name}}


@pytest.mark.parametrize(
    ("violations", "detail"),
    [
        ((violation(),), "The body at `#/name`: Expected a string; received 7."),
        ((PARAMETER,), "The query parameter `page`: Expected a string; received 7."),
        (
            (violation(), PARAMETER),
            "The body at `#/name`: Expected a string; received 7. 1 more violation in `errors`.",
        ),
    ],
)
def test_refusal_begins_with_the_first_violation(
    violations: tuple[Violation, ...], detail: str
) -> None:
    """The detail of a refusal says where the first violation is, and how many more there are."""
    refusal = refuse_invalid(violations, 422)
    assert (refusal.problem.status, refusal.problem.detail) == (422, detail)
    assert refusal.problem.violations == violations


@pytest.mark.parametrize(
    ("status", "phrase"),
    [
        (200, "OK"),
        (413, "Content Too Large"),
        (421, "Misdirected Request"),
        (999, "Unknown"),
    ],
)
def test_reason_phrases_are_the_tables(status: int, phrase: str) -> None:
    """A status has its phrase whatever the version of Python; an unknown one says so."""
    assert reason_phrase(status) == phrase
