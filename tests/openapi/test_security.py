"""Security schemes and their alternatives, and undefined schemes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockwright.openapi.security import SecurityScheme
from tests.openapi.small_documents import (
    VERSIONS,
    Json,
    compile_paths,
    find_faults,
    operation,
    tree,
    write,
)

SCHEMES: Json = {
    "key": {"type": "apiKey", "in": "query", "name": "api_key"},
    "token": {"type": "http", "scheme": "Bearer"},
    "password": {"type": "http", "scheme": "Basic"},
    "login": {"type": "openIdConnect", "openIdConnectUrl": "https://example.org"},
}
KEY = SecurityScheme(
    name="key", kind="apiKey", location="query", parameter="api_key", scheme="bearer"
)
TOKEN = SecurityScheme(
    name="token", kind="http", location="header", parameter="Authorization", scheme="bearer"
)
PASSWORD = SecurityScheme(
    name="password", kind="http", location="header", parameter="Authorization", scheme="basic"
)
LOGIN = SecurityScheme(
    name="login",
    kind="openIdConnect",
    location="header",
    parameter="Authorization",
    scheme="bearer",
)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("root", "own", "expected"),
    [
        (None, None, ()),
        ([{"key": []}], None, ((KEY,),)),
        ([{"key": []}], [], ()),
        ([{"key": []}], [{"token": []}, {"login": ["read"]}], ((TOKEN,), (LOGIN,))),
        (None, [{"key": [], "token": []}], ((KEY, TOKEN),)),
        (None, [{}, {"key": []}], ((), (KEY,))),
        (None, [{"password": []}], ((PASSWORD,),)),
    ],
)
def test_operation_asks_for_its_own_security_or_the_root_s(
    tmp_path: Path,
    version: str,
    root: list[Json] | None,
    own: list[Json] | None,
    expected: tuple[tuple[SecurityScheme, ...], ...],
) -> None:
    """An operation's own requirements replace the document's; an empty list requires nothing."""
    get = operation() if own is None else operation(security=own)
    members: Json = {} if root is None else {"security": root}
    components = {"securitySchemes": SCHEMES}
    (found,) = compile_paths(
        tmp_path, {"/": {"get": get}}, version, components=components, **members
    )
    assert found.security == expected


@pytest.mark.parametrize(
    ("name", "schemes", "fix"),
    [
        ("tokn", SCHEMES, "Did you mean `token`? Known: `key`, `token`, `password`, `login`."),
        ("oauth", SCHEMES, "Known: `key`, `token`, `password`, `login`."),
        ("oauth", {}, "Define it there."),
    ],
)
def test_unknown_scheme_is_reported_with_the_known_ones(
    tmp_path: Path, name: str, schemes: Json, fix: str
) -> None:
    """An undefined scheme is reported at its place, with the defined ones."""
    get = operation(security=[{}, {name: []}])
    root = tree({"/": {"get": get}}, components={"securitySchemes": schemes})
    (fault,) = find_faults(write(tmp_path, root))
    assert fault == (
        f"api.json#/paths/~1/get/security/1/{name}: The security scheme `{name}` is not defined "
        f"in `api.json#/components/securitySchemes`. {fix}"
    )


def test_unknown_scheme_of_the_root_is_reported_once(tmp_path: Path) -> None:
    """An undefined scheme in the root is reported once, however many operations there are."""
    root = tree({"/a": {"get": operation()}, "/b": {"get": operation()}}, security=[{"key": []}])
    (fault,) = find_faults(write(tmp_path, root))
    assert fault.startswith("api.json#/security/0/key: The security scheme `key` is not defined")


def test_scheme_can_stand_in_another_file(tmp_path: Path) -> None:
    """A scheme is found through a reference."""
    components = {"securitySchemes": {"key": {"$ref": "schemes.yaml#/key"}}}
    files = {"schemes.yaml": "key: {type: apiKey, in: query, name: api_key}"}
    paths = {"/": {"get": operation(security=[{"key": []}])}}
    (found,) = compile_paths(tmp_path, paths, files=files, components=components)
    assert found.security == ((KEY,),)


def test_scheme_in_another_file_is_checked(tmp_path: Path) -> None:
    """The target of a reference to a scheme is checked."""
    components = {"securitySchemes": {"key": {"$ref": "schemes.yaml#/key"}}}
    root = tree({"/": {"get": operation(security=[{"key": []}])}}, components=components)
    found = find_faults(write(tmp_path, root, {"schemes.yaml": "key: {in: query, name: api_key}"}))
    assert "schemes.yaml#/key/type: Expected the field `type`; received nothing." in found
