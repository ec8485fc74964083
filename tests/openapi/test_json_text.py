"""Strict JSON: what is refused and why, and what is accepted unchanged."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from mockwright.openapi.json_text import (
    MAX_DEPTH,
    MAX_NUMBER_DIGITS,
    JsonIsBroken,
    dump_json,
    encode_json,
    name_type,
    parse_json,
)
from tests.processor_time import time_call

EMPTY = "The body is empty. A JSON text was expected."
INVALID = "The body is not valid JSON: "
NOT_UTF8 = INVALID + "it is not UTF-8 at line 1 column 2."
DEEP = f"The JSON text is nested deeper than {MAX_DEPTH} levels."
LONG = f"The JSON text has an integer of more than {MAX_NUMBER_DIGITS} digits."
LARGE = "The JSON text has a number too large to represent (beyond 1.8e308)."
MARK = "The body starts with a byte order mark. Send UTF-8 without one."
WIDE = "The body looks like UTF-16 or UTF-32. Send UTF-8."

REFUSED = {
    "empty": (b"", EMPTY),
    "blank": (b" \t\r\n", EMPTY),
    "cut after a key": (b'{"a":', "EOF while parsing a value at line 1 column 5."),
    "cut object": (b'{"a":1', "EOF while parsing an object at line 1 column 6."),
    "cut array": (b"[1,", "EOF while parsing a value at line 1 column 3."),
    "cut string": (b'"abc', "EOF while parsing a string at line 1 column 4."),
    "cut escape": (b'"\\u12', "EOF"),
    "cut literal": (b"tru", "EOF"),
    "cut number": (b"-", "EOF"),
    "trailing garbage": (b"{} x", "trailing characters at line 1 column 4."),
    "two documents": (b"{}{}", "trailing characters at line 1 column 3."),
    "two lines of JSON": (b"{}\n{}", "trailing characters at line 2 column 1."),
    "comment of two slashes": (b"{} // x", "trailing characters at line 1 column 4."),
    "comment in between": (b"[1, /* x */ 2]", "expected value at line 1 column 5."),
    "comment of YAML": (b"# x\n{}", "expected value at line 1 column 1."),
    "single quotes": (b"{'a':1}", "key must be a string at line 1 column 2."),
    "key without quotes": (b"{a:1}", "key must be a string at line 1 column 2."),
    "key that is a number": (b"{1:1}", "key must be a string at line 1 column 2."),
    "no colon": (b'{"a" 1}', "expected `:` at line 1 column 6."),
    "trailing comma": (b"[1,]", "trailing comma at line 1 column 4."),
    "trailing comma in an object": (b'{"a":1,}', "trailing comma at line 1 column 8."),
    "hexadecimal": (b"0x1", "trailing characters at line 1 column 2."),
    "plus": (b"+1", "expected value at line 1 column 1."),
    "leading zero": (b"01", "invalid number at line 1 column 2."),
    "leading point": (b".5", "expected value at line 1 column 1."),
    "trailing point": (b"[1.]", "invalid number at line 1 column 4."),
    "exponent without digits": (b"[1e]", "invalid number at line 1 column 4."),
    "capital literal": (b"True", "expected value at line 1 column 1."),
    "NaN": (b"NaN", "expected value at line 1 column 1."),
    "NaN within": (b"[NaN]", "expected value at line 1 column 2."),
    "Infinity": (b"Infinity", "expected value at line 1 column 1."),
    "-Infinity": (b"[-Infinity]", "invalid number at line 1 column 3."),
    "escape that is none": (b'"\\x"', "invalid escape at line 1 column 3."),
    "escape without digits": (b'"\\u12g4"', "invalid escape at line 1 column 6."),
    "raw line end": (b'"a\nb"', "control character"),
    "raw tab": (b'"a\tb"', "control character"),
    "raw NUL": (b'"ab\x00c"', "control character"),
    "form feed outside": (b"\x0c1", "expected value at line 1 column 1."),
    "no-break space outside": (b"\xc2\xa01", "expected value at line 1 column 1."),
    "1e999": (b"1e999", LARGE),
    "-1e999": (b"[-1e999]", LARGE),
    "1e999 beside null": (b'{"a":1e999,"b":null}', LARGE),
    'beside a text "null"': (b'{"a":1e999,"b":"null"}', LARGE),
    "400 digits and a point": (b"1" * 400 + b".0", LARGE),
    "duplicate key": (b'{"a":1,"a":2}', 'duplicate key "a" at line 1 column 12.'),
    "duplicate key, equal values": (b'{"a":1,"a":1}', 'duplicate key "a"'),
    "duplicate key, nested": (b'{"x":[{"a":1,"a":1}]}', 'duplicate key "a"'),
    "duplicate key, escaped": (b'{"a":1,"\\u0061":1}', 'duplicate key "a"'),
    "duplicate key, escaped twice": (b'{"\\u0061":1,"\\u0061":1}', 'duplicate key "a"'),
    "duplicate key, empty": (b'{"":1,"":1}', 'duplicate key ""'),
    "duplicate key beside a large number": (b'{"a":1,"a":%d}' % 10**30, 'duplicate key "a"'),
    "duplicate key, first one hides quotes": (b'{"a":"x","b":1,"a":2}', 'duplicate key "a"'),
    "invalid byte": (b'"\xff"', NOT_UTF8),
    "overlong": (b'"\xc0\xaf"', NOT_UTF8),
    "cut sequence": (b'"\xe2\x82"', NOT_UTF8),
    "encoded surrogate": (b'"\xed\xa0\x80"', NOT_UTF8),
    "beyond Unicode": (b'"\xf4\x90\x80\x80"', NOT_UTF8),
    "byte order mark": (b"\xef\xbb\xbf{}", MARK),
    "UTF-16 with mark": ('{"a":1}'.encode("utf-16"), MARK),
    "UTF-32 with mark": ('{"a":1}'.encode("utf-32"), MARK),
    "UTF-16, little end first": ('{"a":1}'.encode("utf-16-le"), WIDE),
    "UTF-16, big end first": ('{"a":1}'.encode("utf-16-be"), WIDE),
    "UTF-32, little end first": ('{"a":1}'.encode("utf-32-le"), WIDE),
    "UTF-32, big end first": ('{"a":1}'.encode("utf-32-be"), WIDE),
    "lone high surrogate": (b'"\\ud800"', "half a surrogate pair at line 1 column 8."),
    "lone low surrogate": (b'"\\udc00"', "half a surrogate pair at line 1 column 7."),
    "surrogates in the wrong order": (b'"\\udc00\\ud800"', "half a surrogate pair"),
    "high surrogate before text": (b'"\\ud800x"', "half a surrogate pair"),
    "lone surrogate in a key": (b'{"\\ud800":1}', "half a surrogate pair"),
    "depth 65": (b"[" * 65 + b"]" * 65, DEEP),
    "depth 65 of objects": (b'{"a":' * 65 + b"1" + b"}" * 65, DEEP),
    "depth 65, mixed": (b'[{"a":' * 32 + b"[]" + b"}]" * 32, DEEP),
    "depth 1,000": (b"[" * 1000 + b"]" * 1000, DEEP),
    "depth 1,000 of objects": (b'{"a":' * 1000 + b"1" + b"}" * 1000, DEEP),
    "depth 100,000": (b"[" * 100_000 + b"]" * 100_000, DEEP),
    "depth 100,000, open": (b"[" * 100_000, DEEP),
    "depth 100,000 of objects, open": (b'{"a":' * 100_000, DEEP),
    "101 digits": (b"1" * 101, LONG),
    "101 digits, negative": (b"[-" + b"1" * 101 + b"]", LONG),
    "5,000 digits": (b"1" * 5_000, LONG),
    "100,000 digits": (b"[" + b"1" * 100_000 + b"]", LONG),
}

ACCEPTED: dict[str, tuple[bytes, Any, bytes]] = {
    "object": (b"{}", {}, b"{}"),
    "array": (b" [ ] ", [], b"[]"),
    "string": (b'"x"', "x", b'"x"'),
    "number": (b"0", 0, b"0"),
    "null": (b"null", None, b"null"),
    "true": (b"\n true\t", True, b"true"),
    "depth 64": (b"[" * 64 + b"]" * 64, eval("[" * 64 + "]" * 64), b"[" * 64 + b"]" * 64),  # noqa: S307 -- a literal too deep to write
    "brackets in a text": (b'"' + b"[{" * 100 + b'"', "[{" * 100, b'"' + b"[{" * 100 + b'"'),
    "100 digits": (b"9" * 100, 10**100 - 1, b"9" * 100),
    "2^63": (b"9223372036854775808", 2**63, b"9223372036854775808"),
    "-2^63-1": (b"-9223372036854775809", -(2**63) - 1, b"-9223372036854775809"),
    "2^64": (b"18446744073709551616", 2**64, b"18446744073709551616"),
    "10^30 in an object": (
        b'{"b": 1, "a": 1000000000000000000000000000000}',
        {"b": 1, "a": 10**30},
        b'{"a":1000000000000000000000000000000,"b":1}',
    ),
    "-0": (b"-0", 0, b"0"),
    "-0.0": (b"-0.0", -0.0, b"-0.0"),
    "1.0": (b"1.0", 1.0, b"1.0"),
    "1E2": (b"1E2", 100.0, b"100.0"),
    "tiny": (b"1e-999", 0.0, b"0.0"),
    "escaped NUL": (b'"a\\u0000b"', "a\0b", b'"a\\u0000b"'),
    "only NULs": (b'"' + b"\\u0000" * 999 + b'"', "\0" * 999, b'"' + b"\\u0000" * 999 + b'"'),
    "surrogate pair": (b'"\\ud83d\\ude00"', "\U0001f600", b'"\xf0\x9f\x98\x80"'),
    "non-characters": ('"\ufffe\uffff"'.encode(), "\ufffe\uffff", '"\ufffe\uffff"'.encode()),
    "right-to-left mark": ('"\u202e"'.encode(), "\u202e", '"\u202e"'.encode()),
    "combining marks": ('"e\u0301"'.encode(), "e\u0301", '"e\u0301"'.encode()),
    "line separators": ('"\u2028\u2029"'.encode(), "\u2028\u2029", '"\u2028\u2029"'.encode()),
    "DEL": (b'"\x7f"', "\x7f", b'"\x7f"'),
    "escaped quote and backslash": (b'"\\"\\\\\\/"', '"\\/', b'"\\"\\\\/"'),
    "keys of other languages": (
        b'{"__proto__":1,"$ref":2,"__class__":3,"self":4}',
        {"__proto__": 1, "$ref": 2, "__class__": 3, "self": 4},
        b'{"$ref":2,"__class__":3,"__proto__":1,"self":4}',
    ),
    "same key in two objects": (b'[{"a":1},{"a":1}]', [{"a": 1}, {"a": 1}], b'[{"a":1},{"a":1}]'),
    "keys that differ in case": (b'{"a":1,"A":2}', {"a": 1, "A": 2}, b'{"A":2,"a":1}'),
    "null and a text of it": (b'[null,"null"]', [None, "null"], b'[null,"null"]'),
}


@pytest.mark.parametrize(("text", "problem"), REFUSED.values(), ids=REFUSED)
def test_broken_text_is_refused(text: bytes, problem: str) -> None:
    """Invalid JSON is refused with a sentence that says why and where."""
    with pytest.raises(JsonIsBroken) as caught:
        parse_json(text)
    assert problem in str(caught.value)


@pytest.mark.parametrize("text", [row[0] for row in REFUSED.values()], ids=REFUSED)
def test_refusal_is_a_sentence(text: bytes) -> None:
    """Every refusal is a full sentence without the parser's type names."""
    with pytest.raises(JsonIsBroken, match=r"^The (body|JSON text) .*\.$"):
        parse_json(text)


