"""Cognigy's schemas according to the vendor's reference, field by field, in its order."""

from __future__ import annotations

from tests.openapi.documents.expected.notation import (
    FREE,
    INTEGER,
    TEXT,
    YES_OR_NO,
    Schema,
    array,
    ref,
    switch,
    text,
)

MONGO_ID = text(minLength=24, maxLength=24, pattern="^[a-z0-9]{24}$")
UNIX_SECONDS: Schema = {"type": "integer", "minimum": 0, "maximum": 2147483647}

PROPERTIES: dict[str, dict[str, Schema]] = {
    "ContactProfileCreation": {
        "profile": ref("ContactProfile"),
        "active": YES_OR_NO,
        "contactIds": array(TEXT, minItems=1),
        "projectId": text(minLength=24, maxLength=24),
    },
    "ContactProfile": {
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
    "Memory": {"id": TEXT, "timestamp": TEXT, "text": TEXT},
    "ContactProfileRecord": {
        "profile": {"allOf": [ref("ContactProfile")]},
        "active": YES_OR_NO,
        "contactIds": array(TEXT),
        "_id": MONGO_ID,
        "createdAt": UNIX_SECONDS,
        "lastChanged": UNIX_SECONDS,
        "createdBy": MONGO_ID,
        "lastChangedBy": MONGO_ID,
    },
    "Error": {
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
}

# The constraints on an object beyond its properties; objects that are not listed have none.
DEMANDS: dict[str, Schema] = {
    "ContactProfileCreation": {"additionalProperties": False},
    "ContactProfile": {"additionalProperties": {"minimum": -(2**53) + 1, "maximum": 2**53 - 1}},
    "ContactProfileRecord": {
        "required": ["_id", "createdAt", "lastChanged", "createdBy", "lastChangedBy"],
        "additionalProperties": True,
    },
    "Error": {"required": ["type", "title", "status", "detail"]},
}

ECHOES = {
    ("ContactProfileRecord", "profile"): "$request.body#/profile",
    ("ContactProfileRecord", "active"): "$request.body#/active",
    ("ContactProfileRecord", "contactIds"): "$request.body#/contactIds",
}
