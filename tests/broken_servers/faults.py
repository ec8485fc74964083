"""Servers that each break one rule of `books.yaml`, with the check that must find it."""
# ruff: noqa: D102, ARG002 -- each method is named after its rule, and some ignore their arguments

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from msgspec import structs

from mockwright.openapi.exchange import Request, Response
from tests.broken_servers.books import KEY, Books, Hangup, Refusal


class Fault(NamedTuple):
    """A broken server: its class, the check that must find it, and the severity."""

    start: Callable[[], Books]
    check: str
    severity: str


FAULTS: dict[str, Fault] = {}


def breaks(check: str, severity: str = "failure") -> Callable[[type[Books]], type[Books]]:
    """Register a broken server under its name."""

    def enter(kind: type[Books]) -> type[Books]:
        FAULTS[kind.__name__] = Fault(kind, check, severity)
        return kind

    return enter


@breaks("response-content-coding")
class SaysThatItIsCompressed(Books):
    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        headers = (*response.headers, ("Content-Encoding", "gzip"))
        return structs.replace(response, headers=headers) if response.status == 200 else response


@breaks("server-error")
class FailsAtTheEdge(Books):
    def is_year(self, value: Any) -> bool:
        if value == 2100:
            raise Refusal(500, "Overflow.")
        return super().is_year(value)


@breaks("server-error")
class FailsOnBrokenJson(Books):
    def parse(self, body: bytes) -> dict[str, Any]:
        try:
            return super().parse(body)
        except Refusal as refusal:
            raise Refusal(500, "A traceback.") from refusal


@breaks("server-error")
class FailsOnOptions(Books):
    def route(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            raise Refusal(500, "A traceback.")
        return super().route(request)


@breaks("no-answer")
class HangsUp(Books):
    def check_limit(self, limit: str) -> None:
        super().check_limit(limit)
        if limit == "50":
            raise Hangup


@breaks("response-status")
class AnswersOtherSuccess(Books):
    def created(self) -> int:
        return 202


@breaks("response-status")
class RefusesOtherwise(Books):
    def check_sort(self, sort: str) -> None:
        try:
            super().check_sort(sort)
        except Refusal as refusal:
            raise Refusal(409, str(refusal)) from refusal


@breaks("response-content-type")
class ListsAsText(Books):
    def list(self, request: Request) -> Response:
        response = super().list(request)
        return structs.replace(response, headers=(("Content-Type", "text/plain"), *self.total()))


@breaks("response-content-type")
class RefusesAsJson(Books):
    def refuse(self, refusal: Refusal, request: Request) -> Response:
        response = super().refuse(refusal, request)
        if refusal.status != 400:
            return response
        return structs.replace(response, headers=(("Content-Type", "application/json"),))


@breaks("response-headers")
class ForgetsTotal(Books):
    def total(self) -> tuple[tuple[str, str], ...]:
        return ()


@breaks("response-headers")
class CountsInWords(Books):
    def total(self) -> tuple[tuple[str, str], ...]:
        return (("X-Total", "many"),)


@breaks("response-headers")
class PointsElsewhere(Books):
    def location(self, number: int) -> tuple[tuple[str, str], ...]:
        return (("Location", f"/shelf/{number}"),)


@breaks("response-headers")
class ForgetsDocumentedChallenge(Books):
    def refuse(self, refusal: Refusal, request: Request) -> Response:
        response = super().refuse(refusal, request)
        if refusal.status != 401 or request.method == "DELETE":
            return response
        return structs.replace(response, headers=response.headers[:1])


@breaks("response-schema")
class ForgetsYear(Books):
    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in book.items() if name != "year"}


@breaks("response-schema")
class WritesYearAsText(Books):
    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {**book, "year": str(book["year"])}


@breaks("response-schema")
class ShowsUnknownGenre(Books):
    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {**book, "genre": "novel"}


@breaks("response-schema")
class ShowsTooMuch(Books):
    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {**book, "shelf": 7}


@breaks("response-schema")
class ShowsLongTitle(Books):
    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {**book, "title": book["title"] + " " * 40}


@breaks("response-schema")
class ListsAnObject(Books):
    def write(self, value: Any) -> bytes:
        return super().write({"books": value} if isinstance(value, list) else value)


