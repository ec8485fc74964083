"""Hooks for Schemathesis: how to generate what the documents' schemas alone cannot say.

That is two formats which are not JSON Schema's own, and personas who are adults.

Run it with `SCHEMATHESIS_HOOKS=mockwright.schemathesis_hooks st run …`.
"""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import strategies as st

from mockwright.contracts.drawing.minors import leave_out_minors
from mockwright.openapi import formats

schemathesis.openapi.format(formats.COUNTRY, st.sampled_from(sorted(formats.country_codes())))
schemathesis.openapi.format(formats.TIME_ZONE, st.sampled_from(sorted(formats.time_zones())))


@schemathesis.hook
def map_body(_context: schemathesis.HookContext, body: Any) -> Any:
    """Leave out the birthdate of a persona who is a minor when the messages are sent."""
    return leave_out_minors(body)
