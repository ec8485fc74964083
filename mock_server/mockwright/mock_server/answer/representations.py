"""Representations: one media type of one response, with everything needed to write it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from mockwright.mock_server.answer.xml_bodies import write_xml
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.examples import conforming
from mockwright.mock_server.values.from_schema import Maker, compile_instance
from mockwright.mock_server.values.plausible.options import Plausible
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.media_types import (
    FORM,
    concrete_type,
    is_binary,
    is_json,
    is_range,
    is_xml,
    normalize,
)
from mockwright.openapi.operations import MediaType, Operation
from mockwright.openapi.violations import Subject, Violation

RESPONSE = Subject(location="response")
# How well a representation can be written: as documented; in a form that clients rarely expect
# where there is another; not at all, so that its body is empty.
GOOD, FAIR, EMPTY = 0, 1, 2


class Representation:
    """One media type of one response, with everything needed to write it."""

    def __init__(
        self,
        media_type: MediaType,
        plausible: Plausible | None = None,
        content_type: str | None = None,
    ) -> None:
        """`content_type` is the type that is sent where a range, such as `*/*`, is documented.

        With `plausible`, generated values suit the names of their fields and the request.
        """
        self.media_type = media_type
        self._plausible = plausible
        self.is_range = is_range(normalize(media_type.name))
        self.content_type = content_type or _content_type(media_type)
        name = normalize(self.content_type)
        self.is_json = is_json(name)
        self._is_xml = is_xml(name)
        self._is_form = name == FORM
        self._is_generated = media_type.schema is not None and not is_binary(name)

    def with_type(self, content_type: str) -> Representation:
        """The same representation, sent as another type of its range."""
        return Representation(self.media_type, self._plausible, content_type)

    @cached_property
    def quality(self) -> int:
        """How well it can be written; examples are always written as documented."""
        if self.media_type.examples or (self.is_json and self._is_generated):
            return GOOD
        if not self._is_generated:
            return FAIR if self.is_json else EMPTY
        return FAIR if self._is_xml or self.is_structured else GOOD

    @property
    def is_structured(self) -> bool:
        """Whether its values are objects or arrays, for which only JSON and XML have a notation."""
        schema = self.media_type.schema
        return schema is not None and not schema.shape.types.isdisjoint({"object", "array"})

    @property
    def has_notation(self) -> bool:
        """Whether its type has a notation for all of its values."""
        return self.is_json or self._is_xml or self._is_form or not self.is_structured

    @cached_property
    def _make(self) -> Maker | None:
        """The maker of instances, where there is a schema."""
        schema = self.media_type.schema
        return None if schema is None else compile_instance(schema, plausible=self._plausible)

    @cached_property
    def valid_examples(self) -> tuple[Any, ...]:
        """The document's examples that conform to their own schema.

        Examples of other types than JSON are texts in the notation of that type.
        """
        examples = self.media_type.examples.values()
        return tuple(conforming(examples, self.is_valid) if self.is_json else examples)

    @cached_property
    def is_valid(self) -> Callable[[Any], bool]:
        """Whether a generated value conforms; calling this is far cheaper than `check`."""
        schema = self.media_type.schema
        return schema.is_valid if schema is not None and self._is_generated else _is_anything

    def check(self, value: Any) -> tuple[Violation, ...]:
        """Every violation of the contract by a generated value."""
        schema = self.media_type.schema
        if schema is None or self.is_valid(value):
            return ()
        return schema.check(value, RESPONSE)

    def limit(self, operation: Operation) -> str:
        """Why this representation cannot be written; empty if it can."""
        if self.quality == EMPTY:
            return "it has no example, so it is sent empty."
        if self.media_type.schema is None or self.valid_examples:
            return ""
        call = Call(operation=operation, parameters={}, body=None, key=b"")
        violations = self.check(self.instance(call))
        return f"no instance can be made: {violations[0].detail}" if violations else ""

    def instance(self, call: Call) -> Any:
        """A deterministic instance; an example where the type cannot be generated."""
        if self._make is None or not self._is_generated:
            return next(iter(self.media_type.examples.values()), "")
        return self._make(RandomStream(call.key), call)

    def write(self, value: Any, *, is_example: bool = False) -> Any:
        """The value in the notation of the type; JSON and plain text are written by the answer.

        An example of another type is a text in its notation already, or a value.
        """
        if self.is_json or (is_example and isinstance(value, str)):
            return value
        schema = self.media_type.schema
        if self._is_form and isinstance(value, dict):
            return _write_form(value)
        return write_xml(schema, value) if self._is_xml and schema is not None else value


def _content_type(media_type: MediaType) -> str:
    name = normalize(media_type.name)
    return concrete_type(name) if is_range(name) else media_type.name


def _write_form(value: dict[str, Any]) -> str:
    """A form: each item of an array under the array's name, and objects as JSON."""
    fields = [
        (name, item)
        for name, part in value.items()
        for item in (part if isinstance(part, list) else [part])
    ]
    return urlencode(
        [(n, item if isinstance(item, str) else encode_json(item)) for n, item in fields]
    )


def _is_anything(_value: Any) -> bool:
    return True
