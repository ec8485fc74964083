"""Mutations of answers: the mock's answer to an operation with one change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import structs

from mockwright.contracts.server.access import Access
from mockwright.contracts.server.phases import Subject
from mockwright.openapi.exchange import Response
from mockwright.openapi.operations import Operation
from mockwright.openapi.pointers import escape, split_pointer
from mockwright.openapi.responses import check_response
from tests.contracts.wsgi_target import Application, WsgiTarget
from tests.mutations.mutants import Change, Mutant
from tests.mutations.running import KEY, mock_application, served_operations


def answer_mutants() -> Iterator[Mutant]:
    """Every mutation of the answers to the first example and to broken variants of it."""
    for operation in served_operations():
        subject = Subject(operation=operation, access=Access(key=KEY))
        for response in _samples(mock_application(), subject):
            for name, kind, change in _changes(response):
                if check_response(operation, change(response), operation.method):
                    label = f"{operation.id} {response.status}: {name}"
                    yield Mutant(
                        label,
                        kind,
                        operation.document.name,
                        None,
                        operation.id,
                        response.status,
                        change,
                    )
            yield from _verdict_mutants(operation, response)


def _samples(application: Application, subject: Subject) -> Iterator[Response]:
    """An answer of each status that occurs without being requested."""
    target = WsgiTarget(application)
    request = subject.examples[0].request
    shown = subject.show(request).request
    spoilt = shown._replace(body=shown.body[:-1])
    sent = [shown, request, *([spoilt] if request.body else [])]
    for each in sent:
        answered = target.send(each.method, each.target, each.headers, each.body).response
        if answered is not None:
            yield answered


def _mutant(name: str, kind: str, operation: Operation, status: int, change: Change) -> Mutant:
    return Mutant(
        name=name,
        kind=kind,
        source=operation.document.name,
        operation=operation.id,
        status=status,
        change=change,
    )


def _verdict_mutants(operation: Operation, response: Response) -> Iterator[Mutant]:
    """The same answer with an undocumented status."""
    for status in (200, 202, 302, 403, 409, 418, 500, 503):
        if status != response.status and str(status) not in operation.responses:
            change = _with_status(status)
            name = f"{operation.id} {response.status}: status {status}"
            yield _mutant(name, "status", operation, response.status, change)


def _with_status(status: int) -> Change:
    return lambda response: structs.replace(response, status=status)


def _changes(response: Response) -> Iterator[tuple[str, str, Change]]:
    yield "type text/html", "media type", _with_type("text/html")
    yield "no type", "media type", _without_header("content-type")
    yield "cut body", "json", lambda r: structs.replace(r, body=r.body[:-1])
    yield "empty body", "json", lambda r: structs.replace(r, body=b"")
    for name in {name.lower() for name, _ in response.headers} - {"content-type"}:
        yield f"no {name}", "header", _without_header(name)
    value = json.loads(response.body)
    for pointer in _pointers(value):
        yield f"no {pointer}", "required", _with_body(_removed, pointer)
        yield f"{pointer} of another type", "type", _with_body(_retyped, pointer)
        yield f"{pointer} null", "type", _with_body(_nulled, pointer)
        yield f"{pointer} longer", "length", _with_body(_lengthened, pointer)
        yield f"{pointer} shorter", "length", _with_body(_shortened, pointer)


def _with_type(name: str) -> Change:
    def change(response: Response) -> Response:
        others = _without_header("content-type")(response)
        return structs.replace(others, headers=(("Content-Type", name), *others.headers))

    return change


def _without_header(name: str) -> Change:
    def change(response: Response) -> Response:
        kept = tuple(pair for pair in response.headers if pair[0].lower() != name)
        return structs.replace(response, headers=kept)

    return change


def _pointers(value: Any, start: str = "") -> Iterator[str]:
    """Every pointer within a value; only the first item of an array."""
    children: Mapping[Any, Any] = {}
    if isinstance(value, dict):
        children = value
    elif isinstance(value, list):
        children = dict(list(enumerate(value))[:1])
    for key, child in children.items():
        pointer = f"{start}/{escape(str(key))}"
        yield pointer
        yield from _pointers(child, pointer)


_GONE = object()


def _with_body(edit: Any, pointer: str) -> Change:
    def change(response: Response) -> Response:
        try:
            value = json.loads(response.body)
            owner: Any = value
            *path, last = split_pointer(pointer)
            for part in path:
                owner = owner[int(part) if isinstance(owner, list) else part]
            key: Any = int(last) if isinstance(owner, list) else last
            edited = edit(owner[key])
        except (LookupError, ValueError, TypeError):
            return response
        if edited is _GONE:
            del owner[key]
        else:
            owner[key] = edited
        return structs.replace(response, body=json.dumps(value).encode())

    return change


def _removed(_: Any) -> Any:
    return _GONE


def _retyped(value: Any) -> Any:
    return 7 if isinstance(value, str) or value is None else "seven"


def _nulled(_: Any) -> Any:
    return None


def _lengthened(value: Any) -> Any:
    if isinstance(value, str | list):
        return value * 40
    return value + 10**12 if isinstance(value, int | float) else value


def _shortened(value: Any) -> Any:
    if isinstance(value, str | list):
        return value[:-1]
    return -1 - value if isinstance(value, int | float) and not isinstance(value, bool) else value
