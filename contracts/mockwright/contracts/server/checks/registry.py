"""All checks of servers, in the order in which they are listed."""

from mockwright.contracts.server.checks.access import ACCESS_CHECKS
from mockwright.contracts.server.checks.answers import ANSWER_CHECKS
from mockwright.contracts.server.checks.life import LIFE_CHECKS
from mockwright.contracts.server.checks.protocol import PROTOCOL_CHECKS
from mockwright.contracts.server.checks.requests import REQUEST_CHECKS

SERVER_CHECKS = (
    *ANSWER_CHECKS,
    *REQUEST_CHECKS,
    *ACCESS_CHECKS,
    *PROTOCOL_CHECKS,
    *LIFE_CHECKS,
)
