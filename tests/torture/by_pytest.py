"""Cases that consist of tests, which pytest runs in a separate process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from tests.torture.cases import Check
from tests.torture.testbed import Testbed

ROOT = Path(__file__).parents[2]
_SECONDS = 900
_OPTIONS = ("-q", "-n", "0", "--no-header", "-p", "no:cacheprovider", "--tb", "line")


def by_pytest(*selections: str) -> Check:
    """A check that runs tests: files below `tests/`, or `file.py::test_name`."""
    return partial(_run, selections)


def _run(selections: tuple[str, ...], testbed: Testbed) -> Iterable[str]:
    names = [f"tests/{selection}" for selection in selections]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *_OPTIONS, *names],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(testbed.make_folder())},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if ran.returncode:
        yield " ".join(ran.stdout.split())[-600:] or ran.stderr[-600:]
