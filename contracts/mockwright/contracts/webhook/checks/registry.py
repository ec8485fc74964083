"""The checks of `check webhook`, in the order in which they are listed."""

from __future__ import annotations

from mockwright.contracts.webhook.checks.access import KEY_CHECKS, METHOD_CHECKS
from mockwright.contracts.webhook.checks.answers import ANSWER_CHECKS
from mockwright.contracts.webhook.checks.calls import CALL_CHECKS
from mockwright.contracts.webhook.checks.ids import ID_CHECKS
from mockwright.contracts.webhook.checks.profiles import PROFILE_CHECKS

WEBHOOK_CHECKS = (
    *ANSWER_CHECKS,
    *PROFILE_CHECKS,
    *ID_CHECKS,
    *KEY_CHECKS,
    *METHOD_CHECKS,
    *CALL_CHECKS,
)
