"""The guard: a mock on a developer's machine does not answer the web pages visited there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from mockwright.mock_server.request.problems import (
    CROSS_SITE,
    INVALID_REQUEST,
    URL_TOO_LONG,
    WRONG_HOST,
    Problem,
    RequestRefused,
)
from mockwright.openapi.exchange import Request

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_URL = 8192


class Guard:
    """Checks `Host` (against DNS rebinding) and `Origin` (against other sites' pages)."""

    def __init__(self, allowed_hosts: Iterable[str] = ()) -> None:
        """`allowed_hosts` are names besides loopback's own, without port."""
        self._names = LOOPBACK_NAMES | {_bracketed(n.lower()) for n in allowed_hosts if n}
        self._known: frozenset[str] = frozenset()

    def check(self, request: Request) -> None:
        """All checks of an API request. Raises `RequestRefused` (400, 403, 414, 421)."""
        headers = request.headers
        host = headers.get("host")
        if host not in self._known:
            self.check_host(host)
        self.check_length(request.path, request.query)
        if "origin" in headers:
            self.check_origin(request.method, headers, is_control=False)
        if "transfer-encoding" in headers and headers["transfer-encoding"].lower() != "chunked":
            detail = "The only `Transfer-Encoding` that is read is `chunked`."
            raise RequestRefused(Problem(status=400, code=INVALID_REQUEST, detail=detail))

    def check_host(self, host: str | None) -> None:
        """Accept a request whose `Host` names this machine. Raises `RequestRefused` (400, 421)."""
        if host in self._known:
            return
        if not host or "," in host:
            detail = "The request needs exactly one `Host` header."
            raise RequestRefused(Problem(status=400, code=INVALID_REQUEST, detail=detail))
        if _name_of(host) not in self._names:
            names = ", ".join(f"`{name}`" for name in sorted(self._names))
            detail = (
                f"`Host: {host[:80]}` is not this server. Expected {names}; "
                "allow another name with `--allow-host NAME`."
            )
            raise RequestRefused(Problem(status=421, code=WRONG_HOST, detail=detail))
        if len(self._known) < 16:  # noqa: PLR2004 -- ports vary little; do not grow without limit
            self._known |= {host}

    def check_length(self, path: str, query: str) -> None:
        """Accept a request whose URL, with a decoded path, has at most 8,192 characters.

        Raises `RequestRefused` (414).
        """
        length = len(path) + len(query)
        if length > MAX_URL:
            detail = f"The URL has {length:,} characters. Expected at most {MAX_URL:,}."
            raise RequestRefused(Problem(status=414, code=URL_TOO_LONG, detail=detail))

    def check_origin(self, method: str, headers: Mapping[str, str], *, is_control: bool) -> None:
        """Accept a request unless another site's page sent it. Raises `RequestRefused` (403)."""
        if method in SAFE_METHODS and not is_control:
            return
        origin = headers.get("origin")
        is_foreign = origin is not None and origin.partition("://")[2] != headers.get("host")
        if is_foreign or (is_control and headers.get("sec-fetch-site") == "cross-site"):
            shown = f"`Origin: {origin[:80]}`" if origin else "`Sec-Fetch-Site: cross-site`"
            detail = f"A page of another site may not do this ({shown})."
            raise RequestRefused(Problem(status=403, code=CROSS_SITE, detail=detail))


def _name_of(host: str) -> str:
    """The host name in lower case without port and final dot; empty if it is malformed."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        _ = urlsplit(f"//{host}").port
    except ValueError:
        return ""
    if not set("@/?#").isdisjoint(host):
        return ""
    return _bracketed(name.removesuffix("."))


def _bracketed(name: str) -> str:
    """The name as in a URL: an IPv6 address in brackets."""
    return f"[{name}]" if ":" in name else name
