"""Unknown profiles: ids that the operator's patterns name, for which there is a 404."""

from __future__ import annotations

from fnmatch import fnmatchcase

from mockwright.mock_server.answer.world import World
from mockwright.mock_server.request.problems import UNKNOWN_PROFILE, Problem, RequestRefused

_SHOWN = 80


def require_known(profile_id: str, world: World) -> None:
    """Raise `RequestRefused` (404) for an id that `--unknown-profiles` names."""
    reason = explain_unknown_profile(profile_id, world)
    if reason:
        detail = f"There is no profile `{profile_id[:_SHOWN]}`: {reason}."
        raise RequestRefused(Problem(status=404, code=UNKNOWN_PROFILE, detail=detail))


def explain_unknown_profile(profile_id: str, world: World) -> str:
    """Which pattern makes an id unknown, as half a sentence; nothing where none does."""
    for pattern in world.unknown_profiles:
        if fnmatchcase(profile_id, pattern):
            return f"it matches `--unknown-profiles {pattern[:_SHOWN]}`"
    return ""
