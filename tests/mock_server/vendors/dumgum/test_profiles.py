"""Profiles: the version that applies, adults, and age gaps."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.timestamps import START, WEEK, parse_timestamp
from mockwright.mock_server.vendors.dumgum.notices import (
    PLACE_WITHOUT_COUNTRY,
    STORED_PROFILE_HOLDS,
)
from mockwright.mock_server.vendors.dumgum.profiles.versions import (
    KIND,
    SCHEMA,
    age_gap,
    is_minor,
    settle_profile,
)
from mockwright.mock_server.vendors.dumgum.replies.icebreakers import choose_icebreaker
from tests.mock_server.vendors.dumgum.talking import FULL_USER, PERSONA

ALEX: dict[str, Any] = {"id": "user-1", "firstName": "Alex"}
KEY = (KIND, "user-1")


def settle(state: MemoryState, profile: dict[str, Any], now: int = START) -> dict[str, Any]:
    """The profile that applies, after its changes are committed."""
    settled = settle_profile("userProfile", profile, now, state)
    state.commit(settled.changes)
    return dict(settled.profile)


def test_the_first_profile_is_kept_for_a_week() -> None:
    """A new profile is stored for a week."""
    state = MemoryState()
    assert settle(state, ALEX) == ALEX
    record = orjson.loads(state.get(*KEY) or b"")
    assert record == [START + WEEK, ALEX]
    Draft202012Validator(SCHEMA).validate(record)


def test_the_same_profile_changes_nothing() -> None:
    """A profile that is sent again changes nothing, so it expires no later."""
    state = MemoryState()
    settle(state, ALEX)
    assert (
        settle_profile("userProfile", dict(reversed(ALEX.items())), START + 1, state).changes == {}
    )


@pytest.mark.parametrize(
    ("stored", "sent", "holds"),
    [
        ({"version": "1"}, {"version": "1", "city": "Lyon"}, True),
        ({"version": "2"}, {"version": "1"}, False),
        ({"version": "1"}, {"version": "1 "}, False),
        ({}, {"version": "1"}, False),
        ({"version": "1"}, {}, False),
        ({"city": "Lyon", "countryCode": "FR"}, {}, False),
    ],
)
def test_a_stored_profile_holds_by_version(
    stored: dict[str, Any],
    sent: dict[str, Any],
    holds: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    """The stored profile applies only if both profiles have the same version."""
    state = MemoryState()
    settle(state, {**ALEX, **stored})
    assert settle(state, {**ALEX, **sent}) == {**ALEX, **(stored if holds else sent)}


@pytest.mark.parametrize("seconds", [0, 1])
def test_expiry_is_at_its_moment(seconds: int) -> None:
    """A profile applies until its expiry, exclusive."""
    state = MemoryState()
    settle(state, {**ALEX, "version": "1", "expiresAt": "2025-01-02T00:00:00Z"})
    now = parse_timestamp("2025-01-01T23:59:59Z") + seconds * 1_000
    held = settle(state, {**ALEX, "version": "1", "nickname": "alex"}, now)
    assert ("nickname" in held) == bool(seconds)


def test_an_expired_profile_is_used_and_not_kept() -> None:
    """An expired profile is used for its request, and the stored one is deleted."""
    state = MemoryState()
    settle(state, {**ALEX, "version": "1", "expiresAt": "2025-01-02T00:00:00Z"})
    sent = {**ALEX, "version": "2", "expiresAt": "2024-01-01T00:00:00Z"}
    assert settle(state, sent) == sent
    assert state.get(*KEY) is None
    assert settle(MemoryState(), sent) == sent


def test_places_need_a_country() -> None:
    """Town and postal code are omitted without a country, from a stored profile too."""
    state, sent = MemoryState(), {**ALEX, "version": "1", "city": "Lyon", "postalCode": "69001"}
    assert settle(state, sent) == {**ALEX, "version": "1"}
    settled = settle_profile("userProfile", {**sent, "nickname": "a"}, START, state)
    assert settled.profile == {**ALEX, "version": "1"}
    assert [(notice.code, notice.pointer) for notice in settled.notices] == [
        (STORED_PROFILE_HOLDS, "#/userProfile"),
        (PLACE_WITHOUT_COUNTRY, "#/userProfile/city"),
        (PLACE_WITHOUT_COUNTRY, "#/userProfile/postalCode"),
    ]


@pytest.mark.parametrize(
    ("birthdate", "day", "expected"),
    [
        ("2007-01-02", "2025-01-01T23:59:59.999Z", True),
        ("2007-01-02", "2025-01-02T00:00:00Z", False),
        ("2008-02-29", "2026-02-28T23:59:59Z", True),
        ("2008-02-29", "2026-03-01T00:00:00Z", False),
        ("2096-02-29", "2114-02-28T23:59:59Z", True),
        ("1882-02-29", "1900-02-28T00:00:00Z", True),
        ("9999-12-31", "9999-12-31T23:59:59Z", True),
        ("0000-02-29", "0018-03-01T00:00:00Z", False),
        ("2030-01-01", "2025-01-01T00:00:00Z", True),
    ],
)
def test_eighteen_years_make_an_adult(birthdate: str, day: str, expected: bool) -> None:  # noqa: FBT001
    """A person is a minor until the 18th birthday; 29 February may count as 1 March."""
    assert is_minor({"birthdate": birthdate}, parse_timestamp(day)) == expected


def test_nobody_is_a_minor_for_want_of_a_date() -> None:
    """A person without a date of birth is not a minor."""
    assert not is_minor({}, START)


@pytest.mark.parametrize(
    ("older", "younger", "expected"),
    [
        ("1980-06-01", "1990-06-30", 10),
        ("1980-06-01", "1990-05-01", 10 - 1 / 12),
        ("1990-06-01", "1980-06-01", -10),
        ("1999-12-31", "2000-01-01", 1 / 12),
    ],
)
def test_age_gaps_are_in_years(older: str, younger: str, expected: float) -> None:
    """An age gap counts years and months."""
    gap = age_gap({"birthdate": older}, {"birthdate": younger})
    assert gap == pytest.approx(expected)


def test_an_age_gap_needs_two_dates() -> None:
    """An age gap needs two dates of birth."""
    known = {"birthdate": "1990-01-01"}
    assert [age_gap(known, {}), age_gap({}, known), age_gap({}, {})] == [None] * 3


@pytest.mark.parametrize(
    ("birthdate", "kind"),
    [
        ("1980-05-31", "MUCH_YOUNGER"),
        ("1980-06-01", "GENERIC"),
        ("2000-04-30", "GENERIC"),
        ("2000-05-01", "MUCH_OLDER"),
    ],
)
def test_ten_years_are_much(birthdate: str, kind: str) -> None:
    """From ten years on the user counts as much younger or much older."""
    assert choose_icebreaker("AUTO", FULL_USER, {**PERSONA, "birthdate": birthdate}, None) == kind


@pytest.mark.parametrize(
    ("persona", "distance", "kind"),
    [
        ({}, 30, "NEARBY"),
        ({}, 30.01, "GENERIC"),
        ({}, 0, "NEARBY"),
        ({"countryCode": "FR", "city": "Lyon"}, None, "NEARBY"),
        ({"countryCode": "FR", "city": "Lyon"}, 31, "GENERIC"),
        ({"countryCode": "CH", "city": "Lyon"}, None, "GENERIC"),
        ({"countryCode": "FR", "city": "Paris"}, None, "GENERIC"),
        ({}, None, "GENERIC"),
    ],
)
def test_near_is_a_distance_or_a_town(
    persona: dict[str, str], distance: float | None, kind: str
) -> None:
    """Nearby is a distance of at most 30; without a distance, the same town of the same country."""
    assert choose_icebreaker(None, FULL_USER, {**PERSONA, **persona}, distance) == kind
