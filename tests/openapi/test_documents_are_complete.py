"""The three OpenAPI documents say what the vendors' references say, field by field; the values here are written independently."""

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

FOLDER = Path(__file__).parents[2] / "openapi" / "documents"
DOCUMENTS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.yaml"))
}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ANNOTATIONS = ("title", "description", "examples", "x-assumption", "x-echo")
TEXT, NUMBER, INTEGER, YES_OR_NO, ANY = (
    {"type": "string"},
    {"type": "number"},
    {"type": "integer"},
    {"type": "boolean"},
    {},
)
OBJECT, FREE = {"type": "object"}, {"type": "object", "additionalProperties": True}
MOMENT, UUID = {"type": "string", "format": "date-time"}, {"type": "string", "format": "uuid"}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def text(**limits):
    return {**TEXT, **limits}


def choice(words, **more):
    return {"type": "string", "enum": words.split(), **more}


def or_null(schema, **more):
    options = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **options, **more}


def array(items, **more):
    return {"type": "array", "items": items, **more}


def ref(name, **more):
    return {"$ref": f"#/components/schemas/{name}", **more}


def switch(default):
    return {"type": "boolean", "default": default}


def whole_number(low, high, pattern, default):
    number = {"type": "integer", "minimum": low, "maximum": high}
    return {"anyOf": [number, text(pattern=pattern)], "default": default}


LANGUAGES = (
    "EN EN_GB FR FR_BE RO NL ES DE DE_CH DE_AT IT ES_LATAM BG HE JA NL_BE EN_AU PT_PT PT_BR SV_SE DA_DK FI_FI PL_PL LT_LT "
    "NB_NO NN_NO SL_SI HU HU_HU CS_CZ EL_GR HR_HR TR_TR EN_IE AF_ZA ZU_ZA LV_LV SK_SK GA_IE"
)
PERSONALITIES = (
    "SUPPORTIVE TEASING CONFIDENT GEEKY POETIC HIGH_ENERGY INTELLECTUAL ROMANTIC SARCASTIC POSSESSIVE NATURAL APPRECIATIVE "
    "PASSIONNATE"
)
INTERESTS = (
    "TAILORING BOOK_READING TRAVELING COOKING GARDENING PHOTOGRAPHY PAINTING MUSIC MOVIES CYCLING HIKING FITNESS GAMING DANCING "
    "YOGA SOFTWARE_DEVELOPMENT DIY_PROJECTS WRITING LANGUAGES ASTRONOMY VOLUNTEERING FISHING BIRD_WATCHING SPORTS EDUCATION "
    "ECONOMY FOOD_DRINKING CULINARY TECHNOLOGY MEDICAL NATURE CULTURE ART"
)
BDSM_INTERESTS = (
    "BDSM_BLOOD_PLAY BDSM_BONDAGE BDSM_BREATH_PLAY BDSM_BUTTOCKS BDSM_DOMINATION BDSM_EDGE_PLAY BDSM_FIRE_PLAY BDSM_FISTING "
    "BDSM_FLOGGING BDSM_GOLDEN_SHOWER BDSM_HARD BDSM_KINKSTER BDSM_KNIFE_PLAY BDSM_MASOCHIST BDSM_NEEDLE_PLAY "
    "BDSM_ORGASM_DENIAL BDSM_PET_PLAY BDSM_QUEENING_FACESITTING BDSM_SADISM BDSM_SOFT BDSM_STRAP_ON_DILDO BDSM_SUBMISSION "
    "BDSM_SUSPENSION BDSM_ZENTAI"
)
SEXUAL_INTERESTS = (
    "ANAL VAGINAL ORAL_GIVING ORAL_RECEIVING KISSING CUDDLING DOMINANCE SUBMISSION BDSM ROLEPLAY PUBLIC_SEX GROUP_SEX SWINGING "
    "WATCHING BEING_WATCHED THREESOME FOREPLAY DIRTY_TALK SENSUAL_MASSAGE TOYS LIGHT_BONDAGE SPANKING CHOKING FEET EXHIBITIONISM "
    "VOYEURISM"
)
ORIENTATIONS = "HETEROSEXUAL GAY LESBIAN BISEXUAL ASEXUAL DEMISEXUAL PANSEXUAL QUEER QUESTIONING AROMANTIC OMNISEXUAL OTHER"
ICEBREAKERS = "AUTO NO_PHOTO MISSING_DETAIL MUCH_YOUNGER MUCH_OLDER NEARBY GENERIC USER_ONLINE USER_OFFLINE JUST_JOINED EROTIC PHOTO_COMMENT"
STOP_REASONS = (
    "USER_UNDERAGE MALICIOUS_CONTENT USER_SUSPICIOUS USER_MESSAGE_REPETITION UNKNOWN_LANGUAGE USER_HOSTILE AI_SUSPICIOUS "
    "PAUSE_CONVERSATION"
)
FAILURE_TYPES = (
    "invalid_request_error authentication_error permission_denied_error not_found_error rate_limit_error upstream_error "
    "internal_error"
)
HTTPS = text(format="uri", pattern="^https://")
MONGO_ID = text(minLength=24, maxLength=24, pattern="^[a-z0-9]{24}$")
UNIX_SECONDS = {"type": "integer", "minimum": 0, "maximum": 2147483647}
REQUEST = {
    "userProfile": ref("Profile"),
    "personaProfile": ref("Profile"),
    "language": ref("Language"),
}
PROBLEM_TYPE, STATUS = (
    text(format="uri-reference"),
    {"type": "integer", "minimum": 100, "maximum": 599},
)
MILLISECONDS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"
ENDS = {"deprecated": True}

