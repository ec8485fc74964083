"""What the validator says about values of the parts of a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mockwright.mock_server.values.examples import conforming
from mockwright.mock_server.values.merged import Merged, named_examples
from mockwright.openapi.document_files import Located
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.schemas import CompiledSchema

Check = Callable[[Any], bool]


class Checks:
    """Checks values of parts of one schema, in the direction of that schema."""

    def __init__(self, schema: CompiledSchema) -> None:
        self._library = schema.library
        self._direction = schema.direction

    def of(self, group: Iterable[Located]) -> Check:
        """Return whether a value conforms to all schemas of a group."""
        checks = [self._check(located) for located in group if located.value is not True]
        if len(checks) == 1:
            return checks[0]
        return lambda value: all(is_valid(value) for is_valid in checks)

    def _check(self, located: Located) -> Check:
        if located.value is False:
            return _is_never_valid
        # A schema that only names a type is checked in Python.
        return _type_check(located.value) or self._validator(located)

    def _validator(self, located: Located) -> Check:
        try:
            return self._library.compile(located.place, self._direction).is_valid
        except DocumentIsBroken:  # a schema that no operation refers to; nothing has read it yet
            return _is_anything

    def is_hidden(self, schema: Any) -> bool:
        """Whether a property with this schema is absent in this direction."""
        marker = "writeOnly" if self._direction == "response" else "readOnly"
        return isinstance(schema, dict) and schema.get(marker) is True

    def options(self, merged: Merged, group: Sequence[Located]) -> Sequence[Any]:
        """The values that the document itself gives: constant, examples, enumeration."""
        keywords, is_valid = merged.keywords, self.of(group)
        if "const" in keywords:
            return [keywords["const"]] if is_valid(keywords["const"]) else []
        named = [*conforming(named_examples(keywords), is_valid)]
        if named:
            return named
        listed = [option for option in keywords.get("enum", ()) if is_valid(option)]
        return [option for option in listed if option is not None] or listed


def _is_anything(_value: Any) -> bool:
    return True


def _is_never_valid(_value: Any) -> bool:
    return False


def _type_check(schema: Mapping[str, Any]) -> Check | None:
    """A check for a schema that only names a type, as most echoed fields do; otherwise None."""
    return _TYPE_CHECKS.get(str(schema.get("type"))) if schema.keys() <= _SAYS_A_TYPE else None


_TYPE_CHECKS: Mapping[str, Check] = {
    "string": lambda value: type(value) is str,
    "object": lambda value: type(value) is dict,
}
_SAYS_A_TYPE = {"type", "description", "examples", "x-echo"}
