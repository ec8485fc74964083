"""Life cycles: what was created is read, listed, updated and deleted, as far as documented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mockwright.contracts.boundaries.variants import NoValidRequest, variants
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.engine.findings import Trial
from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.checks.life import (
    CREATED_DIFFERS,
    CREATED_NOT_FOUND,
    CREATED_NOT_LISTED,
    DELETED_STILL_LISTED,
    STALE_UPDATE_ACCEPTED,
    UPDATE_NOT_SEEN,
    USED_AFTER_DELETION,
)
from mockwright.contracts.server.checks.requests import UNCLEAR
from mockwright.contracts.server.example_requests import to_wire
from mockwright.contracts.server.identities import fields_of
from mockwright.contracts.server.pages import page_size, run_pages
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.resources import Collection, Resources
from mockwright.contracts.server.verdicts import is_success
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.openapi.json_text import JsonIsBroken, parse_json

_UPDATES = ("PUT", "PATCH")
_PRECONDITION_FAILED = "412"
MAX_UPDATES = 12


class Lifecycle(NamedTuple):
    """A collection, and the operations of its items by method."""

    collection: Collection
    items: Mapping[str, Subject]
    resources: Resources


def find_lifecycles(subjects: Sequence[Subject], resources: Resources) -> Iterator[Lifecycle]:
    """The collections in which items can be created."""
    for collection in resources.collections:
        item_path = collection.item_path
        items = {
            subject.operation.method: subject
            for subject in subjects
            if subject.operation.path.rstrip("/") == item_path
        }
        if collection.create is not None:
            yield Lifecycle(collection, items, resources)


def run_lifecycle(lifecycle: Lifecycle) -> None:
    """Create, read, list, update and delete an item, as far as possible. Raises `TargetIsGone`."""
    created = lifecycle.resources.create(lifecycle.collection)
    if created is None:
        return
    life = _Life(lifecycle, *created)
    if not life.read_created():
        return
    life.list_created()
    for method in _UPDATES:
        life.update(method)
    run_pages(lifecycle.collection, lifecycle.resources)
    life.delete()


class _Life:
    """One item from its creation to its deletion."""

    def __init__(self, lifecycle: Lifecycle, created: Exchange, identity: str) -> None:
        self._collection, self._items, self._resources = lifecycle
        self._server = lifecycle.resources.server
        self._created = created
        self._identity = identity

    def read_created(self) -> bool:
        """Whether the item can be read, or cannot be read at all by this document."""
        read = self._items.get("GET")
        if read is None:
            return True
        later = self._send(read)
        self._judge(read, (self._created, later), CREATED_NOT_FOUND, CREATED_DIFFERS)
        return is_success(later.status)

    def list_created(self) -> None:
        """Check that a complete list has the item."""
        self._list((self._created,), CREATED_NOT_LISTED)

    def update(self, method: str) -> None:
        """Check that a change is seen, and that one of a stale version is refused."""
        subject, read = self._items.get(method), self._items.get("GET")
        if subject is None or read is None:
            return
        before = self._send(read)
        request = self._change(subject, before)
        if request is None:
            return
        changed = self._make(subject, request)
        after = self._send(read)
        self._judge(read, (before, changed, after), UPDATE_NOT_SEEN)
        self._update_stale(subject, request, (before, after))

    def delete(self) -> None:
        """Check that the item is gone after its deletion."""
        subject, read = self._items.get("DELETE"), self._items.get("GET")
        if subject is None:
            return
        deleted = self._send(subject)
        if not is_success(deleted.status):
            return
        if read is not None:
            later = self._send(read)
            self._judge(read, (self._created, deleted, later), USED_AFTER_DELETION)
            if is_success(later.status):
                return
        self._list((self._created, deleted), DELETED_STILL_LISTED)

    def _update_stale(
        self, subject: Subject, request: WireRequest, states: tuple[Exchange, Exchange]
    ) -> None:
        """Repeat a change with the entity tag of the state before it, where tags are documented."""
        tags = [_tag_of(exchange) for exchange in states]
        parameters = {parameter.name.lower() for parameter in subject.operation.parameters}
        is_documented = (
            _PRECONDITION_FAILED in subject.operation.responses or "if-match" in parameters
        )
        if is_documented and all(tags) and tags[0] != tags[1]:
            stale = self._make(subject, request.with_header("If-Match", tags[0]))
            self._judge(subject, (*states, stale), STALE_UPDATE_ACCEPTED)

    def _change(self, subject: Subject, before: Exchange) -> WireRequest | None:
        """A valid request that changes a field of the item; None if there is none."""
        fields = fields_of(before.response) if before.response else {}
        for request in _changes(subject, self._known):
            sent = _json_of(request)
            if any(name in fields and fields[name] != value for name, value in sent.items()):
                return request
        return None

    def _list(self, before: tuple[Exchange, ...], check: Any) -> None:
        listed = self._resources.list(self._collection)
        if listed is not None and self._collection.list is not None:
            self._judge(self._collection.list, (*before, listed), check)

    @property
    def _known(self) -> Mapping[str, str]:
        values = self._resources.path_values(self._collection.path)
        return {**values, self._collection.parameter: self._identity}

    def _send(self, subject: Subject) -> Exchange:
        return self._make(subject, _request_about(subject, self._known))

    def _make(self, subject: Subject, request: WireRequest) -> Exchange:
        """Send a request whose validity depends on the existing resources."""
        attempt: Attempt = subject.attempt(request, "request", request=UNCLEAR)
        return self._server.make(attempt)[-1]

    def _judge(self, subject: Subject, exchanges: tuple[Exchange, ...], *checks: Any) -> None:
        facts = {
            "is_mock": subject.is_mock,
            "identity": self._identity,
            "parameter": self._collection.parameter,
            "page": page_size(subject),
        }
        self._server.judge(Trial(subject.operation, exchanges, facts), checks)


def _request_about(subject: Subject, known: Mapping[str, str]) -> WireRequest:
    """The first valid request about an item."""
    from_examples = Subject(operation=subject.operation, access=subject.access, known=known)
    return from_examples.examples[0].request


def _changes(subject: Subject, known: Mapping[str, str]) -> Iterator[WireRequest]:
    """Valid requests with a body: the examples, then others."""
    about = Subject(operation=subject.operation, access=subject.access, known=known)
    try:
        yield from (example.request for example in about.examples)
        for variant in variants(subject.operation, known):
            if variant.is_valid and variant.location == "body":
                yield to_wire(variant.request)
    except NoValidRequest:
        return


def _json_of(request: WireRequest) -> Mapping[str, Any]:
    try:
        value = parse_json(request.body).value
    except JsonIsBroken:
        return {}
    return value if isinstance(value, dict) else {}


def _tag_of(exchange: Exchange) -> str:
    headers = exchange.response.headers if exchange.response else ()
    return next((value for name, value in headers if name.lower() == "etag"), "")
