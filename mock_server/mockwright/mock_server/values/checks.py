"""What the validator says about values of the parts of a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mockwright.mock_server.values.examples import conforming
from mockwright.mock_server.values.merged import Merged, named_examples, types_of
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
        return _plain_check(located.value) or self._validator(located)

    def _validator(self, located: Located) -> Check:
        try:
            return self._library.compile(located.place, self._direction).is_valid
        except DocumentIsBroken:  # a schema that no operation refers to; nothing has read it yet
            return _is_anything

    def is_hidden(self, group: Iterable[Located]) -> bool:
        """Whether a property with these schemas is absent in this direction."""
        return any(self._is_hidden(located) for located in group)

    def _is_hidden(self, located: Located) -> bool:
        schema = located.value
        if not isinstance(schema, dict):
            return False
        marker = "writeOnly" if self._direction == "response" else "readOnly"
        if schema.get(marker) is True:
            return True
        # The mark may also be on a schema that this one refers to.
        is_reference = "$ref" in schema or "allOf" in schema
        return is_reference and self._library.at(located.place, self._direction) is False

    def options(
        self, merged: Merged, group: Sequence[Located], members: Sequence[Located] = ()
    ) -> Sequence[Any]:
        """The values that the document itself gives: constant, examples, enumeration.

        They conform to the group of schemas, and to its members, which are the alternatives that
        were chosen. An example is more than a chosen alternative: an enumeration that is only an
        alternative does not replace an example of another one.
        """
        keywords = merged.keywords
        if keywords.keys().isdisjoint(_SAYS_VALUES):
            return []
        examples, conforms = named_examples(keywords), self.of(group)
        is_valid = self.of([*members, *group]) if members else conforms
        if "const" in keywords:
            return [keywords["const"]] if is_valid(keywords["const"]) else []
        named = [example for example in examples if is_valid(example)]
        if not named and ("enum" in keywords or not any(map(conforms, examples))):
            named = [*conforming(examples, conforms)]
        if named:
            return named
        listed = [option for option in keywords.get("enum", ()) if is_valid(option)]
        return [option for option in listed if option is not None] or listed


def _is_anything(_value: Any) -> bool:
    return True


def _is_never_valid(_value: Any) -> bool:
    return False


def _plain_check(schema: Mapping[str, Any]) -> Check | None:
    """A check in Python for a schema that only names types and members; otherwise None.

    Documents have thousands of these, and each validator takes a millisecond to compile.
    """
    if any(word not in _PLAIN and not word.startswith("x-") for word in schema):
        return None
    options = schema.get("enum")
    types = types_of(schema)
    if len(types) > 1 or (options is not None and not all(type(o) is str for o in options)):
        return None
    is_type = _TYPE_CHECKS.get(types[0]) if types else _is_anything
    if options is None or is_type is None:
        return is_type
    members = frozenset(options)
    return lambda value: type(value) is str and value in members and is_type(value)


_TYPE_CHECKS: Mapping[str, Check] = {
    "string": lambda value: type(value) is str,
    "object": lambda value: type(value) is dict,
    "array": lambda value: type(value) is list,
    "boolean": lambda value: type(value) is bool,
    "null": lambda value: value is None,
}
_SAYS_VALUES = {"const", "enum", "examples", "example"}
_PLAIN = {"type", "enum", "title", "description", "example", "examples", "default", "deprecated"}
