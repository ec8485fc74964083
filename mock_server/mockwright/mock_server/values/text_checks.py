"""Check text against formats and patterns with the validator that checks answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import jsonschema_rs

from mockwright.openapi import formats
from mockwright.openapi.patterns import pattern_options


def compile_text_check(name: str, patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return whether text has a format and matches patterns; the validator is compiled lazily."""
    schema: dict[str, Any] = {"format": name}
    if patterns:
        schema["allOf"] = [{"pattern": pattern} for pattern in patterns]
    compiled: list[Callable[[Any], bool]] = []

    def is_valid(text: str) -> bool:
        if not compiled:
            compiled.append(_compile(schema))
        return compiled[0](text)

    return is_valid


@lru_cache(maxsize=1024)
def compile_match(pattern: str) -> Callable[[Any], bool]:
    """Return whether text matches a pattern, as the validator sees it."""
    return _compile({"pattern": pattern})


def _compile(schema: dict[str, Any]) -> Callable[[Any], bool]:
    try:
        return jsonschema_rs.Draft202012Validator(
            schema,
            formats={**formats.CHECKS},
            validate_formats=True,
            pattern_options=pattern_options(),
        ).is_valid
    except jsonschema_rs.ValidationError:  # a pattern that nothing can be said about
        return lambda _: True
