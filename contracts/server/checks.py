"""Checks of servers: all of them, in the order in which they are shown."""

from contracts.server.checks_of_access import ACCESS_CHECKS
from contracts.server.checks_of_answers import ANSWER_CHECKS
from contracts.server.checks_of_protocol import PROTOCOL_CHECKS
from contracts.server.checks_of_requests import REQUEST_CHECKS

SERVER_CHECKS = (
    *ANSWER_CHECKS,
    *REQUEST_CHECKS,
    *ACCESS_CHECKS,
    *PROTOCOL_CHECKS,
)
