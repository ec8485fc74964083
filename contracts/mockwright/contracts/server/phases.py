"""Builds the attempts of the phases of a server check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mockwright.contracts.boundaries.variants import variants
from mockwright.contracts.server.access import Access, Shown, is_protected
from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.checks.access import (
    CHALLENGE_MISSING,
    DOCUMENTED_CREDENTIALS_REFUSED,
    MISPLACED_CREDENTIALS_ACCEPTED,
    MISSING_CREDENTIALS_ACCEPTED,
    WRONG_CREDENTIALS_ACCEPTED,
)
from mockwright.contracts.server.checks.protocol import ANSWER_VARIES, EMPTY_BODY_ACCEPTED
from mockwright.contracts.server.checks.requests import REQUEST_CHECKS, VALID
from mockwright.contracts.server.example_requests import ExampleRequest, example_requests, to_wire
from mockwright.contracts.server.request_validity import RequestReader, Validity
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.openapi.operations import Operation
from mockwright.openapi.violations import Violation

Facts = dict[str, Any]
# These methods are not repeated, because they can succeed only once.
_PASSING = frozenset({"DELETE", "PATCH"})


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One operation under test. `is_deterministic` requires equal answers to equal requests.

    `known` are values of path parameters of resources that exist.
    """

    operation: Operation
    access: Access
    is_mock: bool = False
    is_deterministic: bool = False
    known: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def examples(self) -> tuple[ExampleRequest, ...]:
        """The requests from the document's examples. Raises `NoValidRequest`."""
        return tuple(example_requests(self.operation, self.known))

    @cached_property
    def reader(self) -> RequestReader:
        """The validator of requests."""
        return RequestReader(self.operation)

    def show(self, request: WireRequest) -> Shown:
        """The request with the right credentials."""
        return self.access.show(self.operation, request)

    def attempt(self, request: WireRequest, varied: str, /, **facts: Any) -> Attempt:
        """An attempt of one request with the right credentials and its validity as facts."""
        told = {**request_facts(self.reader.judge(request), varied), **facts}
        return Attempt(self.operation, (self.show(request),), REQUEST_CHECKS, facts=told)


def request_facts(validity: Validity, varied: str) -> Facts:
    """The facts about a request: whether it is valid, and what was varied."""
    violations = [violation_fact(violation) for violation in validity.violations]
    return {"request": validity.kind, "violations": violations, "varied": varied}


def violation_fact(violation: Violation) -> Mapping[str, Any]:
    """A violation as JSON. `name` is its field or parameter."""
    last = violation.pointer.rpartition("/")[2]
    return {
        "where": violation.where,
        "name": violation.parameter or ("" if last.isdecimal() or last == "#" else last),
        "keyword": violation.keyword,
        "expected": violation.expected,
        "received": violation.received,
        "rule": violation.rule,
        "assumption": violation.assumption,
    }


def example_attempts(subject: Subject) -> Iterator[Attempt]:
    """Each documented example, sent three times if answers must be deterministic."""
    for example in subject.examples:
        attempt = subject.attempt(example.request, f"request: {example.name}")
        is_repeatable = subject.operation.method not in _PASSING and subject.is_deterministic
        if is_repeatable and attempt.facts["request"] == VALID:
            checks = (*attempt.checks, ANSWER_VARIES)
            attempt = attempt._replace(sendings=attempt.sendings * 3, checks=checks)
        yield attempt


def boundary_attempts(subject: Subject) -> Iterator[Attempt]:
    """Requests at the limits of each rule: valid ones, and ones that break only that rule."""
    for variant in variants(subject.operation, subject.known):
        if variant.keyword == "discriminator" and subject.is_mock:
            continue  # the mock reads a discriminator as a hint
        request = to_wire(variant.request)
        validity = subject.reader.judge(request)
        if variant.violation is not None and validity.kind != "unclear":
            validity = Validity("invalid", (variant.violation,))
        varied = f"{variant.where} {variant.keyword}".strip()
        is_missing = variant.location == "body" and not (variant.is_valid or request.body)
        checks = (EMPTY_BODY_ACCEPTED,) if is_missing else REQUEST_CHECKS
        facts = request_facts(validity, varied)
        yield Attempt(subject.operation, (subject.show(request),), checks, facts=facts)


def access_attempts(subject: Subject) -> Iterator[Attempt]:
    """A valid request with missing, wrong, misplaced or alternative credentials."""
    operation, access = subject.operation, subject.access
    request = subject.examples[0].request
    if not is_protected(operation):
        return
    refused = (CHALLENGE_MISSING,)
    checks = (MISSING_CREDENTIALS_ACCEPTED, *refused)
    yield Attempt(operation, (access.withhold(operation, request),), checks)
    if not access.has_credentials(operation):
        return
    for name, shown in access.withhold_one(operation, request):
        yield Attempt(operation, (shown,), checks, facts={"credential": name})
    for name, shown in access.show_wrong(operation, request):
        facts = {"credential": name, "is_mock": subject.is_mock}
        yield Attempt(operation, (shown,), (WRONG_CREDENTIALS_ACCEPTED, *refused), facts=facts)
    for name, shown in access.misplace(operation, request):
        checks = (MISPLACED_CREDENTIALS_ACCEPTED, *refused)
        yield Attempt(operation, (shown,), checks, facts={"credential": name})
    for name, shown in access.show_others(operation, request):
        both = (subject.show(request), shown)
        facts = {"credential": name}
        yield Attempt(operation, both, (DOCUMENTED_CREDENTIALS_REFUSED,), facts=facts)
