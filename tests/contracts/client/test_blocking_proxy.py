"""The blocking proxy rejects every call, records its URL, and stops cleanly."""

from __future__ import annotations

import socket
import threading

import requests

from mockwright.contracts.client.blocking_proxy import run_blocking_proxy
from tests.wire import exchange


def test_calls_are_refused_and_remembered() -> None:
    """Plain and tunnelled calls are rejected and recorded, and reach no server."""
    with run_blocking_proxy() as proxy:
        variables = proxy.variables()
        proxies = {"http": variables["http_proxy"], "https": variables["HTTPS_PROXY"]}
        refused = requests.get("http://example.invalid/a?b=1", proxies=proxies, timeout=60)
        tunnel = exchange(proxy.port, b"CONNECT api.example.invalid:443 HTTP/1.1\r\n\r\n")
        urls = [caught.request.url for caught in proxy.blocked]
    assert (refused.status_code, tunnel[8:12]) == (502, b" 502")
    assert urls == ["http://example.invalid/a?b=1", "https://api.example.invalid/"]


def test_this_machine_is_not_led_into_it() -> None:
    """Loopback is excluded, so the mock stays reachable."""
    with run_blocking_proxy() as proxy:
        assert "127.0.0.1" in proxy.variables()["NO_PROXY"].split(",")


def test_broken_requests_do_no_harm() -> None:
    """After garbage, an empty and a partial request, the next call is still recorded."""
    with run_blocking_proxy() as proxy:
        for data in (b"", b"\x00\xff\r\n\r\n", b"GET", b"GET / HTTP/9.9\r\n\r\n"):
            exchange(proxy.port, data, is_half_closed=True)
        exchange(proxy.port, b"GET http://a.invalid/ HTTP/1.1\r\n\r\n")
        assert [caught.request.url for caught in proxy.blocked] == ["http://a.invalid/"]


def test_nothing_stays_behind() -> None:
    """After the block the port is free and the thread has ended."""
    before = threading.active_count()
    with run_blocking_proxy() as proxy:
        port = proxy.port
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert threading.active_count() <= before
