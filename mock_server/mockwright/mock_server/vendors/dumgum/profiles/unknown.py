"""Unknown profiles: ids that match the operator's patterns and get a 404."""

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
    help="Treat ids that match this pattern as unknown: GetProfile's export and DumGum's profile "
    "webhook answer 404. `*`, `?` and `[…]` as in file names; repeatable.",
)
PATTERNS = "unknown_profiles"
_SHOWN = 80


def read_unknown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Convert the value of `--unknown-profiles`."""
    return {PATTERNS: values[PATTERNS]} if values[PATTERNS] else {}


def require_known(profile_id: str, world: World) -> None:
    """Raise `RequestRefused` (404) for an id that matches `--unknown-profiles`."""
    reason = explain_unknown_profile(profile_id, world)
    if reason:
        detail = f"There is no profile `{profile_id[:_SHOWN]}`: {reason}."
        raise RequestRefused(Problem(status=404, code=NOT_FOUND, detail=detail))


def explain_unknown_profile(profile_id: str, world: World) -> str:
    """Which pattern an id matches, as half a sentence; None if it matches none."""
    for pattern in world.options.get(PATTERNS, ()):
        if fnmatchcase(profile_id, pattern):
            return f"it matches `--unknown-profiles {pattern[:_SHOWN]}`"
    return ""
