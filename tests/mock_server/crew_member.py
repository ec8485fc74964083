"""A worker of a crew as a process of its own, told what to do line by line.

`python -m tests.mock_server.crew_member FOLDER WORKER`: `record` adds an entry, `reset` resets
the crew, `read` does nothing more; each answers with the entries' ids that it can see, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mock_server.crew import Crew
from mock_server.journal import Journal
from tests.mock_server.entries import record, still


def main() -> None:
    """Obey until standard input ends."""
    folder, worker = Path(sys.argv[1]), int(sys.argv[2])
    journal = Journal(clock=still, worker=worker)
    crew = Crew(journal, worker=worker, folder=folder)
    print("ready", flush=True)  # noqa: T201 -- this is how the parent knows
    for line in sys.stdin:
        if line == "record\n":
            record(journal)
        if line == "reset\n":
            crew.reset()
        ids = [entry["id"] for page in crew.read({}) for entry in page.entries]
        print(json.dumps(sorted(ids)), flush=True)  # noqa: T201 -- the answer


if __name__ == "__main__":
    main()