@breaks("response-schema")
class WritesPython(Books):
    def write(self, value: Any) -> bytes:
        return repr(value).encode()


@breaks("response-schema")
class RefusesWithoutDetail(Books):
    def refuse(self, refusal: Refusal, request: Request) -> Response:
        response = super().refuse(refusal, request)
        body = {"title": f"Refused: {refusal}", "status": refusal.status}
        return structs.replace(response, body=json.dumps(body).encode())


@breaks("valid-request-refused")
class RefusesLongTitle(Books):
    def is_title(self, value: Any) -> bool:
        return super().is_title(value) and len(value) < 40


@breaks("valid-request-refused")
class RefusesTravel(Books):
    def is_genre(self, value: Any) -> bool:
        return value in {"poetry", "science"}


@breaks("valid-request-refused")
class RequiresGenre(Books):
    def required(self) -> tuple[str, ...]:
        return ("title", "year", "genre")


@breaks("valid-request-refused")
class RefusesFirstYear(Books):
    def is_year(self, value: Any) -> bool:
        return super().is_year(value) and value > 1450


@breaks("valid-request-refused")
class RefusesHighLimit(Books):
    def check_limit(self, limit: str) -> None:
        super().check_limit(limit)
        if int(limit) > 49:
            raise Refusal(400, "limit is from 1 to 49.")


@breaks("invalid-request-accepted")
class AcceptsAnyTitle(Books):
    def is_title(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) >= 1

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {**book, "title": book["title"][:40]}


@breaks("invalid-request-accepted")
class AcceptsEmptyTitle(Books):
    def is_title(self, value: Any) -> bool:
        return value == "" or super().is_title(value)

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {**book, "title": book["title"] or "none"}


@breaks("invalid-request-accepted")
class RequiresNoYear(Books):
    def required(self) -> tuple[str, ...]:
        return ("title",)

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {"year": 2000, **book}


@breaks("invalid-request-accepted")
class AcceptsYearAsText(Books):
    def is_year(self, value: Any) -> bool:
        return super().is_year(int(value) if str(value).isdecimal() else value)

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {**book, "year": int(book["year"])}


@breaks("invalid-request-accepted")
class AcceptsAnyGenre(Books):
    def is_genre(self, value: Any) -> bool:
        return isinstance(value, str)

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in book.items() if name != "genre"}


@breaks("invalid-request-accepted")
class AcceptsAnyIsbn(Books):
    def is_isbn(self, value: Any) -> bool:
        return isinstance(value, str)

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in book.items() if name != "isbn"}


@breaks("invalid-request-accepted")
class AcceptsManyTags(Books):
    def is_tags(self, value: Any) -> bool:
        return isinstance(value, list) and all(map(self.is_tag, value))

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in book.items() if name != "tags"}


@breaks("invalid-request-accepted")
class AcceptsLongTags(Books):
    def is_tag(self, value: Any) -> bool:
        return isinstance(value, str)

    def show(self, book: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in book.items() if name != "tags"}


@breaks("invalid-request-accepted")
class AcceptsUnknownFields(Books):
    def check_field(self, name: str) -> None:
        pass

    def store(self, book: dict[str, Any]) -> int:
        known = ("title", "year", "genre", "isbn", "tags")
        return super().store({name: book[name] for name in known if name in book})


@breaks("invalid-request-accepted")
class AcceptsLimitZero(Books):
    def check_limit(self, limit: str) -> None:
        if limit != "0":
            super().check_limit(limit)


@breaks("invalid-request-accepted")
class AcceptsAnyOrder(Books):
    def check_sort(self, sort: str) -> None:
        pass


@breaks("invalid-request-accepted")
class AcceptsLongTrace(Books):
    def check_list(self, query: Mapping[str, str], trace: str) -> None:
        super().check_list(query, trace[:8])


@breaks("error-unexplained", "warning")
class SaysNothing(Books):
    def refuse(self, refusal: Refusal, request: Request) -> Response:
        if refusal.status == 400:
            refusal = Refusal(400, "Wrong.", refusal.headers)
        return super().refuse(refusal, request)


