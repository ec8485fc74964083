"""Timestamps: RFC 3339 texts as whole milliseconds since 1970, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND = 1000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
WEEK = 7 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MINUTE = timedelta(minutes=1)
EARLIEST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND
LATEST = (datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC) - _EPOCH) // _MILLISECOND


@lru_cache(maxsize=4096)
def parse_timestamp(text: str) -> int:
    """Parse a valid RFC 3339 text to milliseconds since 1970.

    A leap second counts as the second after it. The year 0, which Python does not support, becomes
    the earliest timestamp.
    """
    text = text.upper()
    is_leap_second = text[17:19] == "60"
    if is_leap_second:
        text = f"{text[:17]}59{text[19:]}"
    try:
        moment = (datetime.fromisoformat(text) - _EPOCH) // _MILLISECOND
    except ValueError:
        return EARLIEST
    return clamp(moment + SECOND * is_leap_second)


def clamp(moment: int) -> int:
    """Limit a timestamp to the range that can be written with four digits of the year."""
    return min(max(moment, EARLIEST), LATEST)


def format_timestamp(moment: int) -> str:
    """`2025-01-01T00:00:00.000Z`."""
    minutes, rest = divmod(moment, 60 * SECOND)
    return f"{_format_minute(minutes)}:{rest // SECOND:02}.{rest % SECOND:03}Z"


@lru_cache(maxsize=4096)
def _format_minute(minute: int) -> str:
    return (_EPOCH + minute * _MINUTE).isoformat(timespec="minutes")[:-6]


START = parse_timestamp("2025-01-01T00:00:00Z")
