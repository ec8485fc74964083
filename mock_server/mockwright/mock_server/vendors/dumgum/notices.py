"""The codes of DumGum's notices."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.request.notices import (
    ASSUMED_DEFAULT,
    SHARED_IDENTITY,
    WITHOUT_EFFECT,
    Meaning,
    NoticeCode,
)

# About the two people of a request.
MISSING_TIME_ZONE = NoticeCode("missing-time-zone")
SHARED_ID = NoticeCode("shared-id")
STORED_PROFILE_HOLDS = NoticeCode("stored-profile-holds")
PLACE_WITHOUT_COUNTRY = NoticeCode("place-without-country")
MINOR = NoticeCode("minor")

# About messages and the markers in them.
REPEATED_MESSAGES = NoticeCode("repeated-messages")
UNKNOWN_MARKER = NoticeCode("unknown-marker")
INVALID_MARKER = NoticeCode("invalid-marker")
NO_PICTURE = NoticeCode("no-picture")

# About reply parameters.
UNSUPPORTED_BY_MODEL = NoticeCode("unsupported-by-model")
UNMET_CONDITION = NoticeCode("unmet-condition")
NO_LONGER_READ = NoticeCode("no-longer-read")
NEVER_ACTED_ON = NoticeCode("never-acted-on")

# About an answer.
GUARDRAIL_OFF = NoticeCode("guardrail-off")
CONVERSATION_STOPPED = NoticeCode("conversation-stopped")
NOTHING_TO_ANSWER = NoticeCode("nothing-to-answer")
CALL_DROPPED = NoticeCode("call-dropped")
SUGGESTIONS_AS_TEXT = NoticeCode("suggestions-as-text")

# About a stored profile, as the webhook serves it or the control surface stores it.
LEFT_OUT = NoticeCode("left-out")
VERSION_SET = NoticeCode("version-set")
UNSERVABLE_PROFILE = NoticeCode("unservable-profile")
HIDDEN_PROFILE = NoticeCode("hidden-profile")

# About a profile that was fetched from the integrator's endpoint.
MISSING_VERSION = NoticeCode("missing-version")
EARLY_EXPIRY = NoticeCode("early-expiry")
OTHER_VERSION = NoticeCode("other-version")
CHANGED_WITHOUT_VERSION = NoticeCode("changed-without-version")
FETCHES_DROPPED = NoticeCode("fetches-dropped")

MEANINGS: Mapping[NoticeCode, Meaning | None] = {
    # The two people of a request.
    MISSING_TIME_ZONE: ASSUMED_DEFAULT,
    SHARED_ID: SHARED_IDENTITY,
    STORED_PROFILE_HOLDS: WITHOUT_EFFECT,
    PLACE_WITHOUT_COUNTRY: WITHOUT_EFFECT,
    MINOR: None,
    # Messages and markers.
    REPEATED_MESSAGES: WITHOUT_EFFECT,
    UNKNOWN_MARKER: WITHOUT_EFFECT,
    INVALID_MARKER: WITHOUT_EFFECT,
    NO_PICTURE: WITHOUT_EFFECT,
    # Reply parameters. A parameter that only the mock ignores may have an effect at DumGum.
    UNSUPPORTED_BY_MODEL: WITHOUT_EFFECT,
    UNMET_CONDITION: WITHOUT_EFFECT,
    NO_LONGER_READ: WITHOUT_EFFECT,
    NEVER_ACTED_ON: None,
    # Answers.
    GUARDRAIL_OFF: None,
    CONVERSATION_STOPPED: None,
    NOTHING_TO_ANSWER: None,
    CALL_DROPPED: None,
    SUGGESTIONS_AS_TEXT: None,
    # Stored and fetched profiles: no client has sent these.
    LEFT_OUT: None,
    VERSION_SET: None,
    UNSERVABLE_PROFILE: None,
    HIDDEN_PROFILE: None,
    MISSING_VERSION: None,
    EARLY_EXPIRY: None,
    OTHER_VERSION: None,
    CHANGED_WITHOUT_VERSION: None,
    FETCHES_DROPPED: None,
}
