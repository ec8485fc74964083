"""Names that a discriminator does not have.

A discriminator does not decide which values are valid, but a value whose name means no schema
should be refused (OAS 3.1.1, 4.8.25).
"""

from __future__ import annotations

from typing import NamedTuple

from mockwright.openapi.discriminators import discriminator_of, find_named_schemas
from mockwright.openapi.document_files import Located
from mockwright.openapi.pointers import as_fragment
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.violations import Violation
from mockwright.openapi.wording import list_names, show_value

_NAME = "mockwright-unknown"


class NameOfNothing(NamedTuple):
    """A field with a name that no schema has, and the rule that this breaks."""

    field: str
    name: str
    violation: Violation


def name_of_nothing(
    schema: CompiledSchema, owner: Located, path: tuple[str | int, ...]
) -> NameOfNothing | None:
    """A wrong name for the discriminator of a schema; None if there are schemas without names."""
    discriminator = discriminator_of(owner.value)
    named = find_named_schemas(schema.library.files, owner) if discriminator else ()
    if discriminator is None or not named or not all(each.names for each in named):
        return None
    names = [name for each in named for name in each.names]
    violation = Violation(
        location="body",
        parameter=None,
        pointer=as_fragment([*path, discriminator.field]),
        keyword="discriminator",
        expected=f"one of {list_names(f'`{name}`' for name in dict.fromkeys(names))}",
        received=show_value(_NAME),
        hint="",
        rule=str(owner.place.child("discriminator")),
        assumption=None,
    )
    return NameOfNothing(discriminator.field, _NAME, violation)
