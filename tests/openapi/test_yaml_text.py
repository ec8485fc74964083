"""YAML is read by the rules of version 1.2, without code execution or expansion."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.openapi.json_text import encode_json
from mockwright.openapi.yaml_text import MAX_DEPTH, YamlIsBroken, parse_yaml
from tests.processor_time import time_call

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
)
MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 9)}]}}\n" for level in range(1, 10)
)
LONG_CHAIN = "a0: &a0 [x]\n" + "".join(
    f"a{level}: &a{level} [*a{level - 1}]\n" for level in range(1, MAX_DEPTH + 1)
)
DEEP = f"it is nested deeper than {MAX_DEPTH} levels"
GROWS = "its aliases expand to more than 1,000,000 values"
ITSELF = "an alias occurs within its own anchor"

PLAIN = {
    "[yes, no, on, off, y, n, Yes, NO]": ["yes", "no", "on", "off", "y", "n", "Yes", "NO"],
    "[true, True, TRUE, false, False, FALSE]": [True] * 3 + [False] * 3,
    "[tRUE, falsE]": ["tRUE", "falsE"],
    "[~, null, Null, NULL, ]": [None] * 4,
    "[nULL, '', '~']": ["nULL", "", "~"],
    "{a: , b: ~}": {"a": None, "b": None},
    "[0o17, 017, 012, 0x1F, +1, -1, -0]": [15, 17, 12, 31, 1, -1, 0],
    "[0b11, 1_000, 1:30, 0o8, -0x1F, -0o7]": ["0b11", "1_000", "1:30", "0o8", "-0x1F", "-0o7"],
    "[1e3, 1E3, 1e+3, 1., .5, +1.5, -.5, 1.5e-3]": [1e3, 1e3, 1e3, 1.0, 0.5, 1.5, -0.5, 0.0015],
    "[., +., 1e, e3, .e3, 1.2.3, ._5]": [".", "+.", "1e", "e3", ".e3", "1.2.3", "._5"],
    "[2024-01-01, 2024-01-01T00:00:00Z, 12:30]": ["2024-01-01", "2024-01-01T00:00:00Z", "12:30"],
    "['12', \"true\", '1e3']": ["12", "true", "1e3"],
    "[=, <<, '<<']": ["=", "<<", "<<"],
    "{200: a, true: b, ~: c, 1.0: d}": {"200": "a", "true": "b", "~": "c", "1.0": "d"},
    "a: !!str 1": {"a": "1"},
    "a: !!int '1'": {"a": 1},
    "[!!seq [], !!map {}, !!null '', !!bool 'true', !!float 1]": [[], {}, None, True, 1.0],
    "a: |\n  x\n  y\n": {"a": "x\ny\n"},
    "a: &x {b: 1}\nc: *x\n": {"a": {"b": 1}, "c": {"b": 1}},
    "a: &x foo\n*x : 1\n": {"a": "foo", "foo": 1},
    "---\na: 1\n...\n": {"a": 1},
    "%YAML 1.1\n---\n[yes]": ["yes"],
    "": None,
    "# nothing\n": None,
}
MERGED = {
    "{<<: {p: 1, q: 2}, p: 3}": {"p": 3, "q": 2},
    "{p: 3, <<: {p: 1, q: 2}}": {"p": 3, "q": 2},
    "{<<: [{p: 1}, {p: 2, q: 2}]}": {"p": 1, "q": 2},
    "{<<: {p: 1}, <<: {p: 2, q: 2}}": {"p": 1, "q": 2},
    "{'<<': {p: 1}}": {"<<": {"p": 1}},
}
BROKEN = {
    "a: 1\na: 2": "the key `a` occurs twice at line 2, column 1",
    "x:\n  a: 1\n  'a': 1": "the key `a` occurs twice at line 3, column 3",
    "{1: a, '1': b}": "the key `1` occurs twice at line 1, column 8",
    "? [a]\n: 1": "a key is not a plain string at line 1, column 3",
    "? {a: b}\n: 1": "a key is not a plain string at line 1, column 3",
    "a: !!python/object/apply:os.system ['id']": "the tag `!!python/object/apply:os.system`",
    "a: !!python/name:os.system": "the tag `!!python/name:os.system` is not supported at line 1",
    "a: !ours b": "the tag `!ours` is not supported at line 1, column 4",
    "a: !ours [b]": "the tag `!ours` is not supported at line 1, column 4",
    "a: !ours {b: c}": "the tag `!ours` is not supported at line 1, column 4",
    "a: !!binary aGk=": "the tag `!!binary` is not supported at line 1, column 4",
    "a: !!timestamp 2024-01-01": "the tag `!!timestamp` is not supported",
    "a: !!set {b, c}": "the tag `!!set` is not supported",
    "a: !!omap [b: 1]": "the tag `!!omap` is not supported",
    "a: !!seq {b: 1}": "the tag `!!seq` is not supported",
    "a: !!map [1]": "the tag `!!map` is not supported",
    "a: !!int foo": "`foo` cannot be read as int at line 1, column 4",
    "a: !!bool foo": "`foo` cannot be read as bool at line 1, column 4",
    "a: !!float foo": "`foo` cannot be read as float at line 1, column 4",
    "a: .inf": "`.inf` cannot be read as float at line 1, column 4",
    "a: -.INF": "`-.INF` cannot be read as float at line 1, column 4",
    "a: .nan": "`.nan` cannot be read as float at line 1, column 4",
    "a: 1e999": "`1e999` cannot be read as float at line 1, column 4",
    f"a: {'9' * 5000}": f"`{'9' * 60}…` cannot be read as int at line 1, column 4",
    f"a: 0x{'f' * 100_000}": "cannot be read as int at line 1, column 4",
    "{<<: 3}": "`<<` merges objects only at line 1, column 6",
    "{<<: [3]}": "`<<` merges objects only at line 1, column 7",
    "&a [*a]": ITSELF,
    "&a {b: *a}": ITSELF,
    "a: &x {<<: *x}": ITSELF,
    BOMB: GROWS,
    MERGE_BOMB: GROWS,
    LONG_CHAIN: DEEP,
    "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1): DEEP,
    "[" * 100_000: DEEP,
    "[" * 100_000 + "]" * 100_000: DEEP,
    "{a: " * 100_000: DEEP,
    "- " * 100_000: DEEP,
    "? " * 100_000: DEEP,
    "\n".join(" " * level + "a:" for level in range(MAX_DEPTH + 2)): DEEP,
    "a: 1\n---\nb: 2": "expected a single document in the stream but found another document",
    "a: *x": "it is not valid YAML: found undefined alias at line 1, column 4",
    "a:\n\tb: 1": "found character that cannot start any token at line 2, column 1",
    "a: [1, 2": "it is not valid YAML: while parsing a flow sequence",
    "a: b: c": "mapping values are not allowed in this context at line 1, column 5",
    "%YAML 2.0\n---\na": "found incompatible YAML document at line 1, column 1",
    "a: \0": "it is not valid YAML: unacceptable character #x0000",
}


def short(text: str) -> str:
    """The beginning of a text, as the id of its case."""
    return repr(text[:40])


@pytest.mark.parametrize(("text", "expected"), PLAIN.items(), ids=map(short, PLAIN))
def test_scalars_have_the_meaning_of_version_1_2(text: str, expected: Any) -> None:
    """Words, numbers, dates and keys are read by YAML 1.2's core schema."""
    value = parse_yaml(text.encode())
    assert (value, repr(value)) == (expected, repr(expected))


