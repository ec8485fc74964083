"""The profile webhook, served: a profile for every id but those that are unknown."""

from __future__ import annotations

from mock_server.answering import Representation
from mock_server.answers.unknown_profiles import require_known
from mock_server.answers.world import AnswerFunction, Outcome, World
from mock_server.calls import Call
from openapi.media_types import JSON
from openapi.operations import Operation


def compile_profile_webhook(operation: Operation) -> AnswerFunction:
    """The answer function of the profile webhook: an instance of the documented profile."""
    profile = Representation(operation.responses["200"].media_types[JSON])

    def fetch_profile(call: Call, world: World) -> Outcome:
        require_known(call.parameters["query", "profileId"], world)
        return Outcome(value=profile.instance(call))

    return fetch_profile
