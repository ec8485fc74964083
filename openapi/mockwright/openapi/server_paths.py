"""The base paths of servers: an operation is available below each of them too."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any
from urllib.parse import unquote, urlsplit

MAX_BASE_PATHS = 100


def find_base_paths(owners: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The paths of the server URLs of the first of these objects that has `servers`.

    A variable with an `enum` gives one URL for each of its values, at most 100 in all.
    """
    servers: list[Any] = next((owner["servers"] for owner in owners if "servers" in owner), [])
    paths = (_path_of(url) for server in servers for url in _urls_of(server))
    return tuple(dict.fromkeys(path for path in islice(paths, MAX_BASE_PATHS) if path))


def _urls_of(server: Mapping[str, Any]) -> Iterator[str]:
    """The URL of a server with each combination of the values of its variables."""
    url = str(server["url"])
    variables = server.get("variables", {})
    names = [name for name in variables if "{" + name + "}" in url]
    for values in product(*(_values_of(variables[name]) for name in names)):
        filled = url
        for name, value in zip(names, values, strict=True):
            filled = filled.replace("{" + name + "}", value)
        yield filled


def _values_of(variable: Mapping[str, Any]) -> list[str]:
    """The default of a variable, then the other values that it may have."""
    values = [variable.get("default", ""), *variable.get("enum", ())]
    return [*dict.fromkeys(str(value) for value in values)]


def _path_of(url: str) -> str:
    """The path of a URL; one that is relative begins at the document, which is at the root."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:  # `http://[` is not a URL: serve the operation without a base path
        return ""
    normal = posixpath.normpath("/" + path)
    return "/" + normal.strip("/") if normal.strip("/") else ""
