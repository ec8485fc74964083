"""Makes attempts one after another, respecting the target's rate limit."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from mockwright.contracts.engine.exchanges import Exchange, Headers
from mockwright.contracts.engine.findings import Check, Trial
from mockwright.contracts.engine.runs import Run
from mockwright.contracts.server.access import Shown
from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.checks.requests import UNCLEAR, VALID
from mockwright.contracts.server.verdicts import Tally, documents_success, is_success
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.openapi.operations import Operation

TOO_MANY = 429
# Longer than one usual rate limit window of a minute, but bounded.
MAX_PATIENCE_SECONDS = 90
DEFAULT_PAUSE_SECONDS = 1
UNAUTHORIZED = 401
# Requests with right credentials in a row that a server refuses although it accepted them before.
MAX_REFUSED = 5
# Each unanswered request takes the whole time limit.
MAX_UNANSWERED = 3


class TargetIsGone(Exception):
    """The target no longer answers, or its rate limit is too low; `str()` says why."""


class Sends(Protocol):
    """Sends requests and returns exchanges, as `Sender` does."""

    def send(
        self,
        method: str,
        path: str,
        headers: Headers = (),
        body: bytes = b"",
        *,
        omit: Collection[str] = (),
    ) -> Exchange:
        """Send a request."""


def _ignore(request: WireRequest, exchange: Exchange) -> None:
    """Take no notice of an exchange."""


@dataclass(kw_only=True)
class ServerRun:
    """Makes, records and judges attempts.

    `sleep` waits in seconds, `say` prints a line, and `on_answer` is called with every exchange.
    """

    run: Run
    sender: Sends
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)
    patience: float = MAX_PATIENCE_SECONDS
    counts: Counter[str] = field(default_factory=Counter)
    on_answer: Callable[[WireRequest, Exchange], None] = _ignore
    _refused: int = 0
    _unanswered: Counter[Operation] = field(default_factory=Counter)
    _alive: Shown | None = None

    def perform(self, phase: str, attempts: Iterable[Attempt]) -> None:
        """Make all attempts of a phase. Raises `TargetIsGone`."""
        self.run.phase = phase
        for attempt in attempts:
            if self._unanswered[attempt.operation] < MAX_UNANSWERED:
                self.make(attempt)

    def make(self, attempt: Attempt) -> tuple[Exchange, ...]:
        """Make one attempt. Raises `TargetIsGone`."""
        operation = attempt.operation
        facts = {**attempt.facts, "variables": [*self.run.credentials.variables]}
        exchanges: list[Exchange] = []
        for shown in attempt.sendings:
            exchange = self._send(shown, attempt)
            exchanges.append(exchange)
            self.judge(Trial(operation, (exchange,), facts), attempt.answer_checks)
            if counts_as_use(facts.get("request"), exchange.status):
                self.tally.add(operation, exchange.status)
            if exchange.response is None:
                self._check_life(exchange, operation)
                return tuple(exchanges)
            self._alive = shown
            self._check_credentials(exchange, attempt)
        self.judge(Trial(operation, tuple(exchanges), facts), attempt.checks)
        return tuple(exchanges)

    def judge(self, trial: Trial, checks: Iterable[Check]) -> None:
        """Run checks on recorded exchanges."""
        for check in checks:
            self.run.judge(check, trial)

    def _send(self, shown: Shown, attempt: Attempt) -> Exchange:
        """Make and record one exchange; after a 429, wait and try again."""
        operation = attempt.operation
        while True:
            exchange = self._record(shown, operation)
            if exchange.status != TOO_MANY or _is_meant(attempt):
                return exchange
            self.judge(Trial(operation, (exchange,)), attempt.answer_checks)
            self._pause(exchange)

    def _record(self, shown: Shown, operation: Operation) -> Exchange:
        request = shown.request
        exchange = self.sender.send(
            request.method, request.target, request.headers, request.body, omit=shown.omit
        )
        self.counts[self.run.phase] += 1
        self.on_answer(request, exchange)
        return self.run.record(exchange, operation)

    def _pause(self, exchange: Exchange) -> None:
        """Wait as the target requests. Raises `TargetIsGone` if that is too long."""
        seconds = read_retry_after(exchange)
        if seconds > self.patience:
            message = (
                f"The target limits the rate (429) and asks to wait another {seconds:g} s; "
                f"the check waits {MAX_PATIENCE_SECONDS} s in total. Raise its limit, or "
                "send less: `--max-examples`, `--phases`, `--operation`."
            )
            raise TargetIsGone(message)
        self.patience -= seconds
        self.say(f"The target limits the rate (429): continuing in {seconds:g} s.")
        self.sleep(seconds)

    def _check_credentials(self, exchange: Exchange, attempt: Attempt) -> None:
        """Stop if credentials that were accepted are refused now. Raises `TargetIsGone`."""
        if "request" not in attempt.facts:  # it varies the credentials
            return
        has_worked = attempt.operation in self.tally.reached()
        self._refused = self._refused + 1 if exchange.status == UNAUTHORIZED and has_worked else 0
        if self._refused >= MAX_REFUSED:
            message = (
                f"The credentials were accepted at first, and are refused since {MAX_REFUSED} "
                "requests (401): they may have expired, or be limited in use. Give credentials "
                "that last for the whole run."
            )
            raise TargetIsGone(message)

    def _check_life(self, exchange: Exchange, operation: Operation) -> None:
        """Repeat a request that was answered before. Raises `TargetIsGone` if it is not."""
        self._unanswered[operation] += 1
        if self._alive is None:
            raise TargetIsGone(exchange.failure)
        again = self._record(self._alive, operation)
        if again.response is None:
            label = f"{exchange.request.method} {exchange.request.target[:200]}"
            raise TargetIsGone(f"The target stopped answering after `{label}`: {again.failure}")
        if self._unanswered[operation] == MAX_UNANSWERED:
            self.say(
                f"`{operation.label}` gave no answer {MAX_UNANSWERED} times: it is skipped for "
                "the rest of the run. Its findings say which requests those were."
            )


def _is_meant(attempt: Attempt) -> bool:
    """Whether a 429 is an answer to the request itself, rather than to how many there were."""
    return attempt.facts.get("asked") == TOO_MANY or not documents_success(attempt.operation)


def counts_as_use(validity: object, status: int) -> bool:
    """Whether an answer shows if an operation works: any to a valid request, success to others."""
    return validity == VALID or (validity == UNCLEAR and is_success(status))


def read_retry_after(exchange: Exchange) -> float:
    """The seconds in `Retry-After`, at least 0.1; 1 if there are none."""
    headers = exchange.response.headers if exchange.response else ()
    text = next((value for name, value in headers if name.lower() == "retry-after"), "")
    try:
        seconds = float(text)
    except ValueError:  # a date, or absent
        return DEFAULT_PAUSE_SECONDS
    return max(seconds, 0.1) if math.isfinite(seconds) else DEFAULT_PAUSE_SECONDS
