"""Regular expressions of browsers and of other dialects are written in ECMA-262."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.openapi.pattern_classes import PatternIsForeign
from mockwright.openapi.pattern_dialects import to_ecma
from tests.openapi.small_documents import (
    VERSIONS,
    compile_schema,
    content,
    find_complaints,
    operation,
    tree,
    write,
)

# A pattern, texts that it matches, and texts that it does not.
BROWSERS = [
    (r"^[\w-:]+$", ["a-b:c"], ["a b"]),
    (r"^[+-\d]+$", ["+1-2"], ["a"]),
    (r"^\@\=\;$", ["@=;"], ["\\@=;"]),
    ("^{id}$", ["{id}"], ["id"]),
    ("^x{,3}$", ["x{,3}"], ["xx"]),
    ("^[[]$", ["["], ["a"]),
    ("^[a&&b]+$", ["a&b"], ["c"]),
    ("^[^]$", ["a", "\n"], ["ab"]),
    (r"^(?<y>a|b)\k<y>$", ["aa", "bb"], ["ab"]),
    (r"^[\b]$", ["\x08"], ["b"]),
]
OTHERS = [
    (r"\A[0-9]+\z", ["12"], ["a1", "1a"]),
    ("(?i)^abc-[d-f]$", ["aBC-E", "abc-d"], ["abd-e"]),
    ("^(?i:yes|no)$", ["YES", "no"], ["maybe"]),
    (r"^(?P<a>\d)-(?P=a)$", ["1-1"], ["1-2"]),
    ("^[0-9]++[a-z]*+$", ["12ab"], ["ab"]),
    (r"^\h*x$", ["\t x"], ["\nx"]),
    ("^[[:upper:][:digit:]_]+$", ["A_1"], ["a"]),
    (r"^\p{Alnum}+$", ["a1"], ["-"]),
    (r"^\pL+$", ["é"], ["1"]),
    (r"^\Qa.b\E$", ["a.b"], ["axb"]),
    ("/^[a-c]+$/", ["abc"], ["/abc/"]),
    ("/^[a-c]+$/i", ["aBc"], ["d"]),
    (r"^(?>a|ab)c$", ["ac"], ["c"]),
    ("^a(?#a comment)b$", ["ab"], ["a"]),
    ("(?s)^a.b$", ["a\nb"], ["ab"]),
]


@pytest.mark.parametrize(("pattern", "matching", "other"), BROWSERS + OTHERS)
def test_pattern_is_read_as_meant(
    tmp_path: Path, pattern: str, matching: list[str], other: list[str]
) -> None:
    """A pattern keeps the meaning that its own dialect gives it."""
    compiled = compile_schema(tmp_path, {"type": "string", "pattern": pattern})
    assert [text for text in matching if not compiled.is_valid(text)] == []
    assert [text for text in other if compiled.is_valid(text)] == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("pattern", "level", "done"),
    [
        *((row[0], "warning", "read as meant") for row in OTHERS),
        (r"^[\w-:]+$", "hint", "read as meant"),
        (r"(?x) a  b", "warning", "left out"),
        (r"^\y$", "warning", "left out"),
        ("a(?i)b", "warning", "left out"),
        ("^[b-a]$", "warning", "left out"),
    ],
)
def test_pattern_of_another_dialect_is_reported(
    tmp_path: Path, version: str, pattern: str, level: str, done: str
) -> None:
    """Another dialect is a warning; what every browser reads is a hint."""
    post = operation(requestBody=content({"items": {"pattern": pattern}}))
    (fault,) = find_complaints(write(tmp_path, tree({"/a": {"post": post}}, version)))
    assert (fault.level, fault.done) == (level, done)
    assert fault.pointer.endswith("/schema/items/pattern")


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Za-z0-9+/]*={0,2}$",
        r"^(\([0-9]{3}\))?[0-9]{3}-[0-9]{4}$",
        r"^(?!.*\.\.)[^@\s]+@[^@\s]+$",
        r"^[\w\-.]+\/\d{1,3}?$",
        r"\u{1F600}\x41\cA",
        "[-a-z]|[a-z-]",
    ],
)
def test_strict_pattern_stays_as_it_is(pattern: str) -> None:
    """A pattern that is ECMA-262 in its strict form is not rewritten."""
    assert to_ecma(pattern).text == pattern


@pytest.mark.parametrize("pattern", ["[a", "\\", r"(?<=a)\k<nobody>", r"\x4", "(?m)^a$"])
def test_uncertain_pattern_is_foreign(pattern: str) -> None:
    """A pattern without a certain meaning is refused by the translation."""
    with pytest.raises(PatternIsForeign):
        to_ecma(pattern)


def test_pattern_of_names_that_cannot_be_read_opens_the_schema(tmp_path: Path) -> None:
    """Names that an unreadable pattern might allow are not refused."""
    schema = {"patternProperties": {"^[z-a]": {}, r"\Ab": {"type": "string"}}}
    compiled = compile_schema(tmp_path, {**schema, "additionalProperties": False})
    assert compiled.is_valid({"other": 1})
    assert not compiled.is_valid({"b": 1})
