"""A process that writes state until it is killed, and prints what it has written.

`python -m tests.mock_server.state.state_writer KIND FILE` commits numbers, each under two kinds at
once, continuing from the end of the file, and prints each number after its commit.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from tests.mock_server.state.state_kinds import open_kind


def main() -> None:
    """Write indefinitely."""
    state = open_kind(sys.argv[1], Path(sys.argv[2]), is_durable=True)
    first = len(state.snapshot()) // 2
    for number in itertools.count(first):
        with state.hold():
            key, record = str(number), b'"%d"' % number
            state.commit({("left", key): record, ("right", key): record})
        print(number, flush=True)  # noqa: T201 -- this is what the parent waits for


if __name__ == "__main__":
    main()
