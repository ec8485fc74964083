"""Hooks for Schemathesis: generate what the documents' schemas alone cannot express.

These are two formats that JSON Schema does not define, and personas, who are always adults.

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
    """Leave out the birthdate of a persona that is a minor when the messages are sent."""
    return leave_out_minors(body)
