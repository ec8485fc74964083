"""A correct server for `shelves.yaml` with state; each method implements one rule."""
# ruff: noqa: D102 -- each method is named after its rule, and some ignore their arguments

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from msgspec import structs

from mockwright.mock_server.wsgi import read_request
from mockwright.openapi.exchange import Request, Response
from tests.broken_servers.books import Refusal

KEY = "shelf-key-0123456789"
JSON = "application/json"
Fields = dict[str, Any]
_SHELF = re.compile("s-[0-9a-f]{8}")
_WHOLE = re.compile("0|[1-9][0-9]{0,6}")


class Shelves:
    """The server. A variant overrides the method of the rule that it breaks."""

    def __init__(self) -> None:
        self.stored: dict[str, Fields] = {}
        self.jars: dict[tuple[str, int], Fields] = {}
        self.last = 0
        self.changes = 0

    def __call__(self, environ: Mapping[str, Any], start_response: Any) -> Iterable[bytes]:
        """WSGI."""
        request = read_request(environ, 1 << 20)
        try:
            response = self.route(request)
        except Refusal as refusal:
            headers = (("Content-Type", JSON), *refusal.headers.items())
            response = Response(refusal.status, headers, self.write({"error": str(refusal)}))
        if request.method == "HEAD":
            response = structs.replace(response, body=b"")
        start_response(f"{response.status} Status", list(response.headers))
        return [response.body]

    def route(self, request: Request) -> Response:
        """Find the answer by path, then by method."""
        parts = request.path.strip("/").split("/")
        match parts:
            case ["shelves"]:
                return self.choose(request, {"GET": self.list_shelves, "POST": self.add})
            case ["shelves", shelf]:
                every = {"GET": self.read, "PUT": self.replace, "DELETE": self.delete}
                return self.choose(request, every, shelf)
            case ["shelves", shelf, "jars"]:
                return self.choose(request, {"POST": self.add_jar}, shelf)
            case ["shelves", shelf, "jars", number]:
                methods = {"GET": self.read_jar, "PATCH": self.change_jar}
                return self.choose(request, methods, shelf, number)
        raise Refusal(404, "There is no such path.")

    def choose(self, request: Request, methods: Mapping[str, Any], *parts: str) -> Response:
        """Call the function of the method; HEAD is treated as GET."""
        method = "GET" if request.method == "HEAD" else request.method
        allowed = {"Allow": ", ".join([*methods, *(["HEAD"] if "GET" in methods else [])])}
        if method not in methods:
            raise Refusal(405, "There is no such method.", allowed)
        if request.headers.get("authorization") != f"Bearer {KEY}":
            raise Refusal(401, "Show the token.", {"WWW-Authenticate": "Bearer"})
        answer: Response = methods[method](request, *parts)
        return answer

    def list_shelves(self, request: Request) -> Response:
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        limit = self.whole(query.get("limit", "5"), "limit", range(1, 21))
        offset = self.whole(query.get("offset", "0"), "offset", range(10**5 + 1))
        shown = self.listed()[self.first(offset) :][: self.size(limit)]
        return Response(
            200, (("Content-Type", JSON),), self.write({"data": shown, "total": len(self.stored)})
        )

    def listed(self) -> list[Fields]:
        return [*self.stored.values()]

    def first(self, offset: int) -> int:
        return offset

    def size(self, limit: int) -> int:
        return limit

    def add(self, request: Request) -> Response:
        fields = self.shelf_of(request)
        self.last += 1
        identity = f"s-{self.last:08x}"
        self.keep(identity, fields)
        return self.show(self.stored[identity], 201)

    def keep(self, identity: str, fields: Fields) -> None:
        """Store a shelf, with the defaults of what is not given."""
        self.changes += 1
        self.stored[identity] = {"width": 80, "isOpen": False, **fields, "id": identity}

    def read(self, _: Request, shelf: str) -> Response:
        return self.show(self.shown(self.existing(shelf)))

    def shown(self, shelf: Fields) -> Fields:
        return shelf

    def replace(self, request: Request, shelf: str) -> Response:
        fields = self.shelf_of(request)
        stored = self.existing(shelf)
        tag = request.headers.get("if-match", "*")
        if self.is_outdated(tag, stored):
            raise Refusal(412, "The shelf was changed.")
        self.update(shelf, fields)
        return self.show(self.stored[shelf])

    def is_outdated(self, tag: str, stored: Fields) -> bool:
        return tag not in {"*", self.tag(stored)}

    def update(self, shelf: str, fields: Fields) -> None:
        self.keep(shelf, fields)

    def delete(self, _: Request, shelf: str) -> Response:
        self.existing(shelf)
        self.remove(shelf)
        return Response(204)

    def remove(self, shelf: str) -> None:
        del self.stored[shelf]

    def add_jar(self, request: Request, shelf: str) -> Response:
        fields = self.fields_of(request, {"content", "grams"}, {"content", "grams"})
        self.check(fields.get("content") in {"honey", "jam", "tea"}, "content")
        self.check_grams(fields)
        self.existing(shelf)
        self.last += 1
        self.jars[shelf, self.last] = {**fields, "jarNumber": self.last}
        return self.show_jar(self.jars[shelf, self.last], 201)

    def read_jar(self, _: Request, shelf: str, number: str) -> Response:
        return self.show_jar(self.existing_jar(shelf, number))

    def change_jar(self, request: Request, shelf: str, number: str) -> Response:
        fields = self.fields_of(request, set(), {"grams"})
        self.check(bool(fields), "The body")
        self.check_grams(fields)
        jar = self.existing_jar(shelf, number)
        jar.update(self.changed(fields))
        return self.show_jar(jar)

    def changed(self, fields: Fields) -> Fields:
        return fields

    def existing(self, shelf: str) -> Fields:
        if not _SHELF.fullmatch(shelf):
            raise Refusal(400, "shelf is wrong.")
        if shelf not in self.stored:
            raise Refusal(404, "There is no such shelf.")
        return self.stored[shelf]

    def existing_jar(self, shelf: str, text: str) -> Fields:
        number = self.whole(text, "number", range(1, 10**6 + 1))
        self.existing(shelf)
        if (shelf, number) not in self.jars:
            raise Refusal(404, "There is no such jar.")
        return self.jars[shelf, number]

    def shelf_of(self, request: Request) -> Fields:
        fields = self.fields_of(request, {"label"}, {"label", "width", "isOpen"})
        label, width = fields["label"], fields.get("width", 80)
        self.check(isinstance(label, str) and 1 <= len(label) <= 30, "label")
        is_number = isinstance(width, int | float) and not isinstance(width, bool)
        self.check(is_number and 10 <= width <= 400, "width")
        self.check(isinstance(fields.get("isOpen", False), bool), "isOpen")
        return fields

    def check_grams(self, fields: Fields) -> None:
        grams = fields.get("grams", 1)
        is_whole = isinstance(grams, int | float) and not isinstance(grams, bool)
        self.check(is_whole and grams == int(grams) and 1 <= grams <= 5000, "grams")

    def fields_of(self, request: Request, required: set[str], known: set[str]) -> Fields:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != JSON and (request.body or media_type):
            raise Refusal(415, "The body is application/json.")
        try:
            fields = json.loads(request.body)
        except ValueError as error:
            raise Refusal(400, "The body is not JSON.") from error
        self.check(isinstance(fields, dict), "The body")
        for name in (*(required - set(fields)), *(set(fields) - known)):
            raise Refusal(400, f"{name} is missing or unknown.")
        found: Fields = fields
        return found

    def check(self, is_right: bool, name: str) -> None:  # noqa: FBT001 -- a condition
        if not is_right:
            raise Refusal(400, f"{name} is wrong.")

    def whole(self, text: str, name: str, allowed: range) -> int:
        if not _WHOLE.fullmatch(text) or int(text) not in allowed:
            raise Refusal(400, f"{name} is wrong.")
        return int(text)

    def show(self, shelf: Fields, status: int = 200) -> Response:
        headers = (("Content-Type", JSON), ("ETag", self.tag(shelf)))
        return Response(status, headers, self.write({"data": shelf}))

    def tag(self, shelf: Fields) -> str:
        return f'"{hash(json.dumps(shelf, sort_keys=True)) & 0xFFFFFFFF:x}"'

    def show_jar(self, jar: Fields, status: int = 200) -> Response:
        return Response(status, (("Content-Type", JSON),), self.write({"data": jar}))

    def write(self, value: Any) -> bytes:
        return json.dumps(value).encode()
