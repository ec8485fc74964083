"""Representations: one media type of one response, with everything needed to write it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.from_schema import Maker, compile_instance
from mockwright.mock_server.values.plausible.options import Plausible
from mockwright.openapi.media_types import JSON, is_json, normalize
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.violations import Subject, Violation

RESPONSE = Subject(location="response")
MAX_ALTERNATIVES = 4


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
    def makers(self) -> tuple[Maker, ...]:
        """Makers of instances, where there is a schema: one, or one for each alternative.

        The first alternative of a `oneOf` may match another one too; then the next is tried.
        """
        schema = self.media_type.schema
        if schema is None:
            return ()
        count = MAX_ALTERNATIVES if schema.has_alternatives else 1
        return tuple(
            compile_instance(schema, alternative, self._plausible) for alternative in range(count)
        )

    @cached_property
    def valid_examples(self) -> tuple[Any, ...]:
        """The document's examples that keep their own schema."""
        return tuple(v for v in self.media_type.examples.values() if self.is_valid(v))

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
        if not self.makers or not self.is_json:
            return next(iter(self.media_type.examples.values()), "")
        *others, last = self.makers
        for make in others:
            value = make(RandomStream(call.key), call)
            if self.is_valid(value):
                return value
        return last(RandomStream(call.key), call)


def _is_anything(_value: Any) -> bool:
    return True
