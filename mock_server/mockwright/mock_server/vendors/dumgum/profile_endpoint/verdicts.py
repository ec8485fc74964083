"""Verdicts: whether an answer of the profile endpoint is the requested profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from mockwright.mock_server.request.calls import Call, compile_expression
from mockwright.mock_server.request.notices import Notice, NoticeCode, notice_unknown_field
from mockwright.mock_server.timestamps import DAY, parse_timestamp
from mockwright.mock_server.vendors.dumgum.notices import (
    EARLY_EXPIRY,
    MINOR,
    MISSING_TIME_ZONE,
    MISSING_VERSION,
)
from mockwright.mock_server.vendors.dumgum.profile_endpoint.target import PARAMETER
from mockwright.mock_server.vendors.dumgum.profiles.versions import (
    Profile,
    complete_profile,
    is_minor,
)
from mockwright.openapi.document_files import Located, Place
from mockwright.openapi.exchange import Response
from mockwright.openapi.json_text import parse_json
from mockwright.openapi.media_types import JSON
from mockwright.openapi.operations import Operation
from mockwright.openapi.responses import STATUS, check_response
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.violations import Violation, find_ruling
from mockwright.openapi.wording import show_value

USER, PERSONA = "user", "persona"
ROLES = (USER, PERSONA)

_SUCCESS = "200"
# If one of these is violated, there is no value to examine further.
_UNREADABLE = frozenset({"content", "json"})
_PROFILE = "profile"
_ECHO = "x-echo"
_AGE_RULING = "R14"
_KEY_OPTION = "`--profile-endpoint-key`"
_NO_VERSION = (
    "Missing, so a change of the profile goes unnoticed until it expires. Send one that changes "
    "with the profile."
)
_NO_TIME_ZONE = "Missing, although required for personas; {} without one is assumed to be in UTC."
_UNDER_AGE = (
    "Under 18. A user's conversation is stopped for that (`USER_UNDERAGE`), and a persona is "
    "refused."
)
_EXPIRES_SOON = (
    "Less than a day ahead, so the profile is fetched again and again. Change `version` when the "
    "profile changes instead."
)
_REDIRECTS = range(300, 400)
_FAULTS = range(500, 600)


class Question(NamedTuple):
    """The request: which profile, in which role if known, at what time, with which key.

    `now` is in milliseconds since 1970.
    """

    profile_id: str
    now: int
    role: str | None = None
    has_key: bool = False


class Verdict(NamedTuple):
    """What is wrong with an answer, and notices about it; the profile if nothing is wrong."""

    violations: tuple[Violation, ...] = ()
    notices: tuple[Notice, ...] = ()
    profile: Profile | None = None


class Judge:
    """Validates answers against the webhook's operation in the document."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation

    def judge(self, response: Response, question: Question) -> Verdict:
        """The verdict on a complete answer."""
        if str(response.status) != _SUCCESS:
            return Verdict((self._refuse_status(response, question),))
        violations = tuple(check_response(self._operation, response, "GET"))
        if any(found.keyword in _UNREADABLE for found in violations):
            return Verdict(tuple(_add_advice(found) for found in violations))
        value = parse_json(response.body).value
        profile = value.get(_PROFILE) if isinstance(value, dict) else None
        if not isinstance(profile, dict):
            return Verdict(tuple(_add_wrapping(found, value) for found in violations))
        violations += (*self._find_echoes(profile, question), *self._find_minor(profile, question))
        unknown = map(notice_unknown_field, self._schema.unknown_fields(value))
        if violations:
            return Verdict(violations, tuple(unknown))
        return Verdict((), (*unknown, *_find_oddities(profile, question)), profile)

    @cached_property
    def _schema(self) -> CompiledSchema:
        schema = self._operation.responses[_SUCCESS].media_types[JSON].schema
        if schema is None:
            raise LookupError(self._operation.label)
        return schema

    def _fields(self, *names: str) -> Iterator[Located]:
        """Every schema of a field of the profile."""
        group = self._schema.shape.fields[_PROFILE]
        for name in names:
            shapes = (self._schema.library.shape_at(member.place) for member in group)
            group = [field for shape in shapes for field in shape.fields.get(name, ())]
        yield from group

    def _refuse_status(self, response: Response, question: Question) -> Violation:
        documented = self._operation.response_for(response.status)
        place = self._operation.place.child("responses")
        return _violation(
            STATUS,
            pointer="#",
            keyword="responses",
            expected=f"`{_SUCCESS}` with the profile `{question.profile_id[:80]}`",
            received=_describe_status(response),
            hint=_advise(response, question),
            place=place if documented is None else documented.place,
        )

    def _find_echoes(self, profile: Profile, question: Question) -> Iterator[Violation]:
        """Values that differ from those of the request, if the document requires equal ones."""
        parameters = {("query", PARAMETER): question.profile_id}
        call = Call(operation=self._operation, parameters=parameters, body=None, key=b"")
        for located in self._fields("id"):
            expression = located.value.get(_ECHO) if isinstance(located.value, dict) else None
            wanted = compile_expression(expression)(call) if expression else None
            received = profile.get("id", wanted)
            if wanted is not None and received != wanted:
                yield _violation(
                    "response",
                    pointer=f"#/{_PROFILE}/id",
                    keyword=_ECHO,
                    expected=f"{show_value(wanted)}, the requested id",
                    received=show_value(received),
                    place=located.place.child(_ECHO),
                )

    def _find_minor(self, profile: Profile, question: Question) -> Iterator[Violation]:
        if question.role != PERSONA or not _is_minor(profile, question.now):
            return
        for located in self._fields("birthdate"):
            yield _violation(
                "response",
                pointer=f"#/{_PROFILE}/birthdate",
                keyword="birthdate",
                expected="a persona of at least 18 years",
                received=show_value(profile["birthdate"]),
                hint="Give an earlier date of birth.",
                place=located.place,
                assumption=find_ruling(located.value, _AGE_RULING),
            )


