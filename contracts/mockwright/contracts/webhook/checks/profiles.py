"""Checks that the profiles of existing ids conform to the document."""

from __future__ import annotations

from collections.abc import Iterator

from mockwright.contracts.engine.findings import Check, Finding, Severity, Trial, Wrong
from mockwright.contracts.webhook.answers import (
    MAIN_PICTURE,
    OK,
    PICTURE_LISTS,
    Profile,
    check_body,
    read_profile,
)
from mockwright.mock_server.timestamps import parse_timestamp
from mockwright.mock_server.vendors.dumgum.profiles.versions import is_minor
from mockwright.openapi.violations import Violation
from mockwright.openapi.wording import shorten, show_value

PERSONA = "persona"

_PICTURES = (MAIN_PICTURE, *PICTURE_LISTS)
_DAY = 24 * 60 * 60 * 1000
_URL_KEYWORDS = frozenset({"pattern", "format"})


def _is_about(violation: Violation, *names: str) -> bool:
    """Whether the violation is at or below one of these fields of the profile."""
    return violation.pointer.removeprefix("#/profile/").partition("/")[0] in names


def _is_name_rule(violation: Violation) -> bool:
    return violation.pointer == "#/profile" and violation.keyword == "anyOf"


def _is_url_rule(violation: Violation) -> bool:
    return _is_about(violation, *_PICTURES) and violation.keyword in _URL_KEYWORDS


def _judge_schema(trial: Trial) -> Iterator[Finding]:
    for violation in check_body(trial):
        has_own_check = (
            violation.keyword == "json"
            or _is_name_rule(violation)
            or _is_url_rule(violation)
            or _is_about(violation, "id", "timeZone")
        )
        if not has_own_check:
            yield PROFILE_SCHEMA.find_violation(trial, violation)


def _judge_echo(trial: Trial) -> Iterator[Finding]:
    broken = [found for found in check_body(trial) if _is_about(found, "id")]
    for violation in broken:
        yield ID_ECHO.find_violation(trial, violation)
    profile = _profile(trial)
    if profile is None or broken:
        return
    asked, received = trial.facts["profile_id"], profile.get("id")
    if received != asked:
        expected = f"{show_value(asked)}, the requested `profileId`"
        yield ID_ECHO.find(trial, Wrong("response #/profile/id", expected, show_value(received)))


def _judge_names(trial: Trial) -> Iterator[Finding]:
    for violation in check_body(trial):
        if _is_name_rule(violation):
            yield NAME_RULE.find_violation(trial, violation)
    profile = _profile(trial) or {}
    names = [profile[field] for field in ("firstName", "nickname") if field in profile]
    if names and all(isinstance(name, str) and not name.strip() for name in names):
        expected = "a name in `firstName` or `nickname`"
        yield NAME_RULE.find(trial, Wrong("response #/profile", expected, "only empty names"))


def _judge_pictures(trial: Trial) -> Iterator[Finding]:
    for violation in check_body(trial):
        if _is_url_rule(violation):
            yield HTTPS_PICTURES.find_violation(trial, violation)


def _judge_time_zone(trial: Trial) -> Iterator[Finding]:
    for violation in check_body(trial):
        if _is_about(violation, "timeZone"):
            yield TIME_ZONE.find_violation(trial, violation)
    profile = _profile(trial)
    if profile is not None and "timeZone" not in profile:
        severity: Severity = "failure" if _is_persona(trial) else "warning"
        hint = "Without one, the persona uses UTC." if _is_persona(trial) else ""
        expected = "an IANA time zone name, such as `Europe/Paris`"
        wrong = Wrong("response #/profile/timeZone", expected, "nothing", hint)
        yield TIME_ZONE.find(trial, wrong, severity)


def _judge_age(trial: Trial) -> Iterator[Finding]:
    profile = _profile(trial)
    if profile is None or any(_is_about(found, "birthdate") for found in check_body(trial)):
        return
    now = str(trial.facts["now"])
    if is_minor(profile, parse_timestamp(now)):
        where = "response #/profile/birthdate"
        expected = f"the birthdate of a person aged 18 or over on {now[:10]}"
        yield ADULT.find(trial, Wrong(where, expected, show_value(profile["birthdate"])))


