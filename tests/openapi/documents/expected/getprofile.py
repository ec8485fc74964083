"""GetProfile's schemas according to the vendor's sources, field by field, in their order."""

from __future__ import annotations

from tests.openapi.documents.expected import words
from tests.openapi.documents.expected.notation import (
    ANY,
    INTEGER,
    MOMENT,
    NUMBER,
    SHARE,
    TEXT,
    UUID,
    YES_OR_NO,
    Schema,
    array,
    choice,
    or_null,
    ref,
)

PROPERTIES: dict[str, dict[str, Schema]] = {
    "ProfileExport": {
        "profile": ref("Profile"),
        "traits": array(ref("Trait")),
        "memories": array(ref("Memory")),
        "messages": array(ref("Message")),
        "exportedAt": MOMENT,
    },
    "Profile": {
        "id": UUID,
        "externalId": TEXT,
        "summary": or_null(TEXT),
        "summaryVersion": INTEGER,
        "summaryUpdatedAt": or_null(MOMENT),
        "createdAt": MOMENT,
        "updatedAt": MOMENT,
    },
    "Trait": {
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
    "Memory": {
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
    "Message": {
        "id": TEXT,
        "profileId": UUID,
        "role": TEXT,
        "content": TEXT,
        "requestId": or_null(TEXT),
        "model": or_null(TEXT),
        "processed": or_null(YES_OR_NO),
        "createdAt": MOMENT,
    },
    "Failure": {"error": ref("Error")},
    "Error": {
        "message": TEXT,
        "type": choice(words.FAILURE_TYPES),
        "code": TEXT,
        "param": TEXT,
        "details": ANY,
    },
}

# The constraints on an object beyond its properties; objects that are not listed have none.
DEMANDS: dict[str, Schema] = {
    "ProfileExport": {"required": ["profile", "traits", "memories", "messages", "exportedAt"]},
    "Profile": {"required": ["id", "externalId", "summary", "createdAt", "updatedAt"]},
    "Trait": {"required": ["key", "value", "confidence", "source", "createdAt"]},
    "Memory": {"required": ["id", "content", "type", "importance", "createdAt"]},
    "Message": {"required": ["id", "role", "content", "createdAt"]},
    "Failure": {"required": ["error"]},
    "Error": {"required": ["message", "type"]},
}

ECHOES = {
    ("Profile", "id"): "$request.path.id",
    ("Profile", "externalId"): "$request.path.id",
    ("Trait", "profileId"): "$request.path.id",
    ("Memory", "profileId"): "$request.path.id",
    ("Message", "profileId"): "$request.path.id",
}
