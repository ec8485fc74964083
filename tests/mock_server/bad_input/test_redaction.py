"""Credentials appear neither in the journal nor in answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock_server.bad_input.cases import CONTACT, EXPORT, Endpoint, good
from tests.processes import CREDENTIAL_MARK, KEY, ServerProcess
from tests.wire import exchange

REDACTED = "[redacted]"
HEADERS = (
    "Authorization",
    "X-API-Key",
    "Proxy-Authorization",
    "Cookie",
    "X-Auth-Token",
    "API-Key",
)
PARAMETERS = ("api_key", "API_KEY", "access_token", "token", "key", "secret", "password")


def journaled(server: ServerProcess, request: bytes) -> dict[str, Any]:
    """The journal's entry of a request."""
    cursor = server.journal(limit="0")["cursor"]
    exchange(server.port, request)
    entry: dict[str, Any] = server.journal(after=cursor)["entries"][0]
    return entry


@pytest.mark.parametrize("name", HEADERS)
def test_header_is_redacted(server: ServerProcess, name: str) -> None:
    """The journal shows a header with a credential as redacted."""
    entry = journaled(server, good(EXPORT, f"{name}: {KEY}"))
    assert entry["request"]["headers"][name.lower()].removeprefix("Bearer ") == REDACTED
    assert CREDENTIAL_MARK not in str(entry)


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("endpoint", [CONTACT, EXPORT], ids=["cognigy", "getprofile"])
def test_parameter_is_redacted(server: ServerProcess, endpoint: Endpoint, name: str) -> None:
    """The journal redacts query parameters with credentials and shows the others."""
    path, query = endpoint.path.encode(), f"a=b&{name}={KEY}&c=d"
    entry = journaled(server, good(endpoint).replace(path, path + b"?" + query.encode(), 1))
    assert entry["request"]["query"] == f"a=b&{name}={REDACTED}&c=d"
    assert CREDENTIAL_MARK not in str(entry)


def test_parameter_of_an_unknown_path_is_redacted(server: ServerProcess) -> None:
    """A credential in the query of an unknown path is redacted."""
    request = good(EXPORT).replace(EXPORT.path.encode(), f"/nope?api_key={KEY}".encode())
    assert CREDENTIAL_MARK not in str(journaled(server, request))


def test_credential_before_the_host_is_not_kept(server: ServerProcess) -> None:
    """The credentials of an absolute URI are not journaled."""
    uri = f"http://user:{KEY}@127.0.0.1{EXPORT.path}"
    request = good(EXPORT).replace(EXPORT.path.encode(), uri.encode())
    assert CREDENTIAL_MARK not in str(journaled(server, request))
