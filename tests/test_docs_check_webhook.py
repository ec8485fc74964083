"""The page about checking webhooks: its options, checks and numbers are correct."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockwright.contracts.commands.check_options import run_options
from mockwright.contracts.server.runs import MAX_PATIENCE_SECONDS
from mockwright.contracts.webhook.checks.registry import WEBHOOK_CHECKS
from mockwright.contracts.webhook.command import DEFAULT_CALLS, webhook
from tests.broken_webhooks.faults import FAULTS
from tests.broken_webhooks.webhook import KEY, Webhook, serving
from tests.contracts.webhook.webhook_checking import WEBHOOK, check

ROOT = Path(__file__).parent.parent

PAGE = (ROOT / "docs" / "check-webhook.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([a-z-]+)` \| .* \| (.*) \|$", PAGE, re.MULTILINE))


def shared_options() -> set[str]:
    """The options that every check command has."""
    command = run_options(lambda **_: 0)
    return {o.opts[-1] for o in command.__click_params__}  # type: ignore[attr-defined]


def test_the_page_lists_every_check() -> None:
    """The table lists each check in order."""
    assert [*ROWS] == [check.id for check in WEBHOOK_CHECKS]


@pytest.mark.parametrize("name", FAULTS)
def test_the_page_tells_how_severe_it_is(name: str) -> None:
    """The row of a check has the severity of each of its findings."""
    fault = FAULTS[name]
    assert fault.severity in ROWS[fault.check]


def test_the_page_has_a_warning_for_each_that_warns() -> None:
    """A row mentions a warning if the check has one."""
    elsewhere = {"online-pictures", "parallel-calls", "key-scheme", "head-request"}
    warned = {f.check for f in FAULTS.values() if f.severity == "warning"} | elsewhere
    warned |= {"missing-key", "wrong-key", "version-stable", "time-zone"}
    assert {name for name, told in ROWS.items() if "warning" in told} == warned


def test_the_page_lists_every_option() -> None:
    """The table lists the command's own options, and the text the shared ones."""
    own = {p.opts[0] for p in webhook.params if p.param_type_name == "option"}
    shared = {option for option in own if option in shared_options() or option == "-q"}
    listed = set(re.findall(r"^\| `(--[a-z-]+)` \|", PAGE, re.MULTILINE))
    assert listed == own - shared
    assert all(f"`{option}`" in PAGE for option in shared_options())


def test_the_page_has_the_numbers_of_the_code() -> None:
    """The page has the defaults, documented statuses and limits of the code."""
    assert PAGE.count(f": {DEFAULT_CALLS}") == 2
    assert f"{len(WEBHOOK_CHECKS)} checks" in PAGE
    assert f"more than {MAX_PATIENCE_SECONDS} s" in PAGE
    refusals = ", ".join(status for status in WEBHOOK.responses if status.startswith("4"))
    assert f"(documented: {refusals})" in PAGE


def test_the_page_says_how_many_calls_are_made() -> None:
    """The page has the approximate number of calls."""
    with serving(Webhook().respond) as url:
        made = len(check(url, key=KEY).exchanges)
    (told,) = re.findall(r"About (\d+) calls", PAGE)
    assert made == pytest.approx(int(told), abs=20)
