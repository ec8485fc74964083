"""Answer functions by operation, and the kinds of record that they keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mock_server.answers import contact_profile, conversation, extras, profile_store, profiles
from mock_server.answers.contact_profile import compile_contact_profile
from mock_server.answers.profile_export import compile_export
from mock_server.answers.profile_webhook import compile_profile_webhook
from mock_server.answers.reply import compile_reply
from mock_server.answers.suggestion import compile_suggestions
from mock_server.answers.world import AnswerFunction
from openapi.operations import Operation

# Functions that make the answer functions of the bundled documents' operations.
COMPILERS: Mapping[str, Callable[[Operation], AnswerFunction]] = {
    "generate_suggestions": compile_suggestions,
    "generate_reply": compile_reply,
    "fetch_profile": compile_profile_webhook,
    "create_contact_profile": compile_contact_profile,
    "export_profile": compile_export,
}

# What is kept between requests, by kind.
RECORD_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    conversation.KIND: conversation.SCHEMA,
    profiles.KIND: profiles.SCHEMA,
    profile_store.SOURCE_KIND: profile_store.SOURCE_SCHEMA,
    extras.PERSONALITY_KIND: extras.PERSONALITY_SCHEMA,
    extras.PICTURE_KIND: extras.PICTURE_SCHEMA,
    contact_profile.KIND: contact_profile.SCHEMA,
    contact_profile.ID_KIND: contact_profile.ID_SCHEMA,
    contact_profile.REPEATS_KIND: contact_profile.REPEATS_SCHEMA,
}
