"""Names of alternatives, as the `discriminator` of a schema gives them.

A discriminator is a hint: it proposes what to generate, and never decides whether it is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from mockwright.openapi.dialects import Discriminator, discriminator_of, implied_name
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.faults import DocumentIsBroken
from mockwright.openapi.pointers import escape
from mockwright.openapi.schemas import SchemaLibrary

_COMPONENTS = "/components/schemas/"


class Discriminators:
    """The names and the derived schemas of discriminators in one document."""

    def __init__(self, library: SchemaLibrary) -> None:
        self._library = library
        self._children: dict[Place, Mapping[Place, Located]] = {}

    def names(self, discriminator: Discriminator, alternative: Located) -> list[str]:
        """The values that name an alternative of `oneOf` or `anyOf`: as mapped, then as implied."""
        implied = implied_name(alternative.value)
        if not implied:
            return []
        target = self._library.target(alternative).place
        return [*self._mapped(discriminator, alternative.place, target), implied]

    def child_names(self, discriminator: Discriminator, parent: Place, child: Place) -> list[str]:
        """The values that name a schema which refers to its parent by `allOf`."""
        implied = child.pointer.rpartition("/")[2]
        return [*self._mapped(discriminator, parent, child), implied]

    def _mapped(self, discriminator: Discriminator, referrer: Place, target: Place) -> list[str]:
        return [
            name
            for name, reference in discriminator.mapping.items()
            if self._place_of(reference, referrer) == target
        ]

    def _place_of(self, reference: str, referrer: Place) -> Place | None:
        """The place that a mapping means: by reference, or by the name of a component."""
        names = [reference]
        if "/" not in reference and "#" not in reference:
            names.insert(0, f"#{_COMPONENTS}{escape(reference)}")
        for name in names:
            try:
                return self._library.files.target(name, referrer)
            except DocumentIsBroken:
                continue
        return None

    def children(self, parent: Located) -> Mapping[Place, Located]:
        """The schemas that refer to the parent by `allOf`; with a mapping, those it names first."""
        if parent.place not in self._children:
            self._children[parent.place] = self._find_children(parent)
        return self._children[parent.place]

    def _find_children(self, parent: Located) -> Mapping[Place, Located]:
        derived: dict[Place, Located] = {}
        pending = [parent.place]
        while pending:
            for child in self._derived.get(pending.pop(), ()):
                if child.place not in derived and child.place != parent.place:
                    derived[child.place] = child
                    pending.append(child.place)
        discriminator = discriminator_of(parent.value)
        references = discriminator.mapping.values() if discriminator else ()
        mapped = [self._place_of(reference, parent.place) for reference in references]
        first = {place: derived[place] for place in mapped if place in derived}
        return {**first, **derived}

    @cached_property
    def _derived(self) -> Mapping[Place, list[Located]]:
        """The components that refer to another schema by `allOf`, by the place of that schema."""
        found: dict[Place, list[Located]] = {}
        for component in self._components():
            for part in component.children("allOf"):
                if isinstance(part.value, dict) and isinstance(part.value.get("$ref"), str):
                    place = self._place_of(part.value["$ref"], component.place)
                    if place is not None:
                        found.setdefault(place, []).append(component)
        return found

    def _components(self) -> Iterator[Located]:
        """The components of all files that have been read, in order."""
        for file, tree in self._library.files.trees.items():
            components: Any = tree
            for name in ("components", "schemas"):
                components = components.get(name) if isinstance(components, dict) else None
            for name, schema in components.items() if isinstance(components, dict) else ():
                if isinstance(schema, dict) and isinstance(schema.get("allOf"), list):
                    place = Place(file=file, pointer=f"{_COMPONENTS}{escape(name)}")
                    yield Located(value=schema, place=place)
