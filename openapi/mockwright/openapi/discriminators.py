"""Discriminators: the names by which a field of a value says which schema was meant.

A discriminator is a hint. It never changes which values are valid (OAS 3.0.4 and 3.1.1); it helps
to choose which alternative is generated, and which errors are explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockwright.openapi.document_files import DocumentFiles, Located, Place
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.pointers import split_pointer


@dataclass(frozen=True, kw_only=True, slots=True)
class Discriminator:
    """The field whose value selects the alternative, and additional names for some alternatives."""

    field: str
    mapping: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedSchema:
    """A schema that a discriminator can select, and its names, explicit ones first."""

    located: Located
    names: tuple[str, ...]


def discriminator_of(schema: Any) -> Discriminator | None:
    """The schema's `discriminator`, or None if it has none or no valid one."""
    found = schema.get("discriminator") if isinstance(schema, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("propertyName"), str):
        return None
    mapping = found.get("mapping")
    pairs = mapping.items() if isinstance(mapping, dict) else ()
    names = {name: target for name, target in pairs if isinstance(target, str)}
    return Discriminator(field=found["propertyName"], mapping=names)


def implied_name(alternative: Any) -> str:
    """The default name of an alternative: the last segment of its reference."""
    reference = alternative.get("$ref") if isinstance(alternative, dict) else None
    return reference.rpartition("/")[2] if isinstance(reference, str) else ""


def find_named_schemas(files: DocumentFiles, owner: Located) -> tuple[NamedSchema, ...]:
    """The schemas that the discriminator of `owner` selects, with the names of each.

    These are its alternatives under `oneOf` and `anyOf`; without any, the components that include
    `owner` by `allOf`, at any depth. An alternative without a name has none. Empty if `owner` has
    no discriminator.
    """
    discriminator = discriminator_of(owner.value)
    if discriminator is None:
        return ()
    alternatives = [*owner.children("oneOf"), *owner.children("anyOf")]
    found = alternatives or [*_children_of(files, owner.place)]
    mapped = _mapped_places(files, discriminator, owner.place)
    return tuple(NamedSchema(located=each, names=_names_of(files, each, mapped)) for each in found)


def find_own_names(files: DocumentFiles, located: Located) -> dict[str, tuple[str, ...]]:
    """The names of a schema by field, in the discriminators of the schemas that it includes.

    A value of `Cat` whose `allOf` refers to `Pet` says `petType: Cat` if that is the discriminator
    of `Pet`.
    """
    names: dict[str, tuple[str, ...]] = {}
    target = _behind(files, located)
    for ancestor in _ancestors_of(files, target):
        discriminator = discriminator_of(ancestor.value)
        if discriminator is not None and discriminator.field not in names:
            mapped = _mapped_places(files, discriminator, ancestor.place)
            own = _names_of(files, target, mapped)
            if own:
                names[discriminator.field] = own
    return names


def _names_of(
    files: DocumentFiles, located: Located, mapped: Mapping[str, Place]
) -> tuple[str, ...]:
    """The explicit names of a schema, then the implied one unless it means another schema."""
    place = _behind(files, located).place
    explicit = [name for name, target in mapped.items() if target == place]
    parts = split_pointer(place.pointer)
    is_component = parts[:2] == ["components", "schemas"] and len(parts) == _COMPONENT_DEPTH
    is_file = not parts
    implied = parts[-1] if is_component else place.file.rpartition("/")[2] if is_file else ""
    if implied and mapped.get(implied, place) == place:
        explicit.append(implied)
    return tuple(dict.fromkeys(explicit))


_COMPONENT_DEPTH = 3


def _mapped_places(
    files: DocumentFiles, discriminator: Discriminator, referrer: Place
) -> dict[str, Place]:
    """The targets of a mapping: names of components, or references."""
    places = {}
    for name, target in discriminator.mapping.items():
        component = Place(file=referrer.file, pointer="").child("components", "schemas", target)
        for reference in (component.uri, target):
            try:
                found = files.locate(reference, referrer)
            except DocumentIsBroken:
                continue
            places[name] = _behind(files, found).place
            break
    return places


def _behind(files: DocumentFiles, located: Located) -> Located:
    """The schema that a reference without siblings stands for."""
    while isinstance(located.value, dict) and located.value.keys() == {"$ref"}:
        located = files.locate(located.value["$ref"], located.place)
    return located


def _children_of(files: DocumentFiles, parent: Place) -> Iterator[Located]:
    """The components of the parent's file that include it by `allOf`, in document order."""
    place = Place(file=parent.file, pointer="").child("components", "schemas")
    root = files.trees[parent.file]
    components = root.get("components") if isinstance(root, dict) else None
    schemas = components.get("schemas", {}) if isinstance(components, dict) else {}
    for name, schema in schemas.items():
        located = Located(value=schema, place=place.child(name))
        if any(each.place == parent for each in _ancestors_of(files, located)):
            yield located


def _ancestors_of(files: DocumentFiles, located: Located) -> Iterator[Located]:
    """The schemas that a schema includes by `allOf` and `$ref`, nearest first, without itself."""
    pending, seen = [located], {located.place}
    while pending:
        current = pending.pop(0)
        if not isinstance(current.value, dict):
            continue
        included = current.children("allOf")
        if "$ref" in current.value:
            included.append(files.locate(current.value["$ref"], current.place))
        for each in included:
            if each.place not in seen:
                seen.add(each.place)
                pending.append(each)
                yield each
