"""The codes of DumGum's notices."""

from __future__ import annotations

from mockwright.mock_server.request.notices import NoticeCode

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
