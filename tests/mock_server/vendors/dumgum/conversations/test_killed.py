"""Servers that are killed: acknowledged changes survive, and no change is partial."""

from __future__ import annotations

import contextlib
import copy
import http.client
import itertools
import json
import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.seeding import RandomStream
from tests.mock_server.vendors.dumgum.conversations.model import World, decide, new_world, observe
from tests.mock_server.vendors.dumgum.conversations.saying import SECOND, START, post, says
from tests.processes import COMMAND, ServerProcess, environment

KILLS = int(os.environ.get("MOCKWRIGHT_TEST_KILLS", "36"))
FILES_AT_ONCE = 2
LIVES_OF_A_FILE = 25
CLIENTS = 4
LATEST_KILL_MILLISECONDS = 250
YEAR = 365 * 24 * 3600 * SECOND

Records = set[tuple[str, str]]

PAUSE = {"type": "PAUSE_CONVERSATION", "pauseConversation": {"duration": 600}}
# The requests of a client's conversations; each of them changes several records.
PLANS: list[list[tuple[str, dict[str, Any]]]] = [
    [("mock:stop=USER_HOSTILE", {}), ("mock:stop=USER_HOSTILE", {})],
    [("See you.", {"action": PAUSE}), ("mock:stop=USER_SUSPICIOUS", {})],
    [("mock:stop=AI_SUSPICIOUS", {"fictionalDisclosure": True})] * 3,
    [("Hello.", {"generatePersonality": True}), ("See you.", {"action": PAUSE})],
]


@dataclass(kw_only=True)
class Talk:
    """A conversation with its own people: the acknowledged state and the pending request's."""

    user: str
    persona: str
    now: int = START
    world: World = field(default_factory=new_world)
    asked: World | None = None

    def ask(self, connection: http.client.HTTPConnection, text: str, parameters: Any) -> None:
        """Send a message and check the answer against the model."""
        body = says(self.user, self.persona, self.now, text, **parameters)
        self.asked = copy.deepcopy(self.world)
        wanted = decide(self.asked, body)
        assert observe(200, post(connection, body), "") == without_reason(wanted)
        self.world, self.asked = self.asked, None
        self.now = self.end or self.now + SECOND

    @property
    def end(self) -> int | None:
        """The end of the last stop, if it has one."""
        talk = self.world["talks"].get((self.user, self.persona), {})
        end: int | None = talk.get("until")
        return end

    @property
    def is_stopped(self) -> bool:
        """Whether a stop was acknowledged, of whatever duration."""
        talk = self.world["talks"].get((self.user, self.persona), {})
        return talk.get("reason") is not None

    def probe(self, connection: http.client.HTTPConnection, records: Records) -> None:
        """Check that the records and the next answer belong to the same possible world.

        That is the acknowledged world, or the one after the pending request. An acknowledged stop
        is probed in its last millisecond.
        """
        possible = [self.world] if self.asked is None else [self.world, self.asked]
        worlds = [copy.deepcopy(each) for each in possible if records_of(each) == records]
        now = self.now
        if self.asked is None and self.is_stopped:
            now = self.now + YEAR if self.end is None else self.end - 1
        body = says(self.user, self.persona, now, "Hello?", generatePersonality=True)
        seen = observe(200, post(connection, body), "")
        wanted = [without_reason(decide(world, body)) for world in worlds]
        assert seen in wanted, (self, records, seen, wanted)
        self.world, self.asked = worlds[wanted.index(seen)], None


def without_reason(decision: dict[str, Any]) -> dict[str, Any]:
    """A decision without the reason for silence, which clients do not see."""
    return {"silent": ""} if "silent" in decision else decision


def records_of(world: World) -> Records:
    """The keys of the records that a world is stored as."""
    talks = [
        pair for pair, talk in world["talks"].items() if talk["reason"] or talk["has_admitted"]
    ]
    return {
        *(("profile", name) for name in world["people"]),
        *(("personality", name) for name in world["souls"]),
        *(("conversation", json.dumps(pair, separators=(",", ":"))) for pair in talks),
    }


