"""Answer functions by operation, and the kinds of record that they keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockwright.mock_server.answer.world import AnswerFunction
from mockwright.mock_server.vendors.cognigy import contact_profile
from mockwright.mock_server.vendors.cognigy.contact_profile import compile_contact_profile
from mockwright.mock_server.vendors.dumgum.profiles import store, versions
from mockwright.mock_server.vendors.dumgum.profiles.webhook import compile_profile_webhook
from mockwright.mock_server.vendors.dumgum.replies import conversation, extras
from mockwright.mock_server.vendors.dumgum.replies.reply import compile_reply
from mockwright.mock_server.vendors.dumgum.replies.suggestion import compile_suggestions
from mockwright.mock_server.vendors.getprofile.export import compile_export
from mockwright.openapi.operations import Operation

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
    versions.KIND: versions.SCHEMA,
    store.SOURCE_KIND: store.SOURCE_SCHEMA,
    extras.PERSONALITY_KIND: extras.PERSONALITY_SCHEMA,
    extras.PICTURE_KIND: extras.PICTURE_SCHEMA,
    contact_profile.KIND: contact_profile.SCHEMA,
    contact_profile.ID_KIND: contact_profile.ID_SCHEMA,
    contact_profile.REPEATS_KIND: contact_profile.REPEATS_SCHEMA,
}
