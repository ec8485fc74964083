"""Contact profiles: a created profile is answered with ids and times, and stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockwright.mock_server.answer.world import AnswerFunction, Outcome, World
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.problems import TOO_LARGE, Problem, RequestRefused
from mockwright.mock_server.seeding import RandomStream, request_key
from mockwright.mock_server.state.protocol import Key, State
from mockwright.mock_server.timestamps import SECOND, START
from mockwright.mock_server.vendors.profile_ids import internal_id_of
from mockwright.openapi.json_text import dump_json, encode_json, parse_json
from mockwright.openapi.operations import Operation

KIND = "contact_profile"
ID_KIND = "contact_profile_id"
REPEATS_KIND = "contact_profile_repeats"

_TEXT = {"type": "string"}
_SECONDS = {"type": "integer", "minimum": 0, "maximum": 2147483647}
SCHEMA: Mapping[str, Any] = {
    "description": "A contact profile as it was answered.",
    "type": "object",
    "required": ["_id", "profile", "createdAt", "lastChanged"],
    "properties": {
        "_id": _TEXT,
        "contactIds": {"type": "array", "items": _TEXT},
        "createdAt": _SECONDS,
        "lastChanged": _SECONDS,
        "profile": {
            "type": "object",
            "properties": {
                **dict.fromkeys(("firstname", "lastname", "location"), _TEXT),
                "memories": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": dict.fromkeys(("id", "timestamp", "text"), _TEXT),
                    },
                },
            },
        },
    },
}
ID_SCHEMA: Mapping[str, Any] = {
    "description": "The contact profile that was last created with this contact id or this UUID.",
    "type": "string",
}
REPEATS_SCHEMA: Mapping[str, Any] = {
    "description": "How often the request that created this contact profile has been repeated.",
    "type": "integer",
    "minimum": 1,
}

ContactProfile = Mapping[str, Any]

_ID_LENGTH = 24
_ACCOUNT = b"contact_profile_account"


def compile_contact_profile(operation: Operation) -> AnswerFunction:
    """The answer function of the creation of contact profiles."""
    schema = operation.json_schema
    max_bytes: int = schema.field().value["x-max-bytes"]
    defaults = schema.defaults("profile")

    def create_contact_profile(call: Call, world: World) -> Outcome:
        body = call.body
        _require_small(body, max_bytes)
        first_id = _draw_id(call.key)
        repeats = _count_repeats(first_id, world.state)
        key = request_key(world.seed, call.key, str(repeats).encode()) if repeats else call.key
        now = (START if world.clock is None else world.clock()) // SECOND
        account = _draw_id(request_key(world.seed, _ACCOUNT))
        created = {
            "profile": {**defaults, **body.get("profile", {})},
            **{name: body[name] for name in ("active", "contactIds") if name in body},
            "_id": _draw_id(key),
            "createdAt": now,
            "lastChanged": now,
            "createdBy": account,
            "lastChangedBy": account,
        }
        changes = _changes_for(created, world.seed)
        if repeats:
            changes[REPEATS_KIND, first_id] = dump_json(repeats)
        return Outcome(value=created, changes=changes)

    return create_contact_profile


def find_contact_profile(asked: str, state: State) -> ContactProfile | None:
    """The created contact profile with this id, contact id or UUID, or None."""
    record = state.get(KIND, asked)
    if record is None:
        owner = state.get(ID_KIND, asked)
        record = None if owner is None else state.get(KIND, parse_json(owner).value)
    if record is None:
        return None
    found: ContactProfile = parse_json(record).value
    return found


def _require_small(body: Mapping[str, Any], max_bytes: int) -> None:
    """Raise `RequestRefused` (413) for a body that is too large even without white space."""
    size = len(encode_json(body))
    if size > max_bytes:
        detail = (
            f"The body is larger than {max_bytes:,} bytes: it has {size:,} without white space. "
            "Cognigy limits a profile to 65 kB. (assumed: R47)"
        )
        raise RequestRefused(Problem(status=413, code=TOO_LARGE, detail=detail))


def _draw_id(key: bytes) -> str:
    stream = RandomStream(key)
    return f"{stream.bits():016x}{stream.bits():016x}"[:_ID_LENGTH]


def _count_repeats(first_id: str, state: State) -> int:
    """How often an identical request has created a contact profile before."""
    if state.get(KIND, first_id) is None:
        return 0
    record = state.get(REPEATS_KIND, first_id)
    return 1 if record is None else 1 + int(record)


def _changes_for(created: ContactProfile, seed: int) -> dict[Key, bytes | None]:
    """The record, and its index entries: each contact id, and the UUID of its export."""
    identifier = created["_id"]
    owner = dump_json(identifier)
    names = (internal_id_of(identifier, seed), *created.get("contactIds", ()))
    return {
        (KIND, identifier): dump_json(created),
        **{(ID_KIND, name): owner for name in names},
    }