PROPERTIES = {
    ("dumgum", "SuggestionRequest"): {**REQUEST, "messages": array(ref("SuggestionMessage"))},
    ("dumgum", "GenerateRequest"): {
        **REQUEST,
        "messages": array(ref("Message")),
        "additionalLanguages": array(ref("Language"), maxItems=1),
        "tags": FREE,
        "replyParameters": ref("ReplyParameters"),
    },
    ("dumgum", "Profile"): {
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
    ("dumgum", "ProfileFeatures"): {
        "ethnicity": or_null(
            choice(
                "ASIAN BLACK CAUCASIAN MIDDLE_EAST HISPANIC_LATINO INDIAN MEDITERRANEAN OTHER UNCERTAIN"
            ),
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
        "interests": array(choice(INTERESTS), default=[]),
        "bdsmInterests": array(choice(BDSM_INTERESTS), default=[]),
        "sexualInterests": array(choice(SEXUAL_INTERESTS), default=[]),
        "lookingFor": array(choice("MAN WOMAN"), default=[]),
        "sexualOrientation": or_null(choice(ORIENTATIONS), default=None),
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
    ("dumgum", "Child"): {"name": TEXT, "gender": TEXT, "age": NUMBER},
    ("dumgum", "Pet"): {
        "name": text(minLength=1, maxLength=32),
        "sex": choice("MALE FEMALE"),
        "age": NUMBER,
        "breed": text(minLength=1, maxLength=32),
        "type": text(minLength=1, maxLength=32),
    },
    ("dumgum", "Message"): {
        "id": TEXT,
        "sender": choice("USER PERSONA"),
        "date": MOMENT,
        "pictureUrls": array(text(pattern="^https?://.*")),
        "poke": YES_OR_NO,
        "gifts": array(ref("Gift")),
        "text": or_null(text(maxLength=512)),
    },
    ("dumgum", "SuggestionMessage"): {"sticker": text(maxLength=160)},
    ("dumgum", "Gift"): {"name": TEXT, "tier": TEXT},
    ("dumgum", "ReplyParameters"): {
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
        "personaPersonality": or_null(choice(PERSONALITIES)),
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
        "icebreakerType": or_null(choice(ICEBREAKERS)),
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
    ("dumgum", "ShareablePicture"): {
        "id": text(minLength=1, maxLength=128),
        "url": text(minLength=1, maxLength=128),
        "caption": text(minLength=1, maxLength=100),
    },
    ("dumgum", "Guardrails"): {
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
    ("dumgum", "GuardrailOptionSet"): {"answer": YES_OR_NO, "banDurations": array(INTEGER)},
    ("dumgum", "PersonaProfileOverrides"): {
        "sexualDrive": choice("VERY_HIGH HIGH NORMAL LOW NONE")
    },
    ("dumgum", "Vision"): {
        "userProfilePictureAnalysis": switch(default=False),
        "personaProfilePictureAnalysis": switch(default=False),
        "sharedPicturesAnalysis": switch(default=False),
        "shareablePicturesAnalysis": switch(default=True),
    },
    ("dumgum", "Action"): {
        "type": choice("PAUSE_CONVERSATION"),
        "pauseConversation": ref("PauseConversation"),
    },
    ("dumgum", "PauseConversation"): {
        "duration": {"type": "integer", "minimum": 1, "maximum": 43200}
    },
    ("dumgum", "PostProcessing"): {"greekRewrite": switch(default=False)},
    ("dumgum", "SuggestionResponse"): {
        "suggestions": array(TEXT, minItems=3, maxItems=3, uniqueItems=True)
    },
    ("dumgum", "GenerateResponse"): {"answers": array(ref("Answer"))},
    ("dumgum", "Answer"): {
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
        "conversationStopReason": or_null(choice(STOP_REASONS)),
        "conversationStoppedUntil": or_null(MOMENT),
        "parentAnswerId": or_null(TEXT),
    },
    ("dumgum", "ProfileResponse"): {"profile": ref("WebhookProfile")},
    ("dumgum", "WebhookProfile"): {"id": TEXT, "features": ref("WebhookProfileFeatures")},
    ("dumgum", "WebhookProfileFeatures"): {
        "working": ANY,
        "sports": array(TEXT),
        "musicGenres": array(TEXT),
        "education": TEXT,
        "religion": TEXT,
        "smoking": TEXT,
        "bodyShape": TEXT,
    },
    ("dumgum", "Problem"): {
        "type": PROBLEM_TYPE,
        "title": TEXT,
        "status": STATUS,
        "detail": TEXT,
        "instance": PROBLEM_TYPE,
        "errors": array(ref("ProblemError")),
        "nearest": array(TEXT),
    },
    ("dumgum", "ProblemError"): dict.fromkeys(
        ["pointer", "keyword", "detail", "rule", "parameter", "assumed"], TEXT
    ),
    ("cognigy", "ContactProfileCreation"): {
        "profile": ref("ContactProfile"),
        "active": YES_OR_NO,
        "contactIds": array(TEXT, minItems=1),
        "projectId": text(minLength=24, maxLength=24),
    },
    ("cognigy", "ContactProfile"): {
        "prevent_data_collection": switch(default=False),
        "accepted_gdpr": switch(default=False),
        "privacy_policy": {**FREE, "default": {}},
        "tasks": array(TEXT),
        "memories": array(ref("Memory")),
        "firstname": text(default=""),
        "lastname": text(default=""),
        "email": TEXT,
        "profilepic": text(default=""),
        "age": {"type": "number", "default": 0},
        "birthday": text(default=""),
        "gender": text(default=""),
        "location": text(default=""),
    },
    ("cognigy", "Memory"): {"id": TEXT, "timestamp": TEXT, "text": TEXT},
    ("cognigy", "ContactProfileRecord"): {
        "profile": {"allOf": [ref("ContactProfile")]},
        "active": YES_OR_NO,
        "contactIds": array(TEXT),
        "_id": MONGO_ID,
        "createdAt": UNIX_SECONDS,
        "lastChanged": UNIX_SECONDS,
        "createdBy": MONGO_ID,
        "lastChangedBy": MONGO_ID,
    },
    ("cognigy", "Error"): {
        "type": TEXT,
        "title": TEXT,
        "status": INTEGER,
        "detail": TEXT,
        "instance": TEXT,
        "code": {"type": ["integer", "string"]},
        "traceId": text(
            pattern="^api--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        ),
        "details": FREE,
    },
    ("getprofile", "ProfileExport"): {
        "profile": ref("Profile"),
        "traits": array(ref("Trait")),
        "memories": array(ref("Memory")),
        "messages": array(ref("Message")),
        "exportedAt": MOMENT,
    },
    ("getprofile", "Profile"): {
        "id": UUID,
        "externalId": TEXT,
        "summary": or_null(TEXT),
        "summaryVersion": INTEGER,
        "summaryUpdatedAt": or_null(MOMENT),
        "createdAt": MOMENT,
        "updatedAt": MOMENT,
    },
    ("getprofile", "Trait"): {
        "id": UUID,
        "profileId": UUID,
        "key": TEXT,
        "category": or_null(TEXT),
        "valueType": choice("string number boolean array enum"),
        "value": ANY,
        "confidence": SHARE,
        "source": choice("extracted manual inferred"),
        "sourceMessageIds": array(TEXT),
        "createdAt": MOMENT,
        "updatedAt": MOMENT,
    },
    ("getprofile", "Memory"): {
        "id": TEXT,
        "profileId": UUID,
        "content": TEXT,
        "type": choice("fact preference event context"),
        "importance": SHARE,
        "decayFactor": NUMBER,
        "sourceMessageIds": array(TEXT),
        "createdAt": MOMENT,
        "lastAccessedAt": or_null(MOMENT),
    },
    ("getprofile", "Message"): {
        "id": TEXT,
        "profileId": UUID,
        "role": TEXT,
        "content": TEXT,
        "requestId": or_null(TEXT),
        "model": or_null(TEXT),
        "processed": or_null(YES_OR_NO),
        "createdAt": MOMENT,
    },
    ("getprofile", "Failure"): {"error": ref("Error")},
    ("getprofile", "Error"): {
        "message": TEXT,
        "type": choice(FAILURE_TYPES),
        "code": TEXT,
        "param": TEXT,
        "details": ANY,
    },
}
ENUMERATIONS = {
    ("dumgum", "Language"): choice(LANGUAGES),
    ("dumgum", "Gender"): choice("WOMAN MAN TRANS_MAN TRANSMASCULINE TRANS_WOMAN TRANSFEMININE"),
    ("dumgum", "Personality"): choice(PERSONALITIES),
}
# What an object demands beyond its properties; an object that is not listed demands nothing.
DEMANDS = {
    ("dumgum", "SuggestionRequest"): {"required": ["userProfile", "personaProfile", "language"]},
    ("dumgum", "GenerateRequest"): {"required": ["userProfile", "personaProfile", "language"]},
    ("dumgum", "Profile"): {
        "required": ["id"],
        "allOf": [{"anyOf": [{"required": ["firstName"]}, {"required": ["nickname"]}]}],
    },
    ("dumgum", "Message"): {"required": ["id", "sender", "date"]},
    ("dumgum", "SuggestionResponse"): {"required": ["suggestions"]},
    ("dumgum", "GenerateResponse"): {"required": ["answers"]},
    ("dumgum", "Answer"): {
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
    ("dumgum", "ProfileResponse"): {"required": ["profile"]},
    ("dumgum", "Problem"): {"required": ["type", "title", "status", "detail"]},
    ("dumgum", "ProblemError"): {"required": ["pointer", "keyword", "detail"]},
    ("cognigy", "ContactProfileCreation"): {"additionalProperties": False},
    ("cognigy", "ContactProfile"): {
        "additionalProperties": {"minimum": -(2**53) + 1, "maximum": 2**53 - 1}
    },
    ("cognigy", "ContactProfileRecord"): {
        "required": ["_id", "createdAt", "lastChanged", "createdBy", "lastChangedBy"],
        "additionalProperties": True,
    },
    ("cognigy", "Error"): {"required": ["type", "title", "status", "detail"]},
    ("getprofile", "ProfileExport"): {
        "required": ["profile", "traits", "memories", "messages", "exportedAt"]
    },
    ("getprofile", "Profile"): {
        "required": ["id", "externalId", "summary", "createdAt", "updatedAt"]
    },
    ("getprofile", "Trait"): {"required": ["key", "value", "confidence", "source", "createdAt"]},
    ("getprofile", "Memory"): {"required": ["id", "content", "type", "importance", "createdAt"]},
    ("getprofile", "Message"): {"required": ["id", "role", "content", "createdAt"]},
    ("getprofile", "Failure"): {"required": ["error"]},
    ("getprofile", "Error"): {"required": ["message", "type"]},
}
EXTENSIONS = {
    ("dumgum", "SuggestionMessage"): "Message",
    ("dumgum", "WebhookProfile"): "Profile",
    ("dumgum", "WebhookProfileFeatures"): "ProfileFeatures",
}
SUGGESTION, GENERATE = (
    "/cs/v1/content_creation/suggestion",
    "/cs/v1/content_creation/conversations/generate",
)
WEBHOOK, PROFILES, EXPORT = (
    "ContentCreationProfileEndpoint",
    "/new/v2.0/profiles",
    "/api/profiles/{id}/export",
)
JSON, PROBLEM, HAL = (
    ["application/json"],
    ["application/problem+json"],
    ["application/json", "application/hal+json"],
)
DUMGUM_STATUSES = {
    "200": JSON,
    "400": PROBLEM,
    "401": PROBLEM,
    "406": PROBLEM,
    "413": PROBLEM,
    "415": PROBLEM,
}
FREE_PROBLEM = [*PROBLEM, "*/*"]
ACCEPT = choice(
    "application/json application/hal+json application/xml text/xml text/csv",
    default="application/json",
)
OPERATIONS = {
    ("dumgum", "post", SUGGESTION): ("generate_suggestions", DUMGUM_STATUSES),
    ("dumgum", "post", GENERATE): ("generate_reply", DUMGUM_STATUSES),
    ("dumgum", "get", WEBHOOK): (
        "fetch_profile",
        {
            "200": JSON,
            "400": FREE_PROBLEM,
            "401": FREE_PROBLEM,
            "404": FREE_PROBLEM,
            "406": PROBLEM,
        },
    ),
    ("cognigy", "post", PROFILES): (
        "create_contact_profile",
        {"201": HAL, "200": HAL, **dict.fromkeys(["400", "401", "406", "413", "415", "429"], JSON)},
    ),
    ("getprofile", "get", EXPORT): (
        "export_profile",
        dict.fromkeys(["200", "401", "404", "406", "429", "500"], JSON),
    ),
}
BODIES = {
    ("dumgum", "post", SUGGESTION): ref("SuggestionRequest"),
    ("dumgum", "post", GENERATE): ref("GenerateRequest"),
    ("cognigy", "post", PROFILES): ref("ContactProfileCreation"),
}
SUCCESSES = {
    ("dumgum", "post", SUGGESTION, "200"): ref("SuggestionResponse"),
    ("dumgum", "post", GENERATE, "200"): ref("GenerateResponse"),
    ("dumgum", "get", WEBHOOK, "200"): ref("ProfileResponse"),
    ("cognigy", "post", PROFILES, "201"): ref("ContactProfileRecord"),
    ("cognigy", "post", PROFILES, "200"): ref("ContactProfileRecord"),
    ("getprofile", "get", EXPORT, "200"): ref("ProfileExport"),
}
FAILURES = {"dumgum": ref("Problem"), "cognigy": ref("Error"), "getprofile": ref("Failure")}
PARAMETERS = {
    ("dumgum", "get", WEBHOOK): [("profileId", "query", True, TEXT)],
    ("cognigy", "post", PROFILES): [("Accept", "header", False, ACCEPT)],
    ("getprofile", "get", EXPORT): [("id", "path", True, TEXT)],
}
BEARER = {"type": "http", "scheme": "bearer"}
CREDENTIALS = {
    "dumgum": {"accessKey": {**BEARER, "bearerFormat": "JWT | Access Key"}},
    "cognigy": {
        "apiKeyHeader": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "apiKeyQuery": {"type": "apiKey", "in": "query", "name": "api_key"},
        "bearer": BEARER,
    },
    "getprofile": {"apiKey": BEARER},
}
SERVERS = {
    "dumgum": "https://api.dumgum.com",
    "cognigy": "https://api-trial.cognigy.ai",
    "getprofile": "https://getprofile.example",
}
ERROR_FORMATS = {"dumgum": "problem-details", "cognigy": "cognigy", "getprofile": "getprofile"}
HEADERS = {
    ("dumgum", "Unauthorized"): {"WWW-Authenticate": TEXT},
    ("getprofile", "TooManyRequests"): dict.fromkeys(
        ["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining"], INTEGER
    ),
}
ECHOES = {
    ("dumgum", "Answer", "userProfileId"): "$request.body#/userProfile/id",
    ("dumgum", "Answer", "personaProfileId"): "$request.body#/personaProfile/id",
    ("dumgum", "Answer", "tags"): "$request.body#/tags",
    ("dumgum", "WebhookProfile", "id"): "$request.query.profileId",
    ("cognigy", "ContactProfileRecord", "profile"): "$request.body#/profile",
    ("cognigy", "ContactProfileRecord", "active"): "$request.body#/active",
    ("cognigy", "ContactProfileRecord", "contactIds"): "$request.body#/contactIds",
    ("getprofile", "Profile", "id"): "$request.path.id",
    ("getprofile", "Profile", "externalId"): "$request.path.id",
    ("getprofile", "Trait", "profileId"): "$request.path.id",
    ("getprofile", "Memory", "profileId"): "$request.path.id",
    ("getprofile", "Message", "profileId"): "$request.path.id",
}


def rules(schema):
    """The schema without what only explains it."""
    if isinstance(schema, list):
        return [rules(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if key not in ANNOTATIONS}
    return {
        key: value if key in ("enum", "default", "required") else rules(value)
        for key, value in kept.items()
    }


def resolved(document, value):
    """The value, or what its reference names."""
    while "$ref" in value:
        target = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def component(name, schema):
    return DOCUMENTS[name]["components"]["schemas"][schema]


def properties_of(name, schema):
    found = component(name, schema)
    return (found["allOf"][1] if (name, schema) in EXTENSIONS else found)["properties"]


def operations():
    for name, document in DOCUMENTS.items():
        for path, item in {**document["paths"], **document.get("webhooks", {})}.items():
            yield from (
                ((name, method, path), item[method]) for method in METHODS if method in item
            )


def responses(key):
    operation = dict(operations())[key]
    return {
        status: resolved(DOCUMENTS[key[0]], response)
        for status, response in operation["responses"].items()
    }


def media_types():
    """Every media type of every request and response: document, operation and place, and the media type itself."""
    for key, operation in operations():
        bodies = {"request": operation["requestBody"]} if "requestBody" in operation else {}
        for place, body in {**bodies, **responses(key)}.items():
            yield from (
                (key[0], f"{operation['operationId']} {place} {kind}", media)
                for kind, media in body["content"].items()
            )


def subschemas(value):
    """Every object inside the value that carries a list of examples."""
    children = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    if isinstance(value, dict) and isinstance(value.get("examples"), list):
        yield value
    for child in children:
        yield from subschemas(child)


def violations(name, schema, value):
    within = {
        **schema,
        "components": DOCUMENTS[name]["components"],
    }  # so that its references find their targets
    validator = Draft202012Validator(within, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(value)]


def unused(document, schema, value, place=""):
    """The places of the schema that the value leaves out or leaves empty."""
    schema = resolved(document, schema)
    parts = [resolved(document, part) for part in schema.get("allOf", [])]
    if isinstance(value, list):
        return unused(document, schema["items"], value[-1], place) if value else [place]
    known = {
        key: inner for part in (schema, *parts) for key, inner in part.get("properties", {}).items()
    }
    if not isinstance(value, dict) or not known:
        return []
    missing = [f"{place}/{key}" for key in known if key not in value]
    return missing + [
        spot
        for key in known
        if key in value
        for spot in unused(document, known[key], value[key], f"{place}/{key}")
    ]


FIELDS = [
    (*key, field, rule) for key, fields in PROPERTIES.items() for field, rule in fields.items()
]


@pytest.mark.parametrize(
    ("name", "schema", "field", "rule"), FIELDS, ids=[".".join(row[:3]) for row in FIELDS]
)
def test_field_has_the_documented_rules(name, schema, field, rule):
    """Type, values, length, range, pattern, default and null of the field are those of the reference."""
    assert rules(properties_of(name, schema)[field]) == rule


@pytest.mark.parametrize("key", PROPERTIES, ids=".".join)
def test_object_has_the_documented_fields(key):
    """The object has every documented field, in the documented order, and no other."""
    assert list(properties_of(*key)) == list(PROPERTIES[key])


@pytest.mark.parametrize("key", PROPERTIES.keys() - EXTENSIONS.keys(), ids=".".join)
def test_object_demands_what_is_documented(key):
    """What the object requires and forbids is what the reference or a ruling says."""
    found = {
        keyword: value
        for keyword, value in rules(component(*key)).items()
        if keyword != "properties"
    }
    assert found == {"type": "object", **DEMANDS.get(key, {})}


@pytest.mark.parametrize("key", EXTENSIONS, ids=".".join)
def test_extension_adds_to_its_base(key):
    """The extension is its base and the added fields, without a further demand."""
    base, addition = rules(component(*key))["allOf"]
    assert (base, addition.keys(), addition["type"]) == (
        ref(EXTENSIONS[key]),
        {"type", "properties"},
        "object",
    )


@pytest.mark.parametrize("key", ENUMERATIONS, ids=".".join)
def test_enumeration_has_the_documented_values(key):
    """The named enumeration has the documented values in the documented order."""
    assert rules(component(*key)) == ENUMERATIONS[key]


def test_every_schema_is_expected():
    """The documents have no schema that this file does not describe."""
    found = {
        (name, schema)
        for name, document in DOCUMENTS.items()
        for schema in document["components"]["schemas"]
    }
    assert found == {*PROPERTIES, *ENUMERATIONS}


def test_every_operation_is_there():
    """The documents have the five operations, under these ids, with these statuses and media types."""
    found = {
        key: (
            operation["operationId"],
            {status: list(body["content"]) for status, body in responses(key).items()},
        )
        for key, operation in operations()
    }
    assert found == OPERATIONS


def test_created_comes_before_ok():
    """The first success that the contact profile's creation lists is 201."""
    assert next(iter(responses(("cognigy", "post", PROFILES)))) == "201"


def test_every_request_body_is_required_json():
    """The three calls that send something have to send a JSON body of the expected schema."""
    bodies = {
        key: operation["requestBody"]
        for key, operation in operations()
        if "requestBody" in operation
    }
    assert {
        key: (body["required"], list(body["content"])) for key, body in bodies.items()
    } == dict.fromkeys(BODIES, (True, JSON))
    assert {
        key: body["content"]["application/json"]["schema"] for key, body in bodies.items()
    } == BODIES


@pytest.mark.parametrize("key", OPERATIONS, ids=" ".join)
def test_every_answer_has_its_schema(key):
    """Successes have the schema of their operation, failures that of their API, and a wildcard type has none."""
    found = {
        (status, kind): media["schema"]
        for status, body in responses(key).items()
        for kind, media in body["content"].items()
    }
    expected = {
        (status, kind): SUCCESSES.get((*key, status), FAILURES[key[0]]) for status, kind in found
    }
    assert found == {
        place: {} if place[1] == "*/*" else schema for place, schema in expected.items()
    }


def test_every_parameter_is_there():
    """The operations have the documented parameters."""
    found = {
        key: [
            (one["name"], one["in"], one.get("required", False), rules(one["schema"]))
            for one in operation["parameters"]
        ]
        for key, operation in operations()
        if "parameters" in operation
    }
    assert found == PARAMETERS


@pytest.mark.parametrize("name", CREDENTIALS)
def test_every_credential_is_an_alternative(name):
    """The API knows the documented credentials, and each of them is enough for each of its operations."""
    document = DOCUMENTS[name]
    assert rules(document["components"]["securitySchemes"]) == CREDENTIALS[name]
    demands = [
        operation.get("security", document.get("security"))
        for key, operation in operations()
        if key[0] == name
    ]
    assert demands == [[{scheme: []} for scheme in CREDENTIALS[name]]] * len(demands)


@pytest.mark.parametrize("key", HEADERS, ids=".".join)
def test_failure_has_its_headers(key):
    """The response documents the headers that its status calls for, each of them required."""
    name, response = key
    headers = DOCUMENTS[name]["components"]["responses"][response]["headers"]
    found = {header: resolved(DOCUMENTS[name], value) for header, value in headers.items()}
    assert {
        header: (value["required"], rules(value["schema"])) for header, value in found.items()
    } == {header: (True, schema) for header, schema in HEADERS[key].items()}


@pytest.mark.parametrize("name", SERVERS)
def test_root_says_where_and_how(name):
    """The document names this machine first and the vendor second, and how its failures look."""
    document = DOCUMENTS[name]
    assert [server["url"] for server in document["servers"]] == [
        "http://127.0.0.1:4080",
        SERVERS[name],
    ]
    assert (document["openapi"], document["x-error-format"]) == ("3.1.0", ERROR_FORMATS[name])


def test_webhook_has_a_path_on_the_mock():
    """The profile webhook is served under a path of its own."""
    assert DOCUMENTS["dumgum"]["webhooks"][WEBHOOK]["x-mock-path"] == "/webhooks/profile"


def test_echoes_are_the_documented_ones():
    """The fields of an answer that repeat the request, and no others, say where the value comes from."""
    found = {
        (*key, field): schema["x-echo"]
        for key in PROPERTIES
        for field, schema in properties_of(*key).items()
        if "x-echo" in schema
    }
    assert found == ECHOES


MEDIA_TYPES = list(media_types())


@pytest.mark.parametrize(
    ("name", "place", "media"), MEDIA_TYPES, ids=[f"{row[0]} {row[1]}" for row in MEDIA_TYPES]
)
def test_every_example_is_valid(name, place, media):
    """Each media type has named examples with a summary, and each of them is valid."""
    assert {frozenset(example) for example in media["examples"].values()} == {
        frozenset({"summary", "value"})
    }, place
    found = {
        title: violations(name, media["schema"], example["value"])
        for title, example in media["examples"].items()
    }
    assert not any(found.values()), found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_example_of_a_field_is_valid(name):
    """Each value in the examples of a schema is valid against that schema."""
    schemas = list(subschemas(DOCUMENTS[name]))
    assert schemas
    assert [
        found
        for schema in schemas
        for value in schema["examples"]
        for found in violations(name, schema, value)
    ] == []


@pytest.mark.parametrize("key", BODIES, ids=" ".join)
def test_full_example_uses_every_field(key):
    """Each request has a minimal example, and a full one that leaves out nothing but two lists of sexual interests."""
    media = dict(operations())[key]["requestBody"]["content"]["application/json"]
    assert "minimal" in media["examples"]
    found = unused(DOCUMENTS[key[0]], media["schema"], media["examples"]["full"]["value"])
    assert {place.rpartition("/")[2] for place in found} <= {"bdsmInterests", "sexualInterests"}
