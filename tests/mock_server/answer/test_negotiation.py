"""Each client gets a representation that it accepts, and one that can be written if possible."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mock_server.asking import Reply, ask, serve
from tests.mock_server.small_documents import Json, document, get

CRATE: Json = {
    "type": "object",
    "required": ["weight"],
    "properties": {"weight": {"type": "integer"}},
}
BYTES: Json = {"type": "string", "format": "binary"}
WORD: Json = {"type": "string", "enum": ["LADEN"]}
XML, JSON, TEXT, PDF = "application/xml", "application/json", "text/plain", "application/pdf"
V1, V2 = "application/vnd.crate+json; v=1", 'application/vnd.crate+json; v="2"'


def answer(folder: Path, offered: Json, accept: str = "*/*", version: str = "3.1.0") -> Reply:
    """The answer of a mock whose 200 has schemas by media type."""
    contents = {name: {"schema": schema} for name, schema in offered.items()}
    paths = get({"200": {"description": "An answer.", "content": contents}})
    return ask(serve(document(folder, paths, version=version)), headers={"accept": accept})


@pytest.mark.parametrize(
    ("offered", "accept", "sent"),
    [
        ((XML, JSON), "*/*", JSON),
        ((XML, JSON), "application/json, text/plain, */*", JSON),
        ((XML, JSON), "application/xml, */*", XML),
        ((XML, JSON), "application/json;q=0.5, application/xml", XML),
        ((XML,), "*/*", XML),
        ((PDF, JSON), "*/*", JSON),
        ((PDF, JSON), "application/pdf, application/json", JSON),
        ((PDF, JSON), PDF, PDF),
        ((TEXT, JSON), "*/*", JSON),
        ((TEXT, JSON), TEXT, TEXT),
        (("image/*",), "*/*", "image/png"),
        (("image/*",), "image/*", "image/png"),
        (("image/*",), "image/gif;q=0.2, image/webp", "image/webp"),
        (("image/*", JSON), "image/gif", "image/gif"),
        (("text/*",), "text/csv", "text/csv"),
        (("application/*",), XML, XML),
        (("application/*+json",), "*/*", "application/vnd.mock+json"),
        (("application/*+json",), "application/hal+json", "application/hal+json"),
        (("*/*",), "*/*", JSON),
        (("*/*",), "text/html, */*;q=0.8", JSON),
        (("*/*",), TEXT, TEXT),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_acceptable_type_is_sent(
    tmp_path: Path, offered: tuple[str, ...], accept: str, sent: str, version: str
) -> None:
    """A range is answered with a type that `Accept` names, and XML or nothing comes last."""
    reply = answer(tmp_path, dict.fromkeys(offered, CRATE), accept, version)
    assert (reply.status, reply.headers["content-type"]) == (200, sent)
    assert bool(reply.body) == (not sent.startswith("image/") and sent != PDF)


@pytest.mark.parametrize(
    ("accept", "status", "word"),
    [
        ("application/vnd.crate+json;v=1", 200, "one"),
        ('application/vnd.crate+json ; V="1"', 200, "one"),
        ("application/vnd.crate+json;v=2", 200, "two"),
        ("application/vnd.crate+json", 200, "one"),
        ("application/vnd.crate+json;v=2;charset=utf-8", 200, "two"),
        ("application/vnd.crate+json;v=1;q=0.1, application/vnd.crate+json;v=2", 200, "two"),
        ("application/vnd.crate+json;v=3", 406, None),
    ],
)
def test_parameters_are_part_of_a_type(
    tmp_path: Path, accept: str, status: int, word: str | None
) -> None:
    """Of types that differ in a parameter, the one that `Accept` names is sent."""
    reply = answer(tmp_path, {V1: {"const": "one"}, V2: {"const": "two"}}, accept)
    assert reply.status == status
    assert word is None or reply.value == word


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "text/csv", "application/yaml"])
@pytest.mark.parametrize(
    ("schema", "body"),
    [
        (WORD, b"LADEN"),
        ({"type": "integer", "enum": [-7]}, b"-7"),
        ({"type": "number", "enum": [0.5]}, b"0.5"),
        ({"type": "boolean", "enum": [True]}, b"true"),
        ({"type": "string", "pattern": "^é$"}, "é".encode()),
    ],
)
def test_scalar_is_sent_as_text(tmp_path: Path, media_type: str, schema: Json, body: bytes) -> None:
    """A string is sent without quotes, and a number or boolean as JSON writes it."""
    reply = answer(tmp_path, {media_type: schema})
    assert (reply.headers["content-type"], reply.body) == (media_type, body)


def test_text_without_an_instance_is_refused(tmp_path: Path) -> None:
    """A text that conforms to no schema is an error of the mock, not an answer."""
    assert answer(tmp_path, {TEXT: {"type": "string", "not": {}}}).status == 500


def test_object_is_sent_as_a_form(tmp_path: Path) -> None:
    """A form has the fields of its object, and an object in it is JSON."""
    inner = {"type": "object", "properties": {"n": {"enum": [1]}}, "required": ["n"]}
    listed = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"enum": ["a b"]}}
    schema = {"type": "object", "properties": {"i": inner, "l": listed}, "required": ["i", "l"]}
    reply = answer(tmp_path, {"application/x-www-form-urlencoded": schema})
    assert reply.body == b"i=%7B%22n%22%3A1%7D&l=a+b&l=a+b"


@pytest.mark.parametrize("order", [("*/*", JSON), (JSON, "*/*")])
@pytest.mark.parametrize("accept", ["*/*", JSON, "application/*"])
def test_type_documented_by_name_precedes_a_range(
    tmp_path: Path, order: tuple[str, ...], accept: str
) -> None:
    """A range without a schema never replaces the schema of a type that it covers."""
    contents = {"*/*": {}, JSON: {"schema": CRATE}}
    content = {name: contents[name] for name in order}
    paths = get({"200": {"description": "An answer.", "content": content}})
    reply = ask(serve(document(tmp_path, paths)), headers={"accept": accept})
    assert (reply.headers["content-type"], [*reply.value]) == (JSON, ["weight"])
