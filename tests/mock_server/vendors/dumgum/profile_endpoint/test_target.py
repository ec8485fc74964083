from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import Target, TargetIsUnusable
from tests.processes import KEY

GOOD = (
    "http://127.0.0.1:9000/profile",
    "https://api.example.org",
    "http://localhost:1/?a=b&c",
    "http://[::1]:9000/p",
    "HTTP://EXAMPLE.org./p%20q",
    "http://bücher.example/p",
)
BAD = {
    "": "Expected a URL",
    "127.0.0.1:9000/p": "Expected a URL",
    "//127.0.0.1/p": "Expected a URL",
    "http:///p": "Expected a URL",
    "ftp://127.0.0.1/p": "Expected a URL",
    "file:///etc/passwd": "Expected a URL",
    "gopher://127.0.0.1/p": "Expected a URL",
    f"http://user:{KEY}@127.0.0.1/p": "contains a user name or password",
    f"http://{KEY}@127.0.0.1/p": "contains a user name or password",
    "http://127.0.0.1\\@example.org/p": "a backslash",
    "http://127.0.0.1/a b": "a space",
    "http://127.0.0.1/\r\nX: y": "a control character",
    "http://127.0.0.1/\x1b[31m": "a control character",
    "http://127.0.0.1:0/p": "port 0",
    "http://127.0.0.1:99999/p": "cannot be read",
    "http://127.0.0.1:x/p": "cannot be read",
    "http://[::1/p": "cannot be read",
    "http://127.0.0.1/p#here": "a fragment",
    "http://127.0.0.1/p?profileId=x": "`profileId` already",
    "http://127.0.0.1/p?a=b&profileId": "`profileId` already",
    "http://a..b/p": "The host name is invalid",
    f"http://{'a' * 64}.example/p": "The host name is invalid",
}


@pytest.mark.parametrize("url", GOOD)
def test_good_url(url: str) -> None:
    """An HTTP or HTTPS URL with a host is accepted."""
    Target(url=url, key=KEY).check()


@pytest.mark.parametrize("url", BAD)
def test_bad_url(url: str) -> None:
    """An unusable URL is refused with a reason that does not reveal its secrets."""
    with pytest.raises(TargetIsUnusable) as refused:
        Target(url=url).check()
    assert BAD[url] in str(refused.value)
    assert refused.value.option == "--profile-endpoint"
    assert KEY not in str(refused.value)


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX: y", "clé", "a\x00"])
def test_bad_key(key: str) -> None:
    """A key that cannot be sent in a header is refused."""
    with pytest.raises(TargetIsUnusable, match="printable ASCII") as refused:
        Target(url=GOOD[0], key=key).check()
    assert refused.value.option == "--profile-endpoint-key"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"", "PEM certificate"), (b"x", "PEM certificate")],
)
def test_bad_ca_file(tmp_path: Path, content: bytes | None, reason: str) -> None:
    """A CA file that is missing or contains no certificate is refused."""
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TargetIsUnusable, match=reason) as refused:
        Target(url=GOOD[0], ca_file=path).check()
    assert refused.value.option == "--profile-endpoint-ca"


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("http://h/p", "http://h/p?profileId=a%20%2Fb"),
        ("http://h/p?", "http://h/p?profileId=a%20%2Fb"),
        ("http://h/p?x=1", "http://h/p?x=1&profileId=a%20%2Fb"),
        ("http://h", "http://h?profileId=a%20%2Fb"),
    ],
)
def test_id_is_added_to_the_query(url: str, called: str) -> None:
    """The percent-encoded id is appended to the query of the URL."""
    assert Target(url=url).url_of("a /b") == called


def test_secrets_are_not_shown() -> None:
    """The displayed URL contains neither the key nor the values of the query."""
    target = Target(url="http://h/p?token=abc&x=1", key=KEY)
    assert target.shown == "http://h/p?token=…&x=…"
    assert KEY not in repr(target)


@pytest.mark.parametrize(
    ("url", "authority"),
    [("http://h/p", "h:80"), ("https://h/p", "h:443"), ("http://[::1]:9/p", "[::1]:9")],
)
def test_authority_has_the_port(url: str, authority: str) -> None:
    """The authority always includes the port."""
    assert Target(url=url).authority == authority
