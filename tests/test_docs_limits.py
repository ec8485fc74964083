"""The page about limits has the numbers of the code and all known limits of the torture suite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockwright.mock_server import settings
from mockwright.mock_server.control import journal, state
from mockwright.mock_server.journal import entries
from mockwright.mock_server.process import granian_server, idle_timeout
from mockwright.mock_server.process.capacity import MAX_CONNECTIONS, MAX_THREADS, count_connections
from mockwright.mock_server.request import guard
from mockwright.mock_server.steering.faults import delivery
from mockwright.openapi import json_text
from tests.torture.table import CASES

PAGE = (Path(__file__).parent.parent / "docs" / "limits.md").read_text(encoding="utf-8")
KNOWN_LIMITS = PAGE.partition("## Known limitations")[2]


def in_one_line(text: str) -> str:
    """The text without line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("thing", "limit"),
    [
        ("Request body", f"{settings.MAX_BODY_BYTES:,} bytes"),
        ("JSON", f"{json_text.MAX_DEPTH} levels deep, integers of at most"),
        ("JSON", f"at most {json_text.MAX_NUMBER_DIGITS} digits"),
        ("URL", f"{guard.MAX_URL:,} characters"),
        ("Head of a request", f"{granian_server.HEAD_BYTES:,} bytes, 100 fields"),
        ("Time for a head", f"{idle_timeout.HEAD_SECONDS} seconds"),
        ("Time for a body", f"{idle_timeout.BODY_SECONDS} seconds"),
        ("Connections", f"{MAX_CONNECTIONS:,}, or the system's limit"),
        ("Connections", f"minus {100 - count_connections(100)} "),
        ("Concurrent requests", f"{MAX_THREADS}, "),
        ("Concurrent delayed answers", f"{delivery.MAX_WAITING} "),
        ("Readers that wait", f"{journal.MAX_WAITING} "),
        ("State in memory", f"{settings.MAX_STATE_BYTES >> 20} MiB"),
        ("Snapshots of state", f"{state.MAX_SNAPSHOT_BYTES >> 20} MiB"),
        ("Journal", f"{entries.MAX_ENTRIES:,} entries, {entries.MAX_BYTES >> 20} MiB"),
    ],
)
def test_limit_is_that_of_the_code(thing: str, limit: str) -> None:
    """Each row of the table has the limit of the code."""
    (row,) = re.findall(rf"^\| {thing}[^|]*\| ([^|]*)\|", PAGE, re.MULTILINE)
    assert limit in row


def test_delays_take_as_long_as_the_page_says() -> None:
    """The page has the additional time for requests while answers are delayed."""
    assert f"detection may take {idle_timeout.DELAY_SECONDS} seconds longer" in PAGE


def test_every_known_limit_is_told_and_no_other() -> None:
    """The page lists exactly the reasons of the known limits."""
    listed = {in_one_line(item) for item in re.split(r"^- ", KNOWN_LIMITS, flags=re.MULTILINE)[1:]}
    reasons = {case.limit for case in CASES if case.limit}
    assert listed == {f"{reason[0].upper()}{reason[1:]}." for reason in reasons}
