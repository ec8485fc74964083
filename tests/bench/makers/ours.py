"""Profiles by the engine of `mockwright profiles`, without the command."""

from __future__ import annotations

from mockwright.mock_server.people import find_population
from tests.bench.makers.timing import run

if __name__ == "__main__":
    run(find_population(0, "FR", "user").fake_profile)
