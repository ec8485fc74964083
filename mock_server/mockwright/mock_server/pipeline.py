"""The path of one request, free of any web framework: a function from request to response."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TextIO

from mockwright.mock_server.answer.documented_errors import fit_problem
from mockwright.mock_server.answer.error_formats import PROBLEM_DETAILS, ErrorFormat
from mockwright.mock_server.answer.responder import ANYTHING, Answer, Responder
from mockwright.mock_server.answer.world import World
from mockwright.mock_server.journal.entries import Exchange, Journal
from mockwright.mock_server.redaction import Redactor
from mockwright.mock_server.request.authentication import authenticate
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.guard import Guard
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.request.preferences import NO_PREFERENCE, parse_preference
from mockwright.mock_server.request.problems import (
    INTERNAL_ERROR,
    UNKNOWN_METHOD,
    UNKNOWN_PATH,
    Problem,
    RequestRefused,
)
from mockwright.mock_server.request.rate_limit import RateLimiter
from mockwright.mock_server.request.reading import ReadingRules, read_call
from mockwright.mock_server.seeding import request_key
from mockwright.mock_server.steering.faults.delivery import Delivery
from mockwright.mock_server.steering.faults.failures import make_failure
from mockwright.mock_server.steering.faults.kinds import Fault
from mockwright.mock_server.steering.faults.plan import HEADER, FaultPlan
from mockwright.openapi.exchange import Request, Response
from mockwright.openapi.operations import Operation
from mockwright.openapi.routing import Match, NoMethod, NoPath, Router


@dataclass(kw_only=True, slots=True)
class _Notes:
    """What becomes known about a request on its way, for the journal and for error answers."""

    found: Match | NoMethod | NoPath | None = None
    operation: Operation | None = None
    notices: tuple[Notice, ...] = ()
    problem: Problem | None = None
    fault: Fault | None = None
    done: str | None = None

    @property
    def nearest(self) -> Operation | None:
        """The operation whose error format is used for a request that matches none."""
        if isinstance(self.found, NoMethod):
            return self.found.operations[0]
        return self.found.nearest if isinstance(self.found, NoPath) else None


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """Everything a request needs, compiled at start-up; `respond` is the whole path."""

    router: Router
    responders: Mapping[Operation, Responder]
    rules: ReadingRules
    error_formats: Mapping[str, ErrorFormat]
    access_keys: frozenset[str]
    guard: Guard
    rate_limiter: RateLimiter | None
    redactor: Redactor
    journal: Journal
    world: World
    faults: FaultPlan
    delivery: Delivery
    sleep: Callable[[float], object]
    timer: Callable[[], float]
    log: TextIO

    def respond(self, request: Request) -> Response:
        """Guard, route, authenticate, count, validate, answer, check the answer, journal."""
        started = self.timer()
        notes = _Notes()
        try:
            answer = self._answer(request, notes)
        except RequestRefused as refusal:
            answer = self._refuse(refusal.problem, request, notes)
        except Exception:  # noqa: BLE001 -- whatever our bug is, the client gets JSON and the server lives
            traceback.print_exc(file=self.log)
            answer = self._refuse(_INTERNAL_ERROR, request, notes)
        response = _to_response(answer, request)
        if notes.fault is not None:
            response = faulty = self.delivery.spoil(response, notes.fault)
            notes.done = faulty.done
        self._record(request, response, notes, self.timer() - started)
        return response

    def _answer(self, request: Request, notes: _Notes) -> Answer:
        # Recorded first, because a request from a foreign host is also refused in this format.
        found = notes.found = self.router.match(request.method, request.path)
        if not isinstance(found, Match):
            self.guard.check(request)
            raise RequestRefused(_no_operation(found, request))
        operation = notes.operation = found.operation
        self.guard.check(request)
        headers = request.headers
        authenticate(operation, request, self.access_keys)
        if self.rate_limiter is not None:
            self.rate_limiter.check(operation, request)
        call = read_call(found, request, self.rules)
        notes.notices = call.notices
        fault = None
        if HEADER in headers or self.faults.rules:
            fault = self._find_fault(call, headers, notes)
        preference = parse_preference(headers["prefer"]) if "prefer" in headers else NO_PREFERENCE
        accept = headers.get("accept", ANYTHING)
        answer = self.responders[operation].answer(call, preference, accept, self.world)
        if answer.notices:
            notes.notices += answer.notices
        if answer.wait_seconds:
            self.sleep(answer.wait_seconds)
            # Recorded with the answer: a refused request gets its reason and no fault.
        notes.fault = fault
        return answer

    def _find_fault(self, call: Call, headers: Mapping[str, str], notes: _Notes) -> Fault | None:
        """Return the fault of a valid request. Raises `RequestRefused` if the fault is a status."""
        fault = self.faults.find(call.operation.id, call.key, headers.get(HEADER))
        if fault is not None and fault.status is not None:
            notes.fault = fault
            responder = self.responders[call.operation]
            raise RequestRefused(make_failure(fault, fault.status, responder, call))
        return fault

    def _refuse(self, problem: Problem, request: Request, notes: _Notes) -> Answer:
        notes.problem = problem
        owner = notes.operation or notes.nearest
        error_format = owner.document.error_format if owner else PROBLEM_DETAILS
        key = request_key(self.rules.seed, request.path.encode(), request.body)
        body = self.error_formats[error_format](problem, request, key)
        operation = notes.operation
        if operation is None:
            return Answer(
                status=problem.status,
                media_type=body.media_type,
                value=body.value,
                headers=problem.headers,
            )
        call = Call(operation=operation, parameters={}, body=None, key=key)
        return fit_problem(problem, body, self.responders[operation], call)

    def _record(self, request: Request, response: Response, notes: _Notes, seconds: float) -> None:
        operation, problem = notes.operation, notes.problem
        self.journal.record(
            Exchange(
                request=self.redactor.redact(request),
                response=response,
                operation=operation.id if operation else None,
                seconds=seconds,
                violations=problem.violations if problem else (),
                notices=notes.notices,
                problem=problem.detail if problem else None,
                fault=notes.done,
            )
        )


def _no_operation(found: NoMethod | NoPath, request: Request) -> Problem:
    if isinstance(found, NoMethod):
        return _no_method(request, found)
    return _no_path(request, found.nearest)


_INTERNAL_ERROR = Problem(
    status=500,
    code=INTERNAL_ERROR,
    detail="Internal error of Mockwright: its standard error has the traceback.",
)


def _no_method(request: Request, found: NoMethod) -> Problem:
    methods = {operation.method for operation in found.operations}
    methods |= {"HEAD"} if "GET" in methods else set()
    allowed = ", ".join(sorted(methods))
    return Problem(
        status=405,
        code=UNKNOWN_METHOD,
        detail=f"`{request.method[:20]}` is not documented for this path. Allowed: {allowed}.",
        headers=(("Allow", allowed),),
    )


def _no_path(request: Request, nearest: Operation | None) -> Problem:
    hint = f" The nearest is `{nearest.label}`." if nearest else ""
    return Problem(
        status=404,
        code=UNKNOWN_PATH,
        detail=f"No operation has the path `{request.path[:200]}`.{hint}",
        nearest=nearest.label if nearest else None,
    )


def _to_response(answer: Answer, request: Request) -> Response:
    headers = answer.headers
    if answer.media_type is not None:
        headers = (("Content-Type", answer.media_type), *headers)
    body = b"" if request.method == "HEAD" else answer.encode()
    return Response(answer.status, headers, body)
