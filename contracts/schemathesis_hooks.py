"""Hooks for Schemathesis: how to generate the two formats that are not JSON Schema's own.

Run it with `SCHEMATHESIS_HOOKS=contracts.schemathesis_hooks st run …`.
"""

from __future__ import annotations

import schemathesis
from hypothesis import strategies as st

from openapi import formats

schemathesis.openapi.format(formats.COUNTRY, st.sampled_from(sorted(formats.country_codes())))
schemathesis.openapi.format(formats.TIME_ZONE, st.sampled_from(sorted(formats.time_zones())))