@breaks("missing-credentials-accepted")
class AsksForNothing(Books):
    def credentials(self, request: Request) -> Iterator[str]:
        shown = [key for key in super().credentials(request) if key]
        is_silent = not shown and "authorization" not in request.headers and not request.query
        yield from [KEY] if is_silent else shown


@breaks("wrong-credentials-accepted")
class AcceptsAnyKey(Books):
    def is_right(self, key: str) -> bool:
        return bool(key)


@breaks("misplaced-credentials-accepted")
class ReadsKeyFromQuery(Books):
    def credentials(self, request: Request) -> Iterator[str]:
        yield from super().credentials(request)
        yield request.query.rpartition("X-Key=")[2]


@breaks("misplaced-credentials-accepted")
class IgnoresScheme(Books):
    def credentials(self, request: Request) -> Iterator[str]:
        yield from super().credentials(request)
        yield request.headers.get("authorization", "").partition(" ")[2]


@breaks("documented-credentials-refused")
class KnowsNoBearer(Books):
    def credentials(self, request: Request) -> Iterator[str]:
        yield request.headers.get("x-key", "")


@breaks("challenge-missing", "warning")
class ForgetsChallenge(Books):
    def refuse(self, refusal: Refusal, request: Request) -> Response:
        response = super().refuse(refusal, request)
        if refusal.status != 401 or request.method != "DELETE":
            return response
        return structs.replace(response, headers=response.headers[:1])


@breaks("credential-echoed", "warning")
class RepeatsKey(Books):
    def check_limit(self, limit: str) -> None:
        try:
            super().check_limit(limit)
        except Refusal as refusal:
            raise Refusal(400, f"{refusal} Your key is {KEY}.") from refusal


@breaks("undocumented-method-accepted")
class TakesPatch(Books):
    def method_of(self, request: Request) -> str:
        return "GET" if request.method == "PATCH" else super().method_of(request)


@breaks("allow-incomplete", "warning")
class ForgetsAllow(Books):
    def allow(self, methods: list[str]) -> dict[str, str]:
        return {}


@breaks("allow-incomplete", "warning")
class AllowsTooLittle(Books):
    def allow(self, methods: list[str]) -> dict[str, str]:
        return super().allow(methods[:1])


@breaks("malformed-body-accepted")
class ReadsTheBeginning(Books):
    def parse(self, body: bytes) -> dict[str, Any]:
        try:
            value, _ = json.JSONDecoder().raw_decode(body.decode())
        except ValueError:
            value = None
        return value if isinstance(value, dict) else super().parse(body)


@breaks("empty-body-accepted")
class NeedsNoBody(Books):
    def add(self, request: Request) -> Response:
        default = b'{"title": "None", "year": 2000}'
        empty = not request.body
        return super().add(structs.replace(request, body=default) if empty else request)


@breaks("wrong-media-type-accepted")
class ReadsAnyType(Books):
    def check_type(self, request: Request) -> None:
        pass


@breaks("head-differs", "warning")
class KnowsNoHead(Books):
    def route(self, request: Request) -> Response:
        if request.method == "HEAD":
            raise Refusal(404, "There is no HEAD.")
        return super().route(request)


@breaks("unknown-path-accepted", "warning")
class FallsBack(Books):
    def lost(self, request: Request) -> Response:
        return Response(
            200, (("Content-Type", "text/html"),), b"<!doctype html><title>Books</title>"
        )


@breaks("accept-ignored")
class IgnoresAccept(Books):
    def accepts(self, accept: str) -> bool:
        return True


@breaks("used-after-deletion")
class DeletesNothing(Books):
    def remove(self, number: int) -> None:
        pass


@breaks("created-not-found")
class ForgetsWhatIsAdded(Books):
    def is_there(self, number: int) -> bool:
        return number <= 3 and super().is_there(number)


@breaks("answer-varies")
class CountsCalls(Books):
    def __init__(self) -> None:
        super().__init__()
        self.calls = count()

    def total(self) -> tuple[tuple[str, str], ...]:
        return (("X-Total", str(next(self.calls))),)


@breaks("answer-varies")
class ListsInTurn(Books):
    def __init__(self) -> None:
        super().__init__()
        self.calls = count()

    def write(self, value: Any) -> bytes:
        is_turned = isinstance(value, list) and next(self.calls) % 2
        return super().write(value[::-1] if is_turned else value)
