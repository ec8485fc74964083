"""The life cycle of a resource is found by its paths, and run through."""

from __future__ import annotations

import pytest

from mockwright.contracts.server.access import Access
from mockwright.contracts.server.identities import find_identity
from mockwright.contracts.server.phases import Subject
from mockwright.contracts.server.resources import find_collections
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response
from tests.broken_servers.books import KEY, Books
from tests.broken_servers.faults import DeletesNothing, ForgetsWhatIsAdded
from tests.contracts.wsgi_target import BOOKS, DOCUMENTS, Conduct, WsgiTarget, check_target


def subjects(*specs: str) -> list[Subject]:
    """The operations of documents."""
    operations = load_catalogue(specs).router.operations
    return [Subject(operation=operation, access=Access()) for operation in operations]


def test_collections_are_found_by_their_paths() -> None:
    """A path with a parameter belongs to the collection before it, which creates or lists items."""
    (found,) = find_collections(subjects(BOOKS))
    assert found.create is not None
    assert found.list is not None
    ids = [found.create.operation.id, found.list.operation.id]
    assert (ids, found.item_path) == (["add_book", "list_books"], "/books/{bookId}")


def test_nested_collections_follow_their_owners() -> None:
    """The collection of an item precedes the collections below the item."""
    found = find_collections(subjects(str(DOCUMENTS / "shelves.yaml")))
    paths = [collection.item_path for collection in found]
    assert paths == ["/shelves/{shelf}", "/shelves/{shelf}/jars/{number}"]


@pytest.mark.parametrize(
    ("response", "identity"),
    [
        (Response(201, (("Location", "/books/7?x=1"),)), "7"),
        (Response(201, (("location", "http://x/books/a%20b/"),)), "a b"),
        (Response(201, (), b'{"bookId": 8, "id": 9}'), "8"),
        (Response(201, (), b'{"id": "x-9"}'), "x-9"),
        (Response(201, (), b'{"id": true, "_id": "", "uuid": "u"}'), "u"),
        (Response(201, (), b'{"data": {"book_id": 7}}'), "7"),
        (Response(201, (), b'{"book": {"id": 7}}'), "7"),
        (Response(201, (), b'{"ownBookId": 7, "name": "x"}'), "7"),
        (Response(201, (), b"[1]"), None),
        (Response(201, (), b"no"), None),
        (Response(204), None),
    ],
)
def test_the_id_of_a_created_resource_is_found(response: Response, identity: str | None) -> None:
    """The id comes from `Location`, the field named like the parameter, or a common field."""
    assert find_identity(response, "bookId") == identity


def test_a_lifecycle_is_run_through() -> None:
    """A lifecycle creates, reads, deletes and reads again."""
    target = WsgiTarget(Books())
    check_target(target, Conduct(specs=(BOOKS,), key=KEY, phases=("stateful",)))
    sent = [f"{request.method} {request.target}" for request in target.sent]
    ids = [line.split("/")[-1] for line in sent if line.startswith("DELETE")]
    last = [line for line in sent if line.endswith(f"/{ids[-1]}")]
    book = f"/books/{ids[-1]}"
    assert last == [f"GET {book}", f"DELETE {book}", f"GET {book}"]


@pytest.mark.parametrize("broken", [DeletesNothing, ForgetsWhatIsAdded])
def test_a_mock_may_forget(broken: type[Books]) -> None:
    """A lost resource is a failure for a server and a warning for a mock."""
    conduct = Conduct(specs=(BOOKS,), key=KEY, phases=("stateful",))
    results = [
        check_target(WsgiTarget(broken()), conduct._replace(is_mock=is_mock))
        for is_mock in (False, True)
    ]
    found = [(result.failures, result.warnings) for result in results]
    assert found == [(1, 0), (0, 1)]
    assert "does not bundle" in results[1].findings[0].finding.hint
