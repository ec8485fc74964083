"""Replays every finding of the broken servers on that server and on a correct one."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from mockwright.contracts.replay.credentials import find_credentials
from mockwright.contracts.replay.replaying import find_operation, send_again
from mockwright.contracts.replay.stored_findings import StoredFinding, find_stored
from mockwright.contracts.reports.finding_files import FindingFiles
from mockwright.contracts.sending.sender import Sender
from mockwright.contracts.server.access import Access
from tests.broken_servers.books import KEY, Books
from tests.broken_servers.faults import FAULTS
from tests.contracts.server.test_broken_servers import FAST, check_books
from tests.contracts.wsgi_target import WsgiTarget


def is_still_there(stored: StoredFinding, server: Books) -> bool:
    """Whether a replay against a server still finds the finding."""
    operation = find_operation(stored)
    credentials = find_credentials(stored, operation, Access(key=KEY), {})
    sender = cast("Sender", WsgiTarget(server))
    return send_again(stored, operation, sender, credentials).is_still_there


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_a_finding_occurs_on_the_broken_server_only(name: str, tmp_path: Path) -> None:
    """Each finding occurs on the broken server, used or new, and not on the correct one."""
    fault = FAULTS[name]
    is_deterministic = fault.check == "answer-varies"
    broken = fault.start()
    found = check_books(broken, phases=FAST, is_deterministic=is_deterministic)
    files = FindingFiles(tmp_path)
    files.begin(found.about)
    for counted in found.findings:
        files.finding(counted.finding, is_known=False)
    stored = [find_stored(c.finding.id, tmp_path) for c in found.findings]
    # Books that the run deleted are missing on the used server but may be present on a new one.
    lost = [one for one in stored if not is_still_there(one, broken)]
    gone = [one for one in lost if not is_still_there(one, fault.start())]
    assert {one.operation for one in gone} <= {"DELETE /books/{bookId}"}
    assert [one.where for one in stored if is_still_there(one, Books())] == []
