"""Which schemas apply to one value together: references, `allOf`, and one of each alternatives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from mockwright.mock_server.values.discriminators import Discriminators
from mockwright.openapi.dialects import Discriminator, discriminator_of
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.schemas import SchemaLibrary

Alternatives = Sequence[Sequence[Located]]
# Returns the schemas to apply, of several alternatives that are each some schemas.
Choose = Callable[[Alternatives], Sequence[Located]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Applicable:
    """The schemas that apply together, and what discriminators propose for fields.

    `refusals` are the schemas among them that nothing conforms to: `false`.
    """

    members: list[Located] = field(default_factory=list)
    refusals: list[Place] = field(default_factory=list)
    proposals: dict[str, list[str]] = field(default_factory=dict)


class Applicability:
    """Finds the schemas that apply together, for one document.

    `has_conditions`: whether `if` and `dependentSchemas` are alternatives too.
    """

    def __init__(
        self, library: SchemaLibrary, discriminators: Discriminators, *, has_conditions: bool
    ) -> None:
        self._library = library
        self._discriminators = discriminators
        self._has_conditions = has_conditions

    def find(self, group: Sequence[Located], choose: Choose) -> Applicable:
        """Follow references and `allOf`, and choose one alternative wherever there are several."""
        found = Applicable()
        pending, places = list(group)[::-1], dict[Place, None]()
        while pending:
            located = pending.pop()
            if located.value is False:
                found.refusals.append(located.place)
            if located.place in places or not isinstance(located.value, dict):
                continue
            places[located.place] = None
            found.members.append(located)
            if "$ref" in located.value:  # since OpenAPI 3.1, siblings of `$ref` count too
                pending.append(self._library.target(located))
            pending.extend(located.children("allOf")[::-1])
            for keyword in ("anyOf", "oneOf"):
                if keyword in located.value:
                    pending.extend(self._choose_option(located, keyword, choose, found))
            if "discriminator" in located.value:
                pending.extend(self._choose_child(located, places, choose, found))
            if self._has_conditions:
                for alternatives in _conditions(located):
                    pending.extend(choose(alternatives))
        return found

    def _choose_option(
        self, located: Located, keyword: str, choose: Choose, found: Applicable
    ) -> Sequence[Located]:
        options = [[option] for option in located.children(keyword)]
        if not options:
            return ()
        chosen = choose(options)
        discriminator = discriminator_of(located.value)
        if discriminator is not None:
            for option in chosen:
                names = self._discriminators.names(discriminator, option)
                _propose(found, discriminator, names)
        return chosen

    def _choose_child(
        self, parent: Located, seen: dict[Place, None], choose: Choose, found: Applicable
    ) -> Sequence[Located]:
        """Choose a schema that is derived from the parent, unless the way here led over one."""
        discriminator = discriminator_of(parent.value)
        if discriminator is None or "oneOf" in parent.value or "anyOf" in parent.value:
            return ()
        children = self._discriminators.children(parent)
        known = next((place for place in seen if place in children), None)
        if known is None and children:
            chosen = choose([[child] for child in children.values()])
            known = chosen[0].place if chosen else None
        else:
            chosen = ()
        if known is not None:
            names = self._discriminators.child_names(discriminator, parent.place, known)
            _propose(found, discriminator, names)
        elif discriminator.mapping:
            _propose(found, discriminator, [*discriminator.mapping])
        return chosen


def _propose(found: Applicable, discriminator: Discriminator, names: list[str]) -> None:
    """Propose names for a field; what an outer schema proposed comes first."""
    known = found.proposals.setdefault(discriminator.field, [])
    known += [name for name in names if name not in known]


def _conditions(located: Located) -> Iterator[Alternatives]:
    """The conditions of a schema, each as the two ways to keep it."""
    schema = located.value
    if "if" in schema and ("then" in schema or "else" in schema):
        yes = [located.child("if"), *([located.child("then")] if "then" in schema else [])]
        no = [located.child("else")] if "else" in schema else []
        yield [yes, no]
    for name in schema.get("dependentSchemas", ()):
        absent = Located(
            value={"properties": {name: False}},
            place=located.place.child("dependentSchemas", name, "absent"),
        )
        yield [[located.child("dependentSchemas", name)], [absent]]
