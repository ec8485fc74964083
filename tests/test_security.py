"""SECURITY.md: its table has every option that affects security, with its default."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from mockwright.mock_server.cli import serve as serve_command
from mockwright.mock_server.process.capacity import MAX_CONNECTIONS, MAX_THREADS
from mockwright.mock_server.request.guard import LOOPBACK_NAMES
from mockwright.mock_server.secret_names import is_secret
from tests.mock_server.asking import ask, serve
from tests.processes import EXPORT, KEY

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = {
    option: (thing, default)
    for thing, default, option in re.findall(
        r"^\| (.+) \| (.+) \| `(--[a-z-]+)` \|$", PAGE, re.MULTILINE
    )
}
PARAMETERS = serve_command.get_params(click.Context(serve_command))
OPTIONS: dict[str, Any] = {p.opts[0]: p for p in PARAMETERS if p.opts[0] != "--help"}
# These options only change answers and their timing.
HARMLESS = {
    *(
        "--seed",
        "--strict",
        "--strict-spec",
        "--realtime",
        "--locale",
        "--suggestions-as",
        "--unknown-profiles",
    ),
    "--rate-limit",
}


def test_every_option_is_in_the_table_or_harmless() -> None:
    """Every option of `serve` is in the table or in the list of harmless ones."""
    assert ROWS.keys() | HARMLESS == OPTIONS.keys()
    assert not ROWS.keys() & HARMLESS


def has_default(value: Any) -> bool:
    """Whether an option has a default."""
    return isinstance(value, str | int | float | tuple) and value not in {False, ()}


@pytest.mark.parametrize("option", ROWS)
def test_default_is_that_of_the_code(option: str) -> None:
    """The table has the default of each option."""
    default = OPTIONS[option].default
    shown = re.match(r"`([^`]*)`", ROWS[option][1])
    if not has_default(default):
        assert shown is None or option == "--allow-host"
        return
    (value,) = default if isinstance(default, tuple) else (default,)
    assert shown is not None
    assert shown[1] == (f"{value:g}" if isinstance(value, float) else str(value))


def test_names_in_host_are_those_of_the_code() -> None:
    """The table has the host names that are accepted by default."""
    names = set(re.findall(r"`([^`]*)`", ROWS["--allow-host"][1]))
    assert names == LOOPBACK_NAMES


def test_figures_are_those_of_the_code() -> None:
    """The page has the maximum numbers of connections and threads."""
    assert f"{MAX_CONNECTIONS:,} connections or {MAX_THREADS} threads" in PAGE
    assert is_secret("Authorization")
    assert is_secret("Cookie")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:1"}, 200),
        ({"host": "evil.example"}, 421),
        ({"authorization": ""}, 401),
    ],
)
def test_what_the_defaults_mean(headers: dict[str, str], status: int) -> None:
    """By default any non-empty credential is accepted, but no foreign host."""
    sent = {"host": "127.0.0.1:4080", "authorization": f"Bearer {KEY}", **headers}
    assert ask(serve(), f"GET {EXPORT}", sent).status == status


def test_supported_version_is_the_current_one() -> None:
    """The supported version is the current one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    current = ".".join(project["version"].split(".")[:2])
    assert re.search(rf"^\| {re.escape(current)}, .* \| yes \|$", PAGE, re.MULTILINE)


def test_reports_are_private() -> None:
    """Vulnerabilities are reported through the repository, and the page has no mail address."""
    assert "*Report a vulnerability*" in PAGE
    assert "@" not in PAGE
