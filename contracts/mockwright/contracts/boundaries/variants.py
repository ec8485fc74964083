"""Generates requests at the limits of an operation's rules: valid, or violating one rule.

They are deterministic, in document order, and without duplicates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from mockwright.contracts.boundaries.bases import (
    NoValidRequest,
    base_request,
    bodies_of,
    maker_of,
    valid_values,
    violations_of,
)
from mockwright.contracts.boundaries.bodies import is_understood
from mockwright.contracts.boundaries.making import Maker
from mockwright.contracts.boundaries.requests import (
    RequestParts,
    as_read,
    with_body,
    with_parameter,
    without_parameter,
)
from mockwright.contracts.boundaries.serialization import CannotBeSent
from mockwright.contracts.boundaries.values import Proposal, propose
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.parameters import Parameter
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.violations import Subject, Violation

__all__ = ["NoValidRequest", "RequestVariant", "base_request", "is_one_rule", "variants"]

_BODY = Subject(location="body")


class RequestVariant(NamedTuple):
    """A request at the limit of one rule: a `keyword` at a pointer in the body or a parameter.

    `location` is `body`, `path`, `query`, `header` or `cookie`; `sends` describes the value there
    as a noun phrase. `violation` is the one rule it breaks; None if the request is valid.
    """

    request: RequestParts
    location: str
    parameter: str | None
    pointer: str
    keyword: str
    sends: str
    violation: Violation | None = None

    def __repr__(self) -> str:
        """`query parameter limit (maximum): the number 101: GET /pets?limit=101`."""
        return f"{self.where} ({self.keyword}): {self.sends}: {self.request!r}"

    @property
    def is_valid(self) -> bool:
        """Whether the document allows this request."""
        return self.violation is None

    @property
    def expected(self) -> str:
        """What the broken rule expects, as a noun phrase; empty if the request is valid."""
        return self.violation.expected if self.violation else ""

    @property
    def where(self) -> str:
        """Where the edge is: `body #/userProfile/gender` or `query parameter profileId`."""
        if self.parameter is not None:
            return f"{self.location} parameter {self.parameter}"
        return f"{self.location} {self.pointer}"


def variants(
    operation: Operation, known: Mapping[str, str] = MappingProxyType({})
) -> Iterator[RequestVariant]:
    """A valid request, then every boundary of the operation's parameters and body.

    Requests that are equal on the wire (5 and `5` in a query) are sent once. Requests that break
    several rules, or different rules depending on how text is converted, are left out. `known` are
    values of path parameters that exist. Raises `NoValidRequest`.
    """
    base = base_request(operation, known)
    seen: set[tuple[object, ...]] = set()
    for variant in _all(operation, base):
        key = (variant.request.target, *variant.request.all_headers, variant.request.body)
        if key not in seen:
            seen.add(key)
            yield variant


def _all(operation: Operation, base: RequestParts) -> Iterator[RequestVariant]:
    yield RequestVariant(base, "request", None, "#", "", "a valid request")
    for parameter in operation.parameters:
        yield from _parameter_variants(base, parameter)
    media_types = operation.body.media_types.values() if operation.body else ()
    for media_type in media_types:
        if media_type.schema is not None and is_understood(media_type):
            yield from _body_variants(base, media_type, media_type.schema)
    if operation.body is not None:
        bare = base._replace(media_type="", content=None, body=b"")
        missing = _missing_body(operation) if operation.body.is_required else None
        yield RequestVariant(bare, "body", None, "#", "required", "no body", missing)


def _parameter_variants(base: RequestParts, parameter: Parameter) -> Iterator[RequestVariant]:
    """Requests with the parameter absent, present, and at the edges of its schema."""
    if parameter.location != "path":
        absent = without_parameter(base, parameter)
        proposal = Proposal(None, (), None, "required", "no such parameter")
        yield from _judged_parameter(absent, parameter, proposal)
    schema = parameter.schema
    if schema is None:
        return
    for value in valid_values(base, parameter):
        maker = Maker(operation=base.operation, schema=schema, sources=[value])
        for proposal in propose(schema, value, maker):
            try:
                changed = with_parameter(base, parameter, proposal.value)
            except CannotBeSent:
                continue
            yield from _judged_parameter(changed, parameter, proposal)


def _judged_parameter(
    parts: RequestParts, parameter: Parameter, proposal: Proposal
) -> Iterator[RequestVariant]:
    violations = violations_of(parts, parameter)
    if violations and not is_one_rule(violations):
        return
    violation = violations[0] if violations else None
    yield RequestVariant(
        request=parts,
        location=parameter.location,
        parameter=parameter.name,
        pointer=violation.pointer if violation else proposal.pointer,
        keyword=violation.keyword if violation else proposal.keyword,
        sends=proposal.sends,
        violation=violation,
    )


def _body_variants(
    base: RequestParts, media_type: MediaType, schema: CompiledSchema
) -> Iterator[RequestVariant]:
    maker = maker_of(base.operation, media_type)
    first = next(bodies_of(base, media_type), None)
    if first is None:
        return
    for proposal in propose(schema, first.content, maker):
        try:
            parts = with_body(base, media_type, proposal.value)
            body = as_read(parts)
        except CannotBeSent:
            continue
        if body.schema is None:  # nothing is known about the text
            continue
        violations = schema.check(body.value, _BODY)
        if violations and not is_one_rule(violations):
            continue
        violation = violations[0] if violations else proposal.violation
        yield RequestVariant(
            request=parts,
            location="body",
            parameter=None,
            pointer=violation.pointer if violation else proposal.pointer,
            keyword=violation.keyword if violation else proposal.keyword,
            sends=proposal.sends,
            violation=violation,
        )


def is_one_rule(violations: Sequence[Violation]) -> bool:
    """Whether all violations have the same keyword of the document and the same place."""
    return len({(violation.rule, violation.pointer) for violation in violations}) == 1


def _missing_body(operation: Operation) -> Violation:
    place = operation.body.place if operation.body else operation.place
    return Violation(
        location="body",
        parameter=None,
        pointer="#",
        keyword="required",
        expected="a body",
        received="nothing",
        hint="",
        rule=str(place.child("required")),
        assumption=None,
    )
