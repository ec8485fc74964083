"""Watched signals are seen, even if other handlers are installed."""

from __future__ import annotations

import subprocess
import sys

from tests.processes import PATIENCE_SECONDS

CODE = """
import os, signal, threading
from mockwright.mock_server.process.signals import watch_signals

stopping = watch_signals([signal.SIGTERM])
handled = []
signal.signal(signal.SIGTERM, lambda *_: handled.append("SIGTERM"))
signal.signal(signal.SIGUSR1, lambda *_: handled.append("SIGUSR1"))
os.kill(os.getpid(), signal.SIGUSR1)
print(stopping.wait(0.3), handled)
os.kill(os.getpid(), signal.SIGTERM)
print(stopping.wait(60), handled)
os.kill(os.getpid(), signal.SIGTERM)
print(stopping.is_set(), len(handled))
"""


def test_only_the_signals_that_are_meant_are_seen() -> None:
    """Only watched signals are seen, and handlers that are installed later are called, too."""
    ended = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    expected = ["False ['SIGUSR1']", "True ['SIGUSR1', 'SIGTERM']", "True 3"]
    assert (ended.stdout.splitlines(), ended.stderr) == (expected, "")
