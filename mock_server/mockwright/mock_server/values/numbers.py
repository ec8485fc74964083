"""Generate numbers within the bounds of a schema, of an ordinary size."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from mockwright.mock_server.seeding import RandomStream

Maker = Callable[[RandomStream], float]

_SPAN = 100
_WIDE = 1_000_000  # a wider range is that of a data type and not typical of values


def compile_integer(keywords: Mapping[str, Any]) -> Maker:
    """Return a function that generates integers for a schema's keywords."""
    step = keywords.get("multipleOf", 1)
    return _compile_steps(keywords, int(step) if step == int(step) else 1)


def compile_number(keywords: Mapping[str, Any]) -> Maker:
    """Return a function that generates numbers of two decimals, or multiples of `multipleOf`."""
    if keywords.get("multipleOf"):
        return _compile_steps(keywords, keywords["multipleOf"])
    low, high = _bounds(keywords)
    excluded = {keywords.get("exclusiveMinimum"), keywords.get("exclusiveMaximum")}

    def make(stream: RandomStream) -> float:
        part = stream.between(1, 99) / 100
        value: float = round(low + (high - low) * part, 2)
        inside = low <= value <= high and value not in excluded
        return value if inside else low + (high - low) * part

    return make


def _compile_steps(keywords: Mapping[str, Any], step: float) -> Maker:
    """Return a function that generates multiples of `step` within the bounds."""
    low, high = _bounds(keywords)
    first, last = int(-(-low // step)), int(high // step)
    if first * step <= keywords.get("exclusiveMinimum", -math.inf):
        first += 1
    if last * step >= keywords.get("exclusiveMaximum", math.inf):
        last -= 1
    # In binary, 57 * 0.01 is not a multiple of 0.01; in decimal it is.
    exact = step if isinstance(step, int) else Decimal(repr(step))
    kind = type(step)
    return lambda stream: kind(stream.between(first, max(first, last)) * exact)


def _bounds(keywords: Mapping[str, Any]) -> tuple[float, float]:
    """The minimum and maximum to generate; a range as wide as a data type's is narrowed."""
    low = max(keywords.get("minimum", -math.inf), keywords.get("exclusiveMinimum", -math.inf))
    high = min(keywords.get("maximum", math.inf), keywords.get("exclusiveMaximum", math.inf))
    if high - low > _WIDE:
        low = max(low, 0 if high >= 0 else high - _SPAN)
        high = min(high, low + _SPAN)
    return low, high
