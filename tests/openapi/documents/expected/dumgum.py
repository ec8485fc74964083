"""DumGum's schemas according to the vendor's reference, field by field, in its order."""

from __future__ import annotations

from tests.openapi.documents.expected import words
from tests.openapi.documents.expected.notation import (
    ANY,
    FREE,
    INTEGER,
    MOMENT,
    NUMBER,
    SHARE,
    TEXT,
    YES_OR_NO,
    Schema,
    array,
    choice,
    or_null,
    ref,
    switch,
    text,
    whole_number,
)

HTTPS = text(format="uri", pattern="^https://")
REQUEST: dict[str, Schema] = {
    "userProfile": ref("Profile"),
    "personaProfile": ref("Profile"),
    "language": ref("Language"),
}
PROBLEM_TYPE = text(format="uri-reference")
STATUS: Schema = {"type": "integer", "minimum": 100, "maximum": 599}
MILLISECONDS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"
ENDS: Schema = {"deprecated": True}

PROPERTIES: dict[str, dict[str, Schema]] = {
    "SuggestionRequest": {**REQUEST, "messages": array(ref("SuggestionMessage"))},
    "GenerateRequest": {
        **REQUEST,
        "messages": array(ref("Message")),
        "additionalLanguages": array(ref("Language"), maxItems=1),
        "tags": FREE,
        "replyParameters": ref("ReplyParameters"),
    },
    "Profile": {
        "id": TEXT,
        "gender": ref("Gender"),
        "version": TEXT,
        "firstName": TEXT,
        "nickname": TEXT,
        "description": TEXT,
        "birthdate": text(format="date"),
        "countryCode": text(format="iso-3166-1-alpha-2", minLength=2, maxLength=2),
        "city": text(maxLength=64),
        "postalCode": text(maxLength=64),
        "timeZone": text(format="iana-time-zone"),
        "features": ref("ProfileFeatures"),
        "personality": ref("Personality"),
        "mainPictureUrl": HTTPS,
        "pictures": array(HTTPS),
        "privatePictures": array(HTTPS),
        "expiresAt": MOMENT,
        "children": array(ref("Child")),
        "pets": array(ref("Pet")),
    },
    "ProfileFeatures": {
        "ethnicity": or_null(
            choice(words.ETHNICITIES),
            default=None,
        ),
        "height": NUMBER,
        "weight": NUMBER,
        "eyesColor": or_null(
            choice("BLACK BLUE_GREY BLUE BROWN GREEN_BLUE GREEN GREY OTHER UNKNOWN"), default=None
        ),
        "hairColor": or_null(
            choice("BLACK BLOND BROWN DARK_BLOND GREY RED WHITE OTHER UNKNOWN"), default=None
        ),
        "hairLength": or_null(
            choice("AVERAGE BALD HALF_LONG LONG SHORT VERY_LONG VERY_SHORT"), default=None
        ),
        "maritalStatus": or_null(
            choice("SINGLE SEPARATED IN_RELATIONSHIP MARRIED DIVORCED WIDOW"), default=None
        ),
        "job": or_null(text(maxLength=32), default=None),
        "interests": array(choice(words.INTERESTS), default=[]),
        "bdsmInterests": array(choice(words.BDSM_INTERESTS), default=[]),
        "sexualInterests": array(choice(words.SEXUAL_INTERESTS), default=[]),
        "lookingFor": array(choice("MAN WOMAN"), default=[]),
        "sexualOrientation": or_null(choice(words.ORIENTATIONS), default=None),
        "childrenCount": or_null(INTEGER, default=None),
        "wantsChildren": or_null(choice("YES NO MAYBE"), default=None),
        "surgeryStatus": or_null(
            choice("UNKNOWN PRE_OP POST_OP NON_OP PREFER_NOT_TO_SAY"), default=None
        ),
        "unitSystem": choice("IMPERIAL METRIC", default="METRIC"),
        "livingWith": or_null(
            choice("ALONE KIDS PARENTS ROOMMATE PARTNER PARTNER_AND_KIDS"), default=None
        ),
    },
    "Child": {"name": TEXT, "gender": TEXT, "age": NUMBER},
    "Pet": {
        "name": text(minLength=1, maxLength=32),
        "sex": choice("MALE FEMALE"),
        "age": NUMBER,
        "breed": text(minLength=1, maxLength=32),
        "type": text(minLength=1, maxLength=32),
    },
    "Message": {
        "id": TEXT,
        "sender": choice("USER PERSONA"),
        "date": MOMENT,
        "pictureUrls": array(text(pattern="^https?://.*")),
        "poke": YES_OR_NO,
        "gifts": array(ref("Gift")),
        "text": or_null(text(maxLength=512)),
    },
    "SuggestionMessage": {"sticker": text(maxLength=160)},
    "Gift": {"name": TEXT, "tier": TEXT},
    "ReplyParameters": {
        "chatModel": choice(
            "dating-smart-1 dating-pro-1 chat-2-smart chat-2-pro", default="dating-smart-1"
        ),
        "bufferSeconds": whole_number(0, 180, "^(?:[0-9]|[1-9][0-9]|1[0-7][0-9]|180)$", 5),
        "maxProcessingTimeSeconds": whole_number(
            300,
            86400,
            "^(?:[3-9][0-9]{2}|[1-9][0-9]{3}|[1-7][0-9]{4}|8[0-5][0-9]{3}|86[0-3][0-9]{2}|86400)$",
            300,
        ),
        "enableSexualTextContent": or_null(YES_OR_NO, default=True),
        "fixedResponseLength": switch(default=False),
        "sentenceLength": or_null(choice("SHORT REGULAR LONG")),
        "messageLength": or_null(choice("SHORT REGULAR LONG VERY_LONG")),
        "personaPersonality": or_null(choice(words.PERSONALITIES)),
        "generatePersonality": or_null(YES_OR_NO),
        "shareablePictures": array(ref("ShareablePicture")),
        "profileDistance": NUMBER,
        "emojis": choice("FREQUENT SOMETIMES RARELY NEVER"),
        "fluencyDegradation": or_null(choice("LOW MEDIUM HIGH NONE")),
        "multipleMessagesPerReply": switch(default=False),
        "multipleMessagesPerReplyFrequency": or_null(
            choice("VERY_FREQUENT FREQUENT OCCASIONAL RARE")
        ),
        "questionFrequency": SHARE,
        "replyTypingDelay": choice("INSTANT FAST NORMAL"),
        "icebreakerType": or_null(choice(words.ICEBREAKERS)),
        "engage": or_null(choice("AUTO ICEBREAKER NUDGE REVIVE")),
        "disableSafetyFeatures": YES_OR_NO,
        "guardrails": ref("Guardrails"),
        "preventAggressiveTone": YES_OR_NO,
        "personaProfileOverrides": ref("PersonaProfileOverrides"),
        "vision": ref("Vision"),
        "action": ref("Action"),
        "postProcessing": ref("PostProcessing"),
        "meetingPolicy": or_null(choice("DEFAULT_MODE DEFERRED_MEETING CHAT_ONLY")),
        "fictionalDisclosure": YES_OR_NO,
    },
    "ShareablePicture": {
        "id": text(minLength=1, maxLength=128),
        "url": text(minLength=1, maxLength=128),
        "caption": text(minLength=1, maxLength=100),
    },
    "Guardrails": {
        "maliciousContent": switch(default=False),
        "maliciousContentOptionSet": ref("GuardrailOptionSet"),
        "aiSuspicion": switch(default=True),
        "aiSuspicionOptionSet": ref("GuardrailOptionSet"),
        "underageDetection": switch(default=True),
        "underageDetectionOptionSet": ref("GuardrailOptionSet"),
        "unknownLanguage": switch(default=False),
        "unknownLanguageOptionSet": ref("GuardrailOptionSet"),
        "messageRepetition": switch(default=True),
        "messageRepetitionOptionSet": ref("GuardrailOptionSet"),
        "prohibitedIllegalContent": {**switch(default=False), **ENDS},
        "prohibitedIllegalContentOptionSet": ref("GuardrailOptionSet", **ENDS),
        "dangerousDrugUse": {**switch(default=False), **ENDS},
        "dangerousDrugUseOptionSet": ref("GuardrailOptionSet", **ENDS),
    },
    "GuardrailOptionSet": {"answer": YES_OR_NO, "banDurations": array(INTEGER)},
    "PersonaProfileOverrides": {"sexualDrive": choice("VERY_HIGH HIGH NORMAL LOW NONE")},
    "Vision": {
        "userProfilePictureAnalysis": switch(default=False),
        "personaProfilePictureAnalysis": switch(default=False),
        "sharedPicturesAnalysis": switch(default=False),
        "shareablePicturesAnalysis": switch(default=True),
    },
    "Action": {
        "type": choice("PAUSE_CONVERSATION"),
        "pauseConversation": ref("PauseConversation"),
    },
    "PauseConversation": {"duration": {"type": "integer", "minimum": 1, "maximum": 43200}},
    "PostProcessing": {"greekRewrite": switch(default=False)},
    "SuggestionResponse": {"suggestions": array(TEXT, minItems=3, maxItems=3, uniqueItems=True)},
    "GenerateResponse": {"answers": array(ref("Answer"))},
    "Answer": {
        "id": text(pattern="^answer_[A-Za-z0-9]{18}$"),
        "userProfileId": TEXT,
        "personaProfileId": TEXT,
        "type": choice("TEXT"),
        "tags": FREE,
        "cost": text(pattern=r"^[0-9]+\.[0-9]{4}$"),
        "responseTime": INTEGER,
        "sequenceNumber": INTEGER,
        "createdAt": {**MOMENT, "pattern": MILLISECONDS},
        "text": or_null(TEXT),
        "pictureUrl": or_null(TEXT),
        "conversationStopReason": or_null(choice(words.STOP_REASONS)),
        "conversationStoppedUntil": or_null(MOMENT),
        "parentAnswerId": or_null(TEXT),
    },
    "ProfileResponse": {"profile": ref("WebhookProfile")},
    "WebhookProfile": {"id": TEXT, "features": ref("WebhookProfileFeatures")},
    "WebhookProfileFeatures": {
        "working": ANY,
        "sports": array(TEXT),
        "musicGenres": array(TEXT),
        "education": TEXT,
        "religion": TEXT,
        "smoking": TEXT,
        "bodyShape": TEXT,
    },
    "Problem": {
        "type": PROBLEM_TYPE,
        "title": TEXT,
        "status": STATUS,
        "detail": TEXT,
        "instance": PROBLEM_TYPE,
        "errors": array(ref("ProblemError")),
        "nearest": array(TEXT),
    },
    "ProblemError": dict.fromkeys(
        ["pointer", "keyword", "detail", "rule", "parameter", "assumed"], TEXT
    ),
}

