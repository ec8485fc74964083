"""The profile webhook as the mock serves it: the stored profile of an id, or a fake one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from mockwright.mock_server.answer.world import AnswerFunction, Outcome, World
from mockwright.mock_server.people import LANGUAGES, PROFILE_FIELDS, fake_profile
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.vendors.dumgum.notices import LEFT_OUT
from mockwright.mock_server.vendors.dumgum.profiles.features import add_webhook_features
from mockwright.mock_server.vendors.dumgum.profiles.store import StoredProfile, find_profile
from mockwright.mock_server.vendors.dumgum.profiles.unknown import require_known
from mockwright.mock_server.vendors.dumgum.profiles.versions import Profile
from mockwright.openapi.document_files import Located
from mockwright.openapi.known_fields import KnownFields
from mockwright.openapi.media_types import JSON
from mockwright.openapi.operations import Operation
from mockwright.openapi.pointers import as_fragment
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.shapes import shape_of

MAX_NOTICES = 100
_PERSONA_PREFIX = "persona-"
_PURPOSE = b"profile_language"
# A limit for digits, so that a number is parsed quickly however long an id is.
_NUMBERED = re.compile("(?:user|persona)-(0|[1-9][0-9]{0,17})")
_UNKNOWN = "Left out, because the webhook documents no such field."
_UNFIT = "Left out, because its value breaks the contract of the webhook."


class Served(NamedTuple):
    """The webhook's answer for an id, and the stored profile behind it, if any."""

    profile: Profile
    stored: StoredProfile | None
    notices: tuple[Notice, ...]

    @property
    def answer(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"profile": self.profile}


class ProfileWebhook:
    """Answers the documented webhook from stored profiles."""

    def __init__(self, operation: Operation) -> None:
        schema = operation.responses["200"].media_types[JSON].schema
        if schema is None:
            raise LookupError(operation.label)
        self.schema = schema
        self.id_rule = _echo_of(_fields_at(schema, "profile")["id"])
        self._known = KnownFields(schema)
        self._features = {
            name: _known_value(group)
            for name, group in _fields_at(schema, "profile", "features").items()
            if f"features.{name}" not in PROFILE_FIELDS
        }

    def find(self, profile_id: str, world: World) -> Served:
        """The profile of an id. The caller holds the state."""
        stored = find_profile(profile_id, world.state)
        if stored is None:
            return Served(self._fake(profile_id, world), None, ())
        return self._show(profile_id, stored)

    def _fake(self, profile_id: str, world: World) -> Profile:
        """A fictitious person, with the fields that only the webhook has."""
        role = "persona" if profile_id.startswith(_PERSONA_PREFIX) else "user"
        language = choose_language(profile_id, world.seed)
        fake = fake_profile(world.seed, profile_id, language, role)
        if world.clock is not None:
            fake.pop("expiresAt", None)  # relative to the reference date, so it may be in the past
        return add_webhook_features(fake, world.seed, self._features)

    def _show(self, profile_id: str, stored: StoredProfile) -> Served:
        """The fields of a stored profile that the webhook's contract has."""
        kept = self._known.keep({"profile": {**stored.profile, "id": profile_id}})
        profile = kept.value["profile"]
        notices = [Notice(LEFT_OUT, pointer, _UNKNOWN) for pointer in kept.left_out]
        # Requests do not define these features, so that any value of them was accepted.
        unfit = self._find_unfit(profile.get("features"))
        if unfit:
            features = {name: v for name, v in profile["features"].items() if name not in unfit}
            profile = {**profile, "features": features}
            places = (as_fragment(["profile", "features", name]) for name in unfit)
            notices += [Notice(LEFT_OUT, place, _UNFIT) for place in places]
        more = len(notices) - MAX_NOTICES
        if more > 0:
            notices[MAX_NOTICES:] = [
                Notice(LEFT_OUT, "#/profile", f"{more} more fields are left out.")
            ]
        return Served(profile, stored, tuple(notices))

    def _find_unfit(self, features: Any) -> list[str]:
        """The features that only the webhook has and whose values violate its contract."""
        if not isinstance(features, dict):
            return []
        return [
            name
            for name in self._features
            if name in features and not self.schema.is_valid(_somebody({name: features[name]}))
        ]


def _somebody(features: Profile) -> dict[str, Any]:
    """An answer that is valid if the features are."""
    return {"profile": {"id": "", "firstName": "", "features": features}}


def compile_profile_webhook(operation: Operation) -> AnswerFunction:
    """The answer function of the profile webhook."""
    webhook = ProfileWebhook(operation)

    def fetch_profile(call: Call, world: World) -> Outcome:
        profile_id = call.parameters["query", "profileId"]
        require_known(profile_id, world)
        served = webhook.find(profile_id, world)
        return Outcome(value=served.answer, notices=served.notices)

    return fetch_profile


def choose_language(profile_id: str, seed: int) -> str:
    """The language of a fake profile; numbered ids alternate, as in `mockwright profiles`."""
    numbered = _NUMBERED.fullmatch(profile_id)
    if numbered:
        return LANGUAGES[int(numbered[1]) % len(LANGUAGES)]
    return RandomStream(request_key(seed, _PURPOSE, profile_id.encode())).pick(LANGUAGES)


def _fields_at(schema: CompiledSchema, *names: str) -> Mapping[str, list[Located]]:
    """The documented fields of a nested field."""
    shape = schema.shape
    for name in names:
        shape = shape_of(schema.library.target, shape.fields[name])
    return shape.fields


def _echo_of(group: list[Located]) -> str:
    """The place in the document that requires the answer's id to equal the requested one."""
    return next(str(found.place.child("x-echo")) for found in group if "x-echo" in found.value)


def _known_value(group: list[Located]) -> Any:
    """The documented example of a field; for a list, the examples of its items."""
    for located in group:
        if "items" in located.value:
            return located.value["items"]["examples"]
        if "examples" in located.value:
            return located.value["examples"][0]
    raise LookupError(group)
