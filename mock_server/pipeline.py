"""The path of one request, free of any web framework: a function from request to response."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from mock_server.answering import Answer, Responder
from mock_server.answers.world import World
from mock_server.authentication import authenticate
from mock_server.calls import Call
from mock_server.documented_errors import fit_problem
from mock_server.journal import Exchange, Journal
from mock_server.preferences import NO_PREFERENCE, parse_preference
from mock_server.problems import (
    INTERNAL_ERROR,
    UNKNOWN_METHOD,
    UNKNOWN_PATH,
    Problem,
    RequestRefused,
    render_problem,
)
from mock_server.rate_limit import RateLimiter
from mock_server.reading import ReadingRules, read_call
from mock_server.redaction import Redactor
from mock_server.safety import Guard
from mock_server.seeding import request_key
from openapi.exchange import Request, Response
from openapi.operations import Operation
from openapi.routing import Match, NoMethod, NoPath, Router
from openapi.violations import Violation


@dataclass(kw_only=True, slots=True)
class _Notes:
    """What is learnt about a request on its way, for the journal and for error answers."""

    operation: Operation | None = None
    nearest: Operation | None = None
    violations: tuple[Violation, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """Everything a request needs, compiled at start-up. `respond` is the whole path."""

    router: Router
    responders: Mapping[Operation, Responder]
    rules: ReadingRules
    access_keys: frozenset[str]
    guard: Guard
    rate_limiter: RateLimiter | None
    redactor: Redactor
    journal: Journal
    world: World
    sleep: Callable[[float], None]
    timer: Callable[[], float]
    log: TextIO

    def respond(self, request: Request) -> Response:
        """Guard, route, authenticate, count, read and validate, answer, check it, journal."""
        started = self.timer()
        notes = _Notes()
        try:
            answer = self._answer(request, notes)
        except RequestRefused as refusal:
            answer = self._refuse(refusal.problem, request, notes)
        except Exception:  # noqa: BLE001 -- whatever our bug is, the client gets JSON and the server lives
            traceback.print_exc(file=self.log)
            answer = self._refuse(_OUR_BUG, request, notes)
        response = _to_response(answer, request)
        self._record(request, response, notes, self.timer() - started)
        return response

    def _answer(self, request: Request, notes: _Notes) -> Answer:
        found = self._find(request, notes)
        self.guard.check(request)
        match = _require_match(found, request)
        authenticate(match.operation, request, self.access_keys)
        if self.rate_limiter is not None:
            self.rate_limiter.check(match.operation, request)
        reading = read_call(match, request, self.rules)
        notes.warnings = reading.warnings
        responder = self.responders[match.operation]
        prefer = request.headers.get("prefer")
        preference = parse_preference(prefer) if prefer else NO_PREFERENCE
        accept = request.headers.get("accept", "*/*")
        answer = responder.answer(reading.call, preference, accept, self.world)
        notes.warnings += answer.warnings
        if answer.wait_seconds:
            self.sleep(answer.wait_seconds)
        return answer

    def _find(self, request: Request, notes: _Notes) -> Match | NoMethod | NoPath:
        """What the path means; noted first, because even a foreign host is refused in its shape."""
        found = self.router.match(request.method, request.path)
        if isinstance(found, Match):
            notes.operation = found.operation
        elif isinstance(found, NoMethod):
            notes.nearest = found.operations[0]
        else:
            notes.nearest = found.nearest
        return found

    def _refuse(self, problem: Problem, request: Request, notes: _Notes) -> Answer:
        notes.violations = problem.violations
        notes.problem = problem.detail
        owner = notes.operation or notes.nearest
        error_format = owner.document.error_format if owner else "problem-details"
        key = request_key(self.rules.seed, request.path.encode(), request.body)
        body = render_problem(problem, error_format, request, key)
        if notes.operation is None:
            return Answer(
                status=problem.status,
                media_type=body.media_type,
                value=body.value,
                headers=problem.headers,
            )
        call = Call(operation=notes.operation, parameters={}, body=None, key=key)
        return fit_problem(problem, body, self.responders[notes.operation], call)

    def _record(self, request: Request, response: Response, notes: _Notes, seconds: float) -> None:
        exchange = Exchange(
            request=self.redactor.redact(request),
            response=response,
            operation=notes.operation.id if notes.operation else None,
            seconds=seconds,
            violations=notes.violations,
            warnings=notes.warnings,
            problem=notes.problem,
        )
        self.journal.record(exchange)


def _require_match(found: Match | NoMethod | NoPath, request: Request) -> Match:
    if isinstance(found, NoMethod):
        raise RequestRefused(_no_method(request, found))
    if isinstance(found, NoPath):
        raise RequestRefused(_no_path(request, found.nearest))
    return found


_OUR_BUG = Problem(
    status=500,
    code=INTERNAL_ERROR,
    detail="The mock failed; this is a bug of Understudy. Its standard error has the traceback.",
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
    return Response(status=answer.status, headers=headers, body=body)
