"""The two people of a conversation: the profiles in effect, and whether they are adults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from mockwright.mock_server.answer.world import NO_CHANGES
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.request.problems import refuse_invalid
from mockwright.mock_server.state.protocol import Key, State
from mockwright.mock_server.vendors.dumgum.notices import MISSING_TIME_ZONE, SHARED_ID
from mockwright.mock_server.vendors.dumgum.profiles.versions import (
    Profile,
    Settled,
    complete_profile,
    is_minor,
    settle_profile,
)
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.violations import Violation, find_ruling

USER_FIELD, PERSONA_FIELD = "userProfile", "personaProfile"
_RULING = "R14"
_NO_TIME_ZONE = Notice(
    MISSING_TIME_ZONE,
    f"#/{PERSONA_FIELD}/timeZone",
    "The persona has no time zone, so UTC is assumed.",
)
_ONE_ID = Notice(
    SHARED_ID,
    f"#/{PERSONA_FIELD}/id",
    f"`{USER_FIELD}` has the same id, so neither profile is stored. Give each person their own id.",
)


class People(Struct, frozen=True, gc=False):
    """Both profiles, the records to keep of them, and notices about them."""

    user: Profile
    persona: Profile
    changes: Mapping[Key, bytes | None]
    notices: tuple[Notice, ...]


class AgeRule(NamedTuple):
    """The place of the ruling about minors in the document, and its text."""

    place: str
    assumption: str | None


def find_age_rule(schema: CompiledSchema) -> AgeRule:
    """The ruling about minors, from the schema of a request."""
    located = schema.field(PERSONA_FIELD, "birthdate")
    return AgeRule(place=str(located.place), assumption=find_ruling(located.value, _RULING))


def settle_people(body: Mapping[str, Any], now: int, state: State, rule: AgeRule) -> People:
    """Both profiles in effect. Raises `RequestRefused` (400) for a persona under 18."""
    user, persona = _settle_both(body[USER_FIELD], body[PERSONA_FIELD], now, state)
    if is_minor(persona.profile, now):
        raise refuse_invalid((_too_young(persona.profile, rule),))
    notices = user.notices + persona.notices
    if "timeZone" not in persona.profile:
        notices += (_NO_TIME_ZONE,)
    changes = user.changes
    if persona.changes:
        changes = {**changes, **persona.changes}
    return People(user.profile, persona.profile, changes, notices)


def _settle_both(
    user: Profile, persona: Profile, now: int, state: State
) -> tuple[Settled, Settled]:
    """Both profiles; if they share an id, neither is stored nor replaced by the other."""
    if user["id"] == persona["id"]:
        return (
            complete_profile(USER_FIELD, user),
            complete_profile(PERSONA_FIELD, persona, NO_CHANGES, _ONE_ID),
        )
    return (
        settle_profile(USER_FIELD, user, now, state),
        settle_profile(PERSONA_FIELD, persona, now, state),
    )


def _too_young(persona: Profile, rule: AgeRule) -> Violation:
    return Violation(
        location="body",
        parameter=None,
        pointer=f"#/{PERSONA_FIELD}/birthdate",
        keyword="birthdate",
        expected="a persona of at least 18 years when the newest message was sent",
        received=f'"{persona["birthdate"]}"',
        hint="Send an earlier date of birth.",
        rule=rule.place,
        assumption=rule.assumption,
    )
