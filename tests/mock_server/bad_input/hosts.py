"""Requests with a foreign, malformed or unusual but valid host."""

from __future__ import annotations

from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CLOSE,
    CONTACT,
    EXPORT,
    HOST,
    SUGGESTION,
    Case,
    Endpoint,
    good,
    raw,
    without_host,
)

FOREIGN = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil",
    "2130706433",
    "0.0.0.0",  # noqa: S104 -- a name, not an address to bind to
    "127.1",
    "0x7f.0.0.1",
    "[::ffff:127.0.0.1]",
    "user@localhost",
    "localhost@evil.example",
    "evil.example#localhost",
    "evil.example?localhost",
)
MALFORMED = (
    "a b",
    "localhost/",
    "localhost?x",
    "localhost#x",
    "localhost\\x",
    "localhost..",
    "localhost%2e",
    "localhost:x",
    "localhost:99999",
    "http://localhost",
    "[::1",
    "::1",
)
GOOD = (
    "localhost",
    "LOCALHOST",
    "localhost.",
    "LocalHost:80",
    "127.0.0.1:9",
    "[::1]",
    "[::1]:4080",
)
MISSING: dict[str, tuple[str | bytes, ...]] = {
    "no Host": (),
    "empty Host": ("Host:",),
    "two equal Hosts": (HOST, HOST),
    "two Hosts, the second foreign": (HOST, "Host: evil.example"),
    "two names in one Host": ("Host: localhost, localhost",),
    "Host that is not ASCII": (b"Host: \xe2\x93\x9bocalhost",),
    "Host_ is another header": ("Host_: localhost",),
}
FORWARDED = (
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Proto: https",
    "Forwarded: host=evil.example",
    "X_Forwarded_Host: evil.example",
    "X-Original-Host: evil.example",
    "X-HTTP-Method-Override: DELETE",
)
ABSOLUTE = f"http://127.0.0.1{EXPORT.path}"


def _refused(
    id_: str, name: str, request: bytes, *statuses: int, detail: str, entries: int = 1
) -> Case:
    return Case(
        id=id_, name=name, request=request, statuses=statuses, detail=detail, entries=entries
    )


def _refused_export(id_: str, name: str, request: bytes, *statuses: int, detail: str) -> Case:
    """A case of a known path with a foreign host, refused in the vendor's format."""
    return Case(
        id=id_, name=name, endpoint=EXPORT, request=request, statuses=statuses, detail=detail
    )


def _accepted(id_: str, name: str, request: bytes, endpoint: Endpoint = EXPORT) -> Case:
    return Case(
        id=id_,
        name=f"accepted: {name}",
        endpoint=endpoint,
        request=request,
        statuses=(endpoint.success,),
    )


def _elsewhere(path: str) -> bytes:
    return raw(f"GET {path} HTTP/1.1", "Host: evil.example", AUTHORIZATION, CLOSE)


CASES = (
    *(
        _refused_export(
            "C11",
            f"Host {name}",
            without_host(EXPORT, f"Host: {name}"),
            421,
            detail="is not this server",
        )
        for name in FOREIGN
    ),
    *(
        _refused_export(
            "C10", f"Host {name}", without_host(EXPORT, f"Host: {name}"), 400, 421, detail="Host"
        )
        for name in MALFORMED
    ),
    *(_accepted("C12", f"Host {name}", without_host(EXPORT, f"Host: {name}")) for name in GOOD),
    *(
        _refused_export("C10", name, without_host(EXPORT, *lines), 400, detail="exactly one `Host`")
        for name, lines in MISSING.items()
    ),
    _refused_export(
        "C10",
        "no Host in HTTP/1.0",
        raw(f"GET {EXPORT.path} HTTP/1.0", AUTHORIZATION),
        400,
        detail="exactly one `Host`",
    ),
    Case(
        id="C10",
        name="no Host where 400 is documented, dumgum",
        endpoint=SUGGESTION,
        request=without_host(SUGGESTION),
        statuses=(400,),
        detail="exactly one `Host`",
    ),
    Case(
        id="C10",
        name="no Host where 400 is documented, cognigy",
        endpoint=CONTACT,
        request=without_host(CONTACT),
        statuses=(400,),
        detail="exactly one `Host`",
    ),
    _refused(
        "C11", "foreign Host, unknown path", _elsewhere("/nope"), 421, detail="not this server"
    ),
    _refused(
        "C11", "foreign Host, root", _elsewhere("/"), 421, detail="not this server", entries=0
    ),
    _refused(
        "C11",
        "foreign Host, live",
        _elsewhere("/_mock/live"),
        421,
        detail="not this server",
        entries=0,
    ),
    _refused(
        "C11",
        "foreign Host, journal",
        _elsewhere("/_mock/journal"),
        421,
        detail="not this server",
        entries=0,
    ),
    *(_accepted("C14", f"ignored: {line}", good(EXPORT, line)) for line in FORWARDED),
    _accepted(
        "C13",
        "absolute URI of this server",
        raw(f"GET {ABSOLUTE} HTTP/1.1", HOST, AUTHORIZATION, CLOSE),
    ),
    Case(
        id="C13",
        name="absolute URI of another server, good Host",
        endpoint=EXPORT,
        request=raw(f"GET http://evil.example{EXPORT.path} HTTP/1.1", HOST, AUTHORIZATION, CLOSE),
        statuses=(421,),
        limit="if the request line has an absolute URI, its host should decide; WSGI only "
        "passes on the `Host` header",
    ),
    _refused_export(
        "C13",
        "absolute URI of another server, no Host",
        raw(f"GET http://evil.example{EXPORT.path} HTTP/1.1", AUTHORIZATION, CLOSE),
        400,
        421,
        detail="Host",
    ),
)
