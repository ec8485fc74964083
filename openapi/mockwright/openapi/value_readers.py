"""Readers of values: from the texts of a parameter, form field or header to one JSON value."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from mockwright.openapi.coercion import coerce, coerce_part
from mockwright.openapi.document_files import Located
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.nested_names import read_tree, tree_value
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.shapes import Shape, Target, shape_of
from mockwright.openapi.styles import Pairs, Style

ARRAY, OBJECT, SCALAR, NULL = "array", "object", "scalar", "null"


class Mark:
    """A placeholder for a value: `ABSENT` if there is none, `NOT_JSON` if it cannot be read."""


ABSENT = Mark()
NOT_JSON = Mark()


def read_json(text: str) -> Any:
    """The value of a JSON text, or `NOT_JSON`."""
    try:
        return parse_json(text.encode()).value
    except (JsonIsBroken, UnicodeEncodeError):
        return NOT_JSON


def read_first_json(name: str) -> Callable[[Pairs], Any]:
    """A function that reads the JSON text of a name."""

    def read(pairs: Pairs) -> Any:
        return next((read_json(text) for other, text in pairs if other == name), ABSENT)

    return read


def reader_of(style: Style, schema: CompiledSchema | None) -> Callable[[Pairs], Any]:
    """A function that reads a value of the schema, or any text where there is none."""
    if schema is None:
        return StyledReader(style, Shape(members=[]), _no_target, _is_anything).read
    return StyledReader(style, schema.shape, schema.library.target, schema.is_valid).read


def _no_target(located: Located) -> Located:
    return located


def _is_anything(_value: Any) -> bool:
    return True


def find_kinds(shape: Shape) -> tuple[str, ...]:
    """The kinds of values that a schema allows, in the order in which it names them; null last."""
    # A shape's members are found depth first and from the last alternative to the first.
    named = [name for member in reversed(shape.members) for name in _named_types(member.value)]
    types = [name for name in named if name in shape.types] or sorted(shape.types) or [SCALAR]
    kinds = [name if name in {ARRAY, OBJECT, NULL} else SCALAR for name in types]
    ordered = dict.fromkeys([kind for kind in kinds if kind != NULL] + kinds)
    if SCALAR in ordered:  # which reads null as well
        ordered.pop(NULL, None)
    return tuple(ordered)


def _named_types(schema: dict[str, Any]) -> list[str]:
    named = schema.get("type", [])
    return [named] if isinstance(named, str) else list(named)


class StyledReader:
    """Reads a value that is written in one of OpenAPI's styles.

    Where the schema allows several kinds of values, the first reading that conforms is
    returned, and the first reading if none does.
    """

    def __init__(
        self, style: Style, shape: Shape, target: Target, is_valid: Callable[[Any], bool]
    ) -> None:
        self._style = style
        self._shape = shape
        self._target = target
        self._is_valid = is_valid
        self._names = (style.name, f"{style.name}[]")
        kinds = find_kinds(shape)
        self._first = self._reader(kinds[0])
        self._others = tuple(self._reader(kind) for kind in kinds[1:])

    def read(self, pairs: Pairs) -> Any:
        """The value of the pairs, or `ABSENT`; pairs with other names are skipped."""
        value = self._first(pairs)
        if not self._others or (value is not ABSENT and self._is_valid(value)):
            return value
        for read in self._others:
            other = read(pairs)
            if other is not ABSENT and self._is_valid(other):
                return other
            value = other if value is ABSENT else value
        return value

    def _reader(self, kind: str) -> Callable[[Pairs], Any]:
        if kind == ARRAY:
            return self._read_array
        return self._read_object if kind == OBJECT else self._read_scalar

    def _texts(self, pairs: Pairs) -> list[str]:
        return [text for name, text in pairs if name in self._names]

    def _read_scalar(self, pairs: Pairs) -> Any:
        """Convert to a number if possible; keep the text if only that conforms to the schema."""
        texts, types = self._texts(pairs), self._shape.types
        if not texts:
            return ABSENT
        if len(texts) > 1 and (self._others or not types):  # else a text would be dropped
            return texts
        text = self._style.read_scalar(texts[0])
        value = coerce(text, types)
        if value is text or "string" not in types:
            return value
        return value if self._is_valid(value) else text

    @cached_property
    def _item_shape(self) -> Shape:
        return shape_of(self._target, self._shape.items)

    def _read_array(self, pairs: Pairs) -> Any:
        """The items of every text: a joined array that is sent as a repeated name is one array."""
        texts, types = self._texts(pairs), self._item_shape.types
        if not texts:
            return ABSENT
        style = self._style
        parts = texts
        if not style.repeats_name:
            parts = [part for text in texts for part in style.read_items(text)]
        items = [coerce(part, types) for part in parts]
        if items == parts or "string" not in types or self._is_valid(items):
            return items
        return parts if self._is_valid(parts) else items

    def _read_object(self, pairs: Pairs) -> Any:
        style = self._style
        if style.kind == "deepObject":
            tree = read_tree(style.name, pairs)
            return tree_value(self._target, self._shape, tree) if tree.children else ABSENT
        if style.spreads_fields:
            own = self._names if self._others else ()  # texts of the other kinds of values
            fields = [(n, text) for n, text in pairs if n in self._shape.fields or n not in own]
        else:
            texts = [text for name, text in pairs if name == style.name]
            fields = [pair for text in texts for pair in style.read_fields(text)]
        gathered: dict[str, list[str]] = {}
        for name, text in fields:
            gathered.setdefault(name, []).append(text)
        if not gathered:
            return ABSENT
        return {
            name: coerce_part(self._target, self._shape, name, texts)
            for name, texts in gathered.items()
        }
