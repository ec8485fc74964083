"""Each broken webhook is found only by the check of its rule, and a correct one passes."""

from __future__ import annotations

import pytest

from mockwright.contracts.webhook.checks.registry import WEBHOOK_CHECKS
from mockwright.contracts.webhook.runs import Plan
from tests.broken_webhooks.faults import FAULTS
from tests.broken_webhooks.webhook import Webhook, serving
from tests.contracts.webhook.webhook_checking import check

pytestmark = pytest.mark.slow

# This check needs pictures that can be fetched.
_ELSEWHERE = {"online-pictures"}
_PLAN = Plan(requests=8, parallel=20)
_STRICT_PLAN = Plan(requests=8, parallel=0, max_latency_ms=20)


def test_a_correct_webhook_passes() -> None:
    """A correct endpoint has no findings."""
    with serving(Webhook().respond) as url:
        checked = check(url, plan=Plan(max_latency_ms=20_000))
    assert [f.detail for f in checked.findings] == []
    assert checked.reasons == ()
    assert len(checked.exchanges) > 100


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_webhook_is_found(name: str) -> None:
    """An endpoint that breaks one rule is found by the check of that rule only."""
    fault = FAULTS[name]
    plan = _STRICT_PLAN if fault.check == "latency" else _PLAN
    with serving(fault.start().respond) as url:
        checked = check(url, plan=plan)
    assert checked.found == {fault.check}, [f.detail for f in checked.findings]
    assert ("failure" in checked.severities) == (fault.severity == "failure")


def test_every_check_has_been_seen_to_find() -> None:
    """Each check has an endpoint that breaks its rule."""
    seen = {fault.check for fault in FAULTS.values()}
    assert seen | _ELSEWHERE == {check.id for check in WEBHOOK_CHECKS}
