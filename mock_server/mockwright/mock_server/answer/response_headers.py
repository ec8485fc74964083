"""Response headers: the text of a documented header, from its example or its schema."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from mockwright.mock_server.answer.header_syntax import find_syntax
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.from_schema import Maker, compile_instance
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.operations import ResponseHeader


class HeaderMaker:
    """Writes one documented response header."""

    def __init__(self, header: ResponseHeader) -> None:
        self.name = header.name
        self._header = header

    @cached_property
    def _make(self) -> Maker | None:
        schema = self._header.schema
        if schema is None:
            return None
        return find_syntax(self.name, schema) or compile_instance(schema)

    def make(self, call: Call) -> str:
        """The header's text for a call: its example, or else a generated value."""
        example = self._header.example
        if isinstance(example, str):  # written as it is sent
            return _printable(example)
        value = example
        if value is None:
            value = self._make(RandomStream(call.key), call) if self._make else ""
        return _printable(self._write(value))

    def _write(self, value: Any) -> str:
        """A value in style `simple`, the only one of headers, or as JSON."""
        if self._header.is_json:
            return encode_json(value).decode()
        if isinstance(value, list):
            return ",".join(map(_text_of, value))
        if not isinstance(value, dict):
            return _text_of(value)
        sign = "=" if self._header.style.is_exploded else ","
        return ",".join(f"{name}{sign}{_text_of(part)}" for name, part in value.items())


def _text_of(value: Any) -> str:
    return value if isinstance(value, str) else encode_json(value).decode()


def _printable(text: str) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in text)
