"""Reduce a failed `anyOf` or `oneOf` to the errors of the alternative that was probably meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from mockwright.openapi.discriminators import Discriminator, discriminator_of, implied_name
from mockwright.openapi.document_files import Place
from mockwright.openapi.expectations import Error, Kind, missing_name
from mockwright.openapi.json_text import name_type
from mockwright.openapi.pointers import as_fragment
from mockwright.openapi.shapes import Shape


class Rules(Protocol):
    """What explaining an error needs to know about the document."""

    def schema_at(self, place: Place) -> Any:
        """Return the schema at a place."""

    def shape_at(self, place: Place) -> Shape:
        """Return the shape of the schema at a place, references and combiners included."""


def rule_of(error: Error) -> Place:
    """Return the place of the broken keyword.

    The validator reports no absolute location for a pattern that exceeded the backtracking limit.
    """
    return Place.from_uri(error.absolute_keyword_location or as_fragment(error.schema_path))


def find_leaves(error: Error, rules: Rules) -> Iterator[Error]:
    """Yield the errors that explain one error: those of the alternative that was probably meant."""
    if not isinstance(error.kind, Kind.AnyOf | Kind.OneOfNotValid):
        yield error
        return
    branch = _meant(error, error.kind.context, rules)
    if not branch:
        yield error
    for leaf in branch:
        yield from find_leaves(leaf, rules)


def _meant(error: Error, branches: Sequence[Sequence[Error]], rules: Rules) -> Sequence[Error]:
    """The errors of the only alternative that fits the value; empty if none or several fit.

    A discriminator that names an alternative decides; it is a hint, which may be missing or wrong.
    """
    schema = rules.schema_at(rule_of(error).parent)
    discriminator = discriminator_of(schema)
    names = [implied_name(option) for option in schema[error.kind.name]] if discriminator else []
    if discriminator and any(names):
        tag = _tag_of(error.instance, discriminator)
        if tag in names:
            return branches[names.index(tag)]
    suited = [b for b in branches if not any(_is_wrong_type(leaf, error) for leaf in b)]
    if len(suited) > 1:
        suited = [b for b in suited if not any(_is_other_kind(leaf, error) for leaf in b)]
    return suited[0] if len(suited) == 1 else ()


def _is_wrong_type(leaf: Error, parent: Error) -> bool:
    """Whether an alternative accepts no value of this type at all."""
    if leaf.instance_path != parent.instance_path:
        return False
    if leaf.kind.name in {"enum", "const"}:
        options = leaf.kind.value if leaf.kind.name == "enum" else [leaf.kind.value]
        return all(name_type(option) != name_type(parent.instance) for option in options)
    return leaf.kind.name == "type"


def _is_other_kind(leaf: Error, parent: Error) -> bool:
    """Whether an alternative describes a different kind of object.

    That is the case if a direct field has a different constant (`{"kind": "cat"}` is not a broken
    dog), or if the alternative is a reference and the value is not.
    """
    depth = len(leaf.instance_path) - len(parent.instance_path)
    if depth == 0:
        return missing_name(leaf) == "$ref"
    is_constant = leaf.kind.name == "const" or _has_one_option(leaf)
    return depth == 1 and is_constant


def _has_one_option(leaf: Error) -> bool:
    return leaf.kind.name == "enum" and len(leaf.kind.value) == 1


def _tag_of(value: Any, discriminator: Discriminator) -> str | None:
    """The alternative that the value's discriminator field names, or None."""
    tag = value.get(discriminator.field) if isinstance(value, dict) else None
    if not isinstance(tag, str):
        return None
    return discriminator.mapping.get(tag, tag).rpartition("/")[2] or None
