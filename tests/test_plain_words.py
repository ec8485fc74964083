"""Prose is plain technical English: the number of doubtful phrases may only decrease."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Phrases at which readers of technical English stumble, and what they expect instead.
PHRASES = {
    r"whoever|nobody|somebody": "the client, the caller, an unknown id",
    r"who (?:asks|waits|sends|has|does|may)": "the client, the caller, the thread",
    r"so (?:many|much|long)(?! (?:as|that))": "the number or the duration",
    r"(?:is|are|was|were) told": "is reported, logged or printed",
    r"tells (?:what|how|which)": "reports",
    r"(?:is|are) held to": "is validated against",
    r"keeps? (?:the|its|their|a) (?:contract|document|schemas?|rule)": "conforms to",
    r"(?<!there )(?:is|are) no (?!longer|more)\w+": "is not a …",
    r"for ever": "permanently",
    r"immense|odd": "very large; unexpected",
    r"made up|makes up": "generated",
    r"bug of (?:ours|mockwright)": "internal error",
    r"begun|brings? about|mended?": "started; causes; fix",
    r"in the place of": "instead of",
    r"the same ones|those that": "the noun again",
    r"(?:is|are|was|were) asked for": "is requested",
    r"stands? (?:in|at|beside|before) (?:the|its|a)": "is in, is at",
    r"moments? (?:in|of|at)": "time",
}
PATTERNS = {
    re.compile(rf"\b(?:{phrase})\b", re.IGNORECASE): hint for phrase, hint in PHRASES.items()
}
# The number that was reached. Lower it whenever the test says so; never raise it.
LIMIT = 0


def prose_of(text: str, *, is_python: bool) -> Iterator[tuple[int, str]]:
    """The numbered lines of a page, or of the comments and strings of a module."""
    if not is_python:
        yield from enumerate(text.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for offset, line in enumerate(node.value.splitlines()):
                yield node.lineno + offset, line


def find_phrases(text: str, *, is_python: bool) -> Iterator[str]:
    """Each doubtful phrase of a text, with its line and what readers expect."""
    for number, line in prose_of(text, is_python=is_python):
        for pattern, hint in PATTERNS.items():
            for found in pattern.findall(line):
                yield f"{number}: `{found}`: {hint}"


def test_doubtful_phrases_only_become_fewer() -> None:
    """The packages and pages have exactly as many doubtful phrases as `LIMIT` allows."""
    layers = [ROOT / layer / "mockwright" for layer in ("openapi", "mock_server", "contracts")]
    paths = [path for layer in layers for path in sorted(layer.rglob("*.py"))]
    paths += [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
    found = [
        f"{path.relative_to(ROOT)}:{phrase}"
        for path in paths
        for phrase in find_phrases(path.read_text(encoding="utf-8"), is_python=path.suffix == ".py")
    ]
    assert len(found) <= LIMIT, "\n".join(found)
    assert len(found) == LIMIT, f"Lower LIMIT to {len(found)}."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# Whoever asks is told.", 2),
        ("x = 'it is held to the document'", 1),
        ("x = 'it is no longer an odd number'", 1),
        ("nobody = 1", 0),
    ],
)
def test_comments_and_strings_are_searched(line: str, expected: int) -> None:
    """Phrases are found in comments and strings, but not in names."""
    assert len([*find_phrases(line + "\n", is_python=True)]) == expected
