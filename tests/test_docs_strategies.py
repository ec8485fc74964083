"""The page about strategies: its examples run against a mock."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mockwright.contracts.drawing.strategies
from tests.processes import ServerProcess

PAGE = (Path(__file__).parent.parent / "docs" / "strategies.md").read_text(encoding="utf-8")
LISTINGS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def listed(server: ServerProcess, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """All names that the examples define."""
    monkeypatch.setenv("MOCKWRIGHT_URL", server.url)
    names: dict[str, Any] = {"__name__": "listings"}
    for listing in LISTINGS:
        exec(compile(listing, "docs/strategies.md", "exec"), names)  # noqa: S102 -- our own page
    return names


def test_listings_pass(listed: dict[str, Any]) -> None:
    """The three tests of the examples pass."""
    tests: list[Callable[[], None]] = [
        value for name, value in listed.items() if name.startswith("test_")
    ]
    for test in tests:
        test()
    assert len(tests) == 3


def test_table_has_every_strategy() -> None:
    """The table lists exactly the strategies of the module."""
    named = set(re.findall(r"^\| `([a-z_]+)\(", PAGE, re.MULTILINE))
    strategies = {
        name
        for name, value in vars(mockwright.contracts.drawing.strategies).items()
        if callable(value)
        and getattr(value, "__module__", "") == "mockwright.contracts.drawing.strategies"
        and "SearchStrategy" in str(getattr(value, "__annotations__", {}).get("return"))
        and not name.startswith("_")
    }
    assert named == strategies
