"""The fast parser and the one that explains errors accept the same grammar."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from mockwright.openapi.json_text import _read_closely, _read_fast

pytestmark = pytest.mark.slow

COUNT = 100_000
TEXTS = (
    b'{"a":[1,2.5e3,-0,"x\\u00e9\\n\\ud83d\\ude00",true,false,null,{"b":{}}],"":"\xc3\xa9"}',
    b"[1e5,-1E-5,0.1,1e308,123456789012345678901234567890,-9223372036854775809,1e-999]",
    b'"\\\\\\"\\/\\b\\f\\n\\r\\t\\u0000"',
    b' \t\n\r{ "a" : [ ] , "a" : { } } ',
    '"\x7f\u2028\ud7ff\ue000\uffff\U00010000\U0010ffff"'.encode(),
)
PIECES = (
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"'", b"//", b"/*", b"#"),
    *(b"\\", b"\\u", b"\\x", b"\\U", b"\\u12", b"\\ud800", b"\\udc00", b"\\uD83D\\uDE00"),
    *(b"0", b"1", b"-", b"+", b".", b"e", b"E", b"00", b"01", b"0x1", b"1_0", b"1e999", b"9" * 25),
    *(b"true", b"null", b"NaN", b"Infinity", b"True", b"nul"),
    *(b"\x00", b"\x1f", b" ", b"\n", b"\t", b"\x0b", b"\xa0", b"\x85", b"\xef\xbb\xbf"),
    *(b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\xf0\x80\x80\x80"),
)


def spoil(chance: Random) -> bytes:
    """JSON text with up to three pieces replaced, removed or inserted, or random pieces."""
    text = bytearray(chance.choice(TEXTS))
    if chance.random() < 0.3:
        text = bytearray(b"".join(chance.choices(PIECES, k=chance.randint(1, 8))))
    for _ in range(chance.randint(0, 3)):
        start = chance.randint(0, len(text))
        end = start + chance.randint(0, 3)
        text[start:end] = chance.choice((b"", bytes([chance.randrange(256)]), *PIECES))
    return bytes(text)


def show(read: Callable[[bytes], Any], text: bytes) -> str | None:
    """The value as text that shows types, signs and order; None if there is no value."""
    try:
        return repr(read(text))
    except ValueError:
        return None


def test_what_one_parser_reads_the_other_reads_alike() -> None:
    """Both parsers accept the same texts, and read the same values.

    Except for numbers beyond 1.8e308, which the fast parser refuses and the other one reads as
    infinity.
    """
    chance, sound = Random(0), 0  # noqa: S311 -- it has to be the same in every run
    for _ in range(COUNT):
        text = spoil(chance)
        fast, closely = show(_read_fast, text), show(_read_closely, text)
        sound += fast is not None
        assert fast == closely or (fast is None and "inf" in str(closely)), text
    assert COUNT / 10 < sound < COUNT
