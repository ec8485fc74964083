"""Profiles on the control surface: list, show, store and remove them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flask import Response, request

from mockwright.mock_server.answer.entity_tags import make_tag
from mockwright.mock_server.answer.world import World
from mockwright.mock_server.control.answers import (
    BadQuery,
    json_answer,
    problem_answer,
    read_json,
    read_number,
    read_query,
)
from mockwright.mock_server.request.notices import Notice, notice_unknown_field
from mockwright.mock_server.request.problems import MAX_ERRORS, render_violation
from mockwright.mock_server.seeding import request_key
from mockwright.mock_server.timestamps import START, clamp, format_timestamp
from mockwright.mock_server.vendors.dumgum.notices import (
    HIDDEN_PROFILE,
    UNSERVABLE_PROFILE,
    VERSION_SET,
)
from mockwright.mock_server.vendors.dumgum.profiles.store import (
    FROM_PUT,
    StoredProfile,
    drop_profile,
    find_profile,
    keep_profile,
    list_ids,
)
from mockwright.mock_server.vendors.dumgum.profiles.unknown import explain_unknown_profile
from mockwright.mock_server.vendors.dumgum.profiles.versions import Profile
from mockwright.mock_server.vendors.dumgum.profiles.webhook import ProfileWebhook, Served
from mockwright.openapi.json_text import dump_json, encode_json
from mockwright.openapi.operations import Operation
from mockwright.openapi.unknown_fields import UnknownField
from mockwright.openapi.violations import Subject, Violation
from mockwright.openapi.wording import shorten, show_value

PATH = "/_mock/profiles"
WEBHOOK = "fetch_profile"
FAKE = "fake"
PAGE_LENGTH, MAX_PAGE_LENGTH = 100, 1000

_BODY = Subject(location="body")
_ANSWER = Subject(location="response")
_VERSION = b"profile_version"
_VERSION_DIGITS = 16
_OK, _CREATED = 200, 201
_NO_WEBHOOK = "The profile webhook is not served. Start the server with `--spec dumgum`."
_NEW_VERSION = (
    "Set to `{}`, so that a client with an earlier one fetches the profile again. "
    "Send another `version` with each change to choose it."
)
_NO_ENVELOPE = " The profile is in `profile`, as in the webhook's answer."
_IS_HIDDEN = "The webhook nevertheless answers 404 for this id: {}."
_IS_BROKEN = "{} The webhook answers 500 because of this."


class _Sent(NamedTuple):
    """A profile to be stored, and the notice about a change made to it, if any."""

    profile: Profile
    notices: tuple[Notice, ...] = ()


class ProfileViews:
    """The functions of `/_mock/profiles`; `operations` are those of DumGum's document."""

    def __init__(self, operations: Iterable[Operation], world: World, *, is_strict: bool) -> None:
        webhooks = [operation for operation in operations if operation.id == WEBHOOK]
        self._webhook = ProfileWebhook(webhooks[0]) if webhooks else None
        self._world = world
        self._is_strict = is_strict

    def list(self) -> Response:
        """All stored profiles by id, one page at a time."""
        query = read_query(("after", "limit"), "profiles")
        limit = int(read_number(query, "limit", PAGE_LENGTH))
        if not 1 <= limit <= MAX_PAGE_LENGTH:
            raise BadQuery(f"`limit` is not a number from 1 to {MAX_PAGE_LENGTH:,}.")
        state = self._world.state
        with state.hold():
            ids = list_ids(state)
            first = bisect_right(ids, query.get("after", ""))
            asked = ids[first : first + limit]
            found = [(key, one) for key in asked if (one := find_profile(key, state))]
        page = [_summarize(key, one, one.profile) for key, one in found]
        following = page[-1]["id"] if len(ids) > first + limit else None
        return json_answer({"profiles": page, "total": len(ids), "next": following})

    def show(self, profile_id: str) -> Response:
        """The webhook's profile of an id, and whether it is stored."""
        webhook = self._require_webhook()
        reason = explain_unknown_profile(profile_id, self._world)
        with self._world.state.hold():
            if reason and find_profile(profile_id, self._world.state) is None:
                return problem_answer(
                    404, f"There is no profile `{shorten(profile_id)}`: {reason}."
                )
            return json_answer(self._describe(webhook, profile_id))

    def put(self, profile_id: str) -> Response:
        """Store a profile; the webhook and calls with its id use it from now on."""
        webhook = self._require_webhook()
        body = _fill_id(read_json(), profile_id)
        violations = [*webhook.schema.check(body, _BODY), *_check_id(webhook, body, profile_id)]
        unknown = webhook.schema.unknown_fields(body)
        if self._is_strict:
            violations += [_refuse_field(webhook, field) for field in unknown]
        if violations:
            return _refuse(violations, body)
        with self._world.state.hold():
            before = webhook.find(profile_id, self._world)
            sent = self._settle_version(body["profile"], before)
            now = START if self._world.clock is None else self._world.clock()
            self._world.state.commit(keep_profile(sent.profile, now, FROM_PUT))
            told = (*map(notice_unknown_field, unknown), *sent.notices)
            shown = self._describe(webhook, profile_id, told)
        return json_answer(shown, _CREATED if before.stored is None else _OK)

    def delete(self, profile_id: str) -> Response:
        """Remove a stored profile; the webhook returns the fake one again."""
        _require_whole_id()
        state = self._world.state
        with state.hold():
            if find_profile(profile_id, state) is None:
                detail = f"No profile `{shorten(profile_id)}` is stored. `{PATH}` lists all."
                return problem_answer(404, detail)
            state.commit(drop_profile(profile_id))
        return json_answer({"status": "deleted", "id": profile_id})

    def _require_webhook(self) -> ProfileWebhook:
        """The webhook. Raises `BadQuery` if there is none, and for an id that is not text."""
        _require_whole_id()
        if self._webhook is None:
            raise BadQuery(_NO_WEBHOOK)
        return self._webhook

    def _describe(
        self, webhook: ProfileWebhook, profile_id: str, told: tuple[Notice, ...] = ()
    ) -> dict[str, Any]:
        """The webhook's profile of an id, and everything known about it.

        `told` are notices about what was sent; they replace others about the same places.
        """
        served = webhook.find(profile_id, self._world)
        faults = webhook.schema.check(served.answer, _ANSWER)[:MAX_ERRORS]
        reason = explain_unknown_profile(profile_id, self._world)
        notices = (
            *served.notices,
            *(_notice_broken(fault) for fault in faults),
            *([Notice(HIDDEN_PROFILE, None, _IS_HIDDEN.format(reason))] if reason else ()),
        )
        places = {notice.pointer for notice in told}
        others = (notice for notice in notices if notice.pointer not in places)
        return {
            **_summarize(profile_id, served.stored, served.profile),
            "etag": make_tag(encode_json(served.answer)),
            "profile": served.profile,
            "warnings": [notice.to_json() for notice in (*told, *others)],
        }

    def _settle_version(self, sent: Profile, before: Served) -> _Sent:
        """The profile with a version, which is new if anything has changed."""
        known = before.profile if before.stored is None else before.stored.profile
        old, version = known.get("version"), sent.get("version")
        if version != old and version is not None:
            return _Sent(sent)
        content = _without_version(sent)
        if old is not None and content == _without_version(known):
            return _Sent({**sent, "version": old})
        seed, parts = self._world.seed, (sent["id"].encode(), dump_json(old), content)
        new = f"mock-{request_key(seed, _VERSION, *parts).hex()[:_VERSION_DIGITS]}"
        notice = Notice(VERSION_SET, "#/profile/version", _NEW_VERSION.format(new))
        return _Sent({**sent, "version": new}, (notice,))


