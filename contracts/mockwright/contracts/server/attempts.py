"""Attempts: sequences of requests, with the checks that judge them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from mockwright.contracts.engine.findings import Check
from mockwright.contracts.server.access import Shown
from mockwright.contracts.server.checks.answers import ANSWER_CHECKS
from mockwright.openapi.operations import Operation


class Attempt(NamedTuple):
    """Requests to send in order. `checks` judge them together, `answer_checks` each answer.

    `facts` are passed to the checks with the exchanges, as JSON values.
    """

    operation: Operation
    sendings: tuple[Shown, ...]
    checks: tuple[Check, ...] = ()
    answer_checks: tuple[Check, ...] = ANSWER_CHECKS
    facts: Mapping[str, Any] = MappingProxyType({})
