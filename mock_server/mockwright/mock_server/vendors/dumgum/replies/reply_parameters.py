"""Reply parameters: fill in the document's defaults, and find parameters without effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from mockwright.mock_server.request.notices import Notice, NoticeCode
from mockwright.mock_server.vendors.dumgum.notices import (
    NEVER_ACTED_ON,
    NO_LONGER_READ,
    UNMET_CONDITION,
    UNSUPPORTED_BY_MODEL,
)
from mockwright.mock_server.vendors.dumgum.replies.greek import is_greek
from mockwright.mock_server.vendors.dumgum.replies.guardrails import AI_SUSPICIOUS, is_guarded
from mockwright.openapi.schemas import CompiledSchema

Parameters = Mapping[str, Any]

FIELD = "replyParameters"

_GROUPS = ("guardrails", "vision", "postProcessing", "personaProfileOverrides", "action")
_DEPRECATED = (
    *("prohibitedIllegalContent", "prohibitedIllegalContentOptionSet"),
    *("dangerousDrugUse", "dangerousDrugUseOptionSet"),
)
_MODELS_WITH_PICTURES = frozenset({"chat-2-smart", "chat-2-pro"})
_NEUTRAL = "Recorded, but without effect: every text of the mock is neutral."
_NEUTRAL_RULING = "R15"


def compile_defaults(schema: CompiledSchema) -> Parameters:
    """The defaults of the reply parameters, from the request's schema; `{}` for each group."""
    groups = {name: schema.defaults(FIELD, name) for name in _GROUPS}
    return {**schema.defaults(FIELD), **groups}


def fill_in(sent: Parameters, defaults: Parameters) -> dict[str, Any]:
    """The parameters that were sent, with defaults for the others, in groups too."""
    filled = {**defaults, **sent}
    for name in _GROUPS:
        if name in sent:
            filled[name] = {**defaults[name], **sent[name]}
    return filled


def supports_pictures(parameters: Parameters) -> bool:
    """Whether the chat model supports pictures, vision and meeting policies."""
    return parameters["chatModel"] in _MODELS_WITH_PICTURES


def explain_ignored(sent: Parameters, parameters: Parameters, language: str) -> tuple[Notice, ...]:
    """A notice for every parameter that was sent but has no effect, with the reason."""
    return tuple(_ineffective(sent, parameters, language))


def _ineffective(sent: Parameters, parameters: Parameters, language: str) -> Iterator[Notice]:
    for name in filter(_RULES.__contains__, sent):
        rule = _RULES[name]
        if sent[name] is not None and rule.is_ineffective(parameters):
            message = rule.message.format(**parameters)
            yield Notice(rule.code, f"#/{FIELD}/{name}", message, rule.ruling)
    if parameters.get("icebreakerType") == "EROTIC" and _is_engaging(parameters):
        yield _never_acted_on("icebreakerType")
    if "pauseConversation" in sent.get("action", ()) and "type" not in sent["action"]:
        place = f"#/{FIELD}/action/pauseConversation"
        yield Notice(UNMET_CONDITION, place, "Ignored without `action.type`.")
    if "guardrails" in sent:
        for field in _DEPRECATED:
            if field in sent["guardrails"]:
                place = f"#/{FIELD}/guardrails/{field}"
                yield Notice(NO_LONGER_READ, place, "Deprecated: accepted without effect.")
    if "sexualDrive" in sent.get("personaProfileOverrides", ()):
        yield _never_acted_on("personaProfileOverrides/sexualDrive")
    if parameters["postProcessing"]["greekRewrite"] and not is_greek(language):
        place = f"#/{FIELD}/postProcessing/greekRewrite"
        yield Notice(UNMET_CONDITION, place, f"Ignored, because `{language}` is not Greek.")


def _never_acted_on(name: str) -> Notice:
    return Notice(NEVER_ACTED_ON, f"#/{FIELD}/{name}", _NEUTRAL, _NEUTRAL_RULING)


def _is_engaging(parameters: Parameters) -> bool:
    return parameters.get("engage") in {"AUTO", "ICEBREAKER"}


def _lacks_pictures(parameters: Parameters) -> bool:
    return not supports_pictures(parameters)


class _Rule(NamedTuple):
    """When a parameter has no effect, and the notice about it; `{}` names another parameter."""

    is_ineffective: Callable[[Parameters], bool]
    message: str
    code: NoticeCode = UNMET_CONDITION
    ruling: str | None = None


_UNSUPPORTED = _Rule(
    _lacks_pictures,
    "Ignored, because `{chatModel}` does not support it.",
    UNSUPPORTED_BY_MODEL,
    "R13",
)
_RULES: Mapping[str, _Rule] = {
    "shareablePictures": _UNSUPPORTED,
    "vision": _UNSUPPORTED,
    "meetingPolicy": _UNSUPPORTED,
    "enableSexualTextContent": _Rule(
        lambda parameters: bool(parameters["enableSexualTextContent"]),
        _NEUTRAL,
        NEVER_ACTED_ON,
        _NEUTRAL_RULING,
    ),
    "fixedResponseLength": _Rule(
        lambda parameters: (
            parameters["fixedResponseLength"] and not parameters.get("messageLength")
        ),
        "Ignored, because `messageLength` is unset.",
    ),
    "icebreakerType": _Rule(
        lambda parameters: not _is_engaging(parameters),
        "Ignored, because `engage` is neither AUTO nor ICEBREAKER.",
    ),
    "multipleMessagesPerReplyFrequency": _Rule(
        lambda parameters: not parameters["multipleMessagesPerReply"],
        "Ignored, because `multipleMessagesPerReply` is off.",
    ),
    "fictionalDisclosure": _Rule(
        lambda parameters: not is_guarded(AI_SUSPICIOUS, parameters),
        "Ignored, because the guardrail `aiSuspicion` is off.",
    ),
}
