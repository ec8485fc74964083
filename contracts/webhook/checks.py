"""The checks of `check webhook`, in the order in which they are listed."""

from __future__ import annotations

from contracts.webhook.checks_of_access import KEY_CHECKS, METHOD_CHECKS
from contracts.webhook.checks_of_answers import ANSWER_CHECKS
from contracts.webhook.checks_of_calls import CALL_CHECKS
from contracts.webhook.checks_of_ids import ID_CHECKS
from contracts.webhook.checks_of_profiles import PROFILE_CHECKS

WEBHOOK_CHECKS = (
    *ANSWER_CHECKS,
    *PROFILE_CHECKS,
    *ID_CHECKS,
    *KEY_CHECKS,
    *METHOD_CHECKS,
    *CALL_CHECKS,
)
