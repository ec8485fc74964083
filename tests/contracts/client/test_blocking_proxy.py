"""The trap: refuses every call, remembers its address, and goes away."""

from __future__ import annotations

import socket
import threading

import requests

from mockwright.contracts.client.blocking_proxy import set_trap
from tests.wire import exchange


def test_calls_are_refused_and_remembered() -> None:
    """Through both kinds of proxying, and without reaching anybody."""
    with set_trap() as trap:
        variables = trap.variables()
        proxies = {"http": variables["http_proxy"], "https": variables["HTTPS_PROXY"]}
        refused = requests.get("http://example.invalid/a?b=1", proxies=proxies, timeout=60)
        tunnel = exchange(trap.port, b"CONNECT api.example.invalid:443 HTTP/1.1\r\n\r\n")
        urls = [caught.request.url for caught in trap.caught]
    assert (refused.status_code, tunnel[8:12]) == (502, b" 502")
    assert urls == ["http://example.invalid/a?b=1", "https://api.example.invalid/"]


def test_this_machine_is_not_led_into_it() -> None:
    """The mock itself stays reachable."""
    with set_trap() as trap:
        assert "127.0.0.1" in trap.variables()["NO_PROXY"].split(",")


def test_broken_requests_do_no_harm() -> None:
    """Garbage, silence and half a line are answered or dropped; the next call is caught."""
    with set_trap() as trap:
        for data in (b"", b"\x00\xff\r\n\r\n", b"GET", b"GET / HTTP/9.9\r\n\r\n"):
            exchange(trap.port, data, is_half_closed=True)
        exchange(trap.port, b"GET http://a.invalid/ HTTP/1.1\r\n\r\n")
        assert [caught.request.url for caught in trap.caught] == ["http://a.invalid/"]


def test_nothing_stays_behind() -> None:
    """The port is free again, and its thread has ended."""
    before = threading.active_count()
    with set_trap() as trap:
        port = trap.port
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert threading.active_count() <= before
