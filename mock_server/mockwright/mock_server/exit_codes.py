"""Exit codes of every command."""

from __future__ import annotations

OK = 0
CONTRACT_BROKEN = 1
USAGE = 2
BROKEN_DOCUMENT = 3
UNAVAILABLE = 4
INTERNAL_ERROR = 5