# The constraints on an object beyond its properties; objects that are not listed have none.
DEMANDS: dict[str, Schema] = {
    "SuggestionRequest": {"required": ["userProfile", "personaProfile", "language"]},
    "GenerateRequest": {"required": ["userProfile", "personaProfile", "language"]},
    "Profile": {
        "required": ["id"],
        "allOf": [{"anyOf": [{"required": ["firstName"]}, {"required": ["nickname"]}]}],
    },
    "Message": {"required": ["id", "sender", "date"]},
    "SuggestionResponse": {"required": ["suggestions"]},
    "GenerateResponse": {"required": ["answers"]},
    "Answer": {
        "required": [
            "id",
            "userProfileId",
            "personaProfileId",
            "type",
            "tags",
            "cost",
            "responseTime",
            "createdAt",
        ]
    },
    "ProfileResponse": {"required": ["profile"]},
    "Problem": {"required": ["type", "title", "status", "detail"]},
    "ProblemError": {"required": ["pointer", "keyword", "detail"]},
}

ENUMERATIONS: dict[str, Schema] = {
    "Language": choice(words.LANGUAGES),
    "Gender": choice("WOMAN MAN TRANS_MAN TRANSMASCULINE TRANS_WOMAN TRANSFEMININE"),
    "Personality": choice(words.PERSONALITIES),
}

# Schemas that extend another one by additional fields.
EXTENSIONS = {
    "SuggestionMessage": "Message",
    "WebhookProfile": "Profile",
    "WebhookProfileFeatures": "ProfileFeatures",
}

ECHOES = {
    ("Answer", "userProfileId"): "$request.body#/userProfile/id",
    ("Answer", "personaProfileId"): "$request.body#/personaProfile/id",
    ("Answer", "tags"): "$request.body#/tags",
    ("WebhookProfile", "id"): "$request.query.profileId",
}
