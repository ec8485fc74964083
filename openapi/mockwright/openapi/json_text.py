"""Read JSON strictly, and write it canonically."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

import jiter
import orjson
from msgspec import Struct
from msgspec.json import Decoder

MAX_DEPTH = 64
MAX_NUMBER_DIGITS = 100

_TOO_GREAT = 10**MAX_NUMBER_DIGITS
_NESTING = frozenset({dict, list})
_TYPE_NAMES = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


class ParsedJson(Struct, frozen=True, gc=False):
    """A parsed JSON text: its value, and its canonical bytes (sorted keys, no spaces)."""

    value: Any
    canonical: bytes


class JsonIsBroken(ValueError):
    """Raised for text that is not acceptable JSON; `str()` says what is wrong and where."""


def parse_json(text: bytes) -> ParsedJson:
    """Parse one JSON text strictly: UTF-8, no duplicate keys, finite numbers, depth at most 64.

    Raises `JsonIsBroken`. `canonical` depends on neither key order nor white space.
    """
    try:
        value = _read_fast(text)
    except (ValueError, RecursionError):
        value = _read_closely(text)
        refuse_extreme_numbers(value)
    marks = text.translate(None, _UNMARKED)
    quotes = marks.count(b'"')
    if len(marks) - quotes > MAX_DEPTH and is_deeper_than(value, MAX_DEPTH):
        raise JsonIsBroken(_TOO_DEEP)
    try:
        canonical = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # an integer of more than 64 bits
        _read_closely(text, catch_duplicate_keys=True)
        refuse_extreme_numbers(value)
        return ParsedJson(value=value, canonical=dump_json(value))
    # If a key occurs twice, the value has fewer strings than the text, because only the last one is
    # kept. Counting quotes costs a third of detecting duplicates while parsing. Escapes could
    # falsify the count, so a text with escapes is not counted.
    if b"\\" in marks or quotes != canonical.count(b'"'):
        _read_closely(text, catch_duplicate_keys=True)
    return ParsedJson(value=value, canonical=canonical)


_TOO_DEEP = f"The JSON text is nested deeper than {MAX_DEPTH} levels."


# Reducing the bytes to the few that matter in one pass is faster than counting in all of them.
_UNMARKED = bytes(byte for byte in range(256) if byte not in b'"[\\{')

# The faster of two parsers of the same grammar; the other one reports where a text is broken.
_read_fast = Decoder().decode


def _read_closely(text: bytes, *, catch_duplicate_keys: bool = False) -> Any:
    """Parse with precise errors; numbers beyond 1.8e308 are infinite. Raises `JsonIsBroken`."""
    try:
        return jiter.from_json(text, allow_inf_nan=False, catch_duplicate_keys=catch_duplicate_keys)
    except ValueError as error:
        raise JsonIsBroken(_explain(text, str(error))) from error


def refuse_extreme_numbers(value: Any) -> None:
    """Raise `JsonIsBroken` for infinity (from `1e999`) and for integers with too many digits."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, float) and not math.isfinite(node):
            message = "The JSON text has a number too large to represent (beyond 1.8e308)."
            raise JsonIsBroken(message)
        if isinstance(node, int) and abs(node) >= _TOO_GREAT:
            raise JsonIsBroken(_TOO_LONG)
        pending.extend(_children(node))


_TOO_LONG = f"The JSON text has an integer of more than {MAX_NUMBER_DIGITS} digits."


def is_deeper_than(value: Any, limit: int) -> bool:
    """Whether arrays and objects are nested more than `limit` levels deep."""
    level = [value] if type(value) in _NESTING else []  # parsers create no subclasses
    for _ in range(limit):
        if not level:
            return False
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) in _NESTING
        ]
    return bool(level)


def is_larger_than(value: Any, limit: int) -> bool:
    """Whether a value consists of more than `limit` values, including itself."""
    count, level = 1, [value]
    while level and count <= limit:
        level = [child for parent in level for child in _children(parent)]
        count += len(level)
    return count > limit


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _explain(text: bytes, problem: str) -> str:
    """Turn the parser's message into one that says what to do."""
    if not text.strip():
        return "The body is empty. A JSON text was expected."
    if text.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return "The body starts with a byte order mark. Send UTF-8 without one."
    if b"\x00" in text[:2]:
        return "The body looks like UTF-16 or UTF-32. Send UTF-8."
    for name, explain in _EXPLANATIONS:
        before, was_found, after = problem.partition(name)
        if was_found:
            return explain.format(before + after)
    return f"The body is not valid JSON: {problem}."


# The parser's messages and ours; `{}` is the rest of the former: ` "a" at line 1 column 5`.
_INVALID = "The body is not valid JSON: "
_EXPLANATIONS = (
    ("recursion limit", _TOO_DEEP),
    ("number out of range", _TOO_LONG),
    ("Detected duplicate key", f"{_INVALID}duplicate key{{}}. Send each key once."),
    (
        "lone leading surrogate in hex escape",
        f"{_INVALID}a `\\u` escape is half a surrogate pair{{}}. Send both halves, or UTF-8.",
    ),
    (
        "unexpected end of hex escape",
        f"{_INVALID}a `\\u` escape is cut off or half a surrogate pair{{}}. Send UTF-8 instead.",
    ),
    ("invalid unicode code point", f"{_INVALID}it is not UTF-8{{}}."),
)


def dump_json(value: Any) -> bytes:
    """Serialize to canonical JSON: sorted keys, no spaces, UTF-8; integers of any size."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return _dump_slowly(value, sort_keys=True)


def encode_json(value: Any) -> bytes:
    """Serialize to compact JSON, keeping the order of keys; integers of any size."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return _dump_slowly(value, sort_keys=False)


def _dump_slowly(value: Any, *, sort_keys: bool) -> bytes:
    text = json.dumps(
        value, sort_keys=sort_keys, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def name_type(value: Any) -> str:
    """The JSON type of a value with its article: `an object`, `a number`, `null`."""
    return _TYPE_NAMES.get(type(value), "a number")
