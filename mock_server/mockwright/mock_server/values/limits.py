"""Limits on what is generated, so that no document takes a server's time or memory."""

from __future__ import annotations

# A larger instance is cut off. It then fails validation and is refused as an invalid answer.
MAX_SIZE = 200_000
MAX_PARTS = 50_000
# With more parts than this, optional fields deep inside are left out.
MAX_USUAL_PARTS = 4_000
# The values that are generated, at most, in the search for one instance.
MAX_WORK = 20_000
