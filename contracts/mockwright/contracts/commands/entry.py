"""The entry of the console script: from the first line on, Ctrl-C ends it without a traceback."""

from __future__ import annotations

import sys

from mockwright.contracts.commands.signals import leave_at_once


def main() -> None:
    """The console script."""
    leave_at_once()
    from mockwright.contracts.commands.root import run  # noqa: PLC0415 -- Ctrl-C may come meanwhile

    sys.exit(run(sys.argv[1:]))
