"""Intercepts calls to the vendors' hosts and answers them with an in-process mock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from http.client import RemoteDisconnected, responses
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from urllib3 import HTTPHeaderDict, HTTPResponse, Timeout
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from mockwright.contracts.client.journal_entries import JournalEntry, entry_from_json
from mockwright.contracts.client.mock_calls import Mock
from mockwright.contracts.testing.decorating import Interception
from mockwright.mock_server.app import create_app
from mockwright.mock_server.settings import Settings
from mockwright.mock_server.steering.faults.delivery import FaultyResponse
from mockwright.openapi.exchange import Request, Response

URL = "http://localhost"
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
_DEFAULTS = Settings()


class _InnerMock:
    """A mock without a port, called directly with request values."""

    def __init__(self, settings: Settings) -> None:
        self._pipeline = create_app(settings).pipeline
        self._last = 0

    def find_hosts(self) -> frozenset[str]:
        """The host names in the documents' `servers`, without loopback names."""
        documents = {o.document.name: o.document for o in self._pipeline.router.operations}
        servers = [s for document in documents.values() for s in document.root.get("servers", ())]
        names = {urlsplit(server["url"]).hostname for server in servers}
        return frozenset(name for name in names if name and name not in _THIS_MACHINE)

    def respond(self, request: Request) -> Response:
        """Answer a request."""
        return self._pipeline.respond(request)

    def deliver(self, response: Response, pool: Any, timeout: Any) -> Response:
        """Apply the response's fault, and return the response as a client would receive it.

        A truncated response keeps its announced `Content-Length`. Raises urllib3's
        `ReadTimeoutError` and `ProtocolError`, as a real connection would.
        """
        if not isinstance(response, FaultyResponse):
            return response
        delivery = self._pipeline.delivery
        limit = _read_timeout(timeout)
        is_in_time = delivery.delay(response, limit)
        body = b"".join(delivery.pieces(response))
        if not is_in_time:
            raise ReadTimeoutError(pool, "", f"Read timed out. (read timeout={limit})")
        if not response.status:
            lost = RemoteDisconnected("Remote end closed connection without response")
            message = "Connection aborted."
            raise ProtocolError(message, lost)
        headers = response.headers
        if len(body) < response.announced:
            headers = (*headers, ("Content-Length", str(response.announced)))
        return Response(response.status, headers, body)

    def read(self, *, wait: float = 0.0) -> list[JournalEntry]:
        """The entries not read yet; waits up to `wait` seconds for calls of other threads."""
        if wait:
            self._pipeline.journal.wait(self._last, wait)
        page = self._pipeline.journal.read(self._last)
        self._last = page.last
        return [entry_from_json(entry.to_json(), URL) for entry in page.entries]

    def reset(self) -> None:
        """Clear state and journal, and restore the initial faults."""
        self._pipeline.world.state.restore({})
        self.set_faults(None)
        self._pipeline.journal.clear()

    def set_faults(self, faults: Sequence[str] | None) -> None:
        """Replace all faults in force. Raises `ValueError` for an unknown fault."""
        self._pipeline.faults.put(faults)


def intercept(settings: Settings = _DEFAULTS, *, hosts: Iterable[str] = ()) -> Interception:
    """Answer every call to a vendor's host for the duration of a block, or in decorated code.

    This covers the calls that `requests` and `urllib3` make in this process to the servers in the
    documents and to `hosts`. They never reach the network; all other calls are left alone. As a
    decorator, it applies to a function, a coroutine function, or every test method of a class.
    Entering it raises `DocumentIsBroken`.
    """
    return Interception(lambda: _intercepting(settings, frozenset(hosts)))


@contextmanager
def _intercepting(settings: Settings, hosts: frozenset[str]) -> Iterator[Mock]:
    """Replace `urllib3`'s way to send requests for the duration of the block."""
    mock = _InnerMock(settings)
    answered = mock.find_hosts() | {host.lower() for host in hosts}
    original = HTTPConnectionPool.urlopen

    def urlopen(pool: HTTPConnectionPool, method: str, url: str, *args: Any, **options: Any) -> Any:
        split = urlsplit(url)
        host = split.hostname or pool.host  # calls through a proxy have absolute URLs
        if host.lower().rstrip(".") not in answered:
            return original(pool, method, url, *args, **options)
        return _answer(mock, method, url, *args, **{**options, "pool": pool})

    HTTPConnectionPool.urlopen = urlopen  # type: ignore[assignment, method-assign]  # the interception itself
    try:
        yield Mock(URL, mock, settings.specs)
    finally:
        HTTPConnectionPool.urlopen = original  # type: ignore[method-assign]  # restores the original


def _answer(
    mock: _InnerMock, method: str, url: str, body: Any = None, headers: Any = None, **options: Any
) -> HTTPResponse:
    """The mock's answer as a `urllib3` response."""
    split = urlsplit(url)
    sent = {name.lower(): value for name, value in HTTPHeaderDict(headers or {}).items()}
    response = mock.respond(
        Request(
            method=method.upper(),
            path=unquote(split.path) or "/",
            query=split.query,
            headers={**sent, "host": "localhost"},
            body=_read(body),
        )
    )
    response = mock.deliver(response, options["pool"], options.get("timeout"))
    return HTTPResponse(
        body=BytesIO(b"" if method.upper() == "HEAD" else response.body),
        headers=HTTPHeaderDict(response.headers),
        status=response.status,
        version=11,
        reason=responses.get(response.status, "Unknown"),
        preload_content=options.get("preload_content", True),
        decode_content=options.get("decode_content", True),
        request_method=method,
        request_url=url,
    )


def _read_timeout(timeout: Any) -> float | None:
    """The client's read timeout in seconds, in any form of `urllib3`; None means no timeout."""
    if isinstance(timeout, Timeout):
        begun = timeout.clone()
        begun.start_connect()  # a total timeout starts here
        timeout = begun.read_timeout
    return float(timeout) if isinstance(timeout, int | float) else None


def _read(body: Any) -> bytes:
    """The body as bytes, from a string, bytes, a file, or an iterable of these."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    if hasattr(body, "read"):
        return _read(body.read())
    return b"".join(_read(piece) for piece in body)
