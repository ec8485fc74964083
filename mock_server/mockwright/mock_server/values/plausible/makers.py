"""What a maker of one kind of value is: from the scene to candidates, the best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.scene import Scene


class Wanted(NamedTuple):
    """What is wanted: a value of this JSON type for the field of this name.

    `keywords` are those of the field's schema; `role` are the words before those of the kind.
    """

    name: str
    role: str
    type: str
    keywords: Mapping[str, Any]

    @property
    def description(self) -> str:
        """The description in lower case."""
        text = self.keywords.get("description", "")
        return text.lower() if isinstance(text, str) else ""

    @property
    def format(self) -> str:
        """The format, or an empty text."""
        return str(self.keywords.get("format", ""))


# Values to try in this order, because the schema may refuse the first: `+1 202-555-0123` and then
# `+12025550123`. An empty one: nothing of this kind suits the type.
Candidates = Sequence[Any]
Maker = Callable[[Scene, Wanted], Candidates]


def of_scene(make: Callable[[Scene, str], Candidates]) -> Maker:
    """A maker of texts that needs nothing but the scene and the role."""
    return lambda scene, wanted: make(scene, wanted.role) if wanted.type == "string" else ()


def of_stream(make: Callable[[RandomStream], Candidates]) -> Maker:
    """A maker of texts that agree with nothing else; each field has its own random numbers."""
    return lambda scene, wanted: make(scene.draws) if wanted.type == "string" else ()


def picked(*options: str) -> Maker:
    """A maker of one of these texts, and then of the others."""

    def make(stream: RandomStream) -> Candidates:
        start = stream.below(len(options))
        return (*options[start:], *options[:start])

    return of_stream(make)


def of_number(make: Callable[[RandomStream, Wanted], Candidates]) -> Maker:
    """A maker of numbers; each field has its own random numbers."""
    return lambda scene, wanted: (
        make(scene.draws, wanted) if wanted.type in {"integer", "number"} else ()
    )
