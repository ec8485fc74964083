"""Occasions: why the persona writes or does not, and how its message begins."""

from __future__ import annotations

from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.timestamps import WEEK, parse_timestamp
from mockwright.mock_server.vendors.dumgum.notices import GUARDRAIL_OFF
from mockwright.mock_server.vendors.dumgum.profiles.versions import is_minor
from mockwright.mock_server.vendors.dumgum.replies.extras import Extras
from mockwright.mock_server.vendors.dumgum.replies.guardrails import (
    REPETITION,
    SWITCHES,
    UNDERAGE,
    UNKNOWN_LANGUAGE,
    is_guarded,
    is_repetition,
)
from mockwright.mock_server.vendors.dumgum.replies.history import USER
from mockwright.mock_server.vendors.dumgum.replies.icebreakers import choose_icebreaker
from mockwright.mock_server.vendors.dumgum.replies.reply_parameters import FIELD, supports_pictures
from mockwright.mock_server.vendors.dumgum.replies.scene import Scene

REPLY, ICEBREAKER, NUDGE, REVIVE = "REPLY", "ICEBREAKER", "NUDGE", "REVIVE"
AUTO = "AUTO"
DORMANT = WEEK


def choose_occasion(scene: Scene) -> str | None:
    """Why the persona writes; None if there is nothing to answer.

    `engage` forces an occasion. AUTO chooses it from the context: a reply if the user wrote last,
    an icebreaker if there are no messages, else a nudge, or a revival after a week of silence.
    """
    engage, newest = scene.parameters.get("engage"), scene.history.newest
    if engage not in {None, AUTO}:
        return str(engage)
    if newest is not None and newest["sender"] == USER:
        return REPLY
    if engage is None:
        return None
    if newest is None:
        return ICEBREAKER
    return REVIVE if _silence(scene) >= DORMANT else NUDGE


def _silence(scene: Scene) -> int:
    """How long the user has not written, or how long the persona has had no answer."""
    messages = scene.history.messages
    dates = [parse_timestamp(message["date"]) for message in messages if message["sender"] == USER]
    return scene.history.now - (dates[-1] if dates else parse_timestamp(messages[0]["date"]))


def find_offence(scene: Scene) -> tuple[str | None, tuple[Notice, ...]]:
    """Why the conversation must stop, if it must, and which disabled guardrails would stop it.

    The causes without a marker: a minor, an unknown language, the same text three times in a row.
    """
    passed: list[Notice] = []
    for reason in _find_reasons(scene):
        if is_guarded(reason, scene.parameters):
            return reason, tuple(passed)
        passed.append(_notice_passed(reason, scene))
    return None, tuple(passed)


def _find_reasons(scene: Scene) -> list[str]:
    """Every reason why the conversation would have to stop, the most important first."""
    reasons = [UNDERAGE] if is_minor(scene.user, scene.history.now) else []
    if scene.triggers.stop is not None:
        reasons.append(scene.triggers.stop)
    if not scene.is_language_known:
        reasons.append(UNKNOWN_LANGUAGE)
    if is_repetition(scene.history):
        reasons.append(REPETITION)
    return reasons


def _notice_passed(reason: str, scene: Scene) -> Notice:
    """The notice of a stop whose guardrail is disabled; it points at the disabling field."""
    if scene.parameters.get("disableSafetyFeatures"):
        place, why = "disableSafetyFeatures", "`disableSafetyFeatures` is on"
    else:
        switch = SWITCHES[reason]
        place, why = f"guardrails/{switch}", f"the guardrail `{switch}` is off"
    message = f"{reason} does not stop the conversation: {why}."
    return Notice(GUARDRAIL_OFF, f"#/{FIELD}/{place}", message)


def choose_lead(scene: Scene, occasion: str, extras: Extras, stream: RandomStream) -> str | None:
    """The sentence that identifies an occasion; None for an ordinary reply."""
    phrases = scene.phrases
    if occasion == ICEBREAKER:
        parameters = scene.parameters
        kind = choose_icebreaker(
            parameters.get("icebreakerType"),
            scene.user,
            scene.persona,
            parameters.get("profileDistance"),
        )
        return phrases.icebreakers[kind]
    if occasion in {NUDGE, REVIVE}:
        return stream.pick(phrases.nudges if occasion == NUDGE else phrases.revivals)
    return _choose_reaction(scene, extras)


def _choose_reaction(scene: Scene, extras: Extras) -> str | None:
    """The reaction to anything but text in the user's newest message."""
    phrases, parameters = scene.phrases, scene.parameters
    newest = scene.history.newest
    if newest is None or newest["sender"] != USER:
        return None
    has_support = supports_pictures(parameters)
    if scene.triggers.meeting:
        policy = parameters.get("meetingPolicy") if has_support else None
        return phrases.meetings[policy or "DEFAULT_MODE"]
    if newest.get("poke"):
        return phrases.poke
    if newest.get("gifts"):
        return phrases.gift
    looks = has_support and parameters["vision"]["sharedPicturesAnalysis"]
    if looks and newest.get("pictureUrls"):
        return phrases.seen_picture
    return phrases.seen_profile_picture if extras.has_looked_at_user else None
