from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.journal import peers as crew_module
from mockwright.mock_server.journal.entries import Journal
from mockwright.mock_server.journal.peers import Page, Peers
from tests.mock_server.entries import record, still

ROOT = Path(__file__).parents[3]


class Member:
    """A worker in another process, which is killed at the end of the test."""

    def __init__(self, folder: Path, worker: int) -> None:
        command = [
            sys.executable,
            "-m",
            "tests.mock_server.journal.peer_process",
            str(folder),
            str(worker),
        ]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self._read() == "ready\n"

    def _read(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def tell(self, order: str) -> list[str]:
        """Send a command and return the ids of all entries that the member then sees."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{order}\n")
        self.process.stdin.flush()
        ids: list[str] = json.loads(self._read())
        return ids

    def kill(self) -> None:
        """Kill the process so that its socket file remains."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="peers-") as name:
        yield Path(name)


@pytest.fixture
def member(folder: Path) -> Iterator[Member]:
    """Worker 2 in the folder."""
    member = Member(folder, 2)
    yield member
    member.kill()


@pytest.fixture
def journal() -> Journal:
    """The journal of worker 1, which is this process."""
    return Journal(clock=still, worker=1)


def ids(pages: list[Page]) -> dict[int, list[str]]:
    """The ids of the entries by worker."""
    return {page.worker: [entry["id"] for entry in page.entries] for page in pages}


def test_lone_worker_reads_and_resets_its_own_journal(journal: Journal) -> None:
    """Without a folder, a worker reads, waits for and resets only its own journal."""
    peers = Peers(journal)
    entry = record(journal)
    assert peers.read({}) == [Page(worker=1, entries=[entry.to_json()], last=1, evicted=0)]
    peers.wait({}, 60)
    peers.reset()
    assert peers.read({}) == [Page(worker=1, entries=[], last=1, evicted=0)]


def test_workers_see_each_others_entries(folder: Path, member: Member, journal: Journal) -> None:
    """Every worker shows the entries of all workers."""
    peers = Peers(journal, folder=folder)
    record(journal)
    member.tell("record")
    assert member.tell("record") == ["1-1", "2-1", "2-2"]
    assert ids(peers.read({})) == {1: ["1-1"], 2: ["2-1", "2-2"]}


def test_entry_of_a_peer_is_complete(folder: Path, member: Member, journal: Journal) -> None:
    """An entry of another process is complete."""
    member.tell("record")
    (entry,) = Peers(journal, folder=folder).read({})[1].entries
    expected = record(Journal(clock=still, worker=2)).to_json()
    assert entry == expected


def test_reader_gets_what_is_new_from_each_worker(
    folder: Path, member: Member, journal: Journal
) -> None:
    """A reader gets the new entries of each worker and its last number."""
    peers = Peers(journal, folder=folder)
    for _ in range(2):
        record(journal)
        member.tell("record")
    pages = peers.read({1: 2, 2: 1})
    assert ids(pages) == {1: [], 2: ["2-2"]}
    assert [page.last for page in pages] == [2, 2]


def test_reset_reaches_every_worker(folder: Path, member: Member, journal: Journal) -> None:
    """A reset on any worker clears the journals of all."""
    peers = Peers(journal, folder=folder)
    record(journal)
    member.tell("record")
    peers.reset()
    assert member.tell("read") == []
    record(journal)
    assert member.tell("reset") == []
    assert ids(peers.read({})) == {1: [], 2: []}


def test_dead_peer_is_skipped(folder: Path, member: Member, journal: Journal) -> None:
    """A killed worker whose socket file remains is skipped."""
    peers = Peers(journal, folder=folder)
    record(journal)
    member.kill()
    assert (folder / f"{member.process.pid}.worker").exists()
    peers.reset()
    record(journal)
    assert ids(peers.read({})) == {1: ["1-2"]}


def test_what_is_no_socket_is_skipped(folder: Path, journal: Journal) -> None:
    """A file that is not a socket is skipped."""
    (folder / "1.worker").write_text("no socket")
    (folder / "2.claim").touch()
    assert ids(Peers(journal, folder=folder).read({})) == {1: []}


def test_peer_that_does_not_answer_is_skipped(
    folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that does not answer is skipped after a timeout."""
    monkeypatch.setattr(crew_module, "_TIMEOUT", 0.05)
    peers = Peers(journal, folder=folder)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(folder / "1.worker"))
        listener.listen()
        assert ids(peers.read({})) == {1: []}


@pytest.mark.parametrize("question", [b"", b"\n", b"{", b"\xff\n", b'{"do":"read"'])
def test_broken_question_does_not_deafen(
    folder: Path, member: Member, journal: Journal, question: bytes
) -> None:
    """A worker continues to listen after an incomplete request from a peer."""
    peers = Peers(journal, folder=folder)
    record(journal)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(str(folder / f"{os.getpid()}.worker"))
        connection.sendall(question)
    assert member.tell("read") == ["1-1"]
    assert ids(peers.read({})) == {1: ["1-1"], 2: []}


def test_waiting_with_peers_is_short(folder: Path, journal: Journal) -> None:
    """With peers, waiting is limited to a short interval."""
    waited: list[Any] = []
    journal.wait = lambda *arguments: waited.append(arguments)  # type: ignore[method-assign]  # a spy
    Peers(journal, folder=folder).wait({1: 7}, 20)
    assert waited == [(7, 0.05)]