@pytest.mark.parametrize(("text", "expected"), MERGED.items(), ids=map(short, MERGED))
def test_merge_key_adds_what_is_missing(text: str, expected: Any) -> None:
    """`<<` adds the fields of other objects; own fields win, then earlier objects."""
    assert parse_yaml(text.encode()) == expected


@pytest.mark.parametrize(("text", "problem"), BROKEN.items(), ids=map(short, BROKEN))
def test_broken_text_is_refused(text: str, problem: str) -> None:
    """YAML that is not plain data, would expand or would crash is refused with its position."""
    with pytest.raises(YamlIsBroken) as caught:
        parse_yaml(text.encode())
    assert problem in str(caught.value)


def test_text_that_is_not_utf_8_is_refused() -> None:
    """A file in Latin-1 is refused, not misread."""
    with pytest.raises(YamlIsBroken, match="unacceptable character"):
        parse_yaml("a: é".encode("latin-1"))


def test_deepest_text_is_read() -> None:
    """Text nested up to the limit is read."""
    value = parse_yaml(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    for _ in range(MAX_DEPTH - 1):
        (value,) = value
    assert value == []


@pytest.mark.parametrize("text", [BOMB, MERGE_BOMB, "[" * 1_000_000, "{a: " * 300_000], ids=short)
def test_hostile_text_costs_little_time(text: str) -> None:
    """A YAML bomb or a megabyte of brackets is refused quickly."""

    def refuse() -> None:
        with pytest.raises(YamlIsBroken):
            parse_yaml(text.encode())

    _, seconds = time_call(refuse)
    assert seconds < 1


def test_shared_values_are_no_bomb() -> None:
    """A value shared by a hundred aliases is read, and is the same object in each place."""
    text = "a: &x {b: [1, 2, 3]}\nc: [" + ", ".join(["*x"] * 100) + "]"
    value = parse_yaml(text.encode())
    assert value["c"] == [{"b": [1, 2, 3]}] * 100


KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)
PLAIN_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.text(st.characters(codec="ascii")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN_VALUES)
def test_json_is_yaml(value: Any) -> None:
    """JSON text has the same meaning when read as YAML."""
    assert parse_yaml(json.dumps(value).encode()) == value


@given(PLAIN_VALUES)
def test_other_writer_is_understood(value: Any) -> None:
    """The output of PyYAML, quoted for version 1.1, is read correctly."""
    assert parse_yaml(yaml.safe_dump(value).encode()) == value


@settings(max_examples=300)
@given(st.text(st.sampled_from("a1[]{}:,-?&*!|>'\"%@` \n#<~."), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Any text gives `YamlIsBroken` or a value that JSON can represent."""
    try:
        value = parse_yaml(text.encode())
    except YamlIsBroken:
        return
    assert json.loads(encode_json(value)) == value
