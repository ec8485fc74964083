"""Measures contract coverage from requests and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mockwright.contracts.coverage.points import (
    ABSENT,
    ACCEPTED,
    DIMENSIONS,
    MISSING_REFUSED,
    PRESENT,
    WRONG_REFUSED,
    Dimension,
    Plan,
    Point,
    compile_plan,
)
from mockwright.contracts.engine.exchanges import Exchange, to_request
from mockwright.mock_server.request.authentication import find_credential
from mockwright.openapi.exchange import Request, Response
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.media_types import covers, is_json, normalize
from mockwright.openapi.operations import Operation
from mockwright.openapi.parameters import read_parameters
from mockwright.openapi.routing import Match, Router

_REFUSALS = frozenset({401, 403})
_FIRST_FAILURE = 400
# The header of an answer that was replaced by a fault on demand after the request was read.
_ON_DEMAND = "mock-fault"


class Share(NamedTuple):
    """The number of hit points out of all points."""

    hit: int
    points: int

    @property
    def percent(self) -> float:
        """From 0 to 100, rounded down to a tenth; 100 if there are no points."""
        return self.hit * 1000 // self.points / 10 if self.points else 100.0


@dataclass(frozen=True, kw_only=True)
class OperationCoverage:
    """The hit and missed points of one operation."""

    operation: Operation
    hits: tuple[Point, ...]
    missed: tuple[Point, ...]

    def share(self, dimension: Dimension | None = None) -> Share:
        """The share of one dimension, or of all dimensions."""
        hit = _count(self.hits, dimension)
        return Share(hit, hit + _count(self.missed, dimension))


def _count(points: Iterable[Point], dimension: Dimension | None) -> int:
    return sum(dimension in {None, point.dimension} for point in points)


@dataclass(frozen=True, kw_only=True)
class CoverageReport:
    """The coverage of all operations, in the order of their documents."""

    operations: tuple[OperationCoverage, ...]

    def share(self, dimension: Dimension | None = None) -> Share:
        """The share of one dimension, or of all dimensions, over all operations."""
        shares = [operation.share(dimension) for operation in self.operations]
        return Share(sum(share.hit for share in shares), sum(share.points for share in shares))

    def find_shortfalls(self, wanted: Mapping[Dimension | None, float]) -> list[str]:
        """A sentence for each share below its required percentage."""
        return [
            f"Coverage of {_name(dimension)} is {share.percent:.1f} % "
            f"({share.hit} of {share.points}); at least {percent:g} % is required."
            for dimension, percent in wanted.items()
            if (share := self.share(dimension)).percent < percent
        ]


def _name(dimension: Dimension | None) -> str:
    return f"the dimension `{dimension}`" if dimension else "the contract"


class Coverage:
    """Accumulates coverage from exchanges. A parameter counts if it was sent.

    The order and the number of equal exchanges do not matter.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._plans = {operation: compile_plan(operation) for operation in operations}
        self._router = Router(self._plans)
        self._hits: dict[Operation, set[Point]] = {operation: set() for operation in self._plans}

    def add(self, exchange: Exchange, operation: Operation | None = None) -> None:
        """Add an exchange; without `operation`, it is found by method and path."""
        request = to_request(exchange)
        found = self._router.match(request.method, request.path)
        if operation is None and isinstance(found, Match):
            operation = found.operation
        plan = self._plans.get(operation) if operation else None
        if plan is None or exchange.response is None or request.method != plan.operation.method:
            return
        is_routed = isinstance(found, Match) and found.operation is plan.operation
        values = found.path_values if is_routed and isinstance(found, Match) else {}
        hits = self._hits[plan.operation]
        hits.update(_find_hits(plan, request, exchange.response, values))

    def report(self) -> CoverageReport:
        """The coverage so far."""
        return CoverageReport(
            operations=tuple(
                OperationCoverage(
                    operation=operation,
                    hits=tuple(p for p in plan.points if p in self._hits[operation]),
                    missed=tuple(p for p in plan.points if p not in self._hits[operation]),
                )
                for operation, plan in self._plans.items()
            )
        )


def _find_hits(
    plan: Plan, request: Request, response: Response, path_values: Mapping[str, str]
) -> Iterator[Point]:
    operation = plan.operation
    yield Point("operation", operation.label, "called")
    yield from _response_hits(operation, response)
    is_asked = _ON_DEMAND in dict(response.headers)
    if operation.security and not is_asked:
        yield from _credential_hits(operation, request, response)
    if response.status in _REFUSALS and not is_asked:
        return  # the server did not process the rest
    yield from _parameter_hits(plan, request, path_values)
    yield from _body_hits(plan, request)


def _response_hits(operation: Operation, response: Response) -> Iterator[Point]:
    documented = operation.response_for(response.status)
    if documented is None:
        return
    subject = f"response {documented.key}"
    yield Point("status", subject, "answered")
    name = normalize(response.media_type)
    for media_type in documented.media_types.values():
        if name and covers(normalize(media_type.name), name):
            yield Point("media type", subject, media_type.name)


def _credential_hits(operation: Operation, request: Request, response: Response) -> Iterator[Point]:
    is_shown = any(
        all(find_credential(scheme, request) for scheme in alternative)
        for alternative in operation.security
    )
    if response.status in _REFUSALS:
        case = WRONG_REFUSED if is_shown else MISSING_REFUSED
        yield Point("authentication", "credentials", case)
    elif is_shown and response.status < _FIRST_FAILURE:
        yield Point("authentication", "credentials", ACCEPTED)


def _parameter_hits(
    plan: Plan, request: Request, path_values: Mapping[str, str]
) -> Iterator[Point]:
    read = read_parameters(plan.operation.parameters, request, path_values, frozenset())
    for key, node in plan.parameters.items():
        yield Point("parameter", node.subject, PRESENT if key in read.values else ABSENT)
        if key in read.values:
            yield from node.find_hits(read.values[key])


def _body_hits(plan: Plan, request: Request) -> Iterator[Point]:
    described = plan.operation.body
    name = normalize(request.headers.get("content-type", ""))
    if described is None or not name:
        return
    for media_type in described.media_types.values():
        if covers(normalize(media_type.name), name):
            yield Point("media type", "request", media_type.name)
    if plan.body is not None and is_json(name):
        try:
            value = parse_json(request.body).value
        except JsonIsBroken:
            return
        yield from plan.body.find_hits(value)


def coverage_to_json(report: CoverageReport) -> dict[str, object]:
    """A report as JSON: shares in total, by dimension and by operation, and missed points."""
    return {
        **_share_to_json(report.share()),
        "dimensions": {name: _share_to_json(report.share(name)) for name in DIMENSIONS},
        "operations": [
            {
                "operation": covered.operation.label,
                "id": covered.operation.id,
                **_share_to_json(covered.share()),
                "dimensions": {name: _share_to_json(covered.share(name)) for name in DIMENSIONS},
                "missed": [point._asdict() for point in covered.missed],
            }
            for covered in report.operations
        ],
    }


def _share_to_json(share: Share) -> dict[str, object]:
    return {"hit": share.hit, "points": share.points, "percent": share.percent}
