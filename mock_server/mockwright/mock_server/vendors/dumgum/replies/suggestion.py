"""Suggestions: three texts to choose from, openers or follow-ups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mockwright.mock_server.answer.world import AnswerFunction, Outcome, World
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.vendors.dumgum.notices import MINOR, SUGGESTIONS_AS_TEXT
from mockwright.mock_server.vendors.dumgum.profiles.versions import is_minor
from mockwright.mock_server.vendors.dumgum.replies.history import read_history
from mockwright.mock_server.vendors.dumgum.replies.people import (
    USER_FIELD,
    find_age_rule,
    settle_people,
)
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from mockwright.openapi.operations import Operation

SUGGESTIONS_AS = click.Option(
    ["--suggestions-as"],
    type=click.Choice(["list", "text"]),
    default="list",
    envvar="MOCKWRIGHT_SUGGESTIONS_AS",
    show_default=True,
    show_envvar=True,
    help="Form of suggestions: `list` as in the contract, or `text`, one string as in DumGum's "
    "sample.",
)
AS_TEXT = "suggestions_as_text"
COUNT = 3
_AS_TEXT = Notice(
    SUGGESTIONS_AS_TEXT,
    None,
    "The suggestions are one string, as in the sample, because of `--suggestions-as text`; "
    "the contract has a list.",
    "R2",
)
_MINOR = Notice(
    MINOR,
    f"#/{USER_FIELD}/birthdate",
    "The user is under 18; a reply would stop with USER_UNDERAGE.",
    "R14",
)


def read_suggestions_as(values: Mapping[str, Any]) -> dict[str, Any]:
    """Convert the value of `--suggestions-as`."""
    return {AS_TEXT: True} if values["suggestions_as"] == "text" else {}


def compile_suggestions(operation: Operation) -> AnswerFunction:
    """The answer function of suggestions."""
    rule = find_age_rule(operation.json_schema)

    def generate_suggestions(call: Call, world: World) -> Outcome:
        body = call.body
        history = read_history(body.get("messages", ()), world.clock)
        people = settle_people(body, history.now, world.state, rule)
        phrases = phrases_of(body["language"])
        options = list(phrases.follow_ups if history.messages else phrases.openers)
        stream = RandomStream(call.key)
        texts = [options.pop(stream.below(len(options))) for _ in range(COUNT)]
        notices = people.notices
        if is_minor(people.user, history.now):
            notices += (_MINOR,)
        is_text = AS_TEXT in world.options
        return Outcome(
            value={"suggestions": repr(texts) if is_text else texts},
            notices=notices,
            changes=people.changes,
            deviation=_AS_TEXT if is_text else None,
        )

    return generate_suggestions
