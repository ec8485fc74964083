"""Headers with a syntax of their own: values of those whose schema is only `type: string`."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate
from urllib.parse import quote

from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.from_schema import Maker
from mockwright.openapi.operation_checks import TEMPLATE
from mockwright.openapi.schemas import CompiledSchema

_SAYS_NOTHING_MORE = {"type", "title", "description", "deprecated", "readOnly", "writeOnly"}
_YEAR_2024 = 1_704_067_200
_YEAR_SECONDS = 366 * 86_400
_ID_LENGTH = 12
_TAG_LENGTH = 16
_LONGEST_WAIT = 60


def find_syntax(name: str, schema: CompiledSchema) -> Maker | None:
    """The function that generates a header by its own syntax; None if the schema describes it."""
    resolved = schema.library.resolve(schema.schema, schema.place).value
    if not isinstance(resolved, dict) or not resolved.keys() <= _SAYS_NOTHING_MORE:
        return None
    types = resolved.get("type")
    if types == "string":
        return _STRINGS.get(name.lower())
    return _make_wait if types == "integer" and name.lower() == "retry-after" else None


def _make_cookie(stream: RandomStream, _call: Call) -> str:
    return f"session={stream.code(_TAG_LENGTH)}; Path=/; HttpOnly"


def _make_tag(stream: RandomStream, _call: Call) -> str:
    return f'"{stream.code(_TAG_LENGTH)}"'


def _make_wait(stream: RandomStream, _call: Call) -> int:
    return stream.between(1, _LONGEST_WAIT)


def _make_wait_text(stream: RandomStream, call: Call) -> str:
    return str(_make_wait(stream, call))


def _make_date(stream: RandomStream, _call: Call) -> str:
    return formatdate(_YEAR_2024 + stream.below(_YEAR_SECONDS), usegmt=True)


def _make_location(stream: RandomStream, call: Call) -> str:
    """The path of the operation, or of the resource that a POST creates below it."""
    path = _path_of(stream, call).rstrip("/")
    return f"{path}/{stream.code(_ID_LENGTH)}" if call.operation.method == "POST" else path or "/"


def _make_link(stream: RandomStream, call: Call) -> str:
    return f'<{_path_of(stream, call)}>; rel="self"'


def _path_of(stream: RandomStream, call: Call) -> str:
    """The operation's path, with the values of the call for its variables."""
    parts = TEMPLATE.split(call.operation.path)
    for index in range(1, len(parts), 2):
        value = call.parameters.get(("path", parts[index]))
        parts[index] = str(value) if isinstance(value, str | int) else stream.code(_ID_LENGTH)
    return quote("".join(parts))


_STRINGS: Mapping[str, Maker] = {
    "etag": _make_tag,
    "expires": _make_date,
    "last-modified": _make_date,
    "link": _make_link,
    "location": _make_location,
    "retry-after": _make_wait_text,
    "set-cookie": _make_cookie,
}
