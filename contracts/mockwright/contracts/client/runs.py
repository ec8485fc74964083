"""Runs a client's command against a mock and checks the requests in the journal."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from types import FrameType
from typing import NamedTuple

from mockwright.contracts.client.checks import CHECKS_OF_REQUESTS, OUTSIDE_CALL, REPEATED_REQUEST
from mockwright.contracts.client.facts import FAULT
from mockwright.contracts.client.journal_entries import JournalEntry
from mockwright.contracts.engine.exchanges import Exchange, to_request
from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.engine.interruptions import ending_signals_to
from mockwright.contracts.engine.runs import Run
from mockwright.openapi.operations import Operation
from mockwright.openapi.routing import Match, Router

NO_CALL = (
    "The command made no call to the mock. Its URL is in the variable `{variable}`: read the "
    "client's base URL from there, or name another variable with `--set-env`."
)
# Shells report 128 plus the signal number for a command that a signal ended.
_SIGNALLED = 128


class CommandIsUnusable(Exception):
    """The command cannot be started; `str()` says why."""


class Ending(NamedTuple):
    """The exit code of a command, and whether this process was interrupted meanwhile."""

    code: int
    is_interrupted: bool


def run_client(command: Sequence[str], variables: Mapping[str, str]) -> Ending:
    """Run a command until it exits, with additional environment variables.

    It inherits standard input and output. Ctrl-C reaches it too, SIGTERM is passed on, and it has
    no time limit to exit. Raises `CommandIsUnusable`.
    """
    process: subprocess.Popen[bytes] | None = None
    interrupts: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        _ = frame
        interrupts.append(number)
        if number == signal.SIGTERM and process is not None:
            process.terminate()

    try:
        with ending_signals_to(note):
            process = subprocess.Popen(  # noqa: S603 -- the command is the operator's
                command, env={**os.environ, **variables}
            )
            if signal.SIGTERM in interrupts:  # it arrived before the process existed
                process.terminate()
            code = process.wait()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"`{command[0]}` cannot be started: {reason}."
        raise CommandIsUnusable(message) from error
    return Ending(code if code >= 0 else _SIGNALLED - code, bool(interrupts))


def judge_entries(
    run: Run, entries: Iterable[JournalEntry], operations: Iterable[Operation]
) -> int:
    """Run the checks on every incoming request, in order, and return the number of requests."""
    router = Router(operations)
    count, previous, fault = 0, None, None
    for entry in entries:
        if entry.direction != "incoming":
            continue
        operation = _find_operation(router, entry)
        exchange = run.record(entry.exchange, operation)
        trial = Trial(operation, (exchange,), entry.facts)
        for check in CHECKS_OF_REQUESTS:
            run.judge(check, trial)
        if previous is not None:
            facts = {FAULT: fault} if fault else {}
            run.judge(REPEATED_REQUEST, Trial(operation, (previous, exchange), facts))
        count, previous, fault = count + 1, exchange, entry.fault
    return count


def _find_operation(router: Router, entry: JournalEntry) -> Operation | None:
    """The operation that the mock matched, because the journal has only its id."""
    if entry.operation is None:
        return None
    request = to_request(entry.exchange)
    found = router.match(request.method, request.path)
    return found.operation if isinstance(found, Match) else None


def judge_blocked(run: Run, blocked: Iterable[Exchange]) -> None:
    """Report every call that the proxy blocked."""
    for call in blocked:
        run.judge(OUTSIDE_CALL, Trial(None, (run.record(call),)))
