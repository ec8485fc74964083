"""Response headers: the text of a documented header, from its example or its schema."""

from __future__ import annotations

from functools import cached_property

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.from_schema import Maker, compile_instance
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.operations import ResponseHeader


class HeaderMaker:
    """Writes one documented response header."""

    def __init__(self, header: ResponseHeader) -> None:
        self.name = header.name
        self._example = header.example
        self._schema = header.schema

    @cached_property
    def _make(self) -> Maker | None:
        return compile_instance(self._schema) if self._schema else None

    def make(self, call: Call) -> str:
        """The header's text for a call: its example, else what its schema makes."""
        if self._example is not None:
            value = self._example
        else:
            value = self._make(RandomStream(call.key), call) if self._make else ""
        text = value if isinstance(value, str) else encode_json(value).decode()
        return "".join(c if " " <= c <= "~" else "?" for c in text)
