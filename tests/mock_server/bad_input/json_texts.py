"""Bodies that are not valid JSON, or are JSON of a forbidden form, for every vendor."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mock_server.bad_input.cases import SUGGESTION, WITH_BODY, Case, Endpoint, post

DEPTH = 100_000
DIGITS = b"9" * 5000


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text and a part of the reason for its refusal; `in_hole` makes it the value of a field."""

    id: str
    name: str
    text: bytes
    detail: str
    in_hole: bool = False

    def body(self, endpoint: Endpoint) -> bytes:
        """The body for an endpoint."""
        return endpoint.hole % self.text if self.in_hole else self.text


def _whole(id_: str, name: str, text: bytes, detail: str = "not valid JSON") -> Text:
    return Text(id=id_, name=name, text=text, detail=detail)


def _value(id_: str, name: str, text: bytes, detail: str = "not valid JSON") -> Text:
    return Text(id=id_, name=name, text=text, detail=detail, in_hole=True)


VALID = SUGGESTION.body
TEXTS = (
    _whole("A1", "empty", b"", "body is empty"),
    _whole("A2", "blank", b" \r\n\t ", "body is empty"),
    _whole("A4", "cut after a colon", b'{"a":', "line 1 column 5"),
    _whole("A4", "cut in a text", VALID[:30], "line 1 column 30"),
    _whole("A4", "cut by one byte", VALID[:-1]),
    _whole("A3", "garbage after the text", VALID + b" x", "trailing characters"),
    _whole("A3", "NUL after the text", VALID + b"\x00", "trailing characters"),
    _whole("A3", "two texts", VALID + VALID, "trailing characters"),
    _whole("A3", "two texts on two lines", VALID + b"\n" + VALID, "line 2 column 1"),
    _whole("A23", "block comment before", b"/* a */" + VALID),
    _whole("A23", "line comment after", VALID + b" // a"),
    _whole("A23", "form feed before", b"\x0c" + VALID),
    _whole("A23", "single quotes", b"{'a':1}"),
    _whole("A23", "bare key", b"{a:1}"),
    _whole("A23", "comma at the end", b'{"a":1,}'),
    _whole("A23", "Python literal", b"{'a': None}"),
    _whole("A19", "byte order mark", b"\xef\xbb\xbf" + VALID, "byte order mark"),
    _whole("A20", "UTF-16 with mark", VALID.decode().encode("utf-16"), "byte order mark"),
    _whole("A20", "UTF-16 without mark", VALID.decode().encode("utf-16-le"), "UTF-16"),
    _whole("A20", "UTF-32 without mark", VALID.decode().encode("utf-32-be"), "UTF-32"),
    _whole("A18", "Latin-1", '{"a":"é"}'.encode("latin-1"), "UTF-8…line 1 column"),
    _whole("A5", "depth 100,000, arrays left open", b"[" * DEPTH, "nested deeper than 64"),
    _whole("A5", "depth 100,000, arrays", b"[" * DEPTH + b"]" * DEPTH, "nested deeper than 64"),
    _whole("A5", "depth 100,000, objects left open", b'{"a":' * DEPTH, "nested deeper than 64"),
    _whole("A5", "depth 100,000, objects", b'{"a":' * DEPTH + b"1" + b"}" * DEPTH, "nested deeper"),
    _value("A5", "depth 1,000", b"[" * 1000 + b"]" * 1000, "nested deeper than 64"),
    _value("A5", "depth 65", b"[" * 64 + b"]" * 64, "nested deeper than 64"),
    _value("A10", "NaN", b"NaN"),
    _value("A10", "Infinity", b"Infinity"),
    _value("A10", "minus Infinity", b"-Infinity"),
    _value("A9", "1e999", b"1e999", "too large to represent"),
    _value("A9", "minus 1e999", b"-1e999", "too large to represent"),
    _value("A9", "1e999 in a list with null", b"[null,1e999]", "too large to represent"),
    _value("A23", "hexadecimal", b"0x1"),
    _value("A23", "leading zero", b"01"),
    _value("A23", "leading plus", b"+1"),
    _value("A23", "no digit after the point", b"1."),
    _value("A7", "integer of 5,000 digits", DIGITS, "more than 100 digits"),
    _value("A7", "negative integer of 5,000 digits", b"-" + DIGITS, "more than 100 digits"),
    _value("A7", "integer of 101 digits", b"9" * 101, "more than 100 digits"),
    _value("A13", "duplicate key, equal values", b'1,"x":1', '"x"…line 1 column'),
    _value("A13", "duplicate key, other values", b'1,"x":2', '"x"…line 1 column'),
    _value("A13", "duplicate key, nested", b'[{"y":[],"y":[]}]', '"y"…line 1 column'),
    _value("A13", "duplicate key, one escaped", b'1,"\\u0078":1', '"x"…line 1 column'),
    _value(
        "A13", "duplicate key beside a large integer", b'{"y":1,"y":1,"z":%b}' % (b"9" * 30), '"y"'
    ),
    _value("A16", "lone high surrogate", rb'"\ud800"', "half a surrogate pair"),
    _value("A16", "lone low surrogate", rb'"\udc00"', "half a surrogate pair"),
    _value("A16", "surrogates in the wrong order", rb'"\udc00\ud800"', "half a surrogate pair"),
    _value("A16", "lone surrogate in a key", rb'{"\ud800":1}', "half a surrogate pair"),
    _value("A18", "encoded surrogate", b'"\xed\xa0\x80"', "UTF-8…line 1 column"),
    _value("A18", "byte that is not UTF-8", b'"\xff"', "UTF-8…line 1 column"),
    _value("A18", "overlong encoding", b'"\xc0\xaf"', "UTF-8…line 1 column"),
    _value("A18", "cut multibyte character", b'"\xe2\x82"', "UTF-8…line 1 column"),
    _value("A23", "control character", b'"\x01"', "control character"),
    _value("A23", "tab in a text", b'"\t"', "control character"),
    _value("A23", "unknown escape", rb'"\x41"'),
    _value("A23", "cut escape", rb'"\u00"'),
    _whole("A21", "top-level array", b"[]", "Expected an object; received an array"),
    _whole("A21", "top-level text", b'"a"', "Expected an object"),
    _whole("A21", "top-level number", b"1", "Expected an object; received 1"),
    _whole("A21", "top-level true", b"true", "Expected an object; received true"),
    _whole("A21", "top-level null", b"null", "Expected an object; received null"),
)

