"""Each request is routed to one operation, in a fixed order, or to a suggestion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.openapi.compiler import compile_operations
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.loading import load_document
from mockwright.openapi.routing import Match, NoMethod, NoPath, Router
from tests.openapi.small_documents import (
    Json,
    compile_paths,
    find_faults,
    operation,
    parameter,
    start,
    tree,
    write,
)
from tests.processor_time import time_call


def item(path: str, *methods: str) -> Json:
    """A path item with the path's parameters, and operations named by their labels."""
    names = [part.partition("}")[0] for part in path.split("{")[1:]]
    operations = {
        method.lower(): operation(operationId=f"{method} {path}") for method in methods or ("GET",)
    }
    return {"parameters": [parameter(name, "path") for name in names], **operations}


def router(folder: Path, *paths: str, **members: Any) -> Router:
    """A router of paths that all have GET."""
    return Router(compile_paths(folder, {path: item(path) for path in paths}, **members))


def find(found: Match | NoMethod | NoPath) -> str:
    """The path of the operation that was matched."""
    assert isinstance(found, Match)
    return found.operation.path


@pytest.mark.parametrize(
    ("paths", "request_path", "expected"),
    [
        (["/pets/{id}", "/pets/mine"], "/pets/mine", "/pets/mine"),
        (["/pets/{id}", "/pets/mine"], "/pets/5", "/pets/{id}"),
        (["/{kind}/{id}", "/pets/{id}"], "/pets/5", "/pets/{id}"),
        (["/{kind}/{id}", "/pets/{id}"], "/cats/5", "/{kind}/{id}"),
        (["/{kind}/mine", "/pets/{id}"], "/pets/mine", "/pets/{id}"),
        (["/users/{id}", "/users/{id}.json"], "/users/5.json", "/users/{id}.json"),
        (["/users/{id}", "/users/{id}.json"], "/users/5.xml", "/users/{id}"),
        (["/a/{x}b", "/a/{y}c"], "/a/bc", "/a/{y}c"),
        (["/b/{x}/c", "/{y}/b/c"], "/b/b/c", "/b/{x}/c"),
        (["/plans/{id}", "/plans/{id}.{kind}"], "/plans/5.pdf", "/plans/{id}.{kind}"),
        (["/plans/{id}", "/plans/{id}.{kind}"], "/plans/5", "/plans/{id}"),
        (["/plans/{id}", "/plans/{from}-to-{to}"], "/plans/1-to-2", "/plans/{from}-to-{to}"),
        (["/a.b"], "/a.b", "/a.b"),
        (["/a+(b)/{x}"], "/a+(b)/c", "/a+(b)/{x}"),
    ],
)
def test_most_specific_path_is_meant(
    tmp_path: Path, paths: list[str], request_path: str, expected: str
) -> None:
    """Exact paths come first, then fewer variable segments, then more text, in any order."""
    assert find(router(tmp_path, *paths).match("GET", request_path)) == expected
    assert find(router(tmp_path, *paths[::-1]).match("GET", request_path)) == expected


@pytest.mark.parametrize(
    ("path", "request_path", "values"),
    [
        ("/pets/{id}", "/pets/a b", {"id": "a b"}),
        ("/pets/{id}", "/pets/\u00e9", {"id": "\u00e9"}),
        ("/{a}-{b}/{c}", "/x-y-z/w", {"a": "x-y", "b": "z", "c": "w"}),
        ("/pets/{pet-id}", "/pets/5", {"pet-id": "5"}),
        ("/v{n}/x", "/v2/x", {"n": "2"}),
    ],
)
def test_names_get_their_texts(
    tmp_path: Path, path: str, request_path: str, values: dict[str, str]
) -> None:
    """A path variable has the text at its position."""
    found = router(tmp_path, path).match("GET", request_path)
    assert isinstance(found, Match)
    assert found.path_values == values


def test_each_method_has_its_own_names(tmp_path: Path) -> None:
    """Two documents can name a path variable differently; each operation gets its own name."""
    first = compile_paths(tmp_path, {"/pets/{id}": item("/pets/{id}", "GET")})
    second = compile_paths(tmp_path, {"/pets/{petId}": item("/pets/{petId}", "PUT")})
    both = Router([*first, *second])
    found = [both.match(method, "/pets/5") for method in ("GET", "PUT")]
    assert [one.path_values for one in found if isinstance(one, Match)] == [
        {"id": "5"},
        {"petId": "5"},
    ]


@pytest.mark.parametrize(
    "request_path",
    ["/pets", "/pets/", "/pets/5/", "/pets/5/6", "//pets/5", "/PETS/5", "", "pets/5"],
)
def test_other_paths_are_no_match(tmp_path: Path, request_path: str) -> None:
    """Paths match as a whole and with their case, and a variable is never empty."""
    found = router(tmp_path, "/pets/{id}").match("GET", request_path)
    assert isinstance(found, NoPath)


