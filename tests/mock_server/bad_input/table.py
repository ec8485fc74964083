"""Every case of bad input for a server with default settings."""

from __future__ import annotations

from tests.mock_server.bad_input import (
    bodies,
    control_surface,
    credentials,
    framing,
    hosts,
    json_texts,
    paths,
    preferences,
)
from tests.mock_server.bad_input.cases import Case

CASES: tuple[Case, ...] = (
    *json_texts.CASES,
    *bodies.CASES,
    *hosts.CASES,
    *paths.CASES,
    *control_surface.CASES,
    *credentials.NO_KEY_CASES,
    *framing.CASES,
    *preferences.CASES,
)
