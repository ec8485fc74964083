"""Conditional requests (RFC 9110): entity tags for an operation that documents a 304."""

from __future__ import annotations

from msgspec import structs

from mockwright.mock_server.answer.entity_tags import TagsAreBroken, make_tag, names_tag
from mockwright.mock_server.answer.responder import Answer, Responder
from mockwright.mock_server.answer.world import World
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.notices import UNREADABLE_CONDITION, Notice
from mockwright.mock_server.request.preferences import Preference
from mockwright.openapi.operations import Operation
from mockwright.openapi.wording import shorten

TAG_HEADER = "ETag"
CONDITION_HEADER = "If-None-Match"
_OK = 200
_UNCHANGED = 304


def is_conditional(operation: Operation) -> bool:
    """Whether a document says that an answer may be omitted if the client already has it."""
    return str(_UNCHANGED) in operation.responses


class ConditionalResponder(Responder):
    """A responder that adds an `ETag`, and answers 304 when `If-None-Match` matches it."""

    def answer(self, call: Call, preference: Preference, accept: str, world: World) -> Answer:
        """The answer to a valid call. Raises `RequestRefused` (400, 406, 500, 503, 507)."""
        answer = super().answer(call, preference, accept, world)
        if answer.status != _OK:
            return answer
        tag = make_tag(answer.encode())
        tagged = structs.replace(answer, headers=_with_tag(answer.headers, tag))
        condition = call.parameters.get(("header", CONDITION_HEADER))
        if condition is None:
            return tagged
        try:
            is_unchanged = names_tag(condition, tag)
        except TagsAreBroken:
            return structs.replace(tagged, notices=(*tagged.notices, _broken(condition)))
        if not is_unchanged:
            return tagged
        return structs.replace(tagged, status=_UNCHANGED, media_type=None, value=None)


def _with_tag(headers: tuple[tuple[str, str], ...], tag: str) -> tuple[tuple[str, str], ...]:
    """The headers with this tag instead of the documented example."""
    others = tuple(header for header in headers if header[0].lower() != TAG_HEADER.lower())
    return (*others, (TAG_HEADER, tag))


def _broken(condition: str) -> Notice:
    message = (
        f"`{CONDITION_HEADER}: {shorten(condition)}` is not a list of entity tags and was ignored. "
        'Expected `*` or tags in their quotes, such as `"0f34"`.'
    )
    return Notice(UNREADABLE_CONDITION, f"header:{CONDITION_HEADER}", message)
