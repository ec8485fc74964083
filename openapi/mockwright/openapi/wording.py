"""Format values, lists of names and suggestions for messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from mockwright.openapi.json_text import encode_json

MAX_SHOWN = 80
MAX_LISTED = 12


def shorten(text: str) -> str:
    """The text, or its first 79 characters and an ellipsis."""
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def show_value(value: Any) -> str:
    """A value as JSON text, truncated to 80 characters."""
    return shorten(encode_json(value).decode())


def list_names(names: Iterable[str]) -> str:
    """`"A", "B", … (39 in all)`."""
    every = [*names]
    shown = ", ".join(every[:MAX_LISTED])
    return shown if len(every) <= MAX_LISTED else f"{shown}, … ({len(every)} in all)"


def suggest(name: str, known: Sequence[str]) -> str:
    """`` Did you mean `y`? `` if a known name is similar, otherwise an empty string."""
    by_folded = {other.casefold(): other for other in known if other != name}
    near = difflib.get_close_matches(name[:100].casefold(), by_folded, n=1, cutoff=0.7)
    return f"Did you mean `{by_folded[near[0]]}`?" if near else ""


def suggest_or_list(name: str, known: Sequence[str]) -> str:
    """The similar name, or all known ones: `` Known: `x`, `y`. ``."""
    listed = f"Known: {list_names(f'`{shorten(other)}`' for other in known)}." if known else ""
    return suggest(name, known) or listed
