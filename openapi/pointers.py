"""JSON pointers (RFC 6901): where something is within a JSON value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote, unquote


class PointerToNowhere(LookupError):
    """A JSON pointer whose target does not exist."""


def join_pointer(parts: Iterable[str | int]) -> str:
    """Turn `["paths", "/pets"]` into `/paths/~1pets`; no parts give the empty pointer."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def split_pointer(pointer: str) -> list[str]:
    """Turn `/paths/~1pets` into `["paths", "/pets"]`."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def as_fragment(parts: Sequence[str | int]) -> str:
    """The URI fragment form that problem details use: `#/tags/a%20b`."""
    return "#" + quote(join_pointer(parts), safe="/~:@!$&'()*+,;=-._?{}")


def from_fragment(fragment: str) -> str:
    """The pointer within a URI fragment (without `#`)."""
    return unquote(fragment)


def find(value: Any, pointer: str) -> Any:
    """The part of `value` that `pointer` names. Raises `PointerToNowhere`."""
    for part in split_pointer(pointer):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (LookupError, TypeError, ValueError):
            raise PointerToNowhere(pointer) from None
    return value
