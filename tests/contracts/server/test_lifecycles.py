from __future__ import annotations

import pytest

from mockwright.contracts.server.access import Access
from mockwright.contracts.server.lifecycles import find_identity, find_lifecycles
from mockwright.contracts.server.phases import Subject
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.exchange import Response
from tests.broken_servers.books import KEY, Books
from tests.broken_servers.faults import DeletesNothing, ForgetsWhatIsAdded
from tests.contracts.wsgi_target import BOOKS, Conduct, WsgiTarget, check_target


def subjects(*specs: str) -> list[Subject]:
    """The operations of documents."""
    operations = load_catalogue(specs).router.operations
    return [Subject(operation=operation, access=Access()) for operation in operations]


def test_lifecycles_are_found_by_their_paths() -> None:
    """A POST, the GET below its path and the DELETE of the same path form a lifecycle."""
    (found,) = find_lifecycles(subjects(BOOKS))
    ids = [s.operation.id for s in (found.create, found.read, found.delete) if s]
    assert (ids, found.parameter) == (["add_book", "read_book", "delete_book"], "bookId")


def test_bundled_documents_have_no_lifecycles() -> None:
    """No bundled document describes how to read a created resource."""
    assert not [*find_lifecycles(subjects("bundled"))]


@pytest.mark.parametrize(
    ("response", "identity"),
    [
        (Response(201, (("Location", "/books/7?x=1"),)), "7"),
        (Response(201, (("location", "http://x/books/a%20b/"),)), "a%20b"),
        (Response(201, (), b'{"bookId": 8, "id": 9}'), "8"),
        (Response(201, (), b'{"id": "x-9"}'), "x-9"),
        (Response(201, (), b'{"id": true, "_id": "", "uuid": "u"}'), "u"),
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
    last = [f"{request.method} {request.target}" for request in target.sent[-4:]]
    assert last == ["POST /books", "GET /books/5", "DELETE /books/5", "GET /books/5"]


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
