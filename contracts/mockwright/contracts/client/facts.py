"""Facts: what the mock found about a request, by the names that its journal has for them."""

from __future__ import annotations

VIOLATIONS, WARNINGS, PROBLEM = "violations", "warnings", "problem"
# A fault that was asked for decided the answer: the answer says nothing about the request.
FAULT = "fault"
# The statuses of a request whose credentials were refused.
REFUSED = frozenset({401, 403})
