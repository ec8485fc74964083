"""Patterns follow ECMA-262, are limited in time, and are left out if unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.openapi.violations import Subject
from tests.openapi.small_documents import (
    VERSIONS,
    Json,
    compile_schema,
    content,
    find_faults,
    operation,
    tree,
    write,
)
from tests.processor_time import time_call

BODY = Subject(location="body")


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("^[a-z]+$", ["abc"], ["abc\n", "\nabc", "ABC", "abc1"]),
        (r"^\d+$", ["12"], ["\u0661\u0662", "1\u0662", "12\n"]),
        (r"^\w+$", ["a_1"], ["\u00e9", "a-b", "\u0661"]),
        (r"^\W$", ["\u00e9", "-"], ["a"]),
        (r"^\s$", [" ", "\u00a0", "\ufeff", "\u2028"], ["\u0085", "\u180e", "x"]),
        (r"^.$", ["\u2028", "\U0001f600", "\u00e9"], ["\n", "ab"]),
        (r"^\u0061\/\-\_$", ["a/-_"], ["b/-_"]),
        (r"^\p{L}+$", ["\u00e9a"], ["1"]),
        (r"^(?=.*\d)[a-z\d]+$", ["a1"], ["a", "1-"]),
        (r"^(a)\1$", ["aa"], ["ab"]),
        ("b", ["abc", "b\n"], ["ac"]),
    ],
)
def test_pattern_has_the_meaning_of_ecma_262(
    tmp_path: Path, pattern: str, matching: list[str], other: list[str]
) -> None:
    """Anchors, classes and escapes have the meaning that JSON Schema's dialect defines."""
    compiled = compile_schema(tmp_path, {"type": "string", "pattern": pattern})
    assert [text for text in matching if not compiled.is_valid(text)] == []
    assert [text for text in other if compiled.is_valid(text)] == []


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|aa)+$", r"^(a+)+\1$", "^(a|aa)+(?=b)$", "^(a|a)*(?!b)$"]
)
def test_pattern_cannot_hang(tmp_path: Path, pattern: str) -> None:
    """A pattern with excessive backtracking is abandoned, and the text does not match."""
    compiled = compile_schema(tmp_path, {"pattern": pattern})
    is_valid, seconds = time_call(lambda: compiled.is_valid("a" * 40 + "!"))
    assert not is_valid
    assert seconds < 1


def test_pattern_that_gave_up_is_reported(tmp_path: Path) -> None:
    """Text for which a pattern is abandoned causes a violation that says so."""
    compiled = compile_schema(tmp_path, {"pattern": "^(a|aa)+(?=b)$"})
    (violation,) = compiled.check("a" * 40 + "!", BODY)
    assert (violation.keyword, violation.pointer) == ("pattern", "#")
    assert violation.rule.endswith("/content/application~1json/schema/pattern")
    assert violation.detail.startswith(
        "Expected text that the pattern can be matched against in a bounded number of steps;"
    )


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "pattern",
    ["(", "[", "a**", "*a", "\\1", "[z-a]", "\\y", "(?:a", "x{2,1}", "(a{1000}){1000}", "\\p{Foo}"],
)
def test_pattern_that_cannot_be_read_is_reported(
    tmp_path: Path, version: str, pattern: str
) -> None:
    """A pattern that no reader understands is reported before the document is served."""
    schema: Json = {"items": {"type": "string", "pattern": pattern}, "type": "array"}
    paths = {"/a": {"post": operation(requestBody=content(schema))}}
    (fault,) = find_faults(write(tmp_path, tree(paths, version)))
    assert "/schema/items/pattern: " in fault
    assert fault.endswith(
        " cannot be read as a regular expression. Expected ECMA-262 syntax, such as `^[a-z]+$`."
    )


@pytest.mark.parametrize("pattern", ["(?i)abc", "^\\z", "(?P<n>a)", "]", "[[:alpha:]]", "(?<=a)b"])
def test_pattern_of_another_dialect_is_served(tmp_path: Path, pattern: str) -> None:
    """A document is served if the validator can read all of its patterns."""
    compile_schema(tmp_path, {"type": "string", "pattern": pattern})


def test_pattern_of_names_is_reported(tmp_path: Path) -> None:
    """The patterns of field names are checked too, and all faults are reported."""
    schema: Json = {"patternProperties": {"(": {"pattern": "["}, "^a/": {}}}
    paths = {"/a": {"post": operation(requestBody=content(schema))}}
    found = find_faults(write(tmp_path, tree(paths)))
    assert [fault.partition(": ")[0].rpartition("/schema")[2] for fault in found] == [
        "/patternProperties/(",
        "/patternProperties/(/pattern",
    ]
