"""What `serve` prints once the server answers: its address and a command to try."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from mockwright.mock_server.settings import Settings
from mockwright.mock_server.values.instances import compile_fake
from mockwright.openapi.operations import Operation
from mockwright.openapi.security import SecurityScheme


def ready_lines(
    settings: Settings, operations: Iterable[Operation], url: str, new_token: str | None = None
) -> str:
    """The address, a first request, the journal, how to stop, and the token if it is new."""
    lines = [
        f"Mockwright is ready at {url} (seed {settings.seed}).",
        f"Try: {suggest_call(operations, url, has_keys=bool(settings.access_keys))}",
        f"Journal: {url}/_mock/journal   Stop: Ctrl-C",
    ]
    if new_token is not None:
        lines.append(f"Reachable from other machines. Control token: {new_token}")
    return "\n".join(lines)


def suggest_call(operations: Iterable[Operation], url: str, *, has_keys: bool) -> str:
    """A curl command that succeeds: the first GET that needs nothing but its path.

    If there is none, the command requests the index.
    """
    operation = next(filter(_is_simple, operations), None)
    if operation is None:
        return f"curl -s {url}/"
    key = "YOUR-ACCESS-KEY" if has_keys else "any-key"
    schemes = operation.security[0] if operation.security else ()
    query = "&".join(f"{s.parameter}={key}" for s in schemes if s.location == "query")
    headers = "".join(f" -H '{_header(s, key)}'" for s in schemes if s.location == "header")
    address = f"{url}{_fill_path(operation)}{f'?{query}' if query else ''}"
    return f"curl -s {address if not query else repr(address)}{headers}"


def _is_simple(operation: Operation) -> bool:
    """Whether a GET is an operation that a client calls and needs only its path."""
    is_sent = operation.path in operation.document.root.get("paths", {})
    required = {parameter.location for parameter in operation.parameters if parameter.is_required}
    schemes = operation.security[0] if operation.security else ()
    return (
        is_sent
        and operation.method == "GET"
        and required <= {"path"}
        and all(scheme.location in {"header", "query"} for scheme in schemes)
    )


def _fill_path(operation: Operation) -> str:
    """The path with a generated value for each parameter."""
    path = operation.path
    for parameter in operation.parameters:
        if parameter.location == "path":
            schema = parameter.schema
            value = compile_fake(operation, schema)(0) if schema is not None else "1"
            path = path.replace(f"{{{parameter.name}}}", quote(str(value), safe=""))
    return path


def _header(scheme: SecurityScheme, key: str) -> str:
    if scheme.kind == "apiKey":
        return f"{scheme.parameter}: {key}"
    name = scheme.scheme if scheme.kind == "http" else "bearer"
    return f"Authorization: {name.capitalize()} {key}"
