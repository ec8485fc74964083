"""Unknown profiles: ids that the operator's patterns name, for which there is a 404."""

from __future__ import annotations

from fnmatch import fnmatchcase

from mock_server.answers.world import World
from mock_server.problems import UNKNOWN_PROFILE, Problem, RequestRefused

_SHOWN = 80


def require_known(profile_id: str, world: World) -> None:
    """Raise `RequestRefused` (404) for an id that `--unknown-profiles` names."""
    for pattern in world.unknown_profiles:
        if fnmatchcase(profile_id, pattern):
            detail = (
                f"There is no profile `{profile_id[:_SHOWN]}`: it matches "
                f"`--unknown-profiles {pattern[:_SHOWN]}`."
            )
            raise RequestRefused(Problem(status=404, code=UNKNOWN_PROFILE, detail=detail))
