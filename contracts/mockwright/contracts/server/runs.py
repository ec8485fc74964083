"""Server runs: attempts are made one after the other, as fast as the target lets us."""

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
from mockwright.contracts.server.checks.requests import VALID
from mockwright.contracts.server.verdicts import Tally
from mockwright.openapi.operations import Operation

TOO_MANY = 429
# Longer than the usual window of a minute, once; more would not be a check but a visit.
MAX_PATIENCE_SECONDS = 90
DEFAULT_PAUSE_SECONDS = 1
# An operation that does not answer costs its whole time each time.
MAX_SILENCES = 3


class TargetIsGone(Exception):
    """The target does not answer any more, or lets us do no more; `str()` says why."""


class Sends(Protocol):
    """What sends a request and tells how it went, as `Sender` does."""

    def send(
        self,
        method: str,
        path: str,
        headers: Headers = (),
        body: bytes = b"",
        *,
        omit: Collection[str] = (),
    ) -> Exchange:
        """One exchange."""


@dataclass(kw_only=True)
class ServerRun:
    """Makes attempts, records and judges them.

    `sleep` waits so many seconds, `say` shows a line to people, `variables` stand for credentials.
    """

    run: Run
    sender: Sends
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)
    patience: float = MAX_PATIENCE_SECONDS
    counts: Counter[str] = field(default_factory=Counter)
    _silences: Counter[Operation] = field(default_factory=Counter)
    _alive: Shown | None = None

    def perform(self, phase: str, attempts: Iterable[Attempt]) -> None:
        """Make all attempts of a phase. Raises `TargetIsGone`."""
        self.run.phase = phase
        for attempt in attempts:
            if self._silences[attempt.operation] < MAX_SILENCES:
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
            if facts.get("request") == VALID:
                self.tally.add(operation, exchange.status)
            if exchange.response is None:
                self._check_life(exchange, operation)
                return tuple(exchanges)
            self._alive = shown
        self.judge(Trial(operation, tuple(exchanges), facts), attempt.checks)
        return tuple(exchanges)

    def judge(self, trial: Trial, checks: Iterable[Check]) -> None:
        """Ask checks about exchanges that were recorded."""
        for check in checks:
            self.run.judge(check, trial)

    def _send(self, shown: Shown, attempt: Attempt) -> Exchange:
        """One exchange, recorded; again after a pause where there are too many requests."""
        operation = attempt.operation
        while True:
            exchange = self._record(shown, operation)
            if exchange.status != TOO_MANY or attempt.facts.get("asked") == TOO_MANY:
                return exchange
            self.judge(Trial(operation, (exchange,)), attempt.answer_checks)
            self._pause(exchange)

    def _record(self, shown: Shown, operation: Operation) -> Exchange:
        request = shown.request
        exchange = self.sender.send(
            request.method, request.target, request.headers, request.body, omit=shown.omit
        )
        self.counts[self.run.phase] += 1
        return self.run.record(exchange, operation)

    def _pause(self, exchange: Exchange) -> None:
        """Wait as the target asks. Raises `TargetIsGone` where that is too long."""
        seconds = read_retry_after(exchange)
        if seconds > self.patience:
            message = (
                f"The target limits the rate (429) and asks to wait {seconds:g} s more; "
                f"{MAX_PATIENCE_SECONDS} s in all are waited. Raise its limit for the check, or "
                "send less: `--max-examples`, `--phases`, `--operation`."
            )
            raise TargetIsGone(message)
        self.patience -= seconds
        self.say(f"The target limits the rate (429): going on in {seconds:g} s.")
        self.sleep(seconds)

    def _check_life(self, exchange: Exchange, operation: Operation) -> None:
        """See whether the target answers what it answered before. Raises `TargetIsGone`."""
        self._silences[operation] += 1
        if self._alive is None:
            raise TargetIsGone(exchange.failure)
        again = self._record(self._alive, operation)
        if again.response is None:
            label = f"{exchange.request.method} {exchange.request.target[:200]}"
            raise TargetIsGone(f"The target stopped answering after `{label}`: {again.failure}")
        if self._silences[operation] == MAX_SILENCES:
            self.say(
                f"`{operation.label}` gave no answer {MAX_SILENCES} times: it is left alone for "
                "the rest of the run. Its findings say which requests those were."
            )


def read_retry_after(exchange: Exchange) -> float:
    """The seconds that `Retry-After` asks for, at least a tenth; one where it does not say."""
    headers = exchange.response.headers if exchange.response else ()
    text = next((value for name, value in headers if name.lower() == "retry-after"), "")
    try:
        seconds = float(text)
    except ValueError:  # a date, or nothing
        return DEFAULT_PAUSE_SECONDS
    return max(seconds, 0.1) if math.isfinite(seconds) else DEFAULT_PAUSE_SECONDS
