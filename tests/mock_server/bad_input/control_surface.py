"""The control surface: cross-origin requests, unusual paths and invalid queries."""

from __future__ import annotations

from tests.mock_server.bad_input.cases import (
    AUTHORIZATION,
    CLOSE,
    CONTROL,
    HOST,
    NOWHERE,
    SUGGESTION,
    Case,
    Endpoint,
    good,
    raw,
)

EVIL = "Origin: https://evil.example"
FOREIGN_PAGES = {
    "foreign Origin": EVIL,
    "Origin null": "Origin: null",
    "empty Origin": "Origin:",
    "Origin of another port": "Origin: http://127.0.0.1:81",
    "Origin that begins as ours": "Origin: http://127.0.0.1.evil.example",
    "cross-site by Sec-Fetch-Site": "Sec-Fetch-Site: cross-site",
}
PREFLIGHT = (
    EVIL,
    "Access-Control-Request-Method: POST",
    "Access-Control-Request-Private-Network: true",
)
FORMS = {
    "form": "Content-Type: application/x-www-form-urlencoded",
    "text": "Content-Type: text/plain",
    "multipart": "Content-Type: multipart/form-data; boundary=x",
    "no type": "X: y",
}
CONTROL_PATHS = (
    "/_mock",
    "/_mock/",
    "/_mock/reset/",
    "/_mock/reset;x",
    "/_mock/resets",
    "/_mock/%ff",
    "/_mock/%00",
    "/_mock/reset%00",
    "/_mock/documents/nope",
    "/_mock/documents/..%2f..%2fpyproject",
    "/_mock//reset",
    "/_mock///reset",
    "/_mock/./reset",
    "/_mock/x/../reset",
)
OTHER_PATHS = (
    "/__MOCK/reset",
    "/_MOCK/reset",
    "/_mockx",
    "/_mockx/reset",
    "//_mock/reset",
    "/%2f_mock/reset",
    "/./_mock/reset",
    "/x/../_mock/reset",
    "/api/../_mock/reset",
)
ENCODED_PATHS = ("/_mock%2freset", "/_mock%2Freset", "/%5fmock/reset", "/%5Fmo%63k/res%65t")
WRONG_QUERIES = {
    "foo=1": "`foo` is not a filter",
    "stauts=200": "Did you mean `status`?",
    "limit=-1": "`limit` is not a non-negative number",
    "limit=nan": "`limit` is not a non-negative number",
    "limit=1e99": "`limit` is not a non-negative number",
    "wait=inf": "`wait` is not a non-negative number",
    "wait=x": "`wait` is not a non-negative number",
    "after=x": "`after` is not a `cursor`",
    "after=1:2:3": "`after` is not a `cursor`",
    "after=1:" + "9" * 5000: "`after` is not a `cursor`",
}


def _ask(
    id_: str,
    name: str,
    request: bytes,
    *statuses: int,
    detail: str = "",
    headers: tuple[tuple[str, str], ...] = (),
) -> Case:
    return Case(
        id=id_,
        name=name,
        endpoint=CONTROL,
        request=request,
        statuses=statuses,
        detail=detail,
        headers=headers,
        entries=0,
    )


def _bare(method: str, path: str, *lines: str, body: bytes = b"") -> bytes:
    length = (f"Content-Length: {len(body)}",) if body else ()
    return raw(f"{method} {path} HTTP/1.1", HOST, *lines, *length, CLOSE, body=body)


def _other(path: str) -> Case:
    return Case(
        id="D2",
        name=f"another path than the control surface: {path}",
        endpoint=Endpoint(method="POST", path=path, vendor=NOWHERE.vendor),
        request=_bare("POST", path),
        statuses=(404,),
        detail="No operation has the path",
    )


CASES = (
    *(
        _ask(
            "D9", f"{name}: {method} {path}", _bare(method, path, line), 403, detail="another site"
        )
        for name, line in FOREIGN_PAGES.items()
        for method, path in (("POST", "/_mock/reset"), ("GET", "/_mock/journal"), ("GET", "/"))
    ),
    *(
        _ask("D2", f"foreign Origin: POST {path}", _bare("POST", path, EVIL), 403, 404)
        for path in ENCODED_PATHS
    ),
    *(
        _ask(
            "D2",
            f"cross-site: POST {path}",
            _bare("POST", path, "Sec-Fetch-Site: cross-site"),
            403,
            404,
        )
        for path in ENCODED_PATHS
    ),
    _ask("D10", "preflight", _bare("OPTIONS", "/_mock/reset", *PREFLIGHT), 403, 405),
    *(
        _ask(
            "D8",
            f"{name} to reset",
            _bare("POST", "/_mock/reset", line, body=b"a=b"),
            415,
            detail="json",
        )
        for name, line in FORMS.items()
    ),
    *(
        _ask(
            "D6",
            f"{method} reset",
            _bare(method, "/_mock/reset"),
            405,
            detail="Method Not Allowed",
            headers=(("Allow", "POST"),),
        )
        for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "FOO", "post")
    ),
    *(
        _ask(
            "D6",
            f"{method} journal",
            _bare(method, "/_mock/journal"),
            405,
            headers=(("Allow", "GET"),),
        )
        for method in ("POST", "DELETE", "FOO")
    ),
    *(_ask("D2", f"control path {path}", _bare("POST", path), 404, 405) for path in CONTROL_PATHS),
    *(_other(path) for path in OTHER_PATHS),
    *(
        _ask(
            "D12",
            f"journal?{query[:30]}",
            _bare("GET", f"/_mock/journal?{query}"),
            400,
            detail=detail,
        )
        for query, detail in WRONG_QUERIES.items()
    ),
    _ask("D12", "journal, 2,000 parameters", _bare("GET", "/_mock/journal?" + "a=1&" * 2000), 400),
    *(
        _ask("C16", f"URL that is too long: {path[:20]}", _bare("GET", path), 414, detail="8,192")
        for path in ("/_mock/journal?" + "a=1&" * 10_000, "/_mock/" + "a" * 60_000)
    ),
    _ask(
        "D6", "entry that is not there", _bare("GET", "/_mock/journal/nope"), 404, detail="`nope`"
    ),
    _ask("D6", "entry with an unusual name", _bare("GET", "/_mock/journal/%ff%00"), 404),
    _ask("D6", "unknown document", _bare("GET", "/_mock/documents/nope"), 404, detail="`cognigy`"),
    Case(
        id="D7",
        name="foreign Origin: POST to an operation",
        endpoint=SUGGESTION,
        request=good(SUGGESTION, EVIL),
        statuses=(403,),
        detail="another site",
    ),
    Case(
        id="D7",
        name="Origin null: POST to an operation",
        endpoint=SUGGESTION,
        request=good(SUGGESTION, "Origin: null"),
        statuses=(403,),
        detail="another site",
    ),
    Case(
        id="D7",
        name="preflight of an operation",
        endpoint=SUGGESTION,
        request=raw(f"OPTIONS {SUGGESTION.path} HTTP/1.1", HOST, AUTHORIZATION, *PREFLIGHT, CLOSE),
        statuses=(403, 405),
    ),
)
