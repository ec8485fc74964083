"""Compare media types, and choose the one that a client prefers."""

from __future__ import annotations

import re
from collections.abc import Iterable

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
# With or without its end, so that no text takes more than one pass.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')


def normalize(content_type: str) -> str:
    """Strip parameters and case: `Application/JSON; charset=utf-8` -> `application/json`."""
    return content_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Whether bodies of this type are JSON."""
    return media_type == JSON or media_type.endswith("+json")


def charset_of(content_type: str) -> str:
    """The charset parameter in lower case, or an empty string."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def covers(media_range: str, media_type: str) -> bool:
    """Whether a range such as `*/*`, `text/*` or `application/json` includes a type."""
    if media_range in {"*/*", media_type}:
        return True
    major, _, minor = media_range.partition("/")
    return minor == "*" and media_type.startswith(f"{major}/")


def choose(accept: str, offered: Iterable[str]) -> str | None:
    """The offered type that `Accept` prefers; the first of equals, None if none is acceptable."""
    # Werkzeug's `MIMEAccept` is stricter: it ignores ranges with `q=.2`, as Java's URLConnection
    # sends it, and `application/json; charset=utf-8` does not match `application/json`. Both would
    # be a 406 here. It also takes two to five times as long.
    types = list(offered)
    if not types:
        return None
    if '"' in accept:  # a quoted parameter may have commas and semicolons in it
        accept = _QUOTED.sub("", accept)
    ranges = [_parse_range(part) for part in accept.split(",") if part.strip()]
    ranked = [(_quality(ranges, media_type), media_type) for media_type in types]
    best = max(ranked, key=lambda pair: pair[0])
    return best[1] if best[0] > 0 else None


def _parse_range(text: str) -> tuple[str, float]:
    quality = 1.0
    for parameter in text.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            quality = _parse_quality(value.strip())
    return normalize(text), quality


def _parse_quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(ranges: list[tuple[str, float]], media_type: str) -> float:
    """The quality of the most specific range that includes the type, or 0."""
    name = normalize(media_type)
    matches = [(_specificity(text), quality) for text, quality in ranges if covers(text, name)]
    return max(matches)[1] if matches else 0.0


def _specificity(media_range: str) -> int:
    return 0 if media_range == "*/*" else 1 if media_range.endswith("/*") else 2
