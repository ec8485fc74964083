"""Environment variables of the command: the known ones, and a warning for any other."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

PREFIX = "MOCKWRIGHT_"
# Those of all commands, so that no command has to be imported to know them.
VARIABLES = (
    *("ACCESS_KEY", "ALLOW_HOST", "CONFIG", "DB", "FAULT", "HOST", "JOURNAL_FILE", "KEY"),
    "LOCALE",
    *("MAX_BODY", "MAX_STATE", "PORT", "PROFILE_ENDPOINT", "PROFILE_ENDPOINT_CA"),
    *("PROFILE_ENDPOINT_KEY", "PROFILE_ENDPOINT_TIMEOUT", "RATE_LIMIT", "READY_FILE", "REALTIME"),
    *(
        "SEED",
        "SPEC",
        "STRICT",
        "STRICT_SPEC",
        "SUGGESTIONS_AS",
        "TOKEN",
        "UNKNOWN_PROFILES",
        "URL",
        "VENDOR",
    ),
    "WORKERS",
)


def find_unknown(variables: Iterable[str]) -> Iterator[str]:
    """A sentence for each variable with the prefix that no option reads."""
    for name in sorted(variables):
        short = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and short not in VARIABLES:
            near = difflib.get_close_matches(short, VARIABLES, n=1, cutoff=0.7)
            hint = f" Did you mean `{PREFIX}{near[0]}`?" if near else ""
            yield f"The variable `{name}` is unknown and has no effect.{hint}"
