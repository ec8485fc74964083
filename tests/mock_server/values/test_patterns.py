from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.patterns import PatternTooHard, compile_pattern

pytestmark = pytest.mark.slow

KEYS = [f"key-{number}".encode() for number in range(50)]
ESCAPED = ("\\", "^", "$", ".", "|", "?", "*", "+", "(", ")", "[", "]", "{", "}", "/", "-")

literals = st.sampled_from("aZ0_ -é,:;@#") | st.sampled_from([f"\\{c}" for c in ESCAPED])
escapes = st.sampled_from([*(f"\\{c}" for c in "dwsDWSntrfv"), "\\x41", "\\u0042"])
members = st.sampled_from(["a-f", "A-Z", "0-9", "x", "_", "\\d", "\\w", "\\s", "\\-", "\\]", "."])
classes = st.builds(
    lambda sign, parts, end: f"[{sign}{''.join(parts)}{end}]",
    st.sampled_from(["", "^"]),
    st.lists(members, min_size=1, max_size=3),
    st.sampled_from(["", "-"]),
).filter(lambda text: text[1] != "^" or "\\w" not in text)  # a class of almost nothing
counts = st.sampled_from(["*", "+", "?", "{0}", "{2}", "{1,}", "{0,2}", "{2,4}", "{0,1000000}"])
repeats = st.builds(lambda count, lazy: count + lazy, counts, st.sampled_from(["", "?"]))
repeats |= st.just("")


def widen(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Groups, sequences and alternatives of smaller patterns."""
    groups = st.builds(
        lambda opening, text, repeat: f"{opening}{text}){repeat}",
        st.sampled_from(["(", "(?:"]),
        inner,
        repeats,
    )
    several = st.lists(inner, min_size=1, max_size=3)
    return groups | several.map("".join) | several.map(lambda parts: f"(?:{'|'.join(parts)})")


patterns = st.recursive(
    st.builds(
        lambda atom, repeat: atom + repeat, literals | escapes | classes | st.just("."), repeats
    ),
    widen,
    max_leaves=6,
)


@settings(max_examples=400)
@given(pattern=patterns, key=st.binary(min_size=1, max_size=8), anchored=st.booleans())
def test_text_matches_its_pattern(*, pattern: str, key: bytes, anchored: bool) -> None:
    """Generated text matches the whole pattern, according to Python."""
    whole = f"^(?:{pattern})$" if anchored else pattern
    text = compile_pattern(whole)(RandomStream(key))
    assert re.fullmatch(pattern, text) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        *(
            "(?#a)",
            "(?<name",
            "(?=a",
            r"\1(a)",
            r"\k<n>",
            r"(?<n>a)\k<m>",
            r"\p{Nonsense}",
            r"\p{L",
        ),
        *("(", ")", "(a", "a)", "(a))", "[", "[a", "[]", "[z-a]", r"[\d-z]]{", "a|(", "\\"),
        *("*a", "+", "?", "a**", "a+*", "{2}", "a{2}{3}", "|*"),
        *("a{", "a{2", "a{x}", "a{,3}", "a{3,2}", "a{-1}", "a{1.5}", "a{1001}", "a{1001,}"),
        *(r"\x4", r"\xZZ", r"\u12", r"\uZZZZ", r"\u{110000}"),
    ],
)
def test_what_is_not_understood_is_refused(pattern: str) -> None:
    """Unsupported constructs and invalid patterns raise `PatternTooHard`."""
    with pytest.raises(PatternTooHard):
        compile_pattern(pattern)


def test_halves_of_characters_are_refused() -> None:
    """A pattern of surrogates is refused: its text cannot be encoded as UTF-8."""
    with pytest.raises(PatternTooHard):
        compile_pattern(r"^\uD83D\uDE00$")


def test_endless_nesting_is_refused() -> None:
    """A pattern nested deeper than Python's stack raises `PatternTooHard`, and nothing else."""
    with pytest.raises(PatternTooHard):
        compile_pattern("(" * 50_000 + "a" + ")" * 50_000)


def test_repetitions_of_repetitions_are_bounded() -> None:
    """A pattern whose shortest text has a thousand million characters is refused."""
    with pytest.raises(PatternTooHard):
        compile_pattern("(?:(?:a{1000}){1000}){1000}")


@pytest.mark.parametrize(
    ("pattern", "shortest", "longest"),
    [
        ("a*", 0, 3),
        ("a+", 1, 4),
        ("a?", 0, 1),
        ("a{3}", 3, 3),
        ("a{2,}", 2, 5),
        ("a{0,1000000}", 0, 3),
        ("a{5,1000000}", 5, 8),
        ("a{1000}", 1000, 1000),
        ("^$", 0, 0),
        ("", 0, 0),
    ],
)
def test_repetitions_are_as_long_as_said(pattern: str, shortest: int, longest: int) -> None:
    """Repetitions reach their minimum and maximum; unbounded ones add at most three."""
    make = compile_pattern(pattern)
    lengths = {len(make(RandomStream(key))) for key in KEYS}
    assert (min(lengths), max(lengths)) == (shortest, longest)


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("[a-c]", {"a", "b", "c"}),
        ("[a-]", {"a", "-"}),
        (r"[\]\\]", {"]", "\\"}),
        ("a|b|", {"a", "b", ""}),
        ("(?:x|y)z", {"xz", "yz"}),
        (r"\x41\u0042\t", {"AB\t"}),
        (r"\.\$\^", {".$^"}),
        ("^a$|^b$", {"a", "b"}),
    ],
)
def test_every_text_of_a_small_pattern_is_drawn(pattern: str, texts: set[str]) -> None:
    """All texts of a small pattern are generated, and no others."""
    make = compile_pattern(pattern)
    assert {make(RandomStream(key)) for key in KEYS} == texts


def test_texts_are_pinned() -> None:
    """The texts of these keys and patterns have not changed."""
    make = compile_pattern(r"^(?:ab|cd)-[A-Z]{3}[0-9]+\.\w*$")
    key = bytes.fromhex("c64879d2124cea5eb7c03f0b5a0ad8d49ad710fe7fb1ce5483e257a493136216")
    assert make(RandomStream(key)) == "ab-RZV857.m6w"