def _notice_broken(fault: Violation) -> Notice:
    """The notice of a stored profile that the webhook cannot return."""
    return Notice(UNSERVABLE_PROFILE, fault.pointer, _IS_BROKEN.format(fault.detail))


def _without_version(profile: Profile) -> bytes:
    """Everything that must stay the same while the version does."""
    return dump_json({name: value for name, value in profile.items() if name != "version"})


def _summarize(profile_id: str, stored: StoredProfile | None, profile: Profile) -> dict[str, Any]:
    """Id, source, version and expiry of a profile."""
    return {
        "id": profile_id,
        "source": FAKE if stored is None else stored.source,
        "version": profile.get("version"),
        "expires": None if stored is None else format_timestamp(clamp(stored.expires)),
    }


def _require_whole_id() -> None:
    """Raise `BadQuery` for a path that leads to another id than intended.

    All bytes that are not UTF-8 would become the same id, and an unescaped `?` truncates an id.
    """
    if request.query_string:
        raise BadQuery("The path of one profile has no query. Write a `?` within an id as `%3F`.")
    try:
        request.environ["PATH_INFO"].encode("latin-1").decode()
    except UnicodeError as error:
        raise BadQuery("The id in the path is not UTF-8. Write its bytes as `%C3%A9`.") from error


def _fill_id(body: Any, profile_id: str) -> Any:
    """The body with the id of the path if it has none."""
    if not isinstance(body, dict) or not isinstance(body.get("profile"), dict):
        return body
    return {**body, "profile": {"id": profile_id, **body["profile"]}}


def _check_id(webhook: ProfileWebhook, body: Any, profile_id: str) -> Iterator[Violation]:
    """The violation of an id that differs from the path's."""
    profile = body.get("profile") if isinstance(body, dict) else None
    found = profile.get("id") if isinstance(profile, dict) else None
    if isinstance(found, str) and found != profile_id:
        yield Violation(
            location=_BODY.location,
            parameter=None,
            pointer="#/profile/id",
            keyword="x-echo",
            expected=f"the id of the path, {show_value(profile_id)}",
            received=show_value(found),
            hint="Leave it out to have it filled in.",
            rule=webhook.id_rule,
            assumption=None,
        )


def _refuse_field(webhook: ProfileWebhook, field: UnknownField) -> Violation:
    """The violation of an undocumented field, if these are errors."""
    return Violation(
        location=_BODY.location,
        parameter=None,
        pointer=field.pointer,
        keyword="additionalProperties",
        expected="only documented fields (`--strict`)",
        received=f"the field `{shorten(field.name)}`",
        hint=field.detail,
        rule=str(webhook.schema.place),
        assumption=None,
    )


def _refuse(violations: list[Violation], body: Any) -> Response:
    first = violations[0]
    count = len(violations)
    more = f" {count} violations in all, see `errors`." if count > 1 else ""
    envelope = _NO_ENVELOPE if isinstance(body, dict) and "profile" not in body else ""
    detail = f"The profile was not stored. At `{first.pointer}`: {first.detail}{envelope}{more}"
    return problem_answer(400, detail, [render_violation(v) for v in violations[:MAX_ERRORS]])
