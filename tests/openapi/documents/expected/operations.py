"""The operations of the three documents: paths, statuses, media types, parameters, credentials."""

from __future__ import annotations

from tests.openapi.documents.expected.notation import INTEGER, TEXT, Schema, choice, ref

SUGGESTION = "/cs/v1/content_creation/suggestion"
GENERATE = "/cs/v1/content_creation/conversations/generate"
WEBHOOK = "ContentCreationProfileEndpoint"
PROFILES = "/new/v2.0/profiles"
EXPORT = "/api/profiles/{id}/export"

JSON = ["application/json"]
PROBLEM = ["application/problem+json"]
HAL = ["application/json", "application/hal+json"]
FREE_PROBLEM = [*PROBLEM, "*/*"]
ACCEPT = choice("application/json application/hal+json", default="application/json")
VENDOR_ACCEPT = [*HAL, "application/xml", "text/xml", "text/csv"]

Key = tuple[str, str, str]

DUMGUM_STATUSES = {"200": JSON, **dict.fromkeys(["400", "401", "406", "413", "415"], PROBLEM)}
COGNIGY_FAILURES = dict.fromkeys(["400", "401", "406", "413", "415", "429"], JSON)
OPERATIONS: dict[Key, tuple[str, dict[str, list[str]]]] = {
    ("dumgum", "post", SUGGESTION): ("generate_suggestions", DUMGUM_STATUSES),
    ("dumgum", "post", GENERATE): ("generate_reply", DUMGUM_STATUSES),
    ("dumgum", "get", WEBHOOK): (
        "fetch_profile",
        {
            "200": JSON,
            "304": [],
            "400": FREE_PROBLEM,
            "401": FREE_PROBLEM,
            "404": FREE_PROBLEM,
            "406": PROBLEM,
        },
    ),
    ("cognigy", "post", PROFILES): (
        "create_contact_profile",
        {"201": HAL, "200": HAL, **COGNIGY_FAILURES},
    ),
    ("getprofile", "get", EXPORT): (
        "export_profile",
        dict.fromkeys(["200", "401", "404", "406", "429", "500"], JSON),
    ),
}
BODIES: dict[Key, Schema] = {
    ("dumgum", "post", SUGGESTION): ref("SuggestionRequest"),
    ("dumgum", "post", GENERATE): ref("GenerateRequest"),
    ("cognigy", "post", PROFILES): ref("ContactProfileCreation"),
}
SUCCESSES: dict[tuple[str, str, str, str], Schema] = {
    ("dumgum", "post", SUGGESTION, "200"): ref("SuggestionResponse"),
    ("dumgum", "post", GENERATE, "200"): ref("GenerateResponse"),
    ("dumgum", "get", WEBHOOK, "200"): ref("ProfileResponse"),
    ("cognigy", "post", PROFILES, "201"): ref("ContactProfileRecord"),
    ("cognigy", "post", PROFILES, "200"): ref("ContactProfileRecord"),
    ("getprofile", "get", EXPORT, "200"): ref("ProfileExport"),
}
FAILURES = {"dumgum": ref("Problem"), "cognigy": ref("Error"), "getprofile": ref("Failure")}
PARAMETERS: dict[Key, list[tuple[str, str, bool, Schema]]] = {
    ("dumgum", "get", WEBHOOK): [
        ("profileId", "query", True, {**TEXT, "minLength": 1}),
        ("If-None-Match", "header", False, TEXT),
    ],
    ("cognigy", "post", PROFILES): [("Accept", "header", False, ACCEPT)],
    ("getprofile", "get", EXPORT): [("id", "path", True, TEXT)],
}

BEARER: Schema = {"type": "http", "scheme": "bearer"}
CREDENTIALS: dict[str, dict[str, Schema]] = {
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
HEADERS: dict[tuple[str, str], dict[str, Schema]] = {
    ("dumgum", "Unauthorized"): {"WWW-Authenticate": TEXT},
    ("getprofile", "TooManyRequests"): dict.fromkeys(
        ["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining"], INTEGER
    ),
}
