"""Examples of a document that conform to their schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mockwright.openapi.json_text import JsonIsBroken, parse_json


def conforming(examples: Iterable[Any], is_valid: Callable[[Any], bool]) -> Iterator[Any]:
    """Yield the examples that conform.

    An example that does not, and is text, is read as JSON: documents write structures as text.
    """
    for example in examples:
        if is_valid(example):
            yield example
        elif isinstance(example, str):
            try:
                value = parse_json(example.encode()).value
            except (JsonIsBroken, UnicodeEncodeError):
                continue
            if is_valid(value):
                yield value
