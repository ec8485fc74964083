"""The page about testing clients: its checks, names and examples are correct."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockwright.contracts.client.checks import CHECKS
from mockwright.contracts.client.mock_calls import Mock
from mockwright.contracts.coverage.points import DIMENSIONS
from mockwright.contracts.testing.interception import intercept

PAGE = (Path(__file__).parent.parent / "docs" / "testing-clients.md").read_text(encoding="utf-8")


def test_every_check_is_described() -> None:
    """The table lists each check once."""
    rows = re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(check.id for check in CHECKS)


def test_every_dimension_is_named() -> None:
    """The page lists the dimensions of `--fail-under`."""
    (named,) = re.findall(r"one dimension \(([^)]*)\)", PAGE)
    assert re.findall(r"`([a-z ]+)`", named) == list(DIMENSIONS)


def test_every_public_name_of_a_mock_is_told() -> None:
    """The page names every public attribute of a mock."""
    names = [name for name in vars(Mock) if not name.startswith("_")]
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_hosts_are_those_of_the_documents() -> None:
    """The page names the hosts that are intercepted by default."""
    hosts = ("api.dumgum.com", "api-trial.cognigy.ai", "getprofile.example")
    assert all(f"`{host}`" in PAGE for host in hosts)
    with intercept() as mock:
        assert mock.url == "http://localhost"


@pytest.mark.slow
def test_examples_run(tmp_path: Path) -> None:
    """The tests of the examples pass in a project."""
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    names = ("test_suggestions.py", "conftest.py", "test_interception.py")
    for name, block in zip(names, blocks, strict=True):
        (tmp_path / name).write_text(block, encoding="utf-8")
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert "4 passed" in ended.stdout, ended.stdout