@pytest.mark.parametrize(("text", "value", "canonical"), ACCEPTED.values(), ids=ACCEPTED)
def test_sound_text_is_read_exactly(text: bytes, value: Any, canonical: bytes) -> None:
    """A valid text gives its exact value, including types, and its canonical bytes."""
    parsed = parse_json(text)
    assert (parsed.value, repr(parsed.value)) == (value, repr(value))
    assert parsed.canonical == canonical


@pytest.mark.parametrize(
    "text",
    [b"[" * 1_000_000, b"1" * 1_000_000, b'{"' + b"k" * 100_000 + b'":1}', b'{"a":' * 200_000],
    ids=["brackets", "digits", "long key", "objects"],
)
def test_hostile_text_costs_little_time(text: bytes) -> None:
    """A megabyte of brackets, digits or key is handled quickly."""

    def settle() -> None:
        with contextlib.suppress(JsonIsBroken):
            parse_json(text)

    _, seconds = time_call(settle)
    assert seconds < 0.5


def test_ten_thousand_keys_are_read() -> None:
    """An object with ten thousand fields is read like a small one."""
    value = {f"key{number}": number for number in range(10_000)}
    assert parse_json(encode_json(value)).value == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": {"d": 1, "c": 2}}, b'{"a":{"c":2,"d":1},"b":1}'),
        ({"b": 10**30, "a": "é"}, '{"a":"é","b":1000000000000000000000000000000}'.encode()),
    ],
)
def test_canonical_bytes_are_sorted(value: Any, expected: bytes) -> None:
    """Canonical JSON has sorted keys, no spaces, UTF-8, and integers of any size."""
    assert dump_json(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": 2}, b'{"b":1,"a":2}'),
        ({"b": 10**30, "a": 2}, b'{"b":1%s,"a":2}' % (b"0" * 30)),
    ],
)
def test_encoded_bytes_keep_their_order(value: Any, expected: bytes) -> None:
    """Compact JSON keeps the order of keys, with integers of any size."""
    assert encode_json(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, "an object"),
        ([], "an array"),
        ("", "a string"),
        (True, "a boolean"),
        (1, "a number"),
        (1.5, "a number"),
        (None, "null"),
    ],
)
def test_type_has_its_article(value: Any, expected: str) -> None:
    """The name of a type has its article."""
    assert name_type(value) == expected
