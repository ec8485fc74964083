"""The rate limit: a number of requests for each client and minute, in fixed windows."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

from mockwright.mock_server.request.problems import TOO_MANY, Problem, RequestRefused
from mockwright.openapi.exchange import Request
from mockwright.openapi.operations import Operation

WINDOW_SECONDS = 60
MAX_CLIENTS = 10_000
ANONYMOUS = "anonymous"
_STATUS = "429"


class RateLimiter:
    """Counts requests in fixed windows, for operations whose document describes 429."""

    def __init__(self, limit: int, timer: Callable[[], float]) -> None:
        """`timer` returns monotonic seconds."""
        self._limit = limit
        self._timer = timer
        self._windows: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def check(self, operation: Operation, request: Request) -> None:
        """Count a request with valid credentials. Raises `RequestRefused` (429)."""
        if _STATUS not in operation.responses:
            return
        now, client = self._timer(), name_client(request)
        with self._lock:
            start, count = self._windows.get(client, (now, 0))
            if now - start >= WINDOW_SECONDS:
                start, count = now, 0
            self._forget_old(now)
            self._windows[client] = (start, count + 1)
        if count >= self._limit:
            raise RequestRefused(self._refusal(start + WINDOW_SECONDS - now))

    def _forget_old(self, now: float) -> None:
        """Limit the number of clients; if one window has too many, all are forgotten."""
        if len(self._windows) < MAX_CLIENTS:
            return
        self._windows = {
            client: (start, count)
            for client, (start, count) in self._windows.items()
            if now - start < WINDOW_SECONDS
        }
        if len(self._windows) >= MAX_CLIENTS:
            self._windows = {}

    def _refusal(self, left: float) -> Problem:
        seconds = math.ceil(left)
        return Problem(
            status=429,
            code=TOO_MANY,
            detail=f"More than {self._limit:,} requests within {WINDOW_SECONDS} seconds "
            f"(`--rate-limit`). Try again in {seconds} s.",
            headers=(
                ("Retry-After", str(seconds)),
                ("X-RateLimit-Limit", str(self._limit)),
                ("X-RateLimit-Remaining", "0"),
            ),
        )


def name_client(request: Request) -> str:
    """The client: the first of `X-Forwarded-For`, else `X-Real-IP`, else a name for all others."""
    forwarded = request.headers.get("x-forwarded-for", "").partition(",")[0].strip()
    return forwarded or request.headers.get("x-real-ip", "").strip() or ANONYMOUS
