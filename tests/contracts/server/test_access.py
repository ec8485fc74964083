"""Credentials are shown, withheld and misplaced as an operation documents them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockwright.contracts.server.access import WRONG_KEY, Access, is_protected
from mockwright.contracts.server.wire_requests import WireRequest
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.operations import Operation
from mockwright.openapi.security import SecurityScheme

(COGNIGY,) = load_catalogue(("cognigy",)).router.operations
DUMGUM = load_catalogue(("dumgum",)).router.operations[0]
REQUEST = WireRequest("POST", "/x", "a=1", (("Accept", "*/*"),))
KEY = "right-key-0123456789"


def scheme(kind: str, location: str = "header", name: str = "key") -> SecurityScheme:
    """A security scheme; `kind` is `apiKey`, `basic` or `bearer`."""
    if kind == "apiKey":
        return SecurityScheme(
            name=name, kind=kind, location=location, parameter=name, scheme="bearer"
        )
    return SecurityScheme(
        name=name, kind="http", location="header", parameter="Authorization", scheme=kind
    )


def protected(*ways: tuple[SecurityScheme, ...]) -> Operation:
    """An operation with these alternatives."""
    return replace(DUMGUM, security=ways)


@pytest.mark.parametrize(
    ("way", "shown"),
    [
        (scheme("bearer"), REQUEST.with_header("Authorization", f"Bearer {KEY}")),
        (
            scheme("basic"),
            REQUEST.with_header("Authorization", "Basic cmlnaHQta2V5LTAxMjM0NTY3ODk="),
        ),
        (scheme("apiKey"), REQUEST.with_header("key", KEY)),
        (scheme("apiKey", "query"), REQUEST._replace(query=f"a=1&key={KEY}")),
        (scheme("apiKey", "cookie"), REQUEST.with_header("Cookie", f"key={KEY}")),
    ],
)
def test_a_key_is_shown_as_documented(way: SecurityScheme, shown: WireRequest) -> None:
    """The key is sent as the first alternative documents."""
    operation = protected((way,), (scheme("apiKey", "header", "other"),))
    assert Access(key=KEY).show(operation, REQUEST).request == shown


def test_schemes_that_are_needed_together_are_shown_together() -> None:
    """The key is sent for each scheme of one alternative."""
    operation = protected((scheme("apiKey"), scheme("bearer")))
    shown = Access(key=KEY).show(operation, REQUEST).request
    assert {*shown.headers} >= {("key", KEY), ("Authorization", f"Bearer {KEY}")}


def test_wrong_credentials_are_shown_in_each_documented_way() -> None:
    """Each alternative is named, and credential headers of the run are left out."""
    shown = dict(Access(key=KEY).show_wrong(COGNIGY, REQUEST))
    assert [*shown] == [
        "header parameter X-API-Key",
        "query parameter api_key",
        "header parameter Authorization (bearer)",
    ]
    assert all(WRONG_KEY in str(each.request) and KEY not in str(each) for each in shown.values())
    assert all(each.omit >= {"x-api-key", "authorization"} for each in shown.values())


def test_other_alternatives_are_all_but_the_first() -> None:
    """The right key is sent for the second and third alternative."""
    names = [name for name, _ in Access(key=KEY).show_others(COGNIGY, REQUEST)]
    assert names == ["query parameter api_key", "header parameter Authorization (bearer)"]


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        (COGNIGY, ["header parameter Authorization (basic)"]),
        (
            DUMGUM,
            ["header parameter Authorization (basic)", "query parameter access_token"],
        ),
        (protected((scheme("basic"),)), ["query parameter access_token"]),
        (protected((scheme("apiKey"),)), ["query parameter key"]),
    ],
)
def test_misplaced_credentials_are_not_documented(operation: Operation, names: list[str]) -> None:
    """The right key is sent only in undocumented places."""
    shown = dict(Access(key=KEY).misplace(operation, REQUEST))
    assert ([*shown], all(KEY in str(each) for each in shown.values())) == (names, True)


@pytest.mark.parametrize(
    ("security", "expected"),
    [((), False), (((),), False), (((scheme("bearer"),), ()), False), (DUMGUM.security, True)],
)
def test_what_is_optional_is_not_protected(
    security: tuple[tuple[SecurityScheme, ...], ...], *, expected: bool
) -> None:
    """An operation without schemes or with an empty alternative requires no credentials."""
    assert is_protected(replace(DUMGUM, security=security)) == expected


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        (Access(), False),
        (Access(key=KEY), True),
        (Access(headers=(("authorization", f"Bearer {KEY}"),)), True),
        (Access(headers=(("X-Other", KEY),)), False),
    ],
)
def test_credentials_are_detected(access: Access, *, expected: bool) -> None:
    """A key or a matching header counts as credentials; nothing else does."""
    assert access.has_credentials(DUMGUM) == expected


def test_secrets_have_names() -> None:
    """The key, its `basic` form and confidential headers have names."""
    access = Access(
        key=KEY,
        headers=(
            ("Authorization", "Bearer abc-123456"),
            ("X-Secret", "hush hush"),
            ("Accept", "text/plain"),
        ),
    )
    assert access.secrets((protected((scheme("basic"),)),)) == {
        "KEY": KEY,
        "BASIC": "cmlnaHQta2V5LTAxMjM0NTY3ODk=",
        "HEADER_AUTHORIZATION": "abc-123456",
        "HEADER_X_SECRET": "hush hush",
    }
    assert Access().secrets((DUMGUM,)) == {}


def test_a_given_header_precedes_the_key() -> None:
    """Where several credentials are required, a header of the run is not replaced by the key."""
    operation = protected((scheme("apiKey", name="X-App"), scheme("bearer")))
    access = Access(key=KEY, headers=(("X-App", "app-1"),))
    assert access.show(operation, REQUEST).request == REQUEST.with_header(
        "Authorization", f"Bearer {KEY}"
    )


def test_one_of_several_credentials_is_withheld() -> None:
    """Of credentials that are required together, each is left out once."""
    operation = protected((scheme("apiKey", name="X-App"), scheme("bearer")))
    shown = [*Access(key=KEY).withhold_one(operation, REQUEST)]
    assert [name for name, _ in shown] == [
        "header parameter X-App",
        "header parameter Authorization (bearer)",
    ]
    assert [each.omit for _, each in shown] == [{"x-app"}, {"authorization"}]
    sent = [[name for name, _ in each.request.headers] for _, each in shown]
    assert sent == [["Accept", "Authorization"], ["Accept", "X-App"]]
