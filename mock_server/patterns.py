"""Text that matches a regular expression, for schemas with a `pattern` and no example."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from mock_server.seeding import Draws

try:
    from re import _parser as parser
except ImportError:  # pragma: no cover -- where CPython's own parser has moved, patterns go unmade
    parser = None  # type: ignore[assignment]

PRINTABLE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.,"
_CLASSES = {
    "CATEGORY_DIGIT": "0123456789",
    "CATEGORY_WORD": PRINTABLE[:62] + "_",
    "CATEGORY_SPACE": " ",
}
_MORE = 3


class PatternTooHard(ValueError):
    """A pattern for which no text can be made here."""


Maker = Callable[[Draws], str]


def compile_pattern(pattern: str) -> Maker:
    """A function that draws texts matching the pattern (of ECMA-262, where Python agrees).

    Repetitions without an upper bound add at most three. Raises `PatternTooHard`.
    """
    try:
        parsed = parser.parse(pattern, re.ASCII)
        makers = [_compile(node) for node in parsed]
    except (AttributeError, re.error, KeyError, RecursionError, OverflowError) as error:
        raise PatternTooHard(pattern) from error
    return _sequence(makers)


def _sequence(makers: Iterable[Maker]) -> Maker:
    parts = tuple(makers)
    return lambda draws: "".join(make(draws) for make in parts)


def _compile(node: tuple[Any, Any]) -> Maker:
    kind, value = node
    return _COMPILERS[str(kind)](value)


def _literal(code: int) -> Maker:
    return lambda _: chr(code)


def _any(_: Any) -> Maker:
    return lambda draws: draws.pick(PRINTABLE)


def _class(members: list[tuple[Any, Any]]) -> Maker:
    is_negated = str(members[0][0]) == "NEGATE"
    ranges = [_span(member) for member in members[is_negated:]]
    if is_negated:
        allowed = "".join(c for c in PRINTABLE if not any(_is_in(c, span) for span in ranges))
        if not allowed:
            raise KeyError
        return lambda draws: draws.pick(allowed)
    return lambda draws: _draw_from(draws, draws.pick(ranges))


def _span(member: tuple[Any, Any]) -> str | tuple[int, int]:
    kind, value = member
    if str(kind) == "LITERAL":
        return (value, value)
    if str(kind) == "RANGE":
        return (value[0], value[1])
    return _CLASSES[str(value)]


def _is_in(character: str, span: str | tuple[int, int]) -> bool:
    return character in span if isinstance(span, str) else span[0] <= ord(character) <= span[1]


def _draw_from(draws: Draws, span: str | tuple[int, int]) -> str:
    return draws.pick(span) if isinstance(span, str) else chr(draws.between(*span))


def _repeat(value: tuple[int, Any, Any]) -> Maker:
    low, high, body = value
    make = _sequence(_compile(node) for node in body)
    unbounded = high is parser.MAXREPEAT or high > low + _MORE
    top = low + _MORE if unbounded else int(high)
    return lambda draws: "".join(make(draws) for _ in range(draws.between(low, top)))


def _branch(value: tuple[Any, list[Any]]) -> Maker:
    options = [_sequence(_compile(node) for node in branch) for branch in value[1]]
    return lambda draws: draws.pick(options)(draws)


def _group(value: tuple[Any, ...]) -> Maker:
    return _sequence(_compile(node) for node in value[-1])


def _nothing(_: Any) -> Maker:
    return lambda _: ""


_COMPILERS: dict[str, Callable[[Any], Maker]] = {
    "LITERAL": _literal,
    "NOT_LITERAL": lambda code: _class([("NEGATE", None), ("LITERAL", code)]),
    "ANY": _any,
    "IN": _class,
    "MAX_REPEAT": _repeat,
    "MIN_REPEAT": _repeat,
    "BRANCH": _branch,
    "SUBPATTERN": _group,
    "AT": _nothing,
}
