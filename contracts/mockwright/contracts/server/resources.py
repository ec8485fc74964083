"""Resources that exist: what the target created or listed, for every operation below its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from mockwright.contracts.boundaries.variants import NoValidRequest, variants
from mockwright.contracts.engine.exchanges import Exchange
from mockwright.contracts.server.attempts import Attempt
from mockwright.contracts.server.example_requests import to_wire
from mockwright.contracts.server.identities import find_identity, identities_of
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.runs import ServerRun
from mockwright.contracts.server.verdicts import is_success
from mockwright.contracts.server.wire_requests import WireRequest, encode_part
from mockwright.openapi.operation_checks import TEMPLATE

MAX_CREATIONS = 8


class Collection(NamedTuple):
    """A path whose items have the path plus one parameter: `/pets` and `/pets/{petId}`.

    `create` and `list` are the operations that create and list items, where there are any.
    """

    path: str
    parameter: str
    create: Subject | None
    list: Subject | None

    @property
    def item_path(self) -> str:
        """The path of an item."""
        return f"{self.path}/{{{self.parameter}}}"


def find_collections(subjects: Sequence[Subject]) -> list[Collection]:
    """The collections of all paths with parameters, those of shorter paths first."""
    found: dict[str, str] = {}
    for subject in subjects:
        path = subject.operation.path
        for part in TEMPLATE.finditer(path):
            owner, is_whole = path[: part.start()], path[part.end() :][:1] in {"", "/"}
            if owner.endswith("/") and is_whole:
                found[path[: part.end()]] = part[1]
    by_label = {
        f"{subject.operation.method} {subject.operation.path.rstrip('/')}": subject
        for subject in subjects
    }
    collections = []
    for item_path, parameter in sorted(found.items(), key=lambda pair: len(pair[0])):
        path = item_path.rpartition("/")[0]
        create, listing = by_label.get(f"POST {path}"), by_label.get(f"GET {path}")
        if path and (create or listing):
            collections.append(Collection(path, parameter, create, listing))
    return collections


@dataclass(kw_only=True)
class Resources:
    """The id of an existing item of each collection; one that was deleted is created again."""

    collections: Sequence[Collection]
    server: ServerRun
    _ids: dict[str, str] = field(default_factory=dict)
    _deleted: dict[str, Collection] = field(default_factory=dict)

    def prepare(self) -> None:
        """Find an item of every collection. Raises `TargetIsGone`."""
        for collection in self.collections:
            self._find(collection)

    def about(self, subject: Subject) -> Subject:
        """The operation under test with the ids that are known for its path."""
        known = self.path_values(subject.operation.path)
        if not known:
            return subject
        about = replace(subject, known=known)
        # An id that the document does not allow is of no use: it is the server's, but not valid.
        return subject if about.reader.judge(about.examples[0].request).kind == "invalid" else about

    def path_values(self, path: str) -> Mapping[str, str]:
        """The ids in a path, by parameter."""
        return {
            each.parameter: self._ids[each.item_path]
            for each in self.collections
            if each.item_path in self._ids and f"{path}/".startswith(f"{each.item_path}/")
        }

    def note(self, request: WireRequest, exchange: Exchange) -> None:
        """Remember that an item was deleted."""
        if request.method == "DELETE" and is_success(exchange.status):
            for collection in self.collections:
                if request.path == self._path_of(collection):
                    self._deleted[request.path] = collection

    def refresh(self, attempt: Attempt) -> Attempt:
        """The attempt with an existing item in place of a deleted one. Raises `TargetIsGone`.

        A DELETE gets an item of its own, so that findings about the other one can be replayed.
        """
        if attempt.operation.method == "DELETE":
            return self._with_own_item(attempt)
        for path, collection in self._deleted.items():
            if any(_is_below(shown.request.path, path) for shown in attempt.sendings):
                self._revive(collection.item_path)
                return self._moved(attempt, path, self._path_of(collection) or path)
        return attempt

    def create(self, collection: Collection) -> tuple[Exchange, str] | None:
        """Create one more item: the exchange and the id; None if that fails."""
        if collection.create is None:
            return None
        self._revive(collection.path)
        subject = self.about(collection.create)
        for request in islice(_creations(subject), MAX_CREATIONS):
            exchange = self.server.make(subject.attempt(request, "request: a valid request"))[-1]
            if exchange.response is not None and is_success(exchange.status):
                identity = find_identity(exchange.response, collection.parameter)
                return None if identity is None else (exchange, identity)
        return None

    def list(self, collection: Collection) -> Exchange | None:
        """The list of the items, as its operation returns it by default."""
        if collection.list is None:
            return None
        self._revive(collection.path)
        subject = self.about(collection.list)
        try:
            request = subject.examples[0].request
        except NoValidRequest:
            return None
        return self.server.make(subject.attempt(request, "request: a valid request"))[-1]

    def _revive(self, path: str) -> None:
        """Find other items in place of deleted ones in a path."""
        for collection in self.collections:
            is_needed = f"{path}/".startswith(f"{collection.item_path}/")
            if is_needed and self._path_of(collection) in self._deleted:
                self._ids.pop(collection.item_path)
                self._find(collection)

    def _find(self, collection: Collection) -> None:
        created = self.create(collection)
        if created is not None:
            self._ids[collection.item_path] = created[1]
            return
        listed = self.list(collection)
        if listed is not None and listed.response is not None and is_success(listed.status):
            for identity in identities_of(listed.response, collection.parameter) or ():
                self._ids[collection.item_path] = identity
                return

    def _path_of(self, collection: Collection) -> str | None:
        """The path of the known item of a collection; None if there is none."""
        if collection.item_path not in self._ids:
            return None
        values = self.path_values(collection.item_path)
        path = collection.item_path
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", encode_part(value))
        return path

    def _with_own_item(self, attempt: Attempt) -> Attempt:
        path = attempt.sendings[0].request.path
        for collection in self.collections:
            self._revive(collection.item_path)
            if self._path_of(collection) == path:
                created = self.create(collection)
                if created is not None:
                    new = f"{path.rpartition('/')[0]}/{encode_part(created[1])}"
                    return self._moved(attempt, path, new)
        return attempt

    @staticmethod
    def _moved(attempt: Attempt, old: str, new: str) -> Attempt:
        sendings = tuple(
            shown._replace(
                request=shown.request._replace(path=new + shown.request.path[len(old) :])
            )
            if _is_below(shown.request.path, old)
            else shown
            for shown in attempt.sendings
        )
        return attempt._replace(sendings=sendings)


def _is_below(path: str, item: str) -> bool:
    return f"{path}/".startswith(f"{item}/")


def _creations(subject: Subject) -> Iterator[WireRequest]:
    """Valid requests to create an item: the examples, then others, as names may be unique."""
    try:
        yield from (example.request for example in subject.examples)
        for variant in variants(subject.operation, subject.known):
            if variant.is_valid and variant.location == "body" and variant.request.body:
                yield to_wire(variant.request)
    except NoValidRequest:
        return
