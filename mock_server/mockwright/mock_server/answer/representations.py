"""Representations: one media type of one response, with everything needed to write it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.examples import conforming
from mockwright.mock_server.values.from_schema import Maker, compile_instance
from mockwright.mock_server.values.plausible.options import Plausible
from mockwright.openapi.media_types import JSON, is_json, normalize
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.violations import Subject, Violation

RESPONSE = Subject(location="response")


class Representation:
    """One media type of one response, with everything needed to write it."""

    def __init__(self, media_type: MediaType, plausible: Plausible | None = None) -> None:
        """`plausible`: generated values suit the names of their fields and the request."""
        self.media_type = media_type
        self._plausible = plausible
        # A range, such as `*/*`, leaves the choice to us.
        self.content_type = JSON if "*" in media_type.name else media_type.name
        self.is_json = is_json(normalize(self.content_type))

    @cached_property
    def _make(self) -> Maker | None:
        """The maker of instances, where there is a schema."""
        schema = self.media_type.schema
        return None if schema is None else compile_instance(schema, plausible=self._plausible)

    @cached_property
    def valid_examples(self) -> tuple[Any, ...]:
        """The document's examples that conform to their own schema."""
        return tuple(conforming(self.media_type.examples.values(), self.is_valid))

    @cached_property
    def is_valid(self) -> Callable[[Any], bool]:
        """Whether a value of ours keeps the contract; asking is far cheaper than listing."""
        schema = self.media_type.schema
        return schema.is_valid if schema is not None and self.is_json else _is_anything

    def check(self, value: Any) -> tuple[Violation, ...]:
        """Every violation of the contract by a value of ours."""
        schema = self.media_type.schema
        if schema is None or self.is_valid(value):
            return ()
        return schema.check(value, RESPONSE)

    def limit(self, operation: Operation) -> str:
        """Why this representation cannot be written; empty if it can."""
        examples = self.media_type.examples
        if not self.is_json:
            return "" if examples else "it is no JSON and has no example, so it is sent empty."
        if self.media_type.schema is None or self.valid_examples:
            return ""
        call = Call(operation=operation, parameters={}, body=None, key=b"")
        violations = self.check(self.instance(call))
        return f"no instance can be made: {violations[0].detail}" if violations else ""

    def instance(self, call: Call) -> Any:
        """A deterministic instance; an example where no JSON can stand in for it."""
        if self._make is None or not self.is_json:
            return next(iter(self.media_type.examples.values()), "")
        return self._make(RandomStream(call.key), call)


def _is_anything(_value: Any) -> bool:
    return True
