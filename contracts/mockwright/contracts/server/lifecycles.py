"""Checks that created resources can be read, and deleted ones cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mockwright.contracts.boundaries.variants import base_request
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.checks.protocol import CREATED_NOT_FOUND, USED_AFTER_DELETION
from mockwright.contracts.server.checks.requests import UNCLEAR
from mockwright.contracts.server.example_requests import to_wire
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.runs import ServerRun
from mockwright.contracts.server.verdicts import is_success
from mockwright.openapi.exchange import Response
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.operation_checks import TEMPLATE

# Fields that may contain the id of a created resource, besides the path parameter's name.
_IDS = ("id", "_id", "uuid", "key", "name")


class Lifecycle(NamedTuple):
    """The operations of one resource: `POST /pets`, `GET /pets/{id}` and maybe `DELETE`."""

    create: Subject
    read: Subject
    delete: Subject | None
    parameter: str


def find_lifecycles(subjects: Sequence[Subject]) -> Iterator[Lifecycle]:
    """Each POST to a fixed path that has a GET at the path plus one parameter."""
    by_label = {subject.operation.label: subject for subject in subjects}
    for create in subjects:
        start = create.operation.path.rstrip("/") + "/"
        if create.operation.method != "POST" or TEMPLATE.search(start):
            continue
        for read in subjects:
            path = read.operation.path
            name = path.removeprefix(start)
            if read.operation.method == "GET" and path != name and TEMPLATE.fullmatch(name):
                yield Lifecycle(create, read, by_label.get(f"DELETE {path}"), name[1:-1])


def run_lifecycle(lifecycle: Lifecycle, server: ServerRun) -> None:
    """Create, read, delete and read again, as far as possible. Raises `TargetIsGone`."""
    created = _create(lifecycle, server)
    if created is None:
        return
    exchange, identity = created
    read = lifecycle.read.operation
    later = server.make(_about(lifecycle.read, lifecycle.parameter, identity))[-1]
    facts = {"is_mock": lifecycle.read.is_mock}
    server.judge(Trial(read, (exchange, later), facts), (CREATED_NOT_FOUND,))
    if lifecycle.delete is None or not is_success(later.status):
        return
    deleted = server.make(_about(lifecycle.delete, lifecycle.parameter, identity))[-1]
    later = server.make(_about(lifecycle.read, lifecycle.parameter, identity))[-1]
    server.judge(Trial(read, (exchange, deleted, later), facts), (USED_AFTER_DELETION,))


def _create(lifecycle: Lifecycle, server: ServerRun) -> tuple[Exchange, str] | None:
    """The first successful creation from an example, and the id; None if there is none."""
    subject = lifecycle.create
    for example in subject.examples:
        exchange = server.make(subject.attempt(example.request, f"request: {example.name}"))[-1]
        if exchange.response is not None and is_success(exchange.status):
            identity = find_identity(exchange.response, lifecycle.parameter)
            if identity is not None:
                return exchange, identity
    return None


def _about(subject: Subject, parameter: str, identity: str) -> Attempt:
    """A request for one resource, whose validity depends on the existing resources."""
    parts = base_request(subject.operation)
    values = {**parts.path_values, parameter: identity}
    request = to_wire(parts._replace(path_values=values))
    return subject.attempt(request, "request", request=UNCLEAR)


def find_identity(response: Response, parameter: str) -> str | None:
    """The id of a created resource, from `Location` or the most likely field; None if unknown."""
    places = [value for name, value in response.headers if name.lower() == "location"]
    if places:
        return places[0].partition("?")[0].rstrip("/").rpartition("/")[2] or None
    try:
        value = parse_json(response.body).value
    except JsonIsBroken:
        return None
    fields = value if isinstance(value, dict) else {}
    for name in (parameter, *_IDS):
        told = fields.get(name)
        if isinstance(told, str | int) and not isinstance(told, bool) and told != "":
            return str(told)
    return None
