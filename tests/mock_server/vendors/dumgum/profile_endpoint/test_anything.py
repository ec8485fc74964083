"""Every answer of an endpoint gets a verdict, never an exception."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.mock_server.vendors.dumgum.profile_endpoint.opening import (
    WEBHOOK_ID,
    open_profile_endpoint,
)
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target
from mockwright.mock_server.vendors.dumgum.profile_endpoint.verdicts import ROLES, Judge, Question
from mockwright.openapi.exchange import Response
from mockwright.openapi.json_text import encode_json
from tests.mock_server.asking import bundled
from tests.mock_server.bad_endpoints.cases import GOOD, GOOD_ANSWER, ID
from tests.mock_server.bad_endpoints.endpoints import Endpoint, send

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    *("id", "version", "firstName", "birthdate", "timeZone", "expiresAt", "city", "countryCode"),
    *("features", "pictures", "mainPictureUrl", "children", "pets"),
)
NEARLY_PROFILES = st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES, max_size=3).map(
    lambda changes: {"profile": {**GOOD, **changes}}
)
QUESTIONS = st.builds(
    Question,
    profile_id=st.just(ID) | st.text(),
    now=st.integers(-(10**13), 10**14),
    role=st.sampled_from((None, *ROLES)),
    has_key=st.booleans(),
)
MOMENTS = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
DATES = st.dates().map(str)


@cache
def judge() -> Judge:
    """The judge of the bundled document."""
    operations = bundled().router.operations
    return Judge(next(found for found in operations if found.id == WEBHOOK_ID))


def check_verdict(body: Any, question: Question, status: int = 200) -> None:
    """Judge a JSON answer and check the invariants of the verdict."""
    headers = (("Content-Type", "application/json"),)
    verdict = judge().judge(Response(status, headers, encode_json(body)), question)
    assert (verdict.profile is None) == bool(verdict.violations)
    assert all(violation.detail for violation in verdict.violations)
    if verdict.profile is not None:
        assert verdict.profile == body["profile"]


@given(body=JSON_VALUES | NEARLY_PROFILES, question=QUESTIONS, status=st.integers(100, 599))
def test_any_value_has_a_verdict(body: Any, question: Question, status: int) -> None:
    """Any JSON value with any status gets a verdict."""
    check_verdict(body, question, status)
    check_verdict(body, question)


@given(birthdate=DATES, expires=MOMENTS, question=QUESTIONS)
def test_any_time_has_a_verdict(birthdate: str, expires: str, question: Question) -> None:
    """Any date of birth and any expiry gets a verdict at any time."""
    body = {"profile": {**GOOD, "birthdate": birthdate, "expiresAt": expires}}
    check_verdict(body, question)


@pytest.fixture(scope="module")
def endpoint() -> Any:
    """An endpoint whose behaviour each example sets."""
    endpoint = Endpoint(send(b""))
    yield endpoint
    endpoint.close()


@settings(max_examples=150)
@given(
    start=st.integers(0, len(GOOD_ANSWER)),
    length=st.integers(0, 40),
    put=st.binary(max_size=20) | st.sampled_from([b"\r\n", b"\r\n\r\n", b": ", b"chunked", b"\0"]),
)
def test_any_bytes_have_a_verdict(endpoint: Endpoint, start: int, length: int, put: bytes) -> None:
    """A valid answer in which bytes were replaced at random gets a verdict."""
    data = GOOD_ANSWER[:start] + put + GOOD_ANSWER[start + length :]
    endpoint.behaviour = send(data)
    target = Target(url=endpoint.url, seconds=60)
    fetched = open_profile_endpoint(target, bundled().router.operations).fetch(ID)
    assert fetched.result in {"ok", "contract-broken", "unreachable"}, fetched.verdict
    assert (fetched.profile is None) == (fetched.result != "ok")
