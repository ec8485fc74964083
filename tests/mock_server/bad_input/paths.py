"""Unknown paths, unsupported methods, and unusual queries."""

from __future__ import annotations

from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CLOSE,
    CONTACT,
    EXPORT,
    HOST,
    NOWHERE,
    SUGGESTION,
    WEBHOOK,
    Case,
    Endpoint,
    call,
    fetch,
    raw,
)

# The nearest endpoint, which determines the vendor and the suggestion of the answer.
UNKNOWN = (
    ("/nope", NOWHERE),
    ("/cs/v1/content_creation/sugestion", SUGGESTION),
    (SUGGESTION.path + "/", SUGGESTION),
    (SUGGESTION.path + ";x", SUGGESTION),
    (SUGGESTION.path + "%00", SUGGESTION),
    ("/CS/V1/content_creation/suggestion", SUGGESTION),
    ("/new/v2.0/profile", CONTACT),
    ("/new//v2.0/profiles", CONTACT),
    ("/api/profile/user-123/export", EXPORT),
    ("/API/profiles/user-123/export", EXPORT),
    ("/api/profiles/user-123/export/", EXPORT),
    ("/api/profiles//export", EXPORT),
    ("/..%2f..%2fetc/passwd", NOWHERE),
    ("/%2e%2e/%2e%2e/etc/passwd", NOWHERE),
    ("/../../etc/passwd", NOWHERE),
    ("/..\\..\\x", NOWHERE),
    ("/..%5c..%5cx", NOWHERE),
    ("/%00", NOWHERE),
    ("/%ff", NOWHERE),
    ("/%ed%a0%80", NOWHERE),
    ("//evil", NOWHERE),
    ("//evil.example/x", NOWHERE),
    ("/;x", NOWHERE),
    ("/%25%32%66", NOWHERE),
    ("/a%0d%0aSet-Cookie:x", NOWHERE),
    ("/%", NOWHERE),
    ("/%zz", NOWHERE),
    ("/%f0%9f%98%80", NOWHERE),
    ("/" + "a" * 8191, NOWHERE),
)
ODD_IDS = (
    "%00",
    "%ff",
    "..",
    "%2e%2e",
    "a%20b",
    "%f0%9f%98%80",
    "%ed%a0%80",
    "%7bid%7d",
    "a" * 5000,
)
METHODS = (
    "FOO",
    "post",
    "TRACE",
    "CONNECT",
    "OPTIONS",
    "HEAD",
    "GET",
    "PUT",
    "DELETE",
    "PATCH",
    "A" * 3000,
)
MANY = "&".join("a=1" for _ in range(2000))
MANY_NAMES = "&".join(f"a{number}=1" for number in range(1000))
TOO_MANY = "&".join("a=1" for _ in range(10_000))
# At most 8,192 characters in total: `/api/profiles/user-123/export` has 29.
TOO_LONG = {
    "path": "/" + "a" * 8192,
    "60 KB path": "/" + "a" * 60_000,
    "query": f"{EXPORT.path}?{'a' * (8192 - 28)}",
    "10,000 parameters": f"{EXPORT.path}?{TOO_MANY}",
}
QUERIES = (
    MANY,
    MANY_NAMES,
    "a=%",
    "%zz=%zz",
    "a=%ff",
    "a=%00",
    "a[]=",
    "a[b][c]=1",
    "[]",
    "=",
    "&&&",
    "?",
    "a;b",
    "a=1&a=2",
    "+",
    "%",
)
PROFILE_QUERIES = (
    "profileId=a+b",
    "profileId=%ff",
    "profileId=%00",
    "profileId=%ed%a0%80",
    f"profileId=a&{MANY}",
)


TWICE = "Expected the query parameter `profileId` once; received it 2 times"
BAD_PROFILE_QUERIES = {
    "profileId=a&profileId=b": TWICE,
    "profileId=a&profileId=a": TWICE,
    "profileId=a&profileId[]=b": TWICE,
    "profileId=": "Expected at least 1 character",
    "profileId": "Expected at least 1 character",
}


def _unknown(path: str, nearest: Endpoint) -> Case:
    template = nearest.path.replace("user-123", "{id}")
    near = "" if nearest is NOWHERE else f"The nearest is `{nearest.method} {template}`."
    return Case(
        id="D1",
        name=f"unknown path {path[:40]}",
        endpoint=Endpoint(method="GET", path=path, vendor=nearest.vendor),
        request=call("GET", path),
        statuses=(404,),
        detail=f"No operation has the path…{near}",
    )


