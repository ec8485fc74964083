"""A correct server for `books.yaml`, written by hand; each method implements one rule."""
# ruff: noqa: D102 -- each method is named after its rule, and some ignore their arguments

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from msgspec import structs

from mockwright.mock_server.wsgi import read_request
from mockwright.openapi.exchange import Request, Response

KEY = "right-key-0123456789"
PROBLEM = "application/problem+json"
JSON = "application/json"
GENRES = ("poetry", "travel", "science")
FIELDS = ("title", "year", "genre", "isbn", "tags")
_WHOLE = re.compile("-?(?:0|[1-9][0-9]*)")


class Hangup(ConnectionError):
    """Closes the connection without an answer."""


class Refusal(Exception):
    """Refuses a request with a problem."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = headers or {}


class Books:
    """The server. A variant overrides the method of the rule that it breaks."""

    def __init__(self) -> None:
        self.stored: dict[int, dict[str, Any]] = {}
        self.last = 0
        for number in range(1, 4):
            self.store({"title": f"Book {number}", "year": 1900 + number})

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        """WSGI."""
        response = self.respond(read_request(environ, 1 << 20))
        start_response(f"{response.status} Status", list(response.headers))
        return [response.body]

    def respond(self, request: Request) -> Response:
        """The answer to a request."""
        try:
            response = self.route(request)
        except Refusal as refusal:
            response = self.refuse(refusal, request)
        return structs.replace(response, body=b"") if request.method == "HEAD" else response

    def refuse(self, refusal: Refusal, request: Request) -> Response:
        """The documented answer for a refusal."""
        _ = request
        body = {"title": "Refused", "status": refusal.status, "detail": str(refusal)}
        headers = (("Content-Type", PROBLEM), *refusal.headers.items())
        return Response(refusal.status, headers, json.dumps(body).encode())

    def route(self, request: Request) -> Response:
        """Find the answer by path, then by method."""
        path = request.path
        if path == "/books":
            return self.choose(request, {"GET": self.list, "POST": self.add})
        if path.startswith("/books/") and path.count("/") == 2:
            return self.choose(request, {"GET": self.read, "DELETE": self.delete})
        return self.lost(request)

    def choose(self, request: Request, methods: Mapping[str, Any]) -> Response:
        """Call the function of the method; HEAD is treated as GET."""
        method = self.method_of(request)
        if method not in methods:
            raise Refusal(405, f"No {request.method} here.", self.allow([*methods, "HEAD"]))
        self.authenticate(request)
        answered: Response = methods[method](request)
        return answered

    def method_of(self, request: Request) -> str:
        return "GET" if request.method == "HEAD" else request.method

    def allow(self, methods: list[str]) -> dict[str, str]:
        return {"Allow": ", ".join(methods)}

    def lost(self, request: Request) -> Response:
        raise Refusal(404, f"There is no {request.path}.")

    def authenticate(self, request: Request) -> None:
        shown = [*self.credentials(request)]
        if not any(self.is_right(key) for key in shown):
            raise Refusal(401, "Show a key.", {"WWW-Authenticate": "Bearer"})

    def credentials(self, request: Request) -> Iterator[str]:
        yield request.headers.get("x-key", "")
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        if kind == "Bearer":
            yield key

    def is_right(self, key: str) -> bool:
        return key == KEY

    def list(self, request: Request) -> Response:
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        trace = request.headers.get("x-trace", "1234")
        self.check_list(query, trace)
        if not self.accepts(request.headers.get("accept", "*/*")):
            raise Refusal(406, "There is application/json only.")
        limit = int(query.get("limit", "10"))
        shown = [self.show(book) for book in self.stored.values()][:limit]
        return Response(200, (("Content-Type", JSON), *self.total()), self.write(shown))

    def check_list(self, query: Mapping[str, str], trace: str) -> None:
        if len(trace) < 4 or len(trace) > 8:
            raise Refusal(400, "X-Trace has 4 to 8 characters.")
        self.check_limit(query.get("limit", "10"))
        self.check_sort(query.get("sort", "title"))

    def check_limit(self, limit: str) -> None:
        if not _WHOLE.fullmatch(limit) or not 1 <= int(limit) <= 50:
            raise Refusal(400, "limit is from 1 to 50.")

    def check_sort(self, sort: str) -> None:
        if sort not in {"title", "year"}:
            raise Refusal(400, "sort is title or year.")

    def accepts(self, accept: str) -> bool:
        return any(name in accept for name in ("*/*", JSON, "application/*"))

    def total(self) -> tuple[tuple[str, str], ...]:
        return (("X-Total", str(len(self.stored))),)

    def add(self, request: Request) -> Response:
        self.check_type(request)
        book = self.parse(request.body)
        self.check_book(book)
        number = self.store(book)
        headers = (("Content-Type", JSON), *self.location(number))
        return Response(self.created(), headers, self.write(self.show(self.stored[number])))

    def location(self, number: int) -> tuple[tuple[str, str], ...]:
        return (("Location", f"/books/{number}"),)

    def created(self) -> int:
        return 201

    def store(self, book: dict[str, Any]) -> int:
        self.last += 1
        self.stored[self.last] = {**book, "id": self.last}
        return self.last

    def check_type(self, request: Request) -> None:
        if not self.is_empty(request) and request.headers.get("content-type") != JSON:
            raise Refusal(415, "The body is application/json.")

    def is_empty(self, request: Request) -> bool:
        return not request.body and "content-type" not in request.headers

    def parse(self, body: bytes) -> dict[str, Any]:
        try:
            book: Any = json.loads(body)
        except ValueError as error:
            raise Refusal(400, f"The body is not JSON: {error}") from error
        if not isinstance(book, dict):
            raise Refusal(400, "The body is an object.")
        return book

    def check_book(self, book: dict[str, Any]) -> None:
        for name in self.required():
            if name not in book:
                raise Refusal(400, f"{name} is missing.")
        for name in book:
            self.check_field(name)
        for name, check in self.checks().items():
            if name in book and not check(book[name]):
                raise Refusal(400, f"{name} is wrong.")

    def required(self) -> tuple[str, ...]:
        return ("title", "year")

    def check_field(self, name: str) -> None:
        if name not in FIELDS:
            raise Refusal(400, f"{name} is unknown.")

    def checks(self) -> dict[str, Any]:
        return {
            "title": self.is_title,
            "year": self.is_year,
            "genre": self.is_genre,
            "isbn": self.is_isbn,
            "tags": self.is_tags,
        }

    def is_title(self, value: Any) -> bool:
        return isinstance(value, str) and 1 <= len(value) <= 40

    def is_year(self, value: Any) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and value == int(value) and 1450 <= value <= 2100

    def is_genre(self, value: Any) -> bool:
        return value in GENRES

    def is_isbn(self, value: Any) -> bool:
        return isinstance(value, str) and bool(re.fullmatch("[0-9]{13}", value))

    def is_tags(self, value: Any) -> bool:
        return isinstance(value, list) and len(value) <= 3 and all(map(self.is_tag, value))

    def is_tag(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) <= 10

    def read(self, request: Request) -> Response:
        number = self.number_of(request)
        if not self.is_there(number):
            raise Refusal(404, "There is no such book.")
        return Response(200, (("Content-Type", JSON),), self.write(self.show(self.stored[number])))

    def is_there(self, number: int) -> bool:
        return number in self.stored

    def delete(self, request: Request) -> Response:
        number = self.number_of(request)
        if number not in self.stored:
            raise Refusal(404, "There is no such book.")
        self.remove(number)
        return Response(204)

    def remove(self, number: int) -> None:
        del self.stored[number]

    def number_of(self, request: Request) -> int:
        text = request.path.removeprefix("/books/")
        if not _WHOLE.fullmatch(text) or int(text) < 1:
            raise Refusal(400, "bookId is a number from 1.")
        return int(text)

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return book

    def write(self, value: Any) -> bytes:
        return json.dumps(value).encode()