@pytest.mark.parametrize(
    ("method", "methods", "expected"),
    [
        ("HEAD", ("GET",), "GET"),
        ("HEAD", ("GET", "HEAD"), "HEAD"),
        ("GET", ("GET", "HEAD"), "GET"),
        ("TRACE", ("TRACE",), "TRACE"),
    ],
)
@pytest.mark.parametrize("path", ["/pets", "/pets/{id}"])
def test_head_means_get(
    tmp_path: Path, path: str, method: str, methods: tuple[str, ...], expected: str
) -> None:
    """HEAD falls back to GET unless it is documented."""
    found = Router(compile_paths(tmp_path, {path: item(path, *methods)})).match(
        method, path.replace("{id}", "5")
    )
    assert isinstance(found, Match)
    assert found.operation.method == expected


@pytest.mark.parametrize("path", ["/pets", "/pets/{id}"])
@pytest.mark.parametrize("method", ["DELETE", "HEAD", "get", "FOO", ""])
def test_unknown_method_is_reported_with_the_known(tmp_path: Path, path: str, method: str) -> None:
    """An unknown method is reported with the operations of the path."""
    known = Router(compile_paths(tmp_path, {path: item(path, "PUT", "POST")}))
    found = known.match(method, path.replace("{id}", "5"))
    assert isinstance(found, NoMethod)
    assert [one.method for one in found.operations] == ["PUT", "POST"]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("POST", "POST /harbours/largest"),
        ("GET", "GET /harbours/{name}"),
        ("HEAD", "GET /harbours/{name}"),
        ("DELETE", "DELETE /{kind}/{name}"),
    ],
)
def test_most_specific_path_with_the_method_is_meant(
    tmp_path: Path, method: str, expected: str
) -> None:
    """A path that lacks the method leaves the request to the next path that matches."""
    found = harbours(tmp_path).match(method, "/harbours/largest")
    assert isinstance(found, Match)
    assert found.operation.label == expected
    assert len(found.path_values) == expected.count("{")


def test_unknown_method_is_reported_with_the_known_of_every_path(tmp_path: Path) -> None:
    """Where no matching path has the method, the methods of all of them are known."""
    found = harbours(tmp_path).match("PATCH", "/harbours/largest")
    assert isinstance(found, NoMethod)
    assert [one.method for one in found.operations] == ["POST", "GET", "DELETE"]


def harbours(folder: Path) -> Router:
    """A router with three paths that match `/harbours/largest`, each with another method."""
    methods = {
        "/{kind}/{name}": "DELETE",
        "/harbours/{name}": "GET",
        "/harbours/largest": "POST",
    }
    return Router(compile_paths(folder, {path: item(path, methods[path]) for path in methods}))


def styled(path: str, style: str, *, explode: bool = False, **schemas: Json) -> Json:
    """A path item whose variables have a style."""
    members = {"style": style, "explode": explode}
    parameters = [parameter(name, "path", schema, **members) for name, schema in schemas.items()]
    return {"get": operation(parameters=parameters, operationId=path)}


@pytest.mark.parametrize(
    ("style", "explode", "request_path", "values"),
    [
        ("matrix", False, "/at;x=4", {"x": ";x=4"}),
        ("matrix", False, "/at;x", {"x": ";x"}),
        ("matrix", False, "/at;x=4,5", {"x": ";x=4,5"}),
        ("matrix", False, "/at;y=4", None),
        ("matrix", False, "/at4", None),
        ("matrix", True, "/at;x=4;x=5", {"x": ";x=4;x=5"}),
        ("matrix", True, "/at;n=4;e=5", {"x": ";n=4;e=5"}),
        ("matrix", True, "/atx=4", None),
        ("label", False, "/at.4", {"x": ".4"}),
        ("label", False, "/at.", {"x": "."}),
        ("label", True, "/at.4.5", {"x": ".4.5"}),
        ("label", True, "/at4", None),
    ],
)
def test_style_of_a_variable_decides(
    tmp_path: Path, style: str, explode: object, request_path: str, values: dict[str, str] | None
) -> None:
    """A variable of style `matrix` or `label` matches texts with their prefix only."""
    paths = {"/at{x}": styled("/at{x}", style, explode=bool(explode), x={"type": "string"})}
    found = Router(compile_paths(tmp_path, paths)).match("GET", request_path)
    assert (found.path_values if isinstance(found, Match) else None) == values


