"""Runs all phases of a server check, from the probe to the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from urllib.parse import unquote

from mockwright.contracts.boundaries.variants import NoValidRequest
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.checks.protocol import OPERATION_UNTESTED
from mockwright.contracts.server.lifecycles import find_lifecycles, run_lifecycle
from mockwright.contracts.server.phases import (
    Subject,
    access_attempts,
    boundary_attempts,
    example_attempts,
)
from mockwright.contracts.server.preferred_answers import preference_attempts
from mockwright.contracts.server.protocol_attempts import (
    method_attempts,
    protocol_attempts,
    unknown_path_attempts,
)
from mockwright.contracts.server.resources import Resources, find_collections
from mockwright.contracts.server.runs import ServerRun, TargetIsGone
from mockwright.contracts.server.verdicts import explain_probe, explain_refusal, explain_verdict
from mockwright.openapi.document_files import Place
from mockwright.openapi.operations import Operation
from mockwright.openapi.routing import Match, NoPath, Router

Phase = Literal["examples", "access", "protocol", "boundaries", "answers", "fuzzing", "stateful"]
PHASES: tuple[Phase, ...] = (
    "examples",
    "access",
    "protocol",
    "boundaries",
    "answers",
    "fuzzing",
    "stateful",
)
PROBE = "probe"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The scope of a run: phases, number of generated requests per operation, and seed.

    `with_methods` also tries undocumented writing methods, `allows_untested` only warns about
    operations that cannot be called. `documented` are all operations of the
    documents, which may be more than those under test.
    """

    subjects: tuple[Subject, ...]
    phases: tuple[str, ...]
    seed: int
    max_examples: int
    with_methods: bool = True
    allows_untested: bool = False
    documented: tuple[Operation, ...] = ()


@dataclass(kw_only=True)
class Conformance:
    """One run. `remarks` are sentences about what could not be checked."""

    plan: Plan
    server: ServerRun
    remarks: list[str] = field(default_factory=list)
    _able: Sequence[Subject] = ()
    _schemas: dict[Place, Any] = field(default_factory=dict)

    def execute(self) -> tuple[str, ...]:
        """Run all phases; return the reasons why the run is not passed, besides findings.

        Raises `TargetIsGone`.
        """
        subjects, reasons = self._probe()
        if reasons:
            return reasons
        resources = self._resources(subjects)
        subjects = [resources.about(subject) for subject in subjects]
        self._able = subjects
        makers: Mapping[str, Callable[[Subject], Iterator[Attempt]]] = {
            "examples": example_attempts,
            "access": access_attempts,
            "protocol": self._protocol,
            "boundaries": boundary_attempts,
            "answers": preference_attempts,
            "fuzzing": self._fuzzing,
        }
        for phase in self.plan.phases:
            for subject in subjects if phase in makers else ():
                attempts = filter(self._is_about_its_operation, makers[phase](subject))
                self.server.perform(phase, map(resources.refresh, attempts))
            if phase == "stateful":
                self._stateful(subjects, resources)
        return explain_verdict(self.server.tally)

    def _probe(self) -> tuple[Sequence[Subject], tuple[str, ...]]:
        """Send one request of each operation, without any checks.

        Returns the operations that can be tested, and the reasons to stop. Raises `TargetIsGone`.
        """
        self.server.run.phase = PROBE
        able: list[Subject] = []
        exchanges: list[Exchange] = []
        for subject in self.plan.subjects:
            try:
                request = subject.examples[0].request
            except NoValidRequest as error:
                self._leave_out(subject, str(error))
                continue
            attempt = subject.attempt(request, "request: a valid request")
            if not self._is_about_its_operation(attempt):
                label = subject.operation.label
                reason = f"`{label}` is skipped: its valid request is one of another operation."
                self._leave_out(subject, reason)
                continue
            able.append(subject)
            exchanges.extend(self.server.make(attempt._replace(checks=(), answer_checks=())))
        reason = explain_probe(exchanges, [subject.operation for subject in able])
        if reason:
            raise TargetIsGone(reason)
        return able, explain_refusal(self.server.tally)

    def _leave_out(self, subject: Subject, reason: str) -> None:
        """Record that an operation is never called, in every report."""
        self.remarks.append(reason)
        facts = {"reason": reason, "is_allowed": self.plan.allows_untested or subject.is_mock}
        self.server.judge(Trial(subject.operation, (), facts), (OPERATION_UNTESTED,))

    def _is_about_its_operation(self, attempt: Attempt) -> bool:
        """Whether no other operation has the requests, as `/pets/mine` has one of `/pets/{id}`."""
        operation = attempt.operation
        for request, _ in attempt.sendings:
            found = self._router.match(request.method, unquote(request.path))
            is_other = not isinstance(found, Match) or found.operation is not operation
            if request.method == operation.method and is_other and not isinstance(found, NoPath):
                return False
        return True

    @cached_property
    def _router(self) -> Router:
        return Router(self._documented)

    def _protocol(self, subject: Subject) -> Iterator[Attempt]:
        if subject is self._able[0]:
            yield from unknown_path_attempts(subject, self._documented)
        path = subject.operation.path
        if subject is next(other for other in self._able if other.operation.path == path):
            with_methods = self.plan.with_methods
            yield from method_attempts(subject, self._documented, with_methods=with_methods)
        yield from protocol_attempts(subject)

    @property
    def _documented(self) -> Sequence[Operation]:
        return self.plan.documented or [subject.operation for subject in self.plan.subjects]

    def _resources(self, subjects: Sequence[Subject]) -> Resources:
        """The resources that exist, for all phases. Raises `TargetIsGone`."""
        resources = Resources(collections=find_collections(subjects), server=self.server)
        resources.prepare()
        self.server.on_answer = resources.note
        return resources

    def _stateful(self, subjects: Sequence[Subject], resources: Resources) -> None:
        self.server.run.phase = "stateful"
        for lifecycle in find_lifecycles(subjects, resources):
            run_lifecycle(lifecycle)

    def _fuzzing(self, subject: Subject) -> Iterator[Attempt]:
        from mockwright.contracts.server.fuzzing import (  # noqa: PLC0415 -- slow, and an extra that only this phase needs
            CannotBeFuzzed,
            fuzzed_requests,
            load_schema,
        )

        operation = subject.operation
        place = operation.document.place
        try:
            if place not in self._schemas:
                self._schemas[place] = load_schema(operation.document)
            schema = self._schemas[place]
            count = self.plan.max_examples
            for request in fuzzed_requests(schema, operation, number=self.plan.seed, count=count):
                yield subject.attempt(request, "request")
        except CannotBeFuzzed as error:
            self.remarks.append(f"No requests could be generated for {error}")
