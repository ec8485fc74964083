"""Derives values just inside and just outside a schema's limits from a valid value.

Nothing here decides whether a value is valid; that is left to the document's validator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mockwright.contracts.boundaries.texts import (
    MAX_CHARACTERS,
    format_edges,
    pattern_edges,
    resize,
)
from mockwright.openapi.json_text import name_type

MAX_ITEMS = 1_000

_LENGTH_STEPS = (0, -1, 1)
_FRACTION = 0.01
# The smallest value of each JSON type; a server that converts types may confuse some of them.
_OF_EACH_TYPE: Mapping[str, Sequence[Any]] = {
    "null": (None,),
    "boolean": (True,),
    "integer": (1,),
    "number": (0.5,),
    "string": ("text",),
    "array": ([],),
    "object": ({},),
}


class Edge(NamedTuple):
    """A value at the limit that a keyword sets; `sends` describes it as a noun phrase."""

    keyword: str
    value: Any
    sends: str


Item = Callable[[int], Any]


def scalar_edges(schema: Mapping[str, Any], value: Any) -> Iterator[Edge]:
    """The edges of one schema's keywords, except those about items and fields."""
    yield from _type_edges(schema, value)
    yield from _option_edges(schema)
    if isinstance(value, str):
        yield from _length_edges(schema, value)
        yield from (Edge("pattern", text, f"the text `{text}`") for text in pattern_edges(schema))
        yield from (Edge("format", text, f"the text `{text}`") for text in format_edges(schema))
    elif isinstance(value, bool):
        yield Edge("type", value=not value, sends=str(not value).lower())
    elif isinstance(value, int | float):
        yield from _number_edges(schema, value)


def types_of(schema: Mapping[str, Any]) -> list[str]:
    """The types listed in a schema's `type`."""
    names = schema.get("type", [])
    return [names] if isinstance(names, str) else list(names)


def _type_edges(schema: Mapping[str, Any], value: Any) -> Iterator[Edge]:
    """A value of every type, starting with the types that the schema lists."""
    named = types_of(schema)
    if not named:
        return
    others = [name for name in _OF_EACH_TYPE if name not in named]
    for name in (*named, *others):
        for sample in _OF_EACH_TYPE[name]:
            yield Edge("type", sample, name_type(sample))
    if isinstance(value, int | float):
        text = str(value).lower()
        yield Edge("type", text, f"the text `{text}`")


def _option_edges(schema: Mapping[str, Any]) -> Iterator[Edge]:
    """Every value of an enumeration, then near misses."""
    keyword = "const" if "const" in schema else "enum"
    options = [schema["const"]] if "const" in schema else schema.get("enum", [])
    for option in options:
        yield Edge(keyword, option, f"the value `{option}`")
    texts = [option for option in options if isinstance(option, str)]
    numbers = [o for o in options if isinstance(o, int | float) and not isinstance(o, bool)]
    near = [text for first in texts[:1] for text in (first.swapcase(), f"{first}X", "")]
    for other in (*near, *(number + 1 for number in sorted(numbers)[-1:])):
        yield Edge(keyword, other, f"the value `{other}`")


def _length_edges(schema: Mapping[str, Any], value: str) -> Iterator[Edge]:
    for keyword in ("minLength", "maxLength"):
        if keyword not in schema:
            continue
        for step in _LENGTH_STEPS:
            length = schema[keyword] + step
            if 0 <= length <= MAX_CHARACTERS:
                for text in resize(schema, value, length):
                    yield Edge(keyword, text, f"a text of {length} characters")
    if "minLength" not in schema:
        yield Edge("minLength", "", "the empty text")


def _number_edges(schema: Mapping[str, Any], value: float) -> Iterator[Edge]:
    step = schema.get("multipleOf") or (_FRACTION if "number" in types_of(schema) else 1)
    for keyword in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        if keyword in schema:
            for factor in (0, -1, 1):
                number = round(schema[keyword] + factor * step, 9)
                number = schema[keyword] if factor == 0 else number
                yield Edge(keyword, number, f"the number {number}")
    if "multipleOf" in schema:
        for number in (0, step, 3 * step, step / 2):
            yield Edge("multipleOf", number, f"the number {number}")
    for number in (0, 0.5, value + 0.5):  # bounds may exclude 0 and 0.5
        yield Edge("type", number, f"the number {number}")


def array_edges(schema: Mapping[str, Any], value: Sequence[Any], make: Item) -> Iterator[Edge]:
    """Arrays of other lengths and with equal items; `make(n)` returns the nth item."""
    lengths = {"minItems": schema.get("minItems", 0)}
    if "maxItems" in schema:
        lengths["maxItems"] = schema["maxItems"]
    for keyword, bound in lengths.items():
        for length in (bound, bound - 1, bound + 1, 2):
            if 0 <= length <= MAX_ITEMS:
                items = _items(value, make, length, is_unique="uniqueItems" in schema)
                yield Edge(keyword, items, f"an array of {length} items")
    if schema.get("uniqueItems"):
        first = value[0] if value else make(0)
        items = [first, first, *value[2:]]
        yield Edge("uniqueItems", items, "an array of equal items")


def _items(value: Sequence[Any], make: Item, length: int, *, is_unique: bool) -> list[Any]:
    """Up to `length` items: the given ones, then generated ones, distinct if `is_unique`."""
    items = list(value[:length])
    for number in range(20 * length):
        if len(items) >= length:
            break
        item = make(number if is_unique else 0)
        if not is_unique or item not in items:
            items.append(item)
    return items


def object_edges(schema: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[Edge]:
    """Objects with some fields removed or added."""
    for name in value:
        rest = {other: part for other, part in value.items() if other != name}
        yield Edge("required", rest, f"an object without `{name}`")
    if not value.keys() <= set(schema.get("required", ())):
        needed = {n: part for n, part in value.items() if n in schema.get("required", ())}
        yield Edge("required", needed, "an object with its required fields only")
    if schema.get("additionalProperties") in (True, False) or "maxProperties" in schema:
        free = next(name for name in _free_names() if name not in value)
        keyword = "additionalProperties" if "additionalProperties" in schema else "maxProperties"
        yield Edge(keyword, {**value, free: 1}, f"an object with the additional field `{free}`")
    for keyword in ("minProperties", "maxProperties"):
        if keyword in schema:
            yield from _count_edges(keyword, schema[keyword], value)


def _count_edges(keyword: str, bound: int, value: Mapping[str, Any]) -> Iterator[Edge]:
    for count in (bound, bound - 1, bound + 1):
        if not 0 <= count <= MAX_ITEMS:
            continue
        fields = dict(list(value.items())[:count])
        names = (name for name in _free_names() if name not in fields)
        fields |= {next(names): 1 for _ in range(count - len(fields))}
        yield Edge(keyword, fields, f"an object of {count} fields")


def _free_names() -> Iterator[str]:
    """Names that are unlikely to be documented: `further`, `further2`, …."""
    yield "further"
    number = 2
    while True:
        yield f"further{number}"
        number += 1
