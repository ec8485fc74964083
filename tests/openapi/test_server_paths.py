"""The paths of server URLs: relative ones, and those with variables."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.openapi.server_paths import MAX_BASE_PATHS, find_base_paths


@pytest.mark.parametrize(
    ("url", "paths"),
    [
        ("https://api.example/v1/", ("/v1",)),
        ("/v1", ("/v1",)),
        ("v1", ("/v1",)),
        ("./v1", ("/v1",)),
        ("../v1", ("/v1",)),
        ("//api.example/v1", ("/v1",)),
        ("https://api.example", ()),
        ("/", ()),
        ("http://[", ()),
        ("/a%20b", ("/a b",)),
    ],
)
def test_base_path_of_a_url(url: str, paths: tuple[str, ...]) -> None:
    """Absolute and relative URLs give the path below which operations are served."""
    assert find_base_paths([{"servers": [{"url": url}]}]) == paths


def test_every_value_of_a_variable_is_a_base_path() -> None:
    """The default comes first, then the other values; each combination counts."""
    server: Any = {
        "url": "https://{host}.example/{version}/{area}",
        "variables": {
            "host": {"default": "a", "enum": ["a", "b"]},
            "version": {"default": "v2", "enum": ["v1", "v2"]},
            "area": {"default": "eu"},
        },
    }
    assert find_base_paths([{"servers": [server]}]) == ("/v2/eu", "/v1/eu")


def test_combinations_of_variables_are_limited() -> None:
    """Servers with very many combinations cost no more than a hundred routes."""
    names = [f"v{index}" for index in range(6)]
    variables = {name: {"default": "0", "enum": [str(n) for n in range(10)]} for name in names}
    server: Any = {"url": "/".join(f"{{{name}}}" for name in names), "variables": variables}
    assert len(find_base_paths([{"servers": [server]}])) <= MAX_BASE_PATHS


def test_innermost_servers_count() -> None:
    """The servers of an operation replace those of the document."""
    owners = [{}, {"servers": [{"url": "/inner"}]}, {"servers": [{"url": "/outer"}]}]
    assert find_base_paths(owners) == ("/inner",)
