"""Form bodies are written as the `encoding` of their media types describes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.boundaries.bodies import BOUNDARY, write_body
from mockwright.contracts.boundaries.serialization import CannotBeSent
from mockwright.openapi.operations import MediaType
from tests.openapi.small_documents import compile_paths, content, operation

URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def form(folder: Path, name: str = URL_ENCODED, **encoding: Any) -> MediaType:
    """The media type of a form with any fields."""
    body = content({"type": "object"}, name, encoding=encoding)
    (found,) = compile_paths(folder, {"/orders": {"post": operation(requestBody=body)}})
    assert found.body is not None
    return found.body.media_types[name]


@pytest.mark.parametrize(
    ("encoding", "value", "written"),
    [
        ({}, ["a", "b c"], "field=a&field=b%20c"),
        ({}, {"r": 1}, "field=%7B%22r%22%3A1%7D"),
        ({"contentType": "application/json"}, [1, 2], "field=%5B1%2C2%5D"),
        ({"contentType": "text/plain"}, True, "field=true"),
        ({"style": "form", "explode": False}, [1, 2], "field=1%2C2"),
        ({"explode": True}, {"r": 1, "g": 2}, "r=1&g=2"),
        ({"explode": False}, {"r": 1, "g": 2}, "field=r%2C1%2Cg%2C2"),
        ({"style": "spaceDelimited", "explode": False}, ["a", "b"], "field=a%20b"),
        ({"style": "pipeDelimited"}, ["a", "b"], "field=a%7Cb"),
        ({"style": "deepObject", "explode": True}, {"r": 1}, "field%5Br%5D=1"),
    ],
)
def test_field_is_written_in_its_encoding(
    tmp_path: Path, encoding: dict[str, Any], value: Any, written: str
) -> None:
    """A field has the style of its encoding, else its content type, which is JSON for objects."""
    media_type = form(tmp_path, field=encoding)
    assert write_body(media_type, {"field": value}).decode() == written


@pytest.mark.parametrize(
    ("encoding", "value"),
    [
        ({"style": "deepObject"}, {"r": {"s": 1}}),
        ({"style": "deepObject"}, [1]),
        ({"style": "form", "explode": False}, ["a,b"]),
        ({}, None),
        ({}, []),
        ({}, "\ud800"),
    ],
)
def test_value_without_a_text_cannot_be_sent(
    tmp_path: Path, encoding: dict[str, Any], value: Any
) -> None:
    """What a style cannot express is refused rather than written as something else."""
    with pytest.raises(CannotBeSent):
        write_body(form(tmp_path, field=encoding), {"field": value})


def test_multipart_form_has_a_part_for_each_field(tmp_path: Path) -> None:
    """Texts are plain parts, objects are JSON parts, and arrays have a part for each item."""
    value = {"note": "fragile", "size": {"cm": 3}, "tags": ["a", "b"]}
    written = write_body(form(tmp_path, MULTIPART), value).decode()
    head = 'Content-Disposition: form-data; name="{}"'
    assert written.split(f"--{BOUNDARY}")[1:-1] == [
        f"\r\n{head.format('note')}\r\n\r\nfragile\r\n",
        f'\r\n{head.format("size")}\r\nContent-Type: application/json\r\n\r\n{{"cm":3}}\r\n',
        f"\r\n{head.format('tags')}\r\n\r\na\r\n",
        f"\r\n{head.format('tags')}\r\n\r\nb\r\n",
    ]


def test_text_with_the_boundary_cannot_be_sent(tmp_path: Path) -> None:
    """A text that would end its own part is refused."""
    with pytest.raises(CannotBeSent):
        write_body(form(tmp_path, MULTIPART), {"note": BOUNDARY})