def _no_method(endpoint: Endpoint, method: str, allowed: str) -> Case:
    return Case(
        id="C18",
        name=f"{method[:20]} {endpoint.path}",
        endpoint=endpoint,
        request=raw(f"{method} {endpoint.path} HTTP/1.1", HOST, AUTHORIZATION, CLOSE),
        statuses=(405,),
        headers=(("Allow", allowed),),
        detail=f"`{method[:20]}` is not documented…Allowed: {allowed}",
    )


def _answered(id_: str, name: str, endpoint: Endpoint, request: bytes, *statuses: int) -> Case:
    return Case(id=id_, name=name, endpoint=endpoint, request=request, statuses=statuses)


CASES = (
    *(_unknown(path, nearest) for path, nearest in UNKNOWN),
    *(_no_method(SUGGESTION, method, "POST") for method in METHODS),
    *(_no_method(EXPORT, method, "GET, HEAD") for method in ("FOO", "get", "POST", "OPTIONS")),
    *(_no_method(CONTACT, method, "POST") for method in ("GET", "PUT", "HEAD")),
    _answered("C18", "accepted: HEAD for GET", EXPORT, call("HEAD", EXPORT.path), 200),
    Case(id="C18", name="HEAD, unknown path", request=call("HEAD", "/nope"), statuses=(404,)),
    Case(
        id="C18",
        name="CONNECT to a host",
        request=call("CONNECT", "127.0.0.1:80"),
        statuses=(400, 404, 405),
    ),
    Case(id="C18", name="OPTIONS *", request=call("OPTIONS", "*"), statuses=(404, 405)),
    *(
        Case(
            id="C16",
            name=f"URL that is too long: {name}",
            endpoint=EXPORT if "?" in url else NOWHERE,
            request=call("GET", url),
            statuses=(414,),
            detail="Expected at most 8,192",
        )
        for name, url in TOO_LONG.items()
    ),
    _answered(
        "C16",
        "accepted: URL of 8,192 characters",
        EXPORT,
        call("GET", f"{EXPORT.path}?{'a' * (8192 - 29)}"),
        200,
    ),
    Case(
        id="D1",
        name="id with %2F",
        endpoint=EXPORT,
        request=call("GET", "/api/profiles/a%2fb/export"),
        statuses=(200,),
        limit="the HTTP server decodes the path before the mock sees it: `%2F` in an id becomes a "
        "`/`, which ends the segment, and the answer is a 404",
    ),
    *(
        _answered(
            "D1",
            f"accepted: id {name[:20]}",
            EXPORT,
            call("GET", f"/api/profiles/{name}/export"),
            200,
        )
        for name in ODD_IDS
    ),
    _answered(
        "D1",
        "accepted: id in raw UTF-8",
        EXPORT,
        raw(b"GET /api/profiles/\xc3\xa9/export HTTP/1.1", HOST, AUTHORIZATION, CLOSE),
        200,
    ),
    *(
        _answered(
            "D12",
            f"accepted: query {query[:30]}, {len(query)} bytes",
            EXPORT,
            fetch(EXPORT, query=f"?{query}"),
            200,
        )
        for query in QUERIES
    ),
    *(
        Case(
            id="D12",
            name=f"required parameter not in query {query[:30]}, {len(query)} bytes",
            endpoint=WEBHOOK,
            request=fetch(WEBHOOK, query=f"?{query}"),
            statuses=(400,),
            detail="Expected the query parameter `profileId`; received nothing",
        )
        for query in (*QUERIES, "profileid=u", "profileId%3du", "")
    ),
    *(
        _answered(
            "D12",
            f"accepted: query {query[:30]}, {len(query)} bytes",
            WEBHOOK,
            fetch(WEBHOOK, query=f"?{query}"),
            200,
        )
        for query in PROFILE_QUERIES
    ),
    *(
        Case(
            id="D12",
            name=f"refused: query {query}",
            endpoint=WEBHOOK,
            request=fetch(WEBHOOK, query=f"?{query}"),
            statuses=(400,),
            detail=detail,
        )
        for query, detail in BAD_PROFILE_QUERIES.items()
    ),
)
