"""Missing, malformed and wrong credentials, for servers with and without an access key."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CLOSE,
    CONTACT,
    EXPORT,
    HOST,
    JSON,
    OPERATIONS,
    REPLY,
    SUGGESTION,
    Case,
    Endpoint,
    post,
    raw,
    without_key,
)
from tests.processes import KEY, WRONG_KEY

BEARER = ("WWW-Authenticate", "Bearer")
GETPROFILE_MISSING = "Missing or invalid Authorization header"
NO_CREDENTIALS: dict[str, tuple[str | bytes, ...]] = {
    "no Authorization": (),
    "empty Authorization": ("Authorization:",),
    "empty bearer": ("Authorization: Bearer ",),
    "Bearer alone": ("Authorization: Bearer",),
    "another scheme": (f"Authorization: Basic {KEY}",),
    "no scheme": (f"Authorization: {KEY}",),
    "scheme run together with the key": (f"Authorization: Bearer{KEY}",),
    "two schemes": (f"Authorization: Basic {KEY}", AUTHORIZATION),
    "key that is not ASCII": (b"Authorization: Bearer \xff\xfe",),
    "key in a cookie": (f"Cookie: Authorization=Bearer {KEY}",),
    "key of a proxy": (f"Proxy-Authorization: Bearer {KEY}",),
}
GOOD_CREDENTIALS: dict[str, str] = {
    "lower case": f"authorization: bearer {KEY}",
    "upper case": f"AUTHORIZATION: BEARER {KEY}",
    "white space": f"Authorization:   Bearer    {KEY}  ",
}
WRONG_CREDENTIALS: dict[str, str] = {
    "wrong key": f"Authorization: Bearer {WRONG_KEY}",
    "key cut": f"Authorization: Bearer {KEY[:-1]}",
    "key in other case": f"Authorization: Bearer {KEY.upper()}",
    "key and more": f"Authorization: Bearer {KEY} {KEY}",
}


def _refused(name: str, endpoint: Endpoint, request: bytes, *, was_shown: bool = False) -> Case:
    wrong = {"getprofile": "Invalid API key"}.get(endpoint.vendor, "not one of the keys")
    missing = {"getprofile": GETPROFILE_MISSING}.get(endpoint.vendor, "shows no credential")
    return Case(
        id="E10",
        name=f"{endpoint.operation}: {name}",
        endpoint=endpoint,
        request=request,
        statuses=(401,),
        detail=wrong if was_shown else missing,
        headers=(BEARER,),
    )


def _accepted(name: str, endpoint: Endpoint, request: bytes) -> Case:
    return Case(
        id="E10",
        name=f"accepted, {endpoint.operation}: {name}",
        endpoint=endpoint,
        request=request,
        statuses=(endpoint.success,),
    )


def _judged_first(endpoint: Endpoint) -> Iterator[Case]:
    """The credential is checked before the body."""
    large = b'"%b"' % (b"a" * (1024 * 1024))
    bodies = {
        "body cut": post(endpoint, b'{"a":'),
        "body of another type": raw(
            f"POST {endpoint.path} HTTP/1.1",
            HOST,
            AUTHORIZATION,
            "Content-Type: text/plain",
            "Content-Length: 1",
            CLOSE,
            body=b"a",
        ),
        "body over the limit": post(endpoint, large),
        "body coded": post(endpoint, endpoint.body, "Content-Encoding: gzip"),
        "no body": raw(f"POST {endpoint.path} HTTP/1.1", HOST, AUTHORIZATION, JSON, CLOSE),
    }
    for name, request in bodies.items():
        keyless = request.replace(f"{AUTHORIZATION}\r\n".encode(), b"")
        yield _refused(f"no key and {name}", endpoint, keyless)


def _contact(target: str, *lines: str) -> bytes:
    length = f"Content-Length: {len(CONTACT.body)}"
    return raw(f"POST {target} HTTP/1.1", HOST, JSON, *lines, length, CLOSE, body=CONTACT.body)


CONTACT_KEYS = {
    "X-API-Key": _contact(CONTACT.path, f"X-API-Key: {KEY}"),
    "api_key": _contact(f"{CONTACT.path}?api_key={KEY}"),
    "api_key, its name escaped": _contact(f"{CONTACT.path}?%61pi_key={KEY}"),
    "api_key, all of it escaped": _contact(f"{CONTACT.path}?api%5Fkey={KEY.replace('-', '%2D')}"),
}
CONTACT_NO_KEYS = {
    "empty X-API-Key": _contact(CONTACT.path, "X-API-Key:"),
    "empty api_key": _contact(f"{CONTACT.path}?api_key="),
    "api_key in other case": _contact(f"{CONTACT.path}?API_KEY={KEY}"),
}
CONTACT_WRONG_KEYS = {
    "all three wrong": _contact(
        f"{CONTACT.path}?api_key={WRONG_KEY}",
        f"X-API-Key: {WRONG_KEY}",
        f"Authorization: Bearer {WRONG_KEY}",
    ),
    "wrong api_key": _contact(f"{CONTACT.path}?api_key={WRONG_KEY}"),
    "wrong X-API-Key": _contact(CONTACT.path, f"X-API-Key: {WRONG_KEY}"),
}

NO_KEY_CASES = (
    *(
        _refused(name, endpoint, without_key(endpoint, *lines))
        for endpoint in OPERATIONS
        for name, lines in NO_CREDENTIALS.items()
    ),
    *(case for endpoint in (SUGGESTION, REPLY, CONTACT) for case in _judged_first(endpoint)),
    *(_refused(name, CONTACT, request) for name, request in CONTACT_NO_KEYS.items()),
    *(_accepted(name, CONTACT, request) for name, request in CONTACT_KEYS.items()),
    *(
        _accepted(name, EXPORT, without_key(EXPORT, line))
        for name, line in GOOD_CREDENTIALS.items()
    ),
    Case(
        id="E10",
        name="X_API_Key",
        endpoint=CONTACT,
        request=_contact(CONTACT.path, f"X_API_Key: {KEY}"),
        statuses=(401,),
        limit="WSGI has the same name for `X_API_Key` and `X-API-Key`, so both are accepted",
    ),
)

# For a server with `--access-key` and the right key.
LOCKED_CASES = (
    *NO_KEY_CASES,
    *(
        _refused(name, endpoint, without_key(endpoint, line), was_shown=True)
        for endpoint in OPERATIONS
        for name, line in WRONG_CREDENTIALS.items()
    ),
    *(
        _refused(name, CONTACT, request, was_shown=True)
        for name, request in CONTACT_WRONG_KEYS.items()
    ),
    *(
        _accepted("right key", endpoint, without_key(endpoint, AUTHORIZATION))
        for endpoint in OPERATIONS
    ),
)
