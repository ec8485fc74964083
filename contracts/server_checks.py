"""Checks of servers: all of them, in the order in which they are shown."""

from contracts.server_checks_access import ACCESS_CHECKS
from contracts.server_checks_answers import ANSWER_CHECKS
from contracts.server_checks_protocol import PROTOCOL_CHECKS
from contracts.server_checks_requests import REQUEST_CHECKS

SERVER_CHECKS = (
    *ANSWER_CHECKS,
    *REQUEST_CHECKS,
    *ACCESS_CHECKS,
    *PROTOCOL_CHECKS,
)
