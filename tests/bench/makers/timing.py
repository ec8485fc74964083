"""Timing of a maker: profiles as JSON lines on standard output, seconds on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import orjson

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_WARM_UP = 200


def run(make_profile: Callable[[int], Any]) -> None:
    """Make the number of profiles in the first argument, after a few that are not counted."""
    count = int(sys.argv[1])
    for number in range(_WARM_UP):
        orjson.dumps(make_profile(number))
    write = sys.stdout.buffer.write
    began = time.process_time()
    for number in range(count):
        write(orjson.dumps(make_profile(number), option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.flush()
    sys.stderr.write(f"{time.process_time() - began}\n")