def _judge_expiry(trial: Trial) -> Iterator[Finding]:
    profile = _profile(trial)
    is_broken = any(_is_about(found, "expiresAt") for found in check_body(trial))
    if profile is None or is_broken or "expiresAt" not in profile:
        return
    expiry = profile["expiresAt"]
    left = parse_timestamp(expiry) - parse_timestamp(str(trial.facts["now"]))
    where = "response #/profile/expiresAt"
    if left <= 0:
        hint = "An expired profile is fetched again at each use."
        wrong = Wrong(where, "a time in the future", show_value(expiry), hint)
        yield EXPIRY.find(trial, wrong, "warning")
    elif left < _DAY:
        hint = "A profile that expires soon is fetched repeatedly: use `version` for changes."
        wrong = Wrong(where, "at least a day from now, as recommended", show_value(expiry), hint)
        yield EXPIRY.find(trial, wrong, "warning")


def _judge_version(trial: Trial) -> Iterator[Finding]:
    profile = _profile(trial)
    if profile is not None and "version" not in profile:
        hint = "Without it, a change is not noticed until the profile expires."
        expected = "a text that changes with the profile"
        wrong = Wrong("response #/profile/version", expected, "nothing", hint)
        yield VERSION_MISSING.find(trial, wrong, "warning")


def _judge_fields(trial: Trial) -> Iterator[Finding]:
    profile = _profile(trial)
    documented = trial.operation.response_for(OK) if trial.operation else None
    if profile is None or documented is None:
        return
    (media_type,) = documented.media_types.values()
    value = {"profile": profile}
    for field in media_type.schema.unknown_fields(value) if media_type.schema else ():
        where, received = f"response {field.pointer}", f"`{shorten(field.name)}`"
        wrong = Wrong(where, "documented fields only", received, field.hint)
        yield UNKNOWN_FIELDS.find(trial, wrong, "warning")


def _profile(trial: Trial) -> Profile | None:
    """The profile of an answer with status 200; None otherwise."""
    return read_profile(trial.last) if trial.last.status == OK else None


def _is_persona(trial: Trial) -> bool:
    return trial.facts.get("role") == PERSONA


PROFILE_SCHEMA = Check(
    id="profile-schema",
    title="The profile does not conform to its schema",
    advice="Send each field in its documented type and form, or leave it out.",
    judge=_judge_schema,
)
ID_ECHO = Check(
    id="id-echo",
    title="The profile does not have the requested id",
    advice="Return `profileId` unchanged as the `id` of the profile.",
    judge=_judge_echo,
)
NAME_RULE = Check(
    id="name-rule",
    title="The profile has no name",
    advice="Send `firstName` or `nickname`, or both.",
    judge=_judge_names,
)
HTTPS_PICTURES = Check(
    id="https-pictures",
    title="A picture has no `https://` URL",
    advice="Send absolute, public `https://` URLs.",
    judge=_judge_pictures,
)
TIME_ZONE = Check(
    id="time-zone",
    title="The time zone is missing or unknown",
    advice="Send an IANA name, such as `Europe/Paris`; personas depend on it.",
    judge=_judge_time_zone,
)
ADULT = Check(
    id="adult",
    title="The person is under 18",
    advice="Return profiles of adults only.",
    judge=_judge_age,
)
EXPIRY = Check(
    id="expiry",
    title="The profile has expired or expires soon",
    advice="Send an `expiresAt` at least a day ahead, or leave it out for a default of a week.",
    judge=_judge_expiry,
)
VERSION_MISSING = Check(
    id="version-missing",
    title="The profile has no version",
    advice="Send a `version` that changes with the profile, such as the time of its last change.",
    judge=_judge_version,
)
UNKNOWN_FIELDS = Check(
    id="unknown-fields",
    title="The profile has an undocumented field",
    advice="Correct its name, or leave it out: it is ignored.",
    judge=_judge_fields,
)

PROFILE_CHECKS = (
    PROFILE_SCHEMA,
    ID_ECHO,
    NAME_RULE,
    HTTPS_PICTURES,
    TIME_ZONE,
    ADULT,
    EXPIRY,
    VERSION_MISSING,
    UNKNOWN_FIELDS,
)
