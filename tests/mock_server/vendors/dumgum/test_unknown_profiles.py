from __future__ import annotations

import pytest

from mockwright.mock_server.answer.world import World
from mockwright.mock_server.request.problems import RequestRefused
from mockwright.mock_server.state.memory import MemoryState
from mockwright.mock_server.vendors.dumgum.profiles.unknown import require_known

PATTERNS = ("missing-*", "user-?", "[ab]x")


def world(*patterns: str) -> World:
    """A world with these patterns of unknown profiles."""
    return World(seed=0, state=MemoryState(), options={"unknown_profiles": patterns})


@pytest.mark.parametrize("profile_id", ["missing-", "missing-7", "missing-a/b", "user-7", "ax"])
def test_matching_id_is_unknown(profile_id: str) -> None:
    """An id that matches a pattern gets a 404 that names the id and the pattern."""
    with pytest.raises(RequestRefused) as caught:
        require_known(profile_id, world(*PATTERNS))
    problem = caught.value.problem
    assert (problem.status, f"`{profile_id}`" in problem.detail) == (404, True)
    assert any(f"`--unknown-profiles {pattern}`" in problem.detail for pattern in PATTERNS)


@pytest.mark.parametrize("profile_id", ["", "Missing-7", "not-missing-7", "user-77", "cx", "ax\n"])
def test_other_id_is_known(profile_id: str) -> None:
    """A pattern matches whole ids, case-sensitively; without patterns every id is known."""
    require_known(profile_id, world(*PATTERNS))
    require_known("missing-7", world())
