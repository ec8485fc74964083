"""Servers: how each one is started and when it is ready."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path

from mockwright.mock_server.app import create_app
from mockwright.mock_server.settings import Settings
from tests.bench.node_tools import (
    MOCKOON,
    PRISM,
    WIREMOCK,
    ToolIsMissing,
    find_java,
    find_tool,
    read_java_version,
    read_node_version,
)
from tests.bench.processes import started
from tests.bench.wiremock_stub import write_stub
from tests.bench.workload import DOCUMENT, HEADERS, HOST, PATH, SCRATCH, read_body

ANSWER_FILE = SCRATCH / "answer.json"
PORT_FIELD = "{port}"
_PORTS = range(20_000, 32_000)
_START_SECONDS = 60
_SAME_SERVER = {
    "limit": "plain Flask on the same WSGI server: parses, answers a constant",
    "bare": "no framework on the same WSGI server: parses, validates, answers a constant",
}
_POLL_SECONDS = 0.001


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A server to be measured, whose command has `{port}` for the port.

    `is_slow_to_warm` if a JIT compiler needs a minute of load.
    """

    name: str
    about: str
    command: tuple[str, ...]
    is_slow_to_warm: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A server that has answered; `seconds` is the time from its start to its first answer."""

    process: subprocess.Popen[bytes]
    port: int
    seconds: float


class ServerFailed(Exception):
    """A server did not start or did not answer 200; `str()` is the reason."""


NAMES = (
    *("mockwright", "limit", "limit-led", "bare", "bare-led"),
    *("prism", "mockoon", "wiremock", "wiremock-forgetful"),
)


def find_servers(names: Sequence[str], notes: list[str]) -> tuple[Server, ...]:
    """The servers of these names; an unavailable one causes a note."""
    SCRATCH.mkdir(exist_ok=True)
    ANSWER_FILE.write_bytes(make_answer(read_body()))
    found = []
    for name in NAMES:
        if name in names:
            try:
                found.append(_SERVERS[name]())
            except ToolIsMissing as error:
                notes.append(f"{name} is left out: {error}.")
    return tuple(found)


def make_answer(body: bytes) -> bytes:
    """The mock's answer to the body, which the other servers send. Raises `ServerFailed`."""
    app = create_app(Settings(specs=("dumgum",)))
    response = app.test_client().post(PATH, data=body, headers=HEADERS)
    if response.status_code != HTTPStatus.OK:
        raise ServerFailed(f"the mock answers {response.status} to the bench's own request")
    return bytes(response.data)


def _find_mockwright() -> Server:
    program = Path(sys.executable).with_name("mockwright")
    return Server(
        name="mockwright",
        about="the command as it is installed: validation and journal on",
        command=(str(program), "serve", "--port", PORT_FIELD),
    )


def _find_same(name: str) -> Server:
    """Another application on the mock's WSGI server; `-led` with a single active thread."""
    kind, _, option = name.partition("-")
    led = "; its threads take turns as the mock's do" if option else ""
    options = [option] if option else []
    return Server(
        name=name,
        about=_SAME_SERVER[kind] + led,
        command=(
            *(sys.executable, "-m", f"tests.bench.{kind}"),
            *(PORT_FIELD, str(ANSWER_FILE), *options),
        ),
    )


def _find_prism() -> Server:
    program = find_tool(PRISM)
    options = ("mock", "-h", HOST, "-p", PORT_FIELD, "-v", "silent")
    return Server(
        name="prism",
        about=f"Prism {PRISM.version} on Node {read_node_version()}, static answers, log silent",
        command=(str(program), *options, str(DOCUMENT)),
    )


def _find_mockoon() -> Server:
    program = find_tool(MOCKOON)
    # It asks before it imports a document, and keeps a folder in the home folder.
    options = ("start", "--hostname", HOST, "--port", PORT_FIELD, "--repair")
    quiet = ("--disable-admin-api", "--disable-log-to-file")
    return Server(
        name="mockoon",
        about=f"Mockoon {MOCKOON.version} on Node {read_node_version()}, the document imported: "
        "it answers from the schema and validates nothing",
        command=(
            *("env", f"HOME={MOCKOON.folder}", str(program)),
            *(*options, *quiet, "--data", str(DOCUMENT)),
        ),
    )


def _find_wiremock(name: str) -> Server:
    """A stub that validates the body; `-forgetful` keeps no requests, to limit memory."""
    java, jar = find_java(), find_tool(WIREMOCK)
    folder = WIREMOCK.folder / "stubs"
    write_stub(folder, ANSWER_FILE.read_bytes())
    forgets = name != WIREMOCK.name
    options = ("--bind-address", HOST, "--root-dir", str(folder), "--disable-banner")
    return Server(
        name=name,
        about=f"WireMock {WIREMOCK.version} on Java {read_java_version()}, a stub with the schema "
        "and a constant answer; " + ("no journal" if forgets else "its journal, without bound"),
        command=(
            *(java, "-jar", str(jar), "--port", PORT_FIELD, *options),
            *(("--no-request-journal",) if forgets else ()),
        ),
        is_slow_to_warm=True,
    )


_SERVERS: Mapping[str, Callable[[], Server]] = {
    "mockwright": _find_mockwright,
    **{name: partial(_find_same, name) for name in NAMES if name.partition("-")[0] in _SAME_SERVER},
    "prism": _find_prism,
    "mockoon": _find_mockoon,
    **{name: partial(_find_wiremock, name) for name in NAMES if name.startswith(WIREMOCK.name)},
}


@contextlib.contextmanager
def running(server: Server, core: int | None) -> Iterator[Running]:
    """Start a server, wait for its first 200, and end it. Raises `ServerFailed`."""
    port = find_port()
    command = [part.replace(PORT_FIELD, str(port)) for part in server.command]
    log = SCRATCH / f"{server.name}.log"
    began = time.perf_counter()
    with started(command, log, core) as process:
        try:
            _await_answer(process, port)
        except ServerFailed as error:
            words = " ".join(log.read_text(encoding="utf-8", errors="replace").split())
            raise ServerFailed(f"{error}; its log: {words[-300:] or 'empty'}") from error
        yield Running(process=process, port=port, seconds=time.perf_counter() - began)


def find_port() -> int:
    """A free port below the ephemeral ones.

    Repeated requests to a free ephemeral port would end in a connection of the client's socket with
    itself, which keeps the server from binding.
    """
    for port in range(_PORTS.start + os.getpid() % 1000, _PORTS.stop):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise ServerFailed(f"no port is free from {_PORTS.start} to {_PORTS.stop - 1}")


def _await_answer(process: subprocess.Popen[bytes], port: int) -> None:
    body = read_body()
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        status = _ask(port, body)
        if status == HTTPStatus.OK:
            return
        if status is not None:
            raise ServerFailed(f"answered {status} instead of 200")
        if process.poll() is not None:
            raise ServerFailed(f"ended with exit code {process.returncode}")
        time.sleep(_POLL_SECONDS)
    raise ServerFailed(f"did not answer within {_START_SECONDS} s")


def _ask(port: int, body: bytes) -> int | None:
    """The status of a request; None while nothing listens."""
    connection = http.client.HTTPConnection(HOST, port, timeout=_START_SECONDS)
    try:
        connection.request("POST", PATH, body, HEADERS)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
