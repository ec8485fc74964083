"""URLs are parsed or refused, and a refusal never repeats the URL."""

from __future__ import annotations

import pytest

from mockwright.contracts.sending.targets import Target, UrlIsUnusable, read_target

GOOD = {
    "http://127.0.0.1:4080": Target("http", "127.0.0.1", 4080, "127.0.0.1:4080"),
    "HTTPS://Api.Example.org/v1/?a=%2f": Target(
        "https", "api.example.org", 443, "api.example.org", "/v1/", "a=%2f"
    ),
    "http://[::1]:80//x": Target("http", "::1", 80, "[::1]:80", "//x"),
    "http://bücher.example": Target("http", "xn--bcher-kva.example", 80, "xn--bcher-kva.example"),
}
BAD = {
    "": "http://",
    "ftp://host/": "http://",
    "host:80": "http://",
    "http://": "a host",
    "http://host:0": "port 0",
    "http://host:99999": "cannot be read",
    "http://host:x": "cannot be read",
    "http://[::1": "cannot be read",
    "http://me:word@host/": "user name or password",
    "http://host/#part": "fragment",
    "http://host/a b": "Percent-encode",
    "http://host/a\r\nX: y": "Percent-encode",
    "http://host/a\\b": "Percent-encode it",
    "http://host/café": "Percent-encode it",
    "http://a..b/": "1 to 63",
    f"http://{'a' * 64}.example/": "1 to 63",
    "http://\ufffdx.example/": "DNS",
}


@pytest.mark.parametrize("url", GOOD)
def test_a_url_names_a_target(url: str) -> None:
    """Host and port are parsed; path and query stay unchanged."""
    assert read_target(url) == GOOD[url]


@pytest.mark.parametrize("url", BAD)
def test_a_bad_url_is_refused(url: str) -> None:
    """The error gives the reason without the password that the URL may contain."""
    with pytest.raises(UrlIsUnusable) as caught:
        read_target(url)
    assert BAD[url] in str(caught.value)
    assert "word@" not in str(caught.value)


def test_origin_has_no_path() -> None:
    """The origin consists of scheme, host and port as given."""
    assert read_target("http://[::1]:8080/a?b").origin == "http://[::1]:8080"
