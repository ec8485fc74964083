"""JSON pointers (RFC 6901): paths to a part of a JSON value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote, unquote

_INDEX = re.compile(r"0|[1-9][0-9]{0,17}")


class PointerToNowhere(LookupError):
    """Raised for a JSON pointer whose target does not exist."""


def escape(part: str | int) -> str:
    """Turn `/pets` into `~1pets`."""
    return str(part).replace("~", "~0").replace("/", "~1")


def join_pointer(parts: Iterable[str | int]) -> str:
    """Turn `["paths", "/pets"]` into `/paths/~1pets`; no parts give the empty pointer."""
    return "".join("/" + escape(part) for part in parts)


def split_pointer(pointer: str) -> list[str]:
    """Turn `/paths/~1pets` into `["paths", "/pets"]`."""
    parts = pointer.split("/")[1:]
    if "~" in pointer:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    return parts


def as_fragment(parts: Sequence[str | int]) -> str:
    """The URI fragment form, as used in problem details: `#/tags/a%20b`."""
    return "#" + quote(join_pointer(parts), safe="/~:@!$&'()*+,;=-._?")


def from_fragment(fragment: str) -> str:
    """The pointer in a URI fragment (without `#`)."""
    return unquote(fragment)


def find(value: Any, pointer: str) -> Any:
    """The part of `value` that `pointer` refers to. Raises `PointerToNowhere`."""
    if pointer and not pointer.startswith("/"):
        raise PointerToNowhere(pointer)
    for part in split_pointer(pointer):
        try:
            value = value[_index(part)] if isinstance(value, list) else value[part]
        except (LookupError, TypeError):
            raise PointerToNowhere(pointer) from None
    return value


def _index(part: str) -> int:
    """Parse an index as RFC 6901 defines it; `int()` would also accept `-1` and `01`."""
    if not _INDEX.fullmatch(part):
        raise PointerToNowhere(part)
    return int(part)
