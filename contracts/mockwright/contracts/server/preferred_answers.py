"""Requests each documented answer from a mock with `Prefer`."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.checks.protocol import PREFERRED_ANSWER_MISSING
from mockwright.contracts.server.phases import Subject


def preference_attempts(subject: Subject) -> Iterator[Attempt]:
    """Request each documented status in each media type; only if the server is a mock."""
    if not subject.is_mock:
        return
    request = subject.examples[0].request
    for key, response in subject.operation.responses.items():
        if not key.isdecimal():
            continue
        preferring = request.with_header("Prefer", f"code={key}")
        names = [media_type.name for media_type in response.media_types.values()]
        for name in names or [""]:
            sent = preferring.with_header("Accept", name) if name else preferring
            facts = {"asked": int(key)}
            yield Attempt(
                subject.operation, (subject.show(sent),), (PREFERRED_ANSWER_MISSING,), facts=facts
            )
