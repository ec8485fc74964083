"""Preferred answers: a mock is asked for each documented answer, with `Prefer`."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.checks.protocol import PREFERRED_ANSWER_MISSING
from mockwright.contracts.server.phases import Subject


def preference_attempts(subject: Subject) -> Iterator[Attempt]:
    """Each documented status in each of its media types; a server that is no mock gets nothing."""
    if not subject.is_mock:
        return
    request = subject.examples[0].request
    for key, response in subject.operation.responses.items():
        if not key.isdecimal():
            continue
        asking = request.with_header("Prefer", f"code={key}")
        names = [media_type.name for media_type in response.media_types.values()]
        for name in names or [""]:
            sent = asking.with_header("Accept", name) if name else asking
            facts = {"asked": int(key)}
            yield Attempt(
                subject.operation, (subject.show(sent),), (PREFERRED_ANSWER_MISSING,), facts=facts
            )
