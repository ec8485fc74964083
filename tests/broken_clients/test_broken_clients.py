"""Every broken client is found by its own check, and the correct client has no findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mockwright.contracts.client.checks import CHECKS
from mockwright.contracts.client.journal_entries import read_journal_file
from mockwright.contracts.client.runs import judge_entries
from mockwright.contracts.engine.credentials import Credentials
from mockwright.contracts.engine.findings import Finding
from mockwright.contracts.engine.runs import About, Run
from mockwright.mock_server.catalogue import load_catalogue
from tests.broken_clients.clients import BROKEN, BrokenClient, Client, correct
from tests.processes import ServerMaker

Judge = Callable[[Client], list[Finding]]


@pytest.fixture(scope="module")
def judge(make_server: ServerMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """A function that runs a client against a mock and returns the findings."""
    file = tmp_path_factory.mktemp("journal") / "journal.jsonl"
    server = make_server("--journal-file", str(file))
    operations = load_catalogue(("bundled",)).router.operations
    about = About(
        command="check client",
        target="",
        seed=0,
        documents=("bundled",),
        operations=operations,
        checks=CHECKS,
    )

    def judge_client(client: Client) -> list[Finding]:
        Path(file).write_bytes(b"")
        server.ask("/_mock/reset", method="POST")
        client(server.url)
        run = Run(about=about, writers=(), credentials=Credentials({}))
        judge_entries(run, read_journal_file(file, server.url), operations)
        result = run.end(ending="complete", seconds=0.0)
        return [counted.finding for counted in result.findings]

    yield judge_client
    server.end()


@pytest.mark.parametrize("client", BROKEN.values(), ids=BROKEN)
def test_a_broken_client_is_found(judge: Judge, client: BrokenClient) -> None:
    """A broken client is found by its own checks and by no others."""
    found = judge(client.run)
    assert {finding.check for finding in found} == set(client.found_by), found


def test_a_correct_client_passes(judge: Judge) -> None:
    """The correct client has no findings, not even warnings."""
    assert judge(correct) == []


def test_every_check_has_a_broken_client() -> None:
    """Each check has a broken client, except for those about mock failures and outside calls."""
    shown = {check for client in BROKEN.values() for check in client.found_by}
    assert {check.id for check in CHECKS} - shown == {"mock-failure", "outside-call"}