def test_two_matrix_variables_share_a_segment(tmp_path: Path) -> None:
    """Each of two `matrix` variables in one segment gets its own text."""
    text: Json = {"type": "string"}
    paths = {"/at{n}{e}": styled("/at{n}{e}", "matrix", n=text, e=text)}
    found = Router(compile_paths(tmp_path, paths)).match("GET", "/at;n=1;e=2")
    assert isinstance(found, Match)
    assert found.path_values == {"n": ";n=1", "e": ";e=2"}


@pytest.mark.parametrize(
    ("method", "request_path", "expected"),
    [
        ("GET", "/petz", "GET /pets"),
        ("POST", "/petz", "POST /pets"),
        ("GET", "/v1/pets", "GET /pets"),
        ("GET", "/pets/5/ownr", "GET /pets/{id}/owner"),
        ("GET", "/completely/else/where", None),
        ("GET", "/" + "x" * 100_000, None),
    ],
)
def test_nearest_operation_is_named(
    tmp_path: Path, method: str, request_path: str, expected: str | None
) -> None:
    """For an unknown path the most similar one is suggested, with the same method if possible."""
    paths = {"/pets": item("/pets", "GET", "POST"), "/pets/{id}/owner": item("/pets/{id}/owner")}
    found = Router(compile_paths(tmp_path, paths)).match(method, request_path)
    assert isinstance(found, NoPath)
    assert (found.nearest.label if found.nearest else None) == expected


def test_nearest_of_many_is_found_quickly(tmp_path: Path) -> None:
    """The nearest of a thousand operations is found quickly."""
    names = [f"/repos/{number * 7919 % 1000}/issues/{{id}}" for number in range(1000)]
    known = router(tmp_path, *names)
    found, seconds = time_call(lambda: known.match("GET", "/repos/500/isues/7/x"))
    assert isinstance(found, NoPath)
    assert found.nearest is not None
    assert seconds < 0.5


def test_no_operation_is_near_where_there_is_none() -> None:
    """A router without operations has no suggestion."""
    assert Router([]).match("GET", "/") == NoPath(nearest=None)


@pytest.mark.parametrize(
    ("request_path", "expected"),
    [
        ("/pets/5", "/pets/{id}"),
        ("/v1/pets/5", "/pets/{id}"),
        ("/v2/pets/5", None),
        ("/v1/v1/pets/5", None),
    ],
)
def test_base_paths_are_aliases(tmp_path: Path, request_path: str, expected: str | None) -> None:
    """An operation is found at its path and below the base paths of its servers."""
    servers = [{"url": "https://example.org/v1"}]
    found = router(tmp_path, "/pets/{id}", servers=servers).match("GET", request_path)
    assert (found.operation.path if isinstance(found, Match) else None) == expected


def test_own_path_comes_before_an_alias(tmp_path: Path) -> None:
    """An operation's own path takes precedence over another's alias."""
    paths = {"/pets": item("/pets"), "/v1/pets": item("/v1/pets")}
    known = Router(compile_paths(tmp_path, paths, servers=[{"url": "/v1"}]))
    assert find(known.match("GET", "/v1/pets")) == "/v1/pets"
    assert find(known.match("GET", "/v1/v1/pets")) == "/v1/pets"


def test_same_path_twice_in_a_document_is_reported(tmp_path: Path) -> None:
    """Of paths that differ only in the names of variables, the first is served."""
    paths = {path: item(path, "GET", "PUT") for path in ("/pets/{id}", "/pets/{name}")}
    file = write(tmp_path, tree(paths))
    assert find_faults(file) == [
        f"api.json#/paths/~1pets~1{{name}}/{method.lower()}: `{method} /pets/{{name}}` has the "
        f"same route as `{method} /pets/{{id}}`, which is served (api.json#/paths/~1pets~1{{id}}/"
        f"{method.lower()})."
        for method in ("GET", "PUT")
    ]
    assert [found.label for found in start(file)] == ["GET /pets/{id}", "PUT /pets/{id}"]


def test_same_path_in_two_documents_is_reported(tmp_path: Path) -> None:
    """Two documents with the same path cannot be served together."""
    first = compile_paths(tmp_path, {"/pets": item("/pets")})
    second = compile_paths(tmp_path, {"/pets": item("/pets")})
    with pytest.raises(DocumentIsBroken, match="Serve only one of the two documents"):
        Router([*first, *second])


def test_bundled_documents_share_one_router() -> None:
    """The paths of the bundled documents do not collide, and each finds its operation."""
    documents = [load_document(name) for name in ("cognigy", "dumgum", "getprofile")]
    operations = [one for document in documents for one in compile_operations(document)]
    known = Router(operations)
    assert len(operations) == 5
    for one in operations:
        found = known.match(one.method, one.path.replace("{id}", "5"))
        assert isinstance(found, Match)
        assert found.operation is one
