"""Listening: bind the server's socket once, exclusively.

Granian itself sets `SO_REUSEPORT`, which lets two servers share one port, each receiving half of
the requests.
"""

from __future__ import annotations

import errno
import os
import socket

BACKLOG = 1024
_FIXES = {
    errno.EADDRINUSE: "Stop the program that uses it, or choose another with `--port` "
    "(0 takes a free one).",
    errno.EACCES: "Ports below 1024 need privileges; choose another with `--port`.",
    errno.EADDRNOTAVAIL: "This machine has no such address; choose another with `--host`.",
}


class PortUnavailable(Exception):
    """The address cannot be bound; `str()` says why and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket that no other program shares. Raises `PortUnavailable`."""
    try:
        return _listen(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fix = _FIXES.get(getattr(error, "errno", None) or 0, "Check `--host` and `--port`.")
        message = f"Cannot listen on {host} port {port}: {reason}. {fix}"
        raise PortUnavailable(message) from error


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would allow two servers on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


def make_url(host: str, port: int) -> str:
    """The URL at which a client on this machine reaches the server's address."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared with
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
