from __future__ import annotations

import json

import pytest

from mockwright.contracts.server.request_validity import RequestReader
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.mock_server.catalogue import load_catalogue
from tests.contracts.wsgi_target import BOOKS

OPERATIONS = {o.id: o for o in load_catalogue((BOOKS,)).router.operations}
JSON = (("Content-Type", "application/json"),)


def add(value: object) -> WireRequest:
    """A request that adds a book; bytes are sent as the body unchanged."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return WireRequest("POST", "/books", headers=JSON, body=body)


BOOK = {"title": "Walks", "year": 1999}


@pytest.mark.parametrize(
    ("operation", "request_", "kind"),
    [
        ("add_book", add(BOOK), "valid"),
        ("add_book", add({**BOOK, "title": ""}), "invalid"),
        ("add_book", add({"year": 1999}), "invalid"),
        ("add_book", add({**BOOK, "year": 10**18}), "unclear"),
        ("add_book", add({**BOOK, "year": 1999.0}), "unclear"),
        ("add_book", add({**BOOK, "title": "a\x00b"}), "unclear"),
        ("add_book", add({**BOOK, "title": "\ud800"}), "unclear"),
        ("add_book", add({**BOOK, "a\x00": 1}), "unclear"),
        ("add_book", add(b'{"title": "a", "title": "b", "year": 1999}'), "unclear"),
        ("add_book", add(b"{"), "unclear"),
        ("add_book", add(BOOK)._replace(headers=()), "unclear"),
        ("add_book", add(BOOK)._replace(headers=(*JSON, ("X-Trace", "\u00e9"))), "unclear"),
        ("list_books", WireRequest("GET", "/books"), "valid"),
        ("list_books", WireRequest("GET", "/books", "limit=5"), "valid"),
        ("list_books", WireRequest("GET", "/books", "limit=0"), "invalid"),
        ("list_books", WireRequest("GET", "/books", "limit=x"), "invalid"),
        ("list_books", WireRequest("GET", "/books", "other=1"), "unclear"),
        ("list_books", WireRequest("GET", "/books", "sort=%00"), "unclear"),
        ("list_books", WireRequest("GET", "/books", headers=(("X-Trace", " abcd"),)), "unclear"),
        ("list_books", WireRequest("GET", "/shelf"), "unclear"),
        ("read_book", WireRequest("GET", "/books/1"), "valid"),
        ("read_book", WireRequest("GET", "/books/-1"), "invalid"),
        ("read_book", WireRequest("GET", "/books/1%2F2"), "unclear"),
        ("read_book", WireRequest("GET", "/books/.."), "unclear"),
    ],
)
def test_requests_are_judged(operation: str, request_: WireRequest, kind: str) -> None:
    """Requests are valid, invalid, or unclear if the contract does not decide."""
    assert RequestReader(OPERATIONS[operation]).judge(request_).kind == kind


def test_every_violation_is_reported() -> None:
    """The verdict on an invalid request has all violations."""
    reader = RequestReader(OPERATIONS["add_book"])
    violations = reader.judge(add({"title": "", "year": 1})).violations
    assert {(v.pointer, v.keyword) for v in violations} == {
        ("#/title", "minLength"),
        ("#/year", "minimum"),
    }
