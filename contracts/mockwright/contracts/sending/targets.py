"""Parses the URL of a server into a target."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

_PORTS = {"http": 80, "https": 443}
_PRINTABLE = re.compile(r"[\x21-\x5b\x5d-\x7e]+")
_MAX_LABEL = 63


class UrlIsUnusable(ValueError):
    """A URL that requests cannot be sent to; `str()` says why and what to give instead."""


class Target(NamedTuple):
    """A server. `authority` is host and port as in the URL; `path` is prepended to each path.

    `query` is the raw query of the URL; sending it is up to the caller.
    """

    scheme: str
    host: str
    port: int
    authority: str
    path: str = ""
    query: str = ""

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:4080`."""
        return f"{self.scheme}://{self.authority}"

    @property
    def is_secure(self) -> bool:
        """Whether requests go over TLS."""
        return self.scheme == "https"


def read_target(url: str) -> Target:
    """Parse a URL. Raises `UrlIsUnusable`, whose text does not repeat the URL.

    A non-ASCII host name is converted to its IDNA form (`xn--…`).
    """
    split = _split(url)
    host = _host_of(split)
    path = split.path
    if not _PRINTABLE.fullmatch(f"/{path}{split.query}"):
        message = "The URL contains a space, a backslash or another invalid character."
        raise UrlIsUnusable(f"{message} Percent-encode it.")
    scheme = split.scheme.lower()
    port = _port_of(split)
    shown = f"[{host}]" if ":" in host else host
    return Target(
        scheme=scheme,
        host=host,
        port=_PORTS[scheme] if port is None else port,
        authority=shown if port is None else f"{shown}:{port}",
        path=path,
        query=split.query,
    )


def _split(url: str) -> SplitResult:
    try:
        # `urlsplit` silently drops tabs and line breaks, so they are refused first.
        if any(character.isspace() or not character.isprintable() for character in url):
            raise UrlIsUnusable(
                "The URL contains a space or a control character. Percent-encode it."
            )
        split = urlsplit(url)
    except ValueError as error:
        if isinstance(error, UrlIsUnusable):
            raise
        message = f"The URL cannot be read: {error}. Expected `http://HOST:PORT/PATH`."
        raise UrlIsUnusable(message) from error
    if split.scheme.lower() not in _PORTS or not split.hostname:
        raise UrlIsUnusable("Expected a URL with `http://` or `https://` and a host.")
    if "@" in split.netloc:
        message = (
            "The URL contains a user name or password. Give credentials with an option instead."
        )
        raise UrlIsUnusable(message)
    if split.fragment:
        raise UrlIsUnusable("The URL has a fragment (`#…`), which is never sent. Leave it out.")
    return split


def _port_of(split: SplitResult) -> int | None:
    try:
        port = split.port
    except ValueError as error:
        message = f"The URL cannot be read: {error}. Expected `http://HOST:PORT/PATH`."
        raise UrlIsUnusable(message) from error
    if port == 0:
        raise UrlIsUnusable("No server can listen on port 0. Give the port of the server.")
    return port


def _host_of(split: SplitResult) -> str:
    host = split.hostname or ""
    if ":" in host:
        return host
    labels = host.removesuffix(".").split(".")
    if any(not label or len(label) > _MAX_LABEL for label in labels):
        raise UrlIsUnusable("The host name is invalid: each label must have 1 to 63 characters.")
    try:
        host = host.encode("idna").decode()
    except UnicodeError as error:
        raise UrlIsUnusable("The host name is not valid in DNS.") from error
    if not _PRINTABLE.fullmatch(host):
        raise UrlIsUnusable("The host name contains an invalid character.")
    return host
