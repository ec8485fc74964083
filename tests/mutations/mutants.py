"""Mutants: one thing that a server and its document no longer agree about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mockwright.openapi.exchange import Response

Change = Callable[[Response], Response]


class Mutant(NamedTuple):
    """One mutation: of a bundled document, or of what the mock answers.

    `kind` is what was changed: `length`, `enum`, `required`, `type`, `status` …; `document` is the
    changed tree, `change` what happens to the answers of one operation with one status.
    """

    name: str
    kind: str
    source: str
    document: Mapping[str, Any] | None = None
    operation: str = ""
    status: int = 0
    change: Change | None = None
