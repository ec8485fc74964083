"""The entry point of the console script; Ctrl-C during startup never shows a traceback."""

from __future__ import annotations

import sys

from mockwright.contracts.commands.signals import leave_at_once


def main() -> None:
    """Run the console script."""
    leave_at_once()
    from mockwright.contracts.commands.root import run  # noqa: PLC0415 -- after the Ctrl-C handler

    sys.exit(run(sys.argv[1:]))
