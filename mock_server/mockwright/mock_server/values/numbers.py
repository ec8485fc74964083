"""Generate numbers within the bounds of a schema, of an ordinary size."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mockwright.mock_server.seeding import RandomStream

Maker = Callable[[RandomStream], float]

_SPAN = 100
_WIDE = 1_000_000  # a wider range is that of a data type and not typical of values


def compile_integer(keywords: Mapping[str, Any], name: str | None = None) -> Maker:  # noqa: ARG001
    """Return a function that generates integers for a schema's keywords.

    `name` is the name of the property.
    """
    # The integers among the multiples of p/q are the multiples of p.
    return _compile_steps(keywords, _exact(keywords.get("multipleOf", 1)).numerator or 1)


def compile_number(keywords: Mapping[str, Any], name: str | None = None) -> Maker:  # noqa: ARG001
    """Return a function that generates numbers of two decimals, or multiples of `multipleOf`.

    `name` is the name of the property.
    """
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
    first, last = _find_steps(keywords, step, _SPAN)
    if first > last:  # the steps are wider than what is ordinary
        first, last = _find_steps(keywords, step, _SPAN * step)
    # In binary, 57 * 0.01 is not a multiple of 0.01; in decimal it is.
    exact = step if isinstance(step, int) else Decimal(repr(step))
    kind = type(step)
    return lambda stream: kind(stream.between(first, max(first, last)) * exact)


def _find_steps(keywords: Mapping[str, Any], step: float, span: float) -> tuple[int, int]:
    """The first and the last multiple of `step`, as numbers of steps."""
    low, high = _bounds(keywords, span)
    size = _exact(step)
    first, last = math.ceil(_exact(low) / size), math.floor(_exact(high) / size)
    if first * size <= _least(keywords):
        first += 1
    if last * size >= _most(keywords):
        last -= 1
    return first, last


def _least(keywords: Mapping[str, Any]) -> Fraction | float:
    bound = keywords.get("exclusiveMinimum")
    return -math.inf if bound is None else _exact(bound)


def _most(keywords: Mapping[str, Any]) -> Fraction | float:
    bound = keywords.get("exclusiveMaximum")
    return math.inf if bound is None else _exact(bound)


def _exact(number: float) -> Fraction:
    """The number as it is written: 0.1 is a tenth."""
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def _bounds(keywords: Mapping[str, Any], span: float = _SPAN) -> tuple[float, float]:
    """The minimum and maximum to generate; a range as wide as a data type's is narrowed."""
    low = max(keywords.get("minimum", -math.inf), keywords.get("exclusiveMinimum", -math.inf))
    high = min(keywords.get("maximum", math.inf), keywords.get("exclusiveMaximum", math.inf))
    if high - low > _WIDE:
        low = max(low, 0 if high >= 0 else high - span)
        high = min(high, low + span)
    return low, high


def common_multiple(first: float, second: float) -> float:
    """The `multipleOf` of numbers that are multiples of both."""
    if isinstance(first, int) and isinstance(second, int):
        return math.lcm(first, second)
    a, b = _exact(first), _exact(second)
    size = Fraction(math.lcm(a.numerator * b.denominator, b.numerator * a.denominator))
    size /= a.denominator * b.denominator
    return int(size) if size.denominator == 1 else float(size)
