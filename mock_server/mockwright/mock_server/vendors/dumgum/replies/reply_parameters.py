"""Reply parameters: with the document's defaults filled in, and which of them have no effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

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
_NEVER_ACTED_ON = "recorded, never acted on: every text of the mock is neutral (R15)"


def compile_defaults(schema: CompiledSchema) -> Parameters:
    """The defaults of the reply parameters, from the request's schema; `{}` for each group."""
    groups = {name: schema.defaults(FIELD, name) for name in _GROUPS}
    return {**schema.defaults(FIELD), **groups}


def fill_in(sent: Parameters, defaults: Parameters) -> dict[str, Any]:
    """What was sent, with the defaults of what was not, in groups too."""
    filled = {**defaults, **sent}
    for name in _GROUPS:
        if name in sent:
            filled[name] = {**defaults[name], **sent[name]}
    return filled


def supports_pictures(parameters: Parameters) -> bool:
    """Whether the chat model knows pictures, vision and meeting policies."""
    return parameters["chatModel"] in _MODELS_WITH_PICTURES


def explain_ignored(sent: Parameters, parameters: Parameters, language: str) -> tuple[str, ...]:
    """A warning for every parameter that was sent and has no effect, with the reason."""
    ineffective = _ineffective(sent, parameters, language)
    return tuple(f"{FIELD}.{name}: {reason}." for name, reason in ineffective)


def _ineffective(
    sent: Parameters, parameters: Parameters, language: str
) -> Iterator[tuple[str, str]]:
    for name in filter(_RULES.__contains__, sent):
        is_ineffective, reason = _RULES[name]
        if sent[name] is not None and is_ineffective(parameters):
            yield name, reason.format(**parameters)
    if parameters.get("icebreakerType") == "EROTIC" and _is_engaging(parameters):
        yield "icebreakerType", _NEVER_ACTED_ON
    if "pauseConversation" in sent.get("action", ()) and "type" not in sent["action"]:
        yield "action.pauseConversation", "ignored without `action.type`"
    if "guardrails" in sent:
        for field in _DEPRECATED:
            if field in sent["guardrails"]:
                yield f"guardrails.{field}", "deprecated, accepted, without effect"
    if "sexualDrive" in sent.get("personaProfileOverrides", ()):
        yield "personaProfileOverrides.sexualDrive", _NEVER_ACTED_ON
    if parameters["postProcessing"]["greekRewrite"] and not is_greek(language):
        yield "postProcessing.greekRewrite", f"ignored, because `{language}` is not Greek"


def _is_engaging(parameters: Parameters) -> bool:
    return parameters.get("engage") in {"AUTO", "ICEBREAKER"}


def _lacks_pictures(parameters: Parameters) -> bool:
    return not supports_pictures(parameters)


_NO_SUPPORT = "ignored, because `{chatModel}` has no support for it (R13)"
_RULES: Mapping[str, tuple[Callable[[Parameters], bool], str]] = {
    "shareablePictures": (_lacks_pictures, _NO_SUPPORT),
    "vision": (_lacks_pictures, _NO_SUPPORT),
    "meetingPolicy": (_lacks_pictures, _NO_SUPPORT),
    "enableSexualTextContent": (
        lambda parameters: bool(parameters["enableSexualTextContent"]),
        _NEVER_ACTED_ON,
    ),
    "fixedResponseLength": (
        lambda parameters: (
            parameters["fixedResponseLength"] and not parameters.get("messageLength")
        ),
        "ignored, because `messageLength` is unset",
    ),
    "icebreakerType": (
        lambda parameters: not _is_engaging(parameters),
        "ignored, because `engage` is neither AUTO nor ICEBREAKER",
    ),
    "multipleMessagesPerReplyFrequency": (
        lambda parameters: not parameters["multipleMessagesPerReply"],
        "ignored, because `multipleMessagesPerReply` is off",
    ),
    "fictionalDisclosure": (
        lambda parameters: not is_guarded(AI_SUSPICIOUS, parameters),
        "ignored, because the guardrail `aiSuspicion` is off",
    ),
}
