"""Bodies are written in media types that can be sent, and skipped in all others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.contracts.boundaries.bases import NoValidRequest, base_request
from mockwright.contracts.boundaries.variants import variants
from mockwright.openapi.operations import Operation
from tests.openapi.small_documents import compile_paths, content, operation

URL_ENCODED = "application/x-www-form-urlencoded"
ORDER = {
    "type": "object",
    "required": ["note"],
    "properties": {
        "note": {"type": "string"},
        "address": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


def posting(folder: Path, schema: Any, media_type: str, **members: Any) -> Operation:
    """An operation that requires a body of this type."""
    body = {"required": True, **content(schema, media_type, **members)}
    (found,) = compile_paths(folder, {"/orders": {"post": operation(requestBody=body)}})
    return found


@pytest.mark.parametrize(
    ("media_type", "sent"),
    [
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("multipart/*", "multipart/form-data; boundary=mockwright-boundary"),
        ("application/vnd.shop+json; v=2", "application/vnd.shop+json; v=2"),
    ],
)
def test_concrete_type_is_sent(tmp_path: Path, media_type: str, sent: str) -> None:
    """A range is replaced by a type within it; a type is sent with its parameters."""
    assert base_request(posting(tmp_path, ORDER, media_type)).media_type == sent


def test_form_with_objects_has_a_valid_request(tmp_path: Path) -> None:
    """A form whose schema has an object as a field is sent, and none of its variants fails."""
    found = posting(tmp_path, ORDER, URL_ENCODED)
    assert base_request(found).body.startswith(b"note=")
    assert any(not variant.is_valid for variant in variants(found))


@pytest.mark.parametrize("media_type", ["application/xml", "image/svg+xml", "multipart/mixed"])
def test_unknown_type_has_no_valid_request(tmp_path: Path, media_type: str) -> None:
    """A body of a type that is not written here is an error that names the operation."""
    with pytest.raises(NoValidRequest, match="POST /orders"):
        base_request(posting(tmp_path, ORDER, media_type))


def test_plain_text_is_sent_as_it_is(tmp_path: Path) -> None:
    """A text is sent without quotes."""
    schema = {"type": "string", "enum": ["low"]}
    assert base_request(posting(tmp_path, schema, "text/plain")).body == b"low"
