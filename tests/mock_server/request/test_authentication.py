from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.request.authentication import authenticate
from mockwright.mock_server.request.problems import (
    MISSING_CREDENTIALS,
    WRONG_CREDENTIALS,
    Problem,
    RequestRefused,
)
from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.exchange import Request
from mockwright.openapi.loading import load_document
from mockwright.openapi.operations import Operation
from tests.mock_server.small_documents import EMPTY, document

SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "Shouted": {"type": "http", "scheme": "BEARER"},
    "basic": {"type": "http", "scheme": "basic"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "api_key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "oauth2": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://example.org/token", "scopes": {}}},
    },
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "https://example.org/openid"},
    "tls": {"type": "mutualTLS"},
}
SECURITIES: dict[str, list[dict[str, list[str]]]] = {
    **{name: [{name: []}] for name in SCHEMES},
    "none": [],
    "optional": [{}, {"bearer": []}],
    "either": [{"header": []}, {"query": []}, {"bearer": []}],
    "both": [{"header": [], "bearer": []}],
    "both-or-cookie": [{"header": [], "bearer": []}, {"cookie": []}],
}
KEY = "right-key"


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Operation]:
    """An operation for each of `SECURITIES`, by its name."""
    paths = {
        f"/{name}": {"get": {"responses": {"204": EMPTY}, "security": security}}
        for name, security in SECURITIES.items()
    }
    file = document(
        tmp_path_factory.mktemp("documents"), paths, components={"securitySchemes": SCHEMES}
    )
    return {op.path[1:]: op for op in compile_operations(load_document(file))}


def judge(operation: Operation, keys: frozenset[str], **request: Any) -> Problem | None:
    """Why a request is refused; None if it passes."""
    try:
        authenticate(operation, Request(method="GET", path="/", **request), keys)
    except RequestRefused as refusal:
        return refusal.problem
    return None


def shown(location: str, text: str) -> dict[str, Any]:
    """A request that shows a text as the header, query or cookie of the schemes above."""
    headers = {
        "authorization": {"authorization": text},
        "header": {"x-api-key": text},
        "cookie": {"cookie": f"theme=dark; session={text}; lang=en"},
    }
    query = f"page=1&api_key={text}" if location == "query" else ""
    return {"headers": headers.get(location, {}), "query": query}


ACCEPTED = [
    ("bearer", "authorization", f"Bearer {KEY}"),
    ("bearer", "authorization", f"bEARER   {KEY}  "),
    ("Shouted", "authorization", f"Bearer {KEY}"),
    ("basic", "authorization", f"Basic {KEY}"),
    ("header", "header", KEY),
    ("query", "query", KEY),
    ("cookie", "cookie", KEY),
    ("oauth2", "authorization", f"Bearer {KEY}"),
    ("openid", "authorization", f"Bearer {KEY}"),
    ("tls", "nowhere", ""),
    ("none", "nowhere", ""),
    ("optional", "nowhere", ""),
    ("optional", "authorization", "Bearer wrong-key"),
    ("either", "header", KEY),
    ("either", "query", KEY),
    ("either", "authorization", f"Bearer {KEY}"),
    ("both-or-cookie", "cookie", KEY),
]
MISSING = [
    ("bearer", "nowhere", ""),
    ("bearer", "authorization", ""),
    ("bearer", "authorization", "Bearer"),
    ("bearer", "authorization", "Bearer "),
    ("bearer", "authorization", KEY),
    ("bearer", "authorization", f"Basic {KEY}"),
    ("bearer", "header", KEY),
    ("basic", "authorization", f"Bearer {KEY}"),
    ("header", "authorization", f"Bearer {KEY}"),
    ("header", "header", ""),
    ("header", "header", "  "),
    ("query", "header", KEY),
    ("query", "query", ""),
    ("cookie", "query", KEY),
    ("cookie", "cookie", ""),
    ("oauth2", "authorization", f"Basic {KEY}"),
    ("openid", "nowhere", ""),
    ("either", "cookie", KEY),
    ("both", "nowhere", ""),
    ("both", "header", KEY),
    ("both", "authorization", f"Bearer {KEY}"),
]
WRONG = [
    ("bearer", "authorization", "Bearer wrong-key"),
    ("bearer", "authorization", f"Bearer {KEY}x"),
    ("bearer", "authorization", f"Bearer {KEY[:-1]}"),
    ("bearer", "authorization", f"Bearer {KEY.upper()}"),
    ("bearer", "authorization", "Bearer clé"),
    ("header", "header", "wrong-key"),
    ("query", "query", "wrong-key"),
    ("query", "query", f"{KEY}&api_key=wrong-key"),
    ("cookie", "cookie", "wrong-key"),
    ("either", "query", "wrong-key"),
]


@pytest.mark.parametrize("keys", [frozenset[str](), frozenset({"other", KEY})])
@pytest.mark.parametrize(("name", "location", "text"), ACCEPTED)
def test_right_credential_passes(
    operations: dict[str, Operation], name: str, location: str, text: str, keys: frozenset[str]
) -> None:
    """A credential in its place passes, whether any will do or only the listed ones."""
    assert judge(operations[name], keys, **shown(location, text)) is None


