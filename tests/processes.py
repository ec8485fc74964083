"""The command as processes: starting, requesting, stopping, and checking their output."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

COMMAND = Path(sys.executable).with_name("mockwright")
# Every credential of the tests starts with this, and no output may contain it.
CREDENTIAL_MARK = "sk-proj-"
KEY = CREDENTIAL_MARK + "right-0123456789"
WRONG_KEY = CREDENTIAL_MARK + "wrong-9876543210"
EXPORT = "/api/profiles/user-123/export"

# How long a test waits for something that usually takes a moment. It is exceeded only if the
# awaited event never happens.
PATIENCE_SECONDS = 60.0


class ServerDidNotStart(Exception):
    """A server that exited or was not ready in time, with its standard error."""


def find_children(pid: int) -> list[int]:
    """The running child processes of a process (Linux: from `/proc`)."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def wait_until(is_so: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> bool:
    """Wait until a condition is true; return whether it was before the timeout."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """This process's environment without the command's variables, with changes; None removes."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("MOCKWRIGHT_")}
    changed = {**kept, **changes}
    return {name: text for name, text in changed.items() if text is not None}


@dataclass(frozen=True, kw_only=True)
class Start:
    """How a process is started, apart from the command's arguments."""

    changes: Mapping[str, str | None] = field(default_factory=dict)
    folder: Path | None = None
    prefix: tuple[str, ...] = ()


PLAIN = Start()


def run_command(
    *arguments: str, start: Start = PLAIN, seconds: float = PATIENCE_SECONDS
) -> subprocess.CompletedProcess[str]:
    """Run the command until it exits. Raises `subprocess.TimeoutExpired`."""
    return subprocess.run(
        [*start.prefix, str(COMMAND), *arguments],
        env=environment(start.changes),
        cwd=start.folder,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


class ServerProcess:
    """A running `mockwright serve`.

    Leaving its block stops it and checks that it exited cleanly.
    """

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        """`folder` contains `ready.json` and `stderr.txt`."""
        self.process = process
        self.ready_file = folder / "ready.json"
        self._stderr = folder / "stderr.txt"
        self.ready: dict[str, Any] = self._read_ready_file()
        self.url: str = self.ready["url"]
        self.port: int = self.ready["port"]

    def _read_ready_file(self) -> dict[str, Any]:
        def has_news() -> bool:
            return self._is_ready() or self.process.poll() is not None

        wait_until(has_news)
        if not self._is_ready():
            self.kill()
            raise ServerDidNotStart(self.stderr_text())
        ready: dict[str, Any] = json.loads(self.ready_file.read_bytes())
        return ready

    def _is_ready(self) -> bool:
        return self.ready_file.exists() and bool(self.ready_file.read_bytes())

    def stderr_text(self) -> str:
        """The standard error of the server so far."""
        return self._stderr.read_text(encoding="utf-8", errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the server's parent process."""
        self.process.send_signal(number)

    def wait(self, *, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for the exit code. Raises `subprocess.TimeoutExpired`."""
        return self.process.wait(timeout=seconds)

    def kill(self) -> None:
        """Kill the parent process."""
        self.process.kill()
        self.process.wait()

    def is_listening(self) -> bool:
        """Whether any process accepts connections on the port."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.connect()
        except ConnectionRefusedError:
            return False
        finally:
            connection.close()
        return True

    def ask(self, path: str, *, method: str = "GET", key: str = KEY) -> tuple[int, bytes]:
        """Status and body of a valid request on a new connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, headers={"Authorization": f"Bearer {key}"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def journal(self, **query: str) -> dict[str, Any]:
        """The journal as JSON."""
        _, body = self.ask(f"/_mock/journal?{urlencode(query)}")
        journal: dict[str, Any] = json.loads(body)
        return journal

    def end(self) -> None:
        """Stop the server if it is running, and check that it exited cleanly."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
            assert self.wait() == 0, self.stderr_text()
        stderr = self.stderr_text()
        assert "Traceback" not in stderr, stderr
        assert CREDENTIAL_MARK not in stderr, stderr

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.end()
        else:  # the test has already failed for another reason
            self.kill()


class ServerMaker:
    """Starts servers and keeps track of them, so that all are stopped."""

    def __init__(self, make_folder: Callable[[], Path]) -> None:
        self._make_folder = make_folder
        self._started: list[ServerProcess] = []

    def __call__(self, *arguments: str, start: Start = PLAIN) -> ServerProcess:
        """Start `mockwright serve` on a free port and return when it is ready."""
        folder = self._make_folder()
        ready_file = folder / "ready.json"
        command = [*start.prefix, str(COMMAND), "serve", "--port", "0"]
        with (folder / "stderr.txt").open("wb") as stderr:
            process = subprocess.Popen(
                [*command, "--ready-file", str(ready_file), *arguments],
                env=environment(start.changes),
                cwd=start.folder or folder,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        server = ServerProcess(process, folder)
        self._started.append(server)
        return server

    def end_all(self) -> None:
        """Stop all running servers, even if some of them fail."""
        faults = []
        for server in self._started:
            try:
                server.end()
            except (AssertionError, subprocess.TimeoutExpired) as error:
                server.kill()
                faults.append(str(error))
        assert not faults, "\n".join(faults)
