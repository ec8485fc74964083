"""The body of an export: the ids of a profile, and everything known about the person."""

from __future__ import annotations

from typing import Any, NamedTuple

from mockwright.mock_server.timestamps import format_timestamp
from mockwright.mock_server.vendors.getprofile.biographies import Biography


class Ids(NamedTuple):
    """The UUID of a profile, and its name at the caller."""

    internal: str
    external: str


def write_export(ids: Ids, biography: Biography, now: int) -> dict[str, Any]:
    """The export of now, or of the biography's last change if that is later."""
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
