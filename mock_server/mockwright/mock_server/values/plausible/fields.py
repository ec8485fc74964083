"""From a field's name and keywords to a function that makes a value which the schema allows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from mockwright.mock_server.request.calls import MISSING
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible import (
    codes,
    internet,
    numbers,
    people,
    places,
    texts,
    times,
)
from mockwright.mock_server.values.plausible.kinds import Recognized, find_kind, kind_of_name
from mockwright.mock_server.values.plausible.locales import Locale
from mockwright.mock_server.values.plausible.makers import Maker, Wanted
from mockwright.mock_server.values.plausible.scene import Scene
from mockwright.mock_server.values.plausible.tokens import Tokens, singular_name, split_name
from mockwright.mock_server.values.plausible.vocabulary import words

MAKERS: Mapping[str, Maker] = {
    **people.MAKERS,
    **places.MAKERS,
    **internet.MAKERS,
    **codes.MAKERS,
    **numbers.MAKERS,
    **texts.MAKERS,
    **times.MAKERS,
}
Check = Callable[[Any], bool]
# Returns `MISSING` if the schema allows none of the candidates.
FieldMaker = Callable[[Scene], Any]

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
# Keywords that no value of the right type can break.
_HARMLESS = words(
    """
    type title description deprecated readOnly writeOnly nullable xml externalDocs $comment
    default x-faker $ref $defs
    """
)
_SAFE_FORMATS = frozenset({"email", "uuid", "uri", "url", "ipv4", "ipv6", "hostname", "date"})


class Field(NamedTuple):
    """A field of an object: its merged keywords, and whether a value of it is valid.

    `has_fields`: its value is an object with documented fields, or a list of these.
    """

    name: str
    keywords: Mapping[str, Any]
    is_valid: Check
    has_fields: bool = False

    @property
    def type(self) -> str:
        """The JSON type to make; text where the schema names none."""
        named = self.keywords.get("type", "string")
        types = [named] if isinstance(named, str) else [each for each in named if each != "null"]
        return types[0] if types else "null"

    @property
    def is_scalar(self) -> bool:
        """Whether it is a text, a number or a boolean."""
        return self.type in _SCALARS

    @property
    def is_read_only(self) -> bool:
        """Whether only the server says what it is."""
        return self.keywords.get("readOnly") is True

    @property
    def is_free(self) -> bool:
        """Whether every value of its type is valid."""
        free = self.keywords.keys() <= _HARMLESS
        return free and "type" in self.keywords


def kinds_of_names(names: Collection[str]) -> frozenset[str]:
    """The kinds that the names of an object's fields mean, each on its own."""
    found = (kind_of_name(split_name(name)) for name in names)
    return frozenset(each.kind for each in found if each is not None)


def recognize(
    field: Field, owner: Tokens = (), siblings: Collection[str] = (), *, is_item: bool = False
) -> Recognized | None:
    """The kind of a field whose value can be made by it; `is_item`: it names a list of these."""
    if not field.is_scalar:
        return None
    tokens = split_name(field.name)
    named = find_kind(singular_name(tokens) if is_item else tokens, field.keywords, owner, siblings)
    return named if named is not None and named.kind in MAKERS else None


def compile_field(field: Field, recognized: Recognized) -> FieldMaker:
    """A function that makes a value of the field from the scene of its object."""
    make = MAKERS[recognized.kind]
    wanted = Wanted(field.name, recognized.role, field.type, field.keywords)
    if field.is_free:
        return lambda scene: next(iter(make(scene, wanted)), MISSING)
    is_valid = field.is_valid

    def choose(scene: Scene) -> Any:
        for candidate in make(scene, wanted):
            if is_valid(candidate):
                return candidate
        return MISSING

    return choose


def compile_plausible(
    field: Field, locale: Locale, owner: Tokens = ()
) -> Callable[[RandomStream], Any] | None:
    """A function that makes a value without an object around it, such as an item of a list.

    None if the name, the format and the description say nothing.
    """
    recognized = recognize(field, owner, is_item=True)
    if recognized is None:
        return None
    make = compile_field(field, recognized)
    return lambda stream: make(Scene(stream, locale))
