"""`Prefer: code=404, example=name`: the documented answer that a client requests, as in Prism."""

from __future__ import annotations

from dataclasses import dataclass

from mockwright.mock_server.request.problems import INVALID_REQUEST, Problem, RequestRefused


@dataclass(frozen=True, kw_only=True, slots=True)
class Preference:
    """The supported preferences of a `Prefer` header; all others are ignored (RFC 7240)."""

    status: int | None = None
    example: str | None = None
    is_dynamic: bool = False


NO_PREFERENCE = Preference()


def parse_preference(header: str) -> Preference:
    """Parse a `Prefer` header. Raises `RequestRefused` (400) for a code that is not a status."""
    if not header:
        return NO_PREFERENCE
    pairs = [part.partition("=") for part in header.replace(";", ",").split(",")]
    values = {name.strip().lower(): value.strip().strip('"') for name, _, value in reversed(pairs)}
    status = values.get("code")
    if status is not None and not (status.isascii() and status.isdigit() and len(status) == 3):  # noqa: PLR2004 -- a status has three digits
        detail = f"`Prefer: code={status[:20]}` names no status; expected three digits."
        raise RequestRefused(Problem(status=400, code=INVALID_REQUEST, detail=detail))
    return Preference(
        status=int(status) if status else None,
        example=values.get("example"),
        is_dynamic=values.get("dynamic") == "true",
    )
