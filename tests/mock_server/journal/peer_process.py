"""A worker as a process of its own, which reads commands line by line.

`python -m tests.mock_server.journal.peer_process FOLDER WORKER`: `record` adds an entry, `reset`
clears the journals of all workers, `read` does nothing more. Each prints the ids of the entries
that the worker sees, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mockwright.mock_server.journal.entries import Journal
from mockwright.mock_server.journal.peers import Peers
from tests.mock_server.entries import record, still


def main() -> None:
    """Obey until standard input ends."""
    folder, worker = Path(sys.argv[1]), int(sys.argv[2])
    journal = Journal(clock=still, worker=worker)
    peers = Peers(journal, worker=worker, folder=folder)
    print("ready", flush=True)  # noqa: T201 -- this is how the parent knows
    for line in sys.stdin:
        if line == "record\n":
            record(journal)
        if line == "reset\n":
            peers.reset()
        ids = [entry["id"] for page in peers.read({}) for entry in page.entries]
        print(json.dumps(sorted(ids)), flush=True)  # noqa: T201 -- the answer


if __name__ == "__main__":
    main()