def _add_advice(found: Violation) -> Violation:
    """The violation with advice, if the answer cannot be read at all."""
    if found.keyword != "content":
        return found
    is_page = "html" in found.received.lower()
    hint = (
        "This is an HTML page: check the path of the URL, and whether it requires a login."
        if is_page
        else f"Send `Content-Type: {JSON}`."
    )
    return replace(found, hint=hint)


def _add_wrapping(found: Violation, value: Any) -> Violation:
    """The violation with advice, if the profile lacks its wrapping object."""
    if found.keyword != "required" or not isinstance(value, dict) or "id" not in value:
        return found
    return replace(found, hint=f'Send `{{"{_PROFILE}": …}}` with the profile in it.')


def _is_minor(profile: Profile, now: int) -> bool:
    """Whether the person is known to be a minor; an invalid date proves nothing."""
    try:
        return is_minor(profile, now)
    except (TypeError, ValueError):
        return False


def _find_oddities(profile: Profile, question: Question) -> Iterator[Notice]:
    """Valid but unwise content."""
    yield from complete_profile(_PROFILE, profile).notices
    if "version" not in profile:
        yield _notice(MISSING_VERSION, "version", _NO_VERSION)
    if "timeZone" not in profile:
        who = "a user" if question.role == USER else "a persona"
        yield _notice(MISSING_TIME_ZONE, "timeZone", _NO_TIME_ZONE.format(who))
    if question.role != PERSONA and is_minor(profile, question.now):
        yield _notice(MINOR, "birthdate", _UNDER_AGE, _AGE_RULING)
    if "expiresAt" in profile and parse_timestamp(profile["expiresAt"]) < question.now + DAY:
        yield _notice(EARLY_EXPIRY, "expiresAt", _EXPIRES_SOON)


def _notice(code: NoticeCode, field: str, message: str, ruling: str | None = None) -> Notice:
    return Notice(code, f"#/{_PROFILE}/{field}", message, ruling)


def _describe_status(response: Response) -> str:
    if response.status in _REDIRECTS:
        return f"`{response.status}`, a redirect to {_show_header(response, 'location')}"
    content = f"{len(response.body):,} bytes of {_show_header(response, 'content-type')}"
    return f"`{response.status}` with {content if response.body else 'no body'}"


def _show_header(response: Response, name: str) -> str:
    value = next((text for key, text in response.headers if key.lower() == name), None)
    return "nowhere" if value is None else show_value(value)


def _advise(response: Response, question: Question) -> str:
    """What to do about a status that comes without a profile."""
    status = response.status
    if status in _REDIRECTS:
        return "Redirects are not followed: give the final URL as `--profile-endpoint`."
    if status in _FAULTS:
        return "The endpoint failed; its log may say why."
    if status in _REFUSED_KEY:
        if question.has_key:
            return f"The endpoint does not accept the key given with {_KEY_OPTION}."
        return f"The endpoint requires a key: give it with {_KEY_OPTION}."
    return _ADVICE.get(status, "The webhook answers every known profile with this one status.")


_REFUSED_KEY = (401, 403)
_ADVICE = {
    204: "Send the profile as the body.",
    400: f"The id comes as the query parameter `{PARAMETER}`, and there is no body.",
    404: "The endpoint does not know this profile, or the path of the URL is wrong.",
    405: "The webhook is called with GET.",
    406: "It is called with `Accept: application/json`.",
    429: "Call it less often, or raise its limit for tests.",
}


def _violation(  # noqa: PLR0913 -- the facts of one violation, each by its name
    location: str,
    *,
    pointer: str,
    keyword: str,
    expected: str,
    received: str,
    place: Place,
    hint: str = "",
    assumption: str | None = None,
) -> Violation:
    return Violation(
        location=location,
        parameter=None,
        pointer=pointer,
        keyword=keyword,
        expected=expected,
        received=received,
        hint=hint,
        rule=str(place),
        assumption=assumption,
    )