@pytest.mark.parametrize("keys", [frozenset[str](), frozenset({KEY}), frozenset({""})])
@pytest.mark.parametrize(("name", "location", "text"), MISSING)
def test_missing_credential_is_refused(
    operations: dict[str, Operation], name: str, location: str, text: str, keys: frozenset[str]
) -> None:
    """No credential, an empty one and one in another place are refused, keys listed or not."""
    problem = judge(operations[name], keys, **shown(location, text))
    assert problem is not None
    assert problem.status == 401


@pytest.mark.parametrize(("name", "location", "text"), MISSING)
def test_missing_credential_is_called_missing(
    operations: dict[str, Operation], name: str, location: str, text: str
) -> None:
    """Where any credential will do, none can be wrong: what is lacking is called missing."""
    problem = judge(operations[name], frozenset(), **shown(location, text))
    assert problem is not None
    assert (problem.code, "--access-key" in problem.detail) == (MISSING_CREDENTIALS, False)


@pytest.mark.parametrize(("name", "location", "text"), WRONG)
def test_wrong_credential_is_refused_where_keys_are_listed(
    operations: dict[str, Operation], name: str, location: str, text: str
) -> None:
    """A credential that is not one of the listed keys is wrong; without a list it passes."""
    problem = judge(operations[name], frozenset({KEY}), **shown(location, text))
    assert problem is not None
    assert (problem.status, problem.code) == (401, WRONG_CREDENTIALS)
    assert judge(operations[name], frozenset(), **shown(location, text)) is None


@pytest.mark.parametrize(
    ("header", "bearer", "code"),
    [
        (KEY, f"Bearer {KEY}", None),
        (KEY, "Bearer wrong", WRONG_CREDENTIALS),
        ("wrong", f"Bearer {KEY}", WRONG_CREDENTIALS),
        (KEY, "", MISSING_CREDENTIALS),
        ("", f"Bearer {KEY}", MISSING_CREDENTIALS),
        ("wrong", "", WRONG_CREDENTIALS),
        ("", "Bearer wrong", WRONG_CREDENTIALS),
    ],
)
def test_two_schemes_together_are_both_needed(
    operations: dict[str, Operation], header: str, bearer: str, code: str | None
) -> None:
    """Where an alternative has two schemes, both have to be shown, and both have to be right."""
    headers = {"x-api-key": header, "authorization": bearer}
    problem = judge(operations["both"], frozenset({KEY}), headers=headers)
    assert (problem.code if problem else None) == code


@pytest.mark.parametrize(
    ("name", "challenge"),
    [
        ("bearer", 'Bearer realm="mockwright"'),
        ("basic", 'Basic realm="mockwright"'),
        ("oauth2", 'Bearer realm="mockwright"'),
        ("openid", 'Bearer realm="mockwright"'),
        ("header", 'ApiKey realm="mockwright"'),
        ("cookie", 'ApiKey realm="mockwright"'),
        ("either", 'Bearer realm="mockwright"'),
        ("both-or-cookie", 'Bearer realm="mockwright"'),
    ],
)
def test_refusal_carries_one_challenge(
    operations: dict[str, Operation], name: str, challenge: str
) -> None:
    """A 401 has the `WWW-Authenticate` that RFC 9110 asks for: a challenge for each scheme."""
    problem = judge(operations[name], frozenset())
    assert problem is not None
    assert problem.headers == (("WWW-Authenticate", challenge),)


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("bearer", "Show `Authorization: Bearer <credential>`."),
        ("basic", "Show `Authorization: Basic <credential>`."),
        ("query", "Show the query parameter `api_key`."),
        ("cookie", "Show the cookie parameter `session`."),
        (
            "both-or-cookie",
            (
                "Show the header parameter `X-API-Key` and `Authorization: Bearer <credential>`, "
                "or the cookie parameter `session`."
            ),
        ),
    ],
)
def test_refusal_says_what_to_show(operations: dict[str, Operation], name: str, ways: str) -> None:
    """The detail names every way to show a credential, and never the one that was shown."""
    problem = judge(operations[name], frozenset({KEY}), **shown("query", "wrong-key"))
    assert problem is not None
    assert problem.detail.endswith(ways)
    assert {"wrong-key" in problem.detail, KEY in problem.detail} == {False}


def test_root_security_holds_where_an_operation_names_none(tmp_path: Path) -> None:
    """The document's own security is that of each operation, unless it says otherwise."""
    paths = {
        "/guarded": {"get": {"responses": {"204": EMPTY}}},
        "/open": {"get": {"responses": {"204": EMPTY}, "security": []}},
    }
    members: dict[str, Any] = {
        "security": [{"bearer": []}],
        "components": {"securitySchemes": SCHEMES},
    }
    operations = compile_operations(load_document(document(tmp_path, paths, **members)))
    judged = {op.path: judge(op, frozenset()) is None for op in operations}
    assert judged == {"/guarded": False, "/open": True}
