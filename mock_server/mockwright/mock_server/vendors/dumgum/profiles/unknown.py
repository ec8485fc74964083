"""Unknown profiles: ids that the operator's patterns name, for which there is a 404."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import click

from mockwright.mock_server.answer.world import World
from mockwright.mock_server.request.problems import NOT_FOUND, Problem, RequestRefused

UNKNOWN_PROFILES = click.Option(
    ["--unknown-profiles"],
    multiple=True,
    metavar="PATTERN",
    envvar="MOCKWRIGHT_UNKNOWN_PROFILES",
    show_envvar=True,
    help="Profiles whose id matches are not there: GetProfile's export and DumGum's profile "
    "webhook answer 404. `*`, `?` and `[…]` as in file names; repeatable.",
)
PATTERNS = "unknown_profiles"
_SHOWN = 80


def read_unknown(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the value of `--unknown-profiles` means to answers."""
    return {PATTERNS: values[PATTERNS]} if values[PATTERNS] else {}


def require_known(profile_id: str, world: World) -> None:
    """Raise `RequestRefused` (404) for an id that `--unknown-profiles` names."""
    reason = explain_unknown_profile(profile_id, world)
    if reason:
        detail = f"There is no profile `{profile_id[:_SHOWN]}`: {reason}."
        raise RequestRefused(Problem(status=404, code=NOT_FOUND, detail=detail))


def explain_unknown_profile(profile_id: str, world: World) -> str:
    """Which pattern makes an id unknown, as half a sentence; nothing where none does."""
    for pattern in world.options.get(PATTERNS, ()):
        if fnmatchcase(profile_id, pattern):
            return f"it matches `--unknown-profiles {pattern[:_SHOWN]}`"
    return ""
