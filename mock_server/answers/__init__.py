"""Answers: what the mock says beyond what a schema can, by operation."""

from __future__ import annotations

# Operations whose answer depends on the request: a fixed example would not be an answer to it.
GENERATED = frozenset(
    {
        "generate_suggestions",
        "generate_reply",
        "fetch_profile",
        "create_contact_profile",
        "export_profile",
    }
)
