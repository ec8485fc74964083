"""Reply parameters: the document's defaults, and notices of parameters without an effect."""

from __future__ import annotations

from typing import Any

import pytest

from mockwright.mock_server.vendors.dumgum.replies.reply_parameters import compile_defaults, fill_in
from mockwright.openapi.media_types import JSON
from tests.mock_server.vendors.dumgum.talking import answer, operation_named, request_body

CHAT = {"chatModel": "chat-2-smart"}


def defaults() -> dict[str, Any]:
    """The defaults that the answer function gets."""
    operation = operation_named("generate_reply")
    assert operation.body is not None
    schema = operation.body.media_types[JSON].schema
    assert schema is not None
    return dict(compile_defaults(schema))


def ineffective_parameters(language: str = "EN", **parameters: Any) -> list[str]:
    """The parameters that the notices call ineffective."""
    found = [
        notice.pointer or "" for notice in answer(request_body(language, **parameters)).notices
    ]
    return [pointer.removeprefix("#/replyParameters/").replace("/", ".") for pointer in found]


def test_defaults_are_the_documents() -> None:
    """The compiled defaults are those of the document, including nested groups."""
    assert defaults() == {
        "chatModel": "dating-smart-1",
        "bufferSeconds": 5,
        "maxProcessingTimeSeconds": 300,
        "enableSexualTextContent": True,
        "fixedResponseLength": False,
        "multipleMessagesPerReply": False,
        "guardrails": {
            "maliciousContent": False,
            "aiSuspicion": True,
            "underageDetection": True,
            "unknownLanguage": False,
            "messageRepetition": True,
            "prohibitedIllegalContent": False,
            "dangerousDrugUse": False,
        },
        "vision": {
            "userProfilePictureAnalysis": False,
            "personaProfilePictureAnalysis": False,
            "sharedPicturesAnalysis": False,
            "shareablePicturesAnalysis": True,
        },
        "postProcessing": {"greekRewrite": False},
        "personaProfileOverrides": {},
        "action": {},
    }


def test_what_was_sent_goes_before_defaults() -> None:
    """Sent values override defaults, and the defaults themselves do not change."""
    known = defaults()
    filled = fill_in({"guardrails": {"aiSuspicion": False}, "bufferSeconds": "9"}, known)
    assert filled["guardrails"] == {**known["guardrails"], "aiSuspicion": False}
    assert filled["bufferSeconds"] == "9"
    assert filled["vision"] == known["vision"]
    assert known == defaults()


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, []),
        ({"shareablePictures": []}, ["shareablePictures"]),
        ({"vision": {}}, ["vision"]),
        ({"meetingPolicy": "CHAT_ONLY"}, ["meetingPolicy"]),
        ({"meetingPolicy": None}, []),
        ({**CHAT, "shareablePictures": [], "vision": {}, "meetingPolicy": "CHAT_ONLY"}, []),
        ({"enableSexualTextContent": True}, ["enableSexualTextContent"]),
        ({"enableSexualTextContent": False}, []),
        ({"enableSexualTextContent": None}, []),
        (
            {"personaProfileOverrides": {"sexualDrive": "NONE"}},
            ["personaProfileOverrides.sexualDrive"],
        ),
        ({"personaProfileOverrides": {}}, []),
        ({"icebreakerType": "GENERIC"}, ["icebreakerType"]),
        ({"icebreakerType": "GENERIC", "engage": "NUDGE"}, ["icebreakerType"]),
        ({"icebreakerType": "GENERIC", "engage": "AUTO"}, []),
        ({"icebreakerType": "GENERIC", "engage": "ICEBREAKER"}, []),
        ({"icebreakerType": None}, []),
        ({"icebreakerType": "EROTIC", "engage": "AUTO"}, ["icebreakerType"]),
        ({"icebreakerType": "EROTIC"}, ["icebreakerType"]),
        ({"fixedResponseLength": True}, ["fixedResponseLength"]),
        ({"fixedResponseLength": True, "messageLength": None}, ["fixedResponseLength"]),
        ({"fixedResponseLength": True, "sentenceLength": "LONG"}, ["fixedResponseLength"]),
        ({"fixedResponseLength": True, "messageLength": "LONG"}, []),
        ({"fixedResponseLength": False}, []),
        ({"action": {"pauseConversation": {"duration": 60}}}, ["action.pauseConversation"]),
        ({"action": {}}, []),
        ({"multipleMessagesPerReplyFrequency": "RARE"}, ["multipleMessagesPerReplyFrequency"]),
        ({"multipleMessagesPerReplyFrequency": "RARE", "multipleMessagesPerReply": True}, []),
        ({"multipleMessagesPerReplyFrequency": None}, []),
        (
            {"fictionalDisclosure": True, "guardrails": {"aiSuspicion": False}},
            ["fictionalDisclosure"],
        ),
        ({"fictionalDisclosure": True, "disableSafetyFeatures": True}, ["fictionalDisclosure"]),
        ({"fictionalDisclosure": True}, []),
        (
            {"guardrails": {"dangerousDrugUse": False, "prohibitedIllegalContentOptionSet": {}}},
            ["guardrails.prohibitedIllegalContentOptionSet", "guardrails.dangerousDrugUse"],
        ),
        ({"postProcessing": {"greekRewrite": True}}, ["postProcessing.greekRewrite"]),
        ({"postProcessing": {"greekRewrite": False}}, []),
    ],
)
def test_what_has_no_effect_is_told(parameters: dict[str, Any], expected: list[str]) -> None:
    """Each sent parameter without an effect causes a notice."""
    assert ineffective_parameters(**parameters) == expected


def test_greek_can_be_rewritten() -> None:
    """`greekRewrite` causes no notice in Greek."""
    assert ineffective_parameters("EL_GR", postProcessing={"greekRewrite": True}) == []
