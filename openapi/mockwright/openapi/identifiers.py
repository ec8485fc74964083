"""Replace references by `$id` and `$anchor` with JSON pointers, when a file is read.

Everything else then needs to know only one kind of reference: a file and a pointer. `$id` is
removed, because it would change what the pointers below it are relative to. `$dynamicRef` becomes
`$ref` (`dynamic_references`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urldefrag, urljoin

from mockwright.openapi.dynamic_references import Reference, bind_dynamic_references, unit_of
from mockwright.openapi.pointers import PointerToNowhere, escape, find

MENTIONED = re.compile(rb"\$(?:id|anchor|dynamicRef|dynamicAnchor|recursiveRef)\b")

_ANCHORS = ("$anchor", "$dynamicAnchor")
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
# Their members are values or names, not keywords.
_VALUES = frozenset({"example", "examples", "default", "enum", "const", "value"})
_NAMED = frozenset({"properties", "patternProperties", "$defs", "definitions", "schemas"})


class _Referrer(NamedTuple):
    """Where a reference stands: its base URI and its pointer."""

    base: str
    pointer: str


@dataclass(kw_only=True)
class _Found:
    """The identifiers of one file, and its references with the base URI of each."""

    resources: dict[str, str] = field(default_factory=dict)
    anchors: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    dynamic: dict[str, str] = field(default_factory=dict)
    references: list[tuple[dict[str, Any], str, str, str]] = field(default_factory=list)
    identified: list[dict[str, Any]] = field(default_factory=list)

    def anchor(self, uri: str, name: str, referrer: str) -> str | None:
        """The pointer of an anchor in a resource; else of the only one of that name.

        Documents that give no schema an `$id` define one name in several: then the one in the
        schema of the referrer is meant.
        """
        others = [
            one for (_, other), every in self.anchors.items() for one in every if other == name
        ]
        pointers = self.anchors.get((uri, name)) or others
        near = [pointer for pointer in pointers if unit_of(pointer) == unit_of(referrer)]
        if (uri, name) in self.anchors or len(others) == 1:
            return (near or pointers)[0]
        return None


def replace_identifiers(tree: Any, uri: str) -> None:
    """Rewrite every reference by an identifier in the file with this URI, in place."""
    found = _scan(tree, uri)
    dynamic: list[Reference] = []
    references: list[Reference] = []
    for node, key, base, pointer in found.references:
        target = _resolve(node[key], _Referrer(base, pointer), uri, tree, found)
        if target is None:
            continue
        reference = Reference(node=node, place=pointer, target=target)
        is_dynamic = key == "$dynamicRef" and found.dynamic.get(target) is not None
        (dynamic if is_dynamic else references).append(reference)
        _set_reference(node, key, target)
    for node in found.identified:
        del node["$id"]
    if dynamic:
        bind_dynamic_references(tree, references, dynamic, found.dynamic)


def find_anchor(tree: Any, name: str) -> str | None:
    """The pointer of an anchor in another file; None if there is none, or several."""
    return _scan(tree, "").anchor("", name, "")


def _scan(tree: Any, uri: str) -> _Found:
    found = _Found()
    pending: list[tuple[Any, str, str, bool]] = [(tree, "", uri, False)]
    while pending:
        node, pointer, base, is_named = pending.pop()
        if isinstance(node, dict) and not is_named:
            base = _note(node, pointer, base, found)
        children = [*_children(node, pointer, base, is_named=is_named)]
        pending += reversed(children)
    return found


def _children(
    node: Any, pointer: str, base: str, *, is_named: bool
) -> Iterator[tuple[Any, str, str, bool]]:
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield child, f"{pointer}/{index}", base, False
    elif isinstance(node, dict):
        for name, child in node.items():
            if is_named or name not in _VALUES:
                yield child, f"{pointer}/{escape(name)}", base, not is_named and name in _NAMED


def _note(node: dict[str, Any], pointer: str, base: str, found: _Found) -> str:
    """Record the identifiers and references of one object; returns its base URI."""
    identifier = node.get("$id")
    if isinstance(identifier, str):
        base = urldefrag(_join(base, identifier)).url
        found.resources.setdefault(base, pointer)
        found.identified.append(node)
    for key in _ANCHORS:
        name = node.get(key)
        if isinstance(name, str):
            found.anchors.setdefault((base, name), []).append(pointer)
            if key == "$dynamicAnchor":
                found.dynamic[pointer] = name
    for key in _REFERENCES:
        if isinstance(node.get(key), str):
            found.references.append((node, key, base, pointer))
    return base


def _join(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:  # `http://[` is not a URL
        return reference


def _resolve(reference: str, referrer: _Referrer, uri: str, tree: Any, found: _Found) -> str | None:
    """The pointer that a reference means in this file; None if it means none in it."""
    url, fragment = urldefrag(_join(referrer.base, reference))
    resource = "" if url == uri else found.resources.get(url)
    if resource is None:
        return None
    fragment = unquote(fragment)
    if fragment and not fragment.startswith("/"):
        return found.anchor(url, fragment, referrer.pointer)
    # `#/components/…` within a schema with an `$id` means that schema, strictly speaking; most
    # documents mean themselves.
    for pointer in (resource + fragment, fragment):
        try:
            find(tree, pointer)
        except PointerToNowhere:
            continue
        return pointer
    return None


def _set_reference(node: dict[str, Any], key: str, target: str) -> None:
    reference = "#" + quote(target, safe="/~!$&'()*+,;=:@")
    if key == "$ref":
        node["$ref"] = reference
        return
    del node[key]
    if "$ref" in node:
        node.setdefault("allOf", []).append({"$ref": reference})
    else:
        node["$ref"] = reference
