"""Several documents are served together, each below its own base path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockwright.mock_server.catalogue import load_catalogue
from mockwright.openapi.faults import DocumentIsBroken
from tests.mock_server.asking import ask, serve
from tests.openapi.small_documents import operation, response, tree, write


def api(folder: Path, name: str, *, base: str = "", path: str = "/items/{id}") -> str:
    """A document whose GET answers with its name."""
    answered = response({"const": name})
    identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    names = [identity] if "{" in path else []
    described = operation(operationId=name, parameters=names, responses={"200": answered})
    members: dict[str, Any] = {"servers": [{"url": f"https://example.test{base}"}]} if base else {}
    return str(write(folder / name, tree({path: {"get": described}}, **members)))


def test_base_paths_tell_documents_apart(tmp_path: Path) -> None:
    """The first document has a path that both have; each one answers below its base path."""
    app = serve(api(tmp_path, "shop", base="/shop"), api(tmp_path, "blog", base="/blog"))
    targets = ("GET /items/1", "GET /shop/items/1", "GET /blog/items/1")
    assert [ask(app, target).value for target in targets] == ["shop", "shop", "blog"]


def test_sharing_is_remarked(tmp_path: Path) -> None:
    """The catalogue says which document gave up its own paths, and where it is served."""
    specs = (api(tmp_path, "shop"), api(tmp_path, "blog", base="/blog"))
    remark = (
        "`api-2`: 1 operation is served below `/blog` only, because `api` has the same paths, "
        "for example `GET /items/{id}`."
    )
    assert load_catalogue(specs).remarks == (remark,)


def test_variables_with_other_names_are_the_same_path(tmp_path: Path) -> None:
    """Templates that differ in the names of their variables only are shared too."""
    app = serve(api(tmp_path, "shop"), api(tmp_path, "blog", base="/blog", path="/items/tea"))
    assert [ask(app, f"GET {path}").value for path in ("/items/1", "/items/tea")] == [
        "shop",
        "blog",
    ]


@pytest.mark.parametrize("base", ["", "/v1"])
def test_same_base_path_is_refused(tmp_path: Path, base: str) -> None:
    """Documents that have the same paths and no base path of their own are not served together."""
    specs = (api(tmp_path, "shop", base=base), api(tmp_path, "blog", base=base))
    with pytest.raises(DocumentIsBroken, match=r"is already defined .* base path of its own"):
        load_catalogue(specs)


def test_documents_have_distinct_names(tmp_path: Path) -> None:
    """Documents from files of the same name are numbered, so that each one can be read."""
    specs = (api(tmp_path, "shop"), api(tmp_path, "blog", path="/posts"))
    assert [document.name for document in load_catalogue(specs).documents] == ["api", "api-2"]
