"""Boundaries: requests that keep every rule of a document, or break one, at the edge of the rule.

The same ones in each run, in document order, and of each request one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from contracts.boundaries_making import Maker
from contracts.boundaries_requests import (
    CannotBeSent,
    RequestParts,
    as_read,
    is_understood,
    read,
    with_body,
    with_parameter,
    without_parameter,
)
from contracts.boundaries_values import Proposal, propose
from openapi.operations import MediaType, Operation
from openapi.parameters import Parameter
from openapi.pointers import PointerToNowhere, find
from openapi.schemas import CompiledSchema
from openapi.violations import Subject, Violation

_BODY = Subject(location="body")


class NoValidRequest(Exception):
    """An operation for which no request could be made that keeps its document."""

    def __init__(self, operation: Operation, part: str) -> None:
        """`part` is what of the request could not be made."""
        problem = f"`{operation.label}`: no valid {part} could be made."
        super().__init__(f"{problem} Give it an example in the document.")
        self.operation = operation


class RequestVariant(NamedTuple):
    """A request at the edge of one rule: of a `keyword`, at a pointer in the body or a parameter.

    `location` is `body`, `path`, `query`, `header` or `cookie`; `sends` says in a noun phrase what
    stands there. `violation` is the one rule that it breaks; without it, the request is valid.
    """

    request: RequestParts
    location: str
    parameter: str | None
    pointer: str
    keyword: str
    sends: str
    violation: Violation | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the document allows this request."""
        return self.violation is None

    @property
    def expected(self) -> str:
        """What the broken rule wants, as a noun phrase; empty where none is broken."""
        return self.violation.expected if self.violation else ""

    @property
    def where(self) -> str:
        """Where the edge is: `body #/userProfile/gender` or `query parameter profileId`."""
        if self.parameter is not None:
            return f"{self.location} parameter {self.parameter}"
        return f"{self.location} {self.pointer}"


def variants(operation: Operation) -> Iterator[RequestVariant]:
    """A valid request, then every boundary of the operation's parameters and body.

    What differs only in how a server may convert text (5 and `5` in a query) is one request, and
    a request that would break several rules, or different ones to different readers, is none.
    Raises `NoValidRequest`.
    """
    base = base_request(operation)
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


def base_request(operation: Operation) -> RequestParts:
    """A valid request: required parameters, and the document's first example of the body.

    Raises `NoValidRequest`.
    """
    parts = RequestParts(operation=operation, path_values={})
    for parameter in operation.parameters:
        if parameter.is_required:
            parts = _with_base(parts, parameter)
    if operation.body is None:
        return parts
    for media_type in operation.body.media_types.values():
        made = _maker(operation, media_type).base if is_understood(media_type) else None
        if made is not None:
            return with_body(parts, media_type, made.value)
    if operation.body.is_required:
        raise NoValidRequest(operation, "body")
    return parts


def _maker(operation: Operation, media_type: MediaType) -> Maker:
    schema = media_type.schema
    if schema is None:
        raise NoValidRequest(operation, "body")
    return Maker(operation=operation, schema=schema, sources=[*media_type.examples.values()])


def _with_base(parts: RequestParts, parameter: Parameter) -> RequestParts:
    """The request with a valid value of the parameter."""
    for value in _parameter_values(parts.operation, parameter):
        try:
            changed = with_parameter(parts, parameter, value)
        except CannotBeSent:
            continue
        if not _violations(changed, parameter):
            return changed
    raise NoValidRequest(parts.operation, f"{parameter.location} parameter `{parameter.name}`")


def _parameter_values(operation: Operation, parameter: Parameter) -> Iterator[Any]:
    if parameter.schema is None:
        yield "text"
        return
    sources = _examples_of(parameter.schema)
    yield from sources
    maker = Maker(operation=operation, schema=parameter.schema, sources=sources)
    if maker.base is not None:
        yield maker.base.value


def _examples_of(schema: CompiledSchema) -> Sequence[Any]:
    """The examples that stand beside the schema of a parameter."""
    try:
        owner = find(schema.library.files.at(schema.place.parent), "")
    except PointerToNowhere:
        return ()
    named = owner.get("examples", {}) if isinstance(owner, dict) else {}
    values = [each["value"] for each in named.values() if "value" in each]
    return [*([owner["example"]] if "example" in owner else []), *values]


def _violations(parts: RequestParts, parameter: Parameter) -> list[Violation]:
    found = read(parts).violations
    return [violation for violation in found if violation.parameter == parameter.name]


def _parameter_variants(base: RequestParts, parameter: Parameter) -> Iterator[RequestVariant]:
    """The parameter absent, present, and at the edges of its schema."""
    operation = base.operation
    if parameter.location != "path":
        absent = without_parameter(base, parameter)
        proposal = Proposal(None, (), None, "required", "no such parameter")
        yield from _judged_parameter(absent, parameter, proposal)
    if parameter.schema is None:
        return
    for value in _parameter_values(operation, parameter):
        for proposal in propose(
            parameter.schema,
            value,
            Maker(operation=operation, schema=parameter.schema, sources=[value]),
        ):
            try:
                changed = with_parameter(base, parameter, proposal.value)
            except CannotBeSent:
                continue
            yield from _judged_parameter(changed, parameter, proposal)


def _judged_parameter(
    parts: RequestParts, parameter: Parameter, proposal: Proposal
) -> Iterator[RequestVariant]:
    violations = _violations(parts, parameter)
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
    maker = _maker(base.operation, media_type)
    if maker.base is None:
        return
    for proposal in propose(schema, maker.base.value, maker):
        try:
            parts = with_body(base, media_type, proposal.value)
            arriving = as_read(media_type, schema, proposal.value)
        except CannotBeSent:
            continue
        violations = schema.check(arriving, _BODY)
        if violations and not is_one_rule(violations):
            continue
        violation = violations[0] if violations else None
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
    """Whether all of the violations are of the same keyword of the document, at the same place."""
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
