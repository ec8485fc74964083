"""Percent-encoded paths from the path templates of documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from mockwright.openapi.operation_checks import TEMPLATE

# Characters of a path that need no encoding (RFC 3986, `pchar` and the slash).
_PLAIN = "/-._~!$&'()*+,;=:@"
_ESCAPE = re.compile("(%[0-9A-Fa-f]{2})")


def fill_path(template: str, values: Mapping[str, str]) -> str:
    """The path with these values in place of its variables, percent-encoded throughout."""
    parts = TEMPLATE.split(template)
    return "".join(
        _fill(part, values) if index % 2 else encode_literal(part)
        for index, part in enumerate(parts)
    )


def _fill(name: str, values: Mapping[str, str]) -> str:
    """The value of a variable; the variable itself if it has none."""
    return quote(values[name], safe="") if name in values else encode_literal(f"{{{name}}}")


def encode_literal(text: str) -> str:
    """The literal text of a path, percent-encoded; escapes that it already has are kept."""
    parts = _ESCAPE.split(text)
    return "".join(
        part if index % 2 else quote(part, safe=_PLAIN) for index, part in enumerate(parts)
    )


def matches(template: str, path: str) -> bool:
    """Whether a decoded path is one that the template describes."""
    literals = TEMPLATE.split(template)[::2]
    return re.fullmatch("[^/]+".join(map(re.escape, literals)), path) is not None
