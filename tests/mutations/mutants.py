"""Mutants: single differences between a server and its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mockwright.openapi.exchange import Response

Change = Callable[[Response], Response]


class Mutant(NamedTuple):
    """A mutation of a bundled document or of the mock's answers.

    `kind` is what was changed: `length`, `enum`, `required`, `type`, `status` …; `document` is the
    changed tree; `change` changes the answers of one operation with one status.
    """

    name: str
    kind: str
    source: str
    document: Mapping[str, Any] | None = None
    operation: str = ""
    status: int = 0
    change: Change | None = None
