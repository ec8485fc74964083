"""The body of an export: the ids of a profile, and everything that is known about the person."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockwright.mock_server.timestamps import format_timestamp
from mockwright.mock_server.vendors.getprofile.biographies import Biography


class Ids(NamedTuple):
    """The UUID of a profile and the caller's name for it."""

    internal: str
    external: str


def write_export(ids: Ids, biography: Biography, now: int) -> dict[str, Any]:
    """The export that is made now, or when the biography was last changed if that is later."""
    updated = format_timestamp(biography.updated)
    return {
        "profile": {
            "id": ids.internal,
            "externalId": ids.external,
            "summary": biography.summary,
            "summaryVersion": biography.summary_version,
            "summaryUpdatedAt": None if biography.summary is None else updated,
            "createdAt": format_timestamp(biography.created),
            "updatedAt": updated,
        },
        "traits": biography.traits,
        "memories": biography.memories,
        "messages": biography.messages,
        "exportedAt": format_timestamp(max(now, biography.updated)),
    }
