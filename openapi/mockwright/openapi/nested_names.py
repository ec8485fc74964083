"""Nested names: fields and items that are named in brackets, as in `filter[size][min]=1`.

OpenAPI's `deepObject` defines one level. Deeper levels, `tags[]=a` and `items[0][name]=x` are what
generated clients send where a schema has nested objects and arrays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from mockwright.openapi.coercion import coerce, part_shape
from mockwright.openapi.json_text import JsonIsBroken, parse_json
from mockwright.openapi.shapes import Shape, Target, shape_of
from mockwright.openapi.styles import Pairs

MAX_DEPTH = 32
_BRACKETS = re.compile(r"(?:\[[^\[\]]*\])*")
_STRUCTURED = {"array", "object"}


@dataclass(kw_only=True, slots=True)
class Tree:
    """The texts of one name, and what its brackets contain: fields, or items by number."""

    texts: list[str] = field(default_factory=list)
    children: dict[str, Tree] = field(default_factory=dict)


def read_tree(name: str, pairs: Pairs) -> Tree:
    """The tree of all pairs whose names are this name, with or without brackets."""
    root = Tree()
    for full, text in pairs:
        brackets = full[len(name) :]
        if full.startswith(name) and _BRACKETS.fullmatch(brackets):
            keys = brackets[1:-1].split("][", MAX_DEPTH) if brackets else []
            node = root
            for key in keys:
                node = node.children.setdefault(key, Tree())
            node.texts.append(text)
    return root


def tree_value(target: Target, shape: Shape, tree: Tree) -> Any:
    """The value of a tree, with texts converted to the types of the schema."""
    children = tree.children
    if not children:
        return _texts_value(target, shape, tree.texts)
    if _is_array(shape, children):
        return _items_of(target, shape, tree)
    return {
        key: tree_value(target, part_shape(target, shape, key), child)
        for key, child in children.items()
    }


def _is_array(shape: Shape, children: dict[str, Tree]) -> bool:
    """Whether bracketed keys are items: `[]`, or numbers where the schema has an array."""
    is_numbered = all(key == "" or (key.isascii() and key.isdigit()) for key in children)
    is_open = not shape.types and set(children) == {""}
    return is_numbered and ("array" in shape.types or is_open) and not shape.fields


def _items_of(target: Target, shape: Shape, tree: Tree) -> list[Any]:
    """The items, in the order of their numbers; `tags[]` may have any number of texts."""
    items = shape_of(target, shape.items)
    listed = tree.texts + (tree.children[""].texts if "" in tree.children else [])
    found = [text_value(text, items) for text in listed]
    unnumbered = tree.children.get("")
    if unnumbered is not None and unnumbered.children:
        found.append(tree_value(target, items, Tree(children=unnumbered.children)))
    numbers = sorted((key for key in tree.children if key), key=lambda key: (len(key), key))
    return found + [tree_value(target, items, tree.children[key]) for key in numbers]


def _texts_value(target: Target, shape: Shape, texts: list[str]) -> Any:
    if "array" in shape.types:
        whole = text_value(texts[0], shape) if len(texts) == 1 else None
        items = shape_of(target, shape.items)
        return whole if isinstance(whole, list) else [text_value(text, items) for text in texts]
    if len(texts) == 1:
        return text_value(texts[0], shape)
    return texts


def text_value(text: str, shape: Shape) -> Any:
    """One text as a value; objects and arrays are JSON, as form fields are by default."""
    if text[:1] in {"{", "["} and not shape.types.isdisjoint(_STRUCTURED):
        try:
            return parse_json(text.encode()).value
        except (JsonIsBroken, UnicodeEncodeError):
            return text
    return coerce(text, shape.types)
