"""Forms: from the pairs of a form body to an object, as `encoding` and the schema describe it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mockwright.openapi.coercion import part_shape
from mockwright.openapi.document_files import Located
from mockwright.openapi.media_types import is_json, normalize
from mockwright.openapi.nested_names import read_tree, tree_value
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.shapes import Shape
from mockwright.openapi.styles import Pairs, Style, style_of
from mockwright.openapi.value_readers import ABSENT, NOT_JSON, StyledReader, read_json

Read = Callable[[Pairs], Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Encoding:
    """How one field of a form is written: in a style, or as text of a media type."""

    style: Style | None
    is_json: bool


NO_ENCODING = Encoding(style=None, is_json=False)


def encoding_of(name: str, value: dict[str, Any]) -> Encoding:
    """How a field of a form is written; one of the keywords of styles overrides `contentType`."""
    if {"style", "explode", "allowReserved"}.isdisjoint(value):
        types = str(value.get("contentType", "")).split(",")
        return Encoding(style=None, is_json=any(is_json(normalize(text)) for text in types))
    return Encoding(style=style_of(name, "query", value), is_json=False)


class FormReader:
    """Reads the fields of one form. Its parts are compiled when a field is first sent."""

    def __init__(self, schema: CompiledSchema, encodings: Mapping[str, Encoding]) -> None:
        self._schema = schema
        self._shape = schema.shape
        self._encodings = encodings
        self._readers: dict[str, Read] = {}
        self._owners = {
            part: name
            for name, encoding in encodings.items()
            if encoding.style is not None and encoding.style.spreads_fields
            for part in self._parts_of(name)
        }

    def _parts_of(self, name: str) -> list[str]:
        """The fields of an object that are sent as fields of the form itself."""
        shape = part_shape(self._schema.library.target, self._shape, name)
        return [part for part in shape.fields if part not in self._shape.fields]

    def read(self, pairs: Pairs) -> dict[str, Any]:
        """The object that the pairs mean. What cannot be converted stays a text."""
        gathered: dict[str, Pairs] = {}
        for pair in pairs:
            gathered.setdefault(self._owner_of(pair[0]), []).append(pair)
        values: dict[str, Any] = {}
        for name, own in gathered.items():
            value = self._reader(name)(own)
            if value is not ABSENT:
                values[name] = value
        return values

    def _owner_of(self, name: str) -> str:
        """The field that a name belongs to: its own, or that of which it is a part."""
        fields = self._shape.fields
        if name in fields:
            return name
        base = name.partition("[")[0] if name.endswith("]") else name
        return base if base in fields else self._owners.get(name, name)

    def _reader(self, name: str) -> Read:
        if name not in self._shape.fields:  # any number of names, which are not kept
            return self._compile(name, self._shape.others, NO_ENCODING)
        if name not in self._readers:
            encoding = self._encodings.get(name, NO_ENCODING)
            self._readers[name] = self._compile(name, self._shape.fields[name], encoding)
        return self._readers[name]

    def _compile(self, name: str, group: list[Located], encoding: Encoding) -> Read:
        library, direction = self._schema.library, self._schema.direction
        shape = part_shape(library.target, self._shape, name)
        if encoding.style is not None:

            def is_valid(value: Any) -> bool:
                schemas = (library.compile(member.place, direction) for member in group)
                return all(schema.is_valid(value) for schema in schemas)

            return StyledReader(encoding.style, shape, library.target, is_valid).read
        if encoding.is_json:
            return lambda pairs: _read_json_field(name, shape, pairs)
        return lambda pairs: tree_value(library.target, shape, read_tree(name, pairs))


def _read_json_field(name: str, shape: Shape, pairs: Pairs) -> Any:
    """A JSON text; for an array also one text for each item. Other texts stay as they are."""
    texts = [text for other, text in pairs if other in (name, f"{name}[]")]
    if not texts:
        return ABSENT
    parsed = [read_json(text) for text in texts]
    values = [t if value is NOT_JSON else value for t, value in zip(texts, parsed, strict=True)]
    if len(values) > 1:
        return values
    is_item = "array" in shape.types and not isinstance(values[0], list)
    return values if is_item else values[0]