class Lives:
    """A state file and its successive servers, of which each but the last is killed."""

    def __init__(self, number: int, folder: Path) -> None:
        self.stream = RandomStream(f"file {number}".encode())
        self.folder = folder
        self.file = folder / "state.db"
        self.talks: list[Talk] = []
        self.kept = 0

    def live(self, kills: int) -> int:
        """Kill `kills` servers, shut the last one down, and return the number of stops."""
        for life in range(kills):
            with self.started(workers=1 + life % 2) as server:
                self.check(server, self.talks[self.kept :])
                self.kept = len(self.talks)
                self.chat_until_killed(server, life)
        with self.started(workers=1) as server:
            self.check(server, self.talks)
            server.end()
        assert [path.name for path in self.folder.glob("state.db*")] == ["state.db"]
        return sum(talk.is_stopped for talk in self.talks)

    @contextlib.contextmanager
    def started(self, workers: int) -> Iterator[ServerProcess]:
        """A server that is always killed when the block ends."""
        server = self.start(workers)
        try:
            yield server
        finally:
            if server.process.returncode is None:
                os.killpg(server.process.pid, signal.SIGKILL)
                server.process.wait()

    def start(self, workers: int) -> ServerProcess:
        """Start a server on the file in its own process group."""
        (self.folder / "ready.json").unlink(missing_ok=True)
        options = ["--ready-file", "ready.json", "--db", "state.db", "--workers", str(workers)]
        with (self.folder / "stderr.txt").open("wb") as stderr:
            process = subprocess.Popen(
                [str(COMMAND), "serve", "--port", "0", *options],
                env=environment({"TMPDIR": str(self.folder)}),
                cwd=self.folder,
                stderr=stderr,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        return ServerProcess(process, self.folder)

    def chat_until_killed(self, server: ServerProcess, life: int) -> None:
        """Let clients send requests, kill the process group after a delay, and collect results."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            names = [f"{life}-{client}" for client in range(CLIENTS)]
            futures = [pool.submit(self.chat, server.port, name) for name in names]
            time.sleep(self.stream.between(1, LATEST_KILL_MILLISECONDS) / 1000)
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait()
            for future in futures:
                self.talks += future.result()
        assert "Traceback" not in server.stderr_text()

    def chat(self, port: int, name: str) -> list[Talk]:
        """Run conversations one after another until the server is gone."""
        talks = []
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            for number in itertools.count():
                talks.append(Talk(user=f"u-{name}-{number}", persona=f"p-{name}-{number}"))
                try:
                    for text, parameters in PLANS[number % len(PLANS)]:
                        talks[-1].ask(connection, text, parameters)
                except (ConnectionError, http.client.HTTPException):
                    break
        return talks

    def check(self, server: ServerProcess, talks: list[Talk]) -> None:
        """Check that the file is intact and that records and answers agree with the model."""
        with closing(sqlite3.connect(self.file)) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            records = by_talk(set(file.execute("SELECT kind, key FROM records")))
        parts = [talks[number::CLIENTS] for number in range(CLIENTS)]

        def probe(part: list[Talk]) -> None:
            with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
                for talk in part:
                    talk.probe(connection, records.get(talk.user[2:], set()))

        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(probe, parts))


def by_talk(records: Records) -> dict[str, Records]:
    """The records of each conversation and of its people."""
    found: dict[str, Records] = {}
    for kind, key in records:
        owner = json.loads(key)[0] if kind == "conversation" else key
        found.setdefault(owner[2:], set()).add((kind, key))
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        yield Path(name)


def live_all(folder: Path, kills: int) -> Iterator[int]:
    """Perform `kills` kills over several files and yield the acknowledged stops of each."""
    files = max(FILES_AT_ONCE, -(-kills // LIVES_OF_A_FILE))

    def live(number: int) -> int:
        own = folder / str(number)
        own.mkdir()
        return Lives(number, own).live(len(range(number, kills, files)))

    with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
        yield from pool.map(live, range(files))


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * KILLS)
def test_what_was_acknowledged_survives_every_kill(folder: Path) -> None:
    """Every acknowledged stop survives every kill, and no change is stored partially."""
    stops = list(live_all(folder, KILLS))
    assert min(stops) > 0
