"""A load generator in Python: connections that each send again as soon as they are answered."""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from typing import TextIO, TypedDict

from tests.bench.workload import HOST, find_end, read_body, read_status, write_request

_TIMEOUT_SECONDS = 10
_OK = range(200, 300)


class Report(TypedDict):
    """The latencies of all answers, and the number of errors."""

    milliseconds: list[float]
    errors: int


class _Connection:
    def __init__(self, port: int, request: bytes) -> None:
        self._request = request
        self._received = bytearray()
        self.socket = socket.create_connection((HOST, port), _TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0

    def send(self) -> None:
        self._received.clear()
        self.sent = time.perf_counter()
        self.socket.sendall(self._request)

    def receive(self) -> int | None:
        """The status of a complete answer. Raises `ConnectionError`."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError
        self._received += part
        return read_status(self._received) if find_end(self._received) else None


def hammer(port: int, connections: int, seconds: float) -> Report:
    """Send the request over several connections for several seconds."""
    report = Report(milliseconds=[], errors=0)
    request = write_request(port, read_body())
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = _Connection(port, request)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and selector.get_map():
            for key, _ in selector.select(timeout=0.1):
                _step(key.data, selector, report)
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    return report


def _step(connection: _Connection, selector: selectors.BaseSelector, report: Report) -> None:
    try:
        status = connection.receive()
        if status is not None:
            seconds = time.perf_counter() - connection.sent
            report["milliseconds"].append(round(seconds * 1000, 3))
            report["errors"] += status not in _OK
            connection.send()
    except OSError:
        report["errors"] += 1
        selector.unregister(connection.socket)
        connection.socket.close()


def run(arguments: list[str], output: TextIO) -> None:
    """`PORT CONNECTIONS SECONDS` -> a JSON report."""
    port, connections, seconds = arguments
    json.dump(hammer(int(port), int(connections), float(seconds)), output)


if __name__ == "__main__":
    run(sys.argv[1:], sys.stdout)
