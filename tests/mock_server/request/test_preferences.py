from __future__ import annotations

import pytest

from mockwright.mock_server.request.preferences import NO_PREFERENCE, Preference, parse_preference
from mockwright.mock_server.request.problems import INVALID_REQUEST, RequestRefused


@pytest.mark.parametrize(
    ("header", "preference"),
    [
        ("", NO_PREFERENCE),
        ("respond-async, wait=10", NO_PREFERENCE),
        ("handling=lenient", NO_PREFERENCE),
        (",;=", NO_PREFERENCE),
        ("code=404", Preference(status=404)),
        ('code="404"', Preference(status=404)),
        ("Code=404", Preference(status=404)),
        ("  code = 404  ", Preference(status=404)),
        ("example=cat", Preference(example="cat")),
        ('example="a cat"', Preference(example="a cat")),
        ("example=Cat-1_x.y", Preference(example="Cat-1_x.y")),
        ("example=a=b", Preference(example="a=b")),
        ("dynamic=true", Preference(is_dynamic=True)),
        ("dynamic=false", NO_PREFERENCE),
        ("dynamic", NO_PREFERENCE),
        ("code=404, example=cat", Preference(status=404, example="cat")),
        ("code=404; example=cat", Preference(status=404, example="cat")),
        (
            "code=404,example=cat,dynamic=true",
            Preference(status=404, example="cat", is_dynamic=True),
        ),
        ("wait=10, code=201", Preference(status=201)),
    ],
)
def test_header_is_read(header: str, preference: Preference) -> None:
    """Code, example and dynamic are read as Prism reads them; other preferences are ignored."""
    assert parse_preference(header) == preference


@pytest.mark.parametrize(
    "status", ["", "4", "40", "4040", "abc", "4XX", "-40", "+40", "4.4", "٤٠٤", "²²²"]
)
def test_code_that_is_no_status_is_refused(status: str) -> None:
    """A code that is not a status of HTTP is a bad request which says what was expected."""
    with pytest.raises(RequestRefused) as caught:
        parse_preference(f"code={status}")
    problem = caught.value.problem
    assert (problem.status, problem.code) == (400, INVALID_REQUEST)
    assert f"`Prefer: code={status}` names no status" in problem.detail


def test_long_code_is_shortened_in_the_refusal() -> None:
    """Of an endless code only the beginning is repeated."""
    with pytest.raises(RequestRefused) as caught:
        parse_preference("code=" + "9" * 5000)
    assert len(caught.value.problem.detail) < 120


def test_first_of_two_equal_preferences_counts() -> None:
    """A preference that stands there twice is the first one, as RFC 7240 has it."""
    assert parse_preference("code=404, code=500") == Preference(status=404)
