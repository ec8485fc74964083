"""Timestamps: parsing and formatting of every RFC 3339 date and time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockwright.mock_server.timestamps import (
    DAY,
    EARLIEST,
    LATEST,
    SECOND,
    START,
    WEEK,
    clamp,
    format_timestamp,
    parse_timestamp,
)

NOON = 1_735_732_800_000


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2025-01-01T12:00:00Z", NOON),
        ("2025-01-01t12:00:00z", NOON),
        ("2025-01-01T13:30:00+01:30", NOON),
        ("2025-01-01T00:00:00-12:00", NOON),
        ("2025-01-01T12:00:00-00:00", NOON),
        ("2025-01-01T12:00:00.5Z", NOON + 500),
        ("2025-01-01T12:00:00.123456789012Z", NOON + 123),
        ("2025-01-01T12:00:00.9999999999Z", NOON + 999),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2016-12-31T23:59:60.25Z", 1_483_228_800_250),
        ("2017-01-01T00:59:60+01:00", 1_483_228_800_000),
        ("9999-12-31T23:59:60Z", LATEST),
        ("9999-12-31T23:59:59.9999Z", LATEST),
        ("9999-12-31T23:59:59-23:59", LATEST),
        ("0001-01-01T00:00:00Z", EARLIEST),
        ("0001-01-01T00:00:00+23:59", EARLIEST),
        ("0000-01-01T00:00:00Z", EARLIEST),
        ("0000-02-29T12:00:00.5-01:00", EARLIEST),
    ],
)
def test_texts_are_read(text: str, moment: int) -> None:
    """Fractions are truncated, leap seconds belong to the next minute, and extremes are clamped."""
    assert parse_timestamp(text) == moment


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (START, "2025-01-01T00:00:00.000Z"),
        (EARLIEST, "0001-01-01T00:00:00.000Z"),
        (LATEST, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_moments_are_written(moment: int, text: str) -> None:
    """A timestamp is formatted with milliseconds, `Z` and a four-digit year."""
    assert format_timestamp(moment) == text


@given(st.integers(min_value=EARLIEST, max_value=LATEST))
def test_what_is_written_is_read_again(moment: int) -> None:
    """A formatted timestamp is parsed back to the same value, as Python computes it."""
    text = format_timestamp(moment)
    assert parse_timestamp(text) == moment
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert datetime.fromisoformat(text) == epoch + timedelta(milliseconds=moment)


@given(st.datetimes(timezones=st.timezones()))
def test_offsets_do_not_change_the_moment(moment: datetime) -> None:
    """A timestamp with an offset is parsed as the same time in UTC."""
    text = moment.replace(microsecond=0).isoformat()
    if len(text) != len("2025-01-01T12:00:00+00:00"):
        return  # RFC 3339 has no offsets with seconds
    wanted = (moment.replace(microsecond=0) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        seconds=1
    )
    assert parse_timestamp(text) == min(max(wanted * SECOND, EARLIEST), LATEST)


def test_clamping_keeps_what_can_be_written() -> None:
    """Only times outside the years 1 to 9999 are clamped."""
    assert [clamp(each) for each in (EARLIEST - 1, NOON, LATEST + 1, 10**40)] == [
        EARLIEST,
        NOON,
        LATEST,
        LATEST,
    ]


def test_units_are_milliseconds() -> None:
    """The units are milliseconds: a week has seven days of 86,400 seconds."""
    assert (WEEK, DAY) == (7 * DAY, 86_400 * SECOND)
