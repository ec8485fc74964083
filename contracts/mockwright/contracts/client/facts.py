"""Names of the facts that the mock's journal records about a request."""

from __future__ import annotations

VIOLATIONS, WARNINGS, PROBLEM = "violations", "warnings", "problem"
# An injected fault determined the answer, so the answer says nothing about the request.
FAULT = "fault"
# The statuses that refuse credentials.
REFUSED = frozenset({401, 403})
