"""Multipart bodies are read as forms, and validated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.request.multipart import read_parts
from mockwright.openapi.json_text import JsonIsBroken
from tests.mock_server.asking import Reply, ask, journal, serve
from tests.mock_server.small_documents import JSON, Json, content, document, post

INTEGER: Json = {"type": "integer"}
BOX: Json = {"type": "object", "required": ["w"], "properties": {"w": INTEGER}}
FORM: Json = {
    "type": "object",
    "required": ["box"],
    "properties": {
        "box": BOX,
        "count": INTEGER,
        "ids": {"type": "array", "items": INTEGER},
        "photo": {"type": "string", "format": "binary", "maxLength": 4},
        "name": {"type": "string"},
    },
}
ENCODING: Json = {"ids": {"style": "form", "explode": False}}


def part(name: str, text: str | bytes, **members: str) -> bytes:
    """A part; `type` is its media type, `file` the name of its file."""
    head = f'Content-Disposition: form-data; name="{name}"'
    head += f'; filename="{members["file"]}"' if "file" in members else ""
    head += f"\r\nContent-Type: {members['type']}" if "type" in members else ""
    return head.encode() + b"\r\n\r\n" + (text.encode() if isinstance(text, str) else text)


def body(*parts: bytes, boundary: str = "line") -> bytes:
    """A multipart body."""
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + each + b"\r\n" for each in parts) + mark + b"--\r\n"


def send(folder: Path, sent: bytes, boundary: str = "line", **members: Any) -> Reply:
    """What a mock of a multipart form answers."""
    described = {"required": True, **content(FORM, "multipart/form-data", **members)}
    answers = {"200": {"description": "Words.", **content({"type": "string", "minLength": 9})}}
    app = serve(document(folder, post(described, answers)))
    kind = f"multipart/form-data; boundary={boundary}"
    reply = ask(app, "POST /things", {"content-type": kind}, sent)
    assert journal(app)[0].get("warnings", []) == []
    return reply


W = part("box", '{"w": 3}', type=JSON)


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ((W,), None),
        ((part("box", '{"w": 3}'),), None),
        ((part("box[w]", "3"),), None),
        ((W, part("count", "5"), part("ids", "1,2"), part("name", "7")), None),
        ((W, part("name", '"Ann"', type=JSON)), None),
        ((W, part("photo", b"\xff\x00\xfe\x01", file="a.png", type="image/png")), None),
        ((part("count", "5"),), "#/box"),
        ((part("box", '{"w": "x"}', type=JSON),), "#/box/w"),
        ((W, part("count", "five")), "#/count"),
        ((W, part("ids", "1,x")), "#/ids/1"),
        ((W, part("photo", b"\xff\x00\xfe\x01\x02", file="a.png")), "#/photo"),
    ],
)
def test_parts_are_validated(tmp_path: Path, parts: tuple[bytes, ...], where: str | None) -> None:
    """Parts are texts, files, and JSON where the schema has an object; all are validated."""
    reply = send(tmp_path, body(*parts), encoding=ENCODING)
    if where is None:
        assert reply.status == 200
    else:
        assert [error["pointer"] for error in reply.value["errors"]] == [where]


def test_boundary_does_not_change_the_answer(tmp_path: Path) -> None:
    """Equal forms get equal answers, whatever the client separates their parts with."""
    replies = [send(tmp_path, body(W, boundary=mark), mark) for mark in ("line", "another")]
    assert replies[0].body == replies[1].body


@pytest.mark.parametrize("sent", [b"", b"--other--", b"--line\r\n\r\nno name\r\n--line--\r\n"])
def test_broken_form_is_refused(tmp_path: Path, sent: bytes) -> None:
    """A body that has no parts with names is a bad request."""
    assert send(tmp_path, sent).status == 400


def test_boundary_is_required() -> None:
    """Without a boundary the parts cannot be told apart."""
    with pytest.raises(JsonIsBroken, match="has no `boundary`"):
        read_parts(body(W), "multipart/form-data")