ACCEPTED = (
    ("A5", "depth 64", b"[" * 63 + b"]" * 63),
    ("A7", "integer of 100 digits", b"9" * 100),
    ("A12", "fraction of 5,000 digits", b"0." + DIGITS),
    ("A8", "integer beyond 64 bits", b"9223372036854775808"),
    ("A11", "minus zero and exponents", b"[-0,1.0,1E2]"),
    ("A15", "escaped NUL", rb'"\u0000"'),
    ("A17", "surrogate pair", rb'"\ud83d\ude00"'),
    ("A17", "noncharacters", '"\ufffe\u202e"'.encode()),
    (
        "A22",
        "names of Python and JavaScript",
        b'{"__proto__":{},"__class__":1,"self":1,"$ref":"#/x"}',
    ),
    ("A14", "10,000 keys", b"{%b}" % b",".join(b'"k%d":1' % number for number in range(10_000))),
    ("A14", "key of 100 KB", b'{"%b":1}' % (b"k" * 100_000)),
)

CASES = (
    *(
        Case(
            id=text.id,
            name=f"{endpoint.vendor}: {text.name}",
            endpoint=endpoint,
            request=post(endpoint, text.body(endpoint)),
            statuses=(400,),
            detail=text.detail,
        )
        for endpoint in WITH_BODY
        for text in TEXTS
    ),
    *(
        Case(
            id=id_,
            name=f"accepted: {name}",
            endpoint=SUGGESTION,
            request=post(SUGGESTION, SUGGESTION.hole % value),
            statuses=(200,),
        )
        for id_, name, value in ACCEPTED
    ),
)
