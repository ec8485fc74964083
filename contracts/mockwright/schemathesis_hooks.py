"""Hooks for Schemathesis: `SCHEMATHESIS_HOOKS=mockwright.schemathesis_hooks st run …`.

They generate the two formats of the bundled documents that JSON Schema does not define (countries
and time zones), and exclude personas who are minors.
"""

from __future__ import annotations

import mockwright.contracts.drawing.schemathesis_hooks

__all__: list[str] = []

# Importing the module registers the hooks.
_ = mockwright.contracts.drawing.schemathesis_hooks
