"""Properties of strict JSON that hold for every value, whatever its structure."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mockwright.openapi.json_text import (
    JsonIsBroken,
    dump_json,
    encode_json,
    is_deeper_than,
    is_larger_than,
    parse_json,
)

pytestmark = pytest.mark.slow

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=15
)
OBJECTS = st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5)
SPACES = st.text(" \t\r\n", max_size=3)


def spread(value: Any, data: st.DataObject) -> str:
    """A JSON text of a value, with keys in any order and optional white space."""
    before, after = data.draw(SPACES), data.draw(SPACES)
    if isinstance(value, dict):
        names = data.draw(st.permutations(list(value)))
        parts = [f"{json.dumps(name)}{before}:{spread(value[name], data)}" for name in names]
        return f"{before}{{{before}{','.join(parts)}{after}}}{after}"
    if isinstance(value, list):
        return f"{before}[{','.join(spread(item, data) for item in value)}{after}]{after}"
    return f"{before}{encode_json(value).decode()}{after}"


@given(VALUES)
def test_value_survives_writing(value: Any) -> None:
    """A value survives the round trip, and so do its canonical bytes."""
    text = dump_json(value)
    parsed = parse_json(text)
    assert parsed.value == value
    assert parsed.canonical == text


@given(VALUES, st.data())
def test_order_and_space_do_not_change_the_canonical_bytes(value: Any, data: st.DataObject) -> None:
    """All texts of a value have the same canonical bytes."""
    assert parse_json(spread(value, data).encode()).canonical == dump_json(value)


@given(VALUES)
def test_standard_library_agrees(value: Any) -> None:
    """Python's own parser reads the same value from what is written."""
    assert json.loads(encode_json(value)) == value


@pytest.mark.slow
@given(OBJECTS, VALUES, st.data())
def test_duplicate_key_is_always_refused(
    value: dict[str, Any], other: Any, data: st.DataObject
) -> None:
    """A duplicate key is refused at any depth and with any values."""
    name = data.draw(st.sampled_from(sorted(value)))
    twice = data.draw(st.sampled_from([value[name], other]))
    members = [f"{json.dumps(key)}:{json.dumps(inner)}" for key, inner in value.items()]
    escaped = "".join(f"\\u{unit:04x}" for unit in units(name))
    key = data.draw(
        st.sampled_from([json.dumps(name), json.dumps(name, ensure_ascii=False), f'"{escaped}"'])
    )
    members.insert(data.draw(st.integers(0, len(members))), f"{key}:{json.dumps(twice)}")
    text = f'[{{"deep":{{{",".join(members)}}}}}]'
    with pytest.raises(JsonIsBroken, match="duplicate key"):
        parse_json(text.encode())


def units(text: str) -> list[int]:
    """The UTF-16 code units of a text."""
    data = text.encode("utf-16-be")
    return [int.from_bytes(data[index : index + 2]) for index in range(0, len(data), 2)]


def slow_verdict(text: str) -> bool:
    """Whether a text has a duplicate key or an infinite number, by checking each."""
    found: list[bool] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.append(len({name for name, _ in pairs}) != len(pairs))
        return dict(pairs)

    def number(digits: str) -> float:
        found.append(float(digits) in (float("inf"), float("-inf")))
        return float(digits)

    json.loads(text, object_pairs_hook=look, parse_float=number)
    return any(found)


FRAGMENTS = st.sampled_from(
    ['"a"', '"b"', '"\\u0061"', '"null"', "null", "1e999", "1", '""', '"\\""', '"a b"', "true"]
)
KEYS = st.sampled_from(['"a"', '"b"', '"\\u0061"', '"null"', '""', '"\\\\"'])
SMALL_TEXTS = st.recursive(
    FRAGMENTS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]")
        | st.lists(st.tuples(KEYS, inner), max_size=3).map(
            lambda pairs: "{" + ",".join(f"{key}:{value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=10,
)


@pytest.mark.slow
@settings(max_examples=1000)
@given(SMALL_TEXTS)
@example('{"a":1e999,"a":null}')
@example('{"a":"\\"","a":"\\""}')
def test_counting_agrees_with_looking(text: str) -> None:
    """Counting quotes refuses exactly the texts that checking each pair refuses."""
    try:
        parse_json(text.encode())
    except JsonIsBroken:
        assert slow_verdict(text)
    else:
        assert not slow_verdict(text)


@settings(max_examples=300)
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(text: bytes) -> None:
    """Any bytes give a value or `JsonIsBroken`, and what is accepted is valid JSON."""
    try:
        parsed = parse_json(text)
    except JsonIsBroken:
        return
    assert orjson.loads(text) == parsed.value


@given(VALUES, st.integers(1, 6))
def test_depth_is_that_of_the_levels(value: Any, limit: int) -> None:
    """A value is too deep exactly if it is nested in more levels than the limit."""

    def depth(node: Any) -> int:
        inner = node.values() if isinstance(node, dict) else node
        if not isinstance(node, dict | list):
            return 0
        return 1 + max(map(depth, inner), default=0)

    assert is_deeper_than(value, limit) == (depth(value) > limit)


@given(VALUES, st.integers(1, 30))
def test_size_is_that_of_all_values(value: Any, limit: int) -> None:
    """A value is too large exactly if it consists of more values than the limit."""

    def size(node: Any) -> int:
        inner = node.values() if isinstance(node, dict) else node
        return 1 + (sum(map(size, inner)) if isinstance(node, dict | list) else 0)

    assert is_larger_than(value, limit) == (size(value) > limit)


@pytest.mark.slow
@given(OBJECTS, st.integers(0, 10**6))
def test_every_cut_text_is_refused(value: dict[str, Any], length: int) -> None:
    """A truncated object is never valid."""
    text = encode_json(value)
    with pytest.raises(JsonIsBroken):
        parse_json(text[: length % len(text)])
