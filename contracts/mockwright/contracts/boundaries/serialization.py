"""Writes values as the name-value pairs of a style: the inverse of `openapi.styles`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from mockwright.openapi.json_text import encode_json
from mockwright.openapi.styles import Style

Pairs = tuple[tuple[str, str], ...]

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_EXACT = 2**53
_JOINING = frozenset({"simple", "form", "label", "matrix", *_SEPARATORS})


class CannotBeSent(Exception):
    """A value cannot be serialized in its place, or would be read back as something else."""


def with_whole_numbers(value: Any) -> Any:
    """The value with `20` for `20.0`, the same number, which not every server reads as whole."""
    if isinstance(value, dict):
        return {name: with_whole_numbers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [with_whole_numbers(part) for part in value]
    is_whole = isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT
    return int(value) if is_whole else value


def write_pairs(style: Style, value: Any) -> Pairs:
    """The pairs of a value in a style; `style.name` is their name. Raises `CannotBeSent`."""
    value = with_whole_numbers(value)
    if isinstance(value, dict):
        return _write_object(style, value)
    if isinstance(value, list):
        return _write_array(style, value)
    return ((style.name, _prefix(style) + text_of(value)),)


def text_of(value: Any) -> str:
    """A scalar as text. Raises `CannotBeSent` for null, arrays and objects."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, dict | list):
        raise CannotBeSent(str(value))
    return encode_json(value).decode()


def _write_array(style: Style, items: Sequence[Any]) -> Pairs:
    if not items or style.kind not in _JOINING:
        raise CannotBeSent(style.name)
    if style.repeats_name:
        return tuple((style.name, text_of(item)) for item in items)
    return ((style.name, _prefix(style) + _join(map(text_of, items), _separator(style))),)


def _write_object(style: Style, fields: Mapping[str, Any]) -> Pairs:
    """An object's fields: a pair for each, or all of them in one text."""
    if not fields:
        raise CannotBeSent(style.name)
    if style.spreads_fields:
        return tuple((name, text_of(part)) for name, part in fields.items())
    if style.kind == "deepObject":
        return tuple((f"{style.name}[{name}]", text_of(part)) for name, part in fields.items())
    if style.kind not in _JOINING or (style.is_exploded and style.kind in _SEPARATORS):
        raise CannotBeSent(style.name)
    if not style.is_exploded:
        texts = chain.from_iterable((name, text_of(part)) for name, part in fields.items())
        return ((style.name, _prefix(style) + _join(texts, _separator(style))),)
    prefix = ";" if style.kind == "matrix" else _prefix(style)
    separator = ";" if style.kind == "matrix" else _separator(style)
    pairs = (f"{name}={text_of(part)}" for name, part in fields.items())
    return ((style.name, prefix + _join(pairs, separator)),)


def _join(texts: Iterable[str], separator: str) -> str:
    parts = [*texts]
    if any(separator in text or not text for text in parts):
        raise CannotBeSent(separator)
    return separator.join(parts)


def _prefix(style: Style) -> str:
    return {"label": ".", "matrix": f";{style.name}="}.get(style.kind, "")


def _separator(style: Style) -> str:
    if style.is_exploded and style.kind in {"label", "matrix"}:
        return _prefix(style)
    return _SEPARATORS.get(style.kind, ",")
