"""Every deviation of a response from its operation is reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.exchange import Response
from mockwright.openapi.operations import Operation
from mockwright.openapi.responses import check_response
from tests.openapi.small_documents import compile_paths, content, operation

PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
NOTE = {"ruling": "R9", "why": "Not documented."}
OK_HEADERS = (("Content-Type", "application/json"), ("X-Count", "3"))


@pytest.fixture
def pets(tmp_path: Path) -> Operation:
    """An operation with a header and a body for 200, a 204, and an assumed 4XX."""
    count = {"required": True, "schema": {"type": "integer", "maximum": 9}}
    responses: dict[str, Any] = {
        "200": {"description": "A pet.", "headers": {"X-Count": count}, **content(PET)},
        "204": {"description": "Nothing.", **content(PET)},
        "4XX": {"description": "A failure.", "x-assumption": NOTE, **content(PET, "*/*")},
    }
    paths = {"/pets": {"get": operation(responses=responses)}}
    return compile_paths(tmp_path, paths)[0]


def problems(found: Operation, response: Response, method: str = "GET") -> list[tuple[str, str]]:
    """The place and the keyword of each violation."""
    return [(v.where, v.keyword) for v in check_response(found, response, method)]


def test_a_documented_answer_has_no_violation(pets: Operation) -> None:
    """A response with documented status, header, type and body has no violation."""
    assert problems(pets, Response(200, OK_HEADERS, b'{"name":"Rex"}')) == []


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        (OK_HEADERS, b'{"name":1}', ("response #/name", "type")),
        (OK_HEADERS, b"{", ("response #", "json")),
        (OK_HEADERS, b"", ("response #", "json")),
        (OK_HEADERS[:1], b'{"name":""}', ("response header parameter X-Count", "required")),
        (
            (*OK_HEADERS[:1], ("x-count", "10")),
            b'{"name":""}',
            ("response header parameter X-Count", "maximum"),
        ),
        (
            (("Content-Type", "text/html"), OK_HEADERS[1]),
            b"<html>",
            ("response header parameter Content-Type", "content"),
        ),
        (OK_HEADERS[1:], b'{"name":""}', ("response header parameter Content-Type", "content")),
        (
            (("content-type", "application/json; charset=latin-1"), OK_HEADERS[1]),
            b'{"name":""}',
            ("response #", "json"),
        ),
    ],
)
def test_each_difference_is_one_violation(
    pets: Operation, headers: tuple[tuple[str, str], ...], body: bytes, expected: tuple[str, str]
) -> None:
    """Each deviation is reported at its place, and nothing else is."""
    assert problems(pets, Response(200, headers, body)) == [expected]


def test_an_undocumented_status_is_a_violation(pets: Operation) -> None:
    """An undocumented status is reported with the documented ones."""
    (found,) = check_response(pets, Response(500), "GET")
    assert found.detail == "Expected one of `200`, `204`, `4XX`; received `500`."


def test_a_ruling_on_the_response_is_reported(pets: Operation) -> None:
    """A violation of an assumed response names the ruling."""
    answer = Response(404, (("Content-Type", "application/json"),), b"[]")
    (found,) = check_response(pets, answer, "GET")
    assert found.assumption == "R9: Not documented."


@pytest.mark.parametrize(("status", "method"), [(204, "GET"), (200, "HEAD")])
def test_where_there_is_no_content_none_is_asked_for(
    pets: Operation, status: int, method: str
) -> None:
    """A 204 and a response to HEAD need no content, whatever the document says."""
    assert problems(pets, Response(status, OK_HEADERS), method) == []


def test_the_exact_type_goes_before_a_range(tmp_path: Path) -> None:
    """If both `application/json` and `*/*` are documented, JSON is validated by the former."""
    media = {"*/*": {"schema": False}, "application/json": {"schema": PET}}
    responses = {"200": {"description": "Both.", "content": media}}
    (both,) = compile_paths(tmp_path, {"/": {"get": operation(responses=responses)}})
    assert problems(both, Response(200, OK_HEADERS, b'{"name":"Rex"}')) == []


RANGE = {"type": "object", "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}}}
IDS = {"type": "array", "items": {"type": "integer"}}


@pytest.mark.parametrize(
    ("header", "text", "keywords"),
    [
        ({"schema": IDS}, "1, 2,3", []),
        ({"schema": IDS}, "[1,2]", ["type", "type"]),
        ({"schema": RANGE}, "from,1,to,2", []),
        ({"schema": RANGE}, "from,1,to,x", ["type"]),
        ({"schema": RANGE, "explode": True}, "from=1, to=2", []),
        ({"schema": RANGE, "explode": True}, "from=x", ["type"]),
        (content(RANGE), '{"from": 1}', []),
        (content(RANGE), '{"from": "1"}', ["type"]),
        (content(RANGE), "from,1", ["contentMediaType"]),
    ],
)
def test_header_is_read_in_its_style(
    tmp_path: Path, header: Any, text: str, keywords: list[str]
) -> None:
    """Arrays and objects in response headers are read in style `simple`, or as JSON."""
    answer = {"description": "Sizes.", "headers": {"X-Size": header}}
    (found,) = compile_paths(tmp_path, {"/s": {"get": operation(responses={"204": answer})}})
    response = Response(204, (("X-Size", text),))
    assert [keyword for _, keyword in problems(found, response)] == keywords


@pytest.mark.parametrize("name", ["Content-Length", "transfer-encoding", "Proxy-Connection"])
def test_headers_of_the_connection_are_not_checked(tmp_path: Path, name: str) -> None:
    """A header that frames the message is ignored, even if it is required."""
    header = {"required": True, "schema": {"type": "string", "minLength": 99}}
    answer = {"description": "Nothing.", "headers": {name: header}}
    (found,) = compile_paths(tmp_path, {"/s": {"get": operation(responses={"204": answer})}})
    assert problems(found, Response(204)) == []


def test_parameters_of_a_type_are_compared(tmp_path: Path) -> None:
    """A response of a documented type with another parameter is a violation."""
    answer = {"description": "Pets.", **content(PET, "application/pets+json; v=1")}
    (found,) = compile_paths(tmp_path, {"/s": {"get": operation(responses={"200": answer})}})
    versions = ("; V=1; charset=utf-8", "; v=2", "")
    sent = [("Content-Type", f"application/pets+json{version}") for version in versions]
    found_by_type = [problems(found, Response(200, (pair,), b'{"name":""}')) for pair in sent]
    assert [len(found) for found in found_by_type] == [0, 1, 1]
