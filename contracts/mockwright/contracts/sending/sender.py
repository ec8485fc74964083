"""Sends requests to a server as exact bytes and returns exchanges."""

from __future__ import annotations

import re
import ssl
import time
from collections import deque
from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path

from mockwright.contracts.engine.exchanges import Exchange, Headers, SentRequest
from mockwright.contracts.sending.connections import (
    Address,
    Clock,
    Connection,
    find_addresses,
    open_connection,
)
from mockwright.contracts.sending.failures import FAILURES, explain_failure
from mockwright.contracts.sending.targets import Target
from mockwright.openapi.exchange import Response

DEFAULT_SECONDS = 10.0

# A server may close an idle connection at the moment when we reuse it. Few servers have an idle
# timeout as short as this.
_IDLE_SECONDS = 1.0
# Safe methods can be sent again without side effects.
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})
_ENDED = (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PATH = re.compile(r"/[\x21\x22\x24-\x7e]*")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class CaFileIsUnusable(ValueError):
    """A file without a usable certificate; `str()` says why and what to give instead."""


class Sender:
    """Sends requests to one server; safe to use from several threads.

    Paths and queries are not normalized, redirects are not followed, and neither proxies nor
    passwords are taken from the environment. TLS is verified, against `ca_file` if given.
    """

    def __init__(
        self,
        target: Target,
        *,
        headers: Headers = (),
        seconds: float = DEFAULT_SECONDS,
        ca_file: Path | None = None,
    ) -> None:
        """`headers` are sent with each request; `seconds` limits one exchange, including DNS.

        Raises `CaFileIsUnusable`.
        """
        self.target = target
        self._standing = (
            ("Host", target.authority),
            ("User-Agent", f"mockwright/{version('mockwright')}"),
            ("Accept-Encoding", "identity"),
            *headers,
        )
        self._seconds = seconds
        self._context = _make_context(ca_file) if target.is_secure else None
        self._addresses: Sequence[Address] = ()
        self._idle: deque[Connection] = deque()
        self._keeps_alive = True

    def send(
        self,
        method: str,
        path: str,
        headers: Headers = (),
        body: bytes = b"",
        *,
        omit: Collection[str] = (),
    ) -> Exchange:
        """Send a request; without a complete answer, `failure` of the exchange says why.

        `path` includes the query and is appended unchanged to the target's own path.
        `headers` replace the sender's headers of the same name; `omit` lists names, in lower case,
        of sender headers to leave out. A request is retried once, only if its method is safe and
        a reused connection ended before the first byte of an answer.
        """
        request = self._prepare(method, path, headers, body, omit)
        clock, started = Clock(self._seconds), time.perf_counter()
        response, failure = None, _find_fault(request, self.target)
        if not failure:
            try:
                response = self._answer(request, clock)
            except FAILURES as error:
                failure = explain_failure(error, clock, self.target, self._seconds)
        return Exchange(request, response, failure, time.perf_counter() - started)

    def close(self) -> None:
        """Close all idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _prepare(
        self, method: str, path: str, headers: Headers, body: bytes, omit: Collection[str]
    ) -> SentRequest:
        given = {name.lower() for name, _ in headers} | set(omit)
        sent = [*(pair for pair in self._standing if pair[0].lower() not in given), *headers]
        framed = {"content-length", "transfer-encoding"} & given
        if (body or method in _WITH_LENGTH) and not framed:
            sent.append(("Content-Length", str(len(body))))
        path = f"{self.target.path}{path}"
        url = f"{self.target.origin}{'' if path.startswith('/') else '/'}{path}"
        return SentRequest(method=method, url=url, headers=tuple(sent), body=body)

    def _answer(self, request: SentRequest, clock: Clock) -> Response:
        kept = self._take_kept()
        if kept is not None:
            try:
                return self._exchange(kept, request, clock)
            except _ENDED:
                self._keeps_alive = False
                if kept.received or request.method not in _SAFE:
                    raise
        return self._exchange(self._open(clock), request, clock)

    def _take_kept(self) -> Connection | None:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread was faster
                return None
            if time.monotonic() - connection.last_used < _IDLE_SECONDS and connection.is_idle():
                return connection
            connection.close()
        return None

    def _open(self, clock: Clock) -> Connection:
        if not self._addresses:
            self._addresses = find_addresses(self.target, clock)
        return open_connection(self._addresses, self.target, self._context, clock)

    def _exchange(self, connection: Connection, request: SentRequest, clock: Clock) -> Response:
        may_go_on = False
        try:
            sent = _write(request, self.target)
            response, may_go_on = connection.exchange(sent, request.method, clock)
        finally:
            if may_go_on and self._keeps_alive:
                self._idle.append(connection)
            else:
                connection.close()
        return response


def _write(request: SentRequest, target: Target) -> bytes:
    path = request.url.removeprefix(target.origin)
    lines = [f"{request.method} {path} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + request.body


def _find_fault(request: SentRequest, target: Target) -> str:
    """Why a request cannot be sent, such as a line break in its head; empty if it can."""
    if not _TOKEN.fullmatch(request.method):
        return "The request was not sent: its method is not a token."
    if not _PATH.fullmatch(request.url.removeprefix(target.origin)):
        return "The request was not sent: its path or query has an invalid character."
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            return (
                f"The request was not sent: the header `{name[:40]}` has an invalid name or value."
            )
    return ""


def _make_context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except (OSError, ValueError) as error:  # `SSLError` is an `OSError`
        is_content = isinstance(error, ssl.SSLError)
        reason = "it does not contain a PEM certificate" if is_content else f"{error}"
        message = f"`{ca_file}` cannot be used: {reason}. Expected a CA certificate in PEM form."
        raise CaFileIsUnusable(message) from error
