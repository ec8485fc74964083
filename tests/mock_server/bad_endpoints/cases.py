"""Bad endpoints as data: the behaviour of each and its expected verdict."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockwright.openapi.json_text import encode_json
from tests.mock_server.bad_endpoints.endpoints import (
    Behaviour,
    drip,
    pour,
    reset,
    send,
    send_and_hold,
)
from tests.processes import KEY

ID = "user-1"
GOOD: dict[str, Any] = {
    "id": ID,
    "firstName": "Alex",
    "version": "1",
    "birthdate": "1990-05-14",
    "timeZone": "Europe/Paris",
}
JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Case:
    """An endpoint and its verdict: the sentence's parts in order, and the answer's status.

    `is_slow` marks cases that take the whole time limit. `certificate` is for TLS, and `trusts`
    says whether the caller knows its CA.
    """

    name: str
    behaviour: Behaviour
    verdict: str
    result: str = "contract-broken"
    status: int | None = 200
    warnings: tuple[str, ...] = ()
    role: str | None = None
    key: str | None = KEY
    certificate: str = ""
    trusts: bool = True
    scheme: str = ""
    is_slow: bool = False


def answer(body: bytes, status: str = "200 OK", media_type: str = JSON, *lines: str) -> bytes:
    """A complete answer with its length."""
    kind = [f"Content-Type: {media_type}"] if media_type else []
    head = [f"HTTP/1.1 {status}", *kind, f"Content-Length: {len(body)}", *lines, "", ""]
    return "\r\n".join(head).encode() + body


def answer_profile(**changes: Any) -> bytes:
    """An answer with the valid profile and changes; `None` removes a field."""
    return answer(profile_body(changes))


def profile_body(changes: Mapping[str, Any]) -> bytes:
    """A body with the valid profile and changes; `None` removes a field."""
    changed = {**GOOD, **changes}
    return encode_json({"profile": {k: v for k, v in changed.items() if v is not None}})


GOOD_BODY = profile_body({})
GOOD_ANSWER = answer(GOOD_BODY)
# The time limit of slow cases: enough to connect and read a head on a busy machine.
SLOW_SECONDS = 0.8
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_UNREACHABLE: dict[str, Any] = {"result": "unreachable", "status": None}
_SLOW: dict[str, Any] = {"result": "timeout", "is_slow": True}
_BOMB = gzip.compress(bytes(64 * 1024 * 1024))
_GZIP = "Content-Encoding: gzip"


def broken(name: str, data: bytes, verdict: str, **more: Any) -> Case:
    """A case of an endpoint that sends bytes and closes."""
    return Case(name=name, behaviour=send(data), verdict=verdict, **more)


def status(line: str, verdict: str, *lines: str, **more: Any) -> Case:
    """A case of an endpoint that answers with another status and a short text."""
    data = answer(b"no", line, "text/plain", *lines)
    return broken(f"status {line}", data, verdict, **{"status": int(line[:3]), **more})


STATUSES = (
    status("201 Created", "Expected `200`…received `201`…one status"),
    broken(
        "status 204",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        "Expected `200`…received `204` with no body…Send the profile",
        status=204,
    ),
    status(
        "301 Moved Permanently",
        'a redirect to "https://example.org/new"…not followed: give the final URL',
        "Location: https://example.org/new",
        status=301,
    ),
    status("302 Found", "redirect to nowhere", status=302),
    status("307 T", 'to "/login?next=\\u001b[31m"', "Location: /login?next=\x1b[31m"),
    status("400 Bad Request", "received `400`…parameter `profileId`"),
    status("401 Unauthorized", "received `401`…does not accept the key given with"),
    Case(
        name="status 401 without a key",
        behaviour=send(answer(b"", "401 Unauthorized", "")),
        verdict="received `401`…requires a key: give it with `--profile-endpoint-key`",
        status=401,
        key=None,
    ),
    status("403 Forbidden", "received `403`…does not accept the key"),
    status("404 Not Found", "profile `user-1`; received `404`…does not know this profile"),
    status("405 Method Not Allowed", "received `405`…called with GET"),
    status("406 Not Acceptable", "received `406`…`Accept: application/json`"),
    status("429 Too Many Requests", "received `429`…less often"),
    status("500 Internal Server Error", "received `500`…its log may say why"),
    status("503 Service Unavailable", "received `503`…its log may say why"),
    broken(
        "status 404 with HTML",
        answer(b"<h1>Not Found</h1>", "404 Not Found", "text/html"),
        'received `404` with 18 bytes of "text/html"',
        status=404,
    ),
)

BODIES = (
    broken("empty", answer(b""), "The answer is empty"),
    broken("white space", answer(b" \n "), "The answer is empty"),
    broken("HTML", answer(b"<html>", media_type="text/html"), "`text/html`…an HTML page"),
    broken("HTML as JSON", answer(b"<html>"), "Expected a JSON text…not valid JSON"),
    broken("text", answer(GOOD_BODY, media_type="text/plain"), "received `text/plain`…Send `Cont"),
    broken("no type", answer(GOOD_BODY, media_type=""), "received no `Content-Type`"),
    broken(
        "another charset",
        answer(GOOD_BODY, media_type="application/json; charset=latin-1"),
        "UTF-8, not in `latin-1`",
    ),
    broken("broken JSON", answer(b'{"profile": {'), "not valid JSON"),
    broken("JavaScript", answer(b"{profile: {id: 'user-1'}}"), "not valid JSON"),
    broken(
        "duplicate keys",
        answer(b'{"profile":{"id":"x","id":"user-1","firstName":"A"}}'),
        'duplicate key…"id"…Send each key once',
    ),
    broken("bad UTF-8", answer(b'{"profile":{"id":"\xff"}}'), "not UTF-8"),
    broken("UTF-16", answer(GOOD_BODY.decode().encode("utf-16")), "byte order mark"),
    broken("byte order mark", answer(b"\xef\xbb\xbf" + GOOD_BODY), "byte order mark"),
    broken("too deep", answer(b"[" * 1000 + b"]" * 1000), "deeper than 64"),
    broken("null", answer(b"null"), "Expected an object; received null"),
    broken("a list", answer(b"[]"), "Expected an object; received an array"),
    broken("no profile", answer(b"{}"), "(`#/profile`): Expected the field `profile`"),
    broken(
        "a profile without its wrapping",
        answer(encode_json(GOOD)),
        'the field `profile`; received nothing. Send `{"profile": …}`',
    ),
    broken("profile null", answer(b'{"profile":null}'), "(`#/profile`): Expected an object"),
    broken(
        "a list of profiles", answer(encode_json({"profile": [GOOD]})), "(`#/profile`): Expected an"
    ),
)

PROFILES = (
    broken(
        "wrong id",
        answer_profile(id="user-2"),
        '(`#/profile/id`): Expected "user-1", the requested id',
    ),
    broken("no id", answer_profile(id=None), "Expected the field `id`; received nothing"),
    broken("id a number", answer_profile(id=1), "(`#/profile/id`): Expected a string"),
    broken("no name", answer_profile(firstName=None), "`firstName`"),
    broken("gender", answer_profile(gender="WOMEN"), "(`#/profile/gender`)…`WOMAN`?"),
    broken(
        "http picture",
        answer_profile(mainPictureUrl="http://example.org/a.jpg"),
        '(`#/profile/mainPictureUrl`)…https://…received "http://example.org/a.jpg"',
    ),
    broken(
        "http picture in a list",
        answer_profile(pictures=["https://example.org/a.jpg", "http://example.org/b.jpg"]),
        "(`#/profile/pictures/1`)",
    ),
    broken("birthdate", answer_profile(birthdate="14.05.1990"), "(`#/profile/birthdate`)"),
    *(
        broken(
            f"birthdate {birthdate!r} of a persona",
            answer_profile(birthdate=birthdate),
            "(`#/profile/birthdate`): Expected a",
            role="persona",
        )
        for birthdate in (5, "x", "2020-13-45")
    ),
    broken("time zone", answer_profile(timeZone="Paris"), "(`#/profile/timeZone`)"),
    broken("expiry", answer_profile(expiresAt="tomorrow"), "(`#/profile/expiresAt`)"),
    broken(
        "several violations",
        answer_profile(gender="X", countryCode="ZZ", timeZone="Paris"),
        "Further violations: 2.",
    ),
    broken(
        "a persona under 18",
        answer_profile(birthdate="2020-01-01"),
        '(`#/profile/birthdate`): Expected a persona of at least 18 years; received "2020-01-01"',
        role="persona",
    ),
)

ODD = (
    broken("good", GOOD_ANSWER, "The profile conforms to the contract.", result="ok"),
    broken(
        "good over gzip",
        answer(gzip.compress(GOOD_BODY), "200 OK", JSON, _GZIP),
        "conforms to the contract.",
        result="ok",
    ),
    broken(
        "good without a length",
        _HEAD + b"\r\n" + GOOD_BODY,
        "conforms to the contract.",
        result="ok",
    ),
    broken(
        "no version",
        answer_profile(version=None),
        "warnings: 1",
        result="ok",
        warnings=("#/profile/version: Missing",),
    ),
    broken(
        "a persona without a time zone",
        answer_profile(timeZone=None),
        "warnings: 1",
        result="ok",
        role="persona",
        warnings=("#/profile/timeZone: Missing, although required for personas;",),
    ),
    broken(
        "a user without a time zone",
        answer_profile(timeZone=None),
        "warnings: 1",
        result="ok",
        role="user",
        warnings=("#/profile/timeZone: Missing, although required for",),
    ),
    broken(
        "under 18",
        answer_profile(birthdate="2020-01-01"),
        "warnings: 1",
        result="ok",
        warnings=("#/profile/birthdate: Under 18. A user's conversation is stopped",),
    ),
    broken(
        "a town without a country",
        answer_profile(city="Lyon"),
        "warnings: 1",
        result="ok",
        warnings=("#/profile/city: Ignored without `countryCode`.",),
    ),
    broken(
        "expired",
        answer_profile(expiresAt="2020-01-01T00:00:00Z"),
        "warnings: 1",
        result="ok",
        warnings=("#/profile/expiresAt: Less than a day ahead",),
    ),
    broken(
        "an unknown field",
        answer_profile(firstname="Alex"),
        "warnings: 1",
        result="ok",
        warnings=(
            "#/profile/firstname: `firstname` is not a documented field. Did you mean `firstName`?",
        ),
    ),
)

SIZES = (
    Case(
        name="endless body",
        behaviour=pour(_HEAD + b"\r\n", forever=b" " * 65536),
        verdict="larger than 1,048,576 bytes",
    ),
    Case(
        name="endless chunks",
        behaviour=pour(
            _HEAD + b"Transfer-Encoding: chunked\r\n\r\n", forever=b"10000\r\n%b\r\n" % bytes(65536)
        ),
        verdict="larger than 1,048,576 bytes",
    ),
    Case(
        name="endless body of a redirect",
        behaviour=pour(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", forever=b"x" * 65536),
        verdict="larger than 1,048,576 bytes",
        status=302,
    ),
    Case(
        name="endless gzip of nothing",
        behaviour=pour(
            _HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10],
            forever=b"\x00\x00\x00\xff\xff" * 10000,
        ),
        verdict="larger than 1,048,576 bytes",
    ),
    broken("gzip bomb", answer(_BOMB, "200 OK", JSON, _GZIP), "larger than 1,048,576 bytes"),
    broken(
        "cut gzip",
        answer(gzip.compress(GOOD_BODY)[:-9], "200 OK", JSON, _GZIP),
        "is truncated `gzip`",
    ),
    broken("no gzip", answer(GOOD_BODY, "200 OK", JSON, _GZIP), "declared as `gzip`, but is not"),
    broken(
        "another encoding",
        answer(b"x", "200 OK", JSON, "Content-Encoding: br"),
        "`Content-Encoding: br`, which the request did not offer",
    ),
    Case(
        name="endless head",
        behaviour=pour(b"HTTP/1.1 200 OK\r\n", forever=b"X-Filler: x\r\n" * 1000),
        verdict="is not valid HTTP",
        **_UNREACHABLE,
    ),
    Case(
        name="endless line",
        behaviour=pour(b"HTTP/1.1 200 OK\r\nX-Filler: ", forever=b"x" * 65536),
        verdict="is not valid HTTP",
        **_UNREACHABLE,
    ),
)

CUTS = (
    broken(
        "cut in the middle of the body",
        answer(GOOD_BODY)[:-20],
        f"was closed in the middle of the body, after {len(GOOD_BODY) - 20} of {len(GOOD_BODY)}",
    ),
    broken(
        "cut in the middle of a chunk",
        _HEAD + b"Transfer-Encoding: chunked\r\n\r\n100\r\n" + GOOD_BODY,
        "was closed in the middle of the body",
    ),
    broken(
        "no number before a chunk",
        _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + GOOD_BODY,
        "was closed in the middle of the body",
    ),
    Case(
        name="reset in the middle of the body",
        behaviour=reset(answer(GOOD_BODY)[:-20]),
        verdict="was closed in the middle of the body",
    ),
    broken("cut without a length", (_HEAD + b"\r\n" + GOOD_BODY)[:-5], "not valid JSON"),
    broken("closed at once", b"", "closed the connection without an answer", **_UNREACHABLE),
    Case(name="reset at once", behaviour=reset(), verdict="reset the connection", **_UNREACHABLE),
    broken("cut in the head", _HEAD[:30], "received no `Content-Type`"),
    broken("no HTTP", b"SSH-2.0-OpenSSH_9.9\r\n", 'is not HTTP: "SSH-2.0', **_UNREACHABLE),
    broken("TLS on a plain port", b"\x15\x03\x01\x00\x02\x02F", "Use `https://`", **_UNREACHABLE),
)

SLOW = (
    Case(
        name="silence",
        behaviour=send_and_hold(b""),
        verdict=f"no head of an answer arrived within {SLOW_SECONDS} seconds",
        status=None,
        **_SLOW,
    ),
    Case(
        name="slow head",
        behaviour=drip(b"HTTP/1.1 200 OK\r\n", slowly=itertools.repeat(b"X: y\r\n", 90)),
        verdict="no head of an answer arrived within",
        status=None,
        **_SLOW,
    ),
    Case(
        name="interim answers without end",
        behaviour=drip(b"", slowly=itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
        verdict="no head of an answer arrived within",
        status=None,
        **_SLOW,
    ),
    Case(
        name="slow body",
        behaviour=drip(_HEAD + b"Content-Length: 99999\r\n\r\n", slowly=itertools.repeat(b" ")),
        verdict="The body of the answer was not complete within",
        **_SLOW,
    ),
    Case(
        name="a body that never ends",
        behaviour=send_and_hold(_HEAD + b"Content-Length: 999\r\n\r\n" + GOOD_BODY),
        verdict="The body of the answer was not complete within",
        **_SLOW,
    ),
    Case(
        name="TLS without a handshake",
        behaviour=send_and_hold(b""),
        scheme="https",
        verdict="the TLS handshake took longer than",
        status=None,
        **_SLOW,
    ),
)

TLS = (
    Case(
        name="good over TLS",
        behaviour=send(GOOD_ANSWER),
        verdict="conforms to the contract.",
        result="ok",
        certificate="good",
    ),
    Case(
        name="unknown CA",
        behaviour=send(GOOD_ANSWER),
        verdict="is signed by an unknown CA…`--profile-endpoint-ca FILE`",
        certificate="good",
        trusts=False,
        **_UNREACHABLE,
    ),
    Case(
        name="self-signed",
        behaviour=send(GOOD_ANSWER),
        verdict="is signed by an unknown CA…self-signed certificate",
        certificate="self_signed",
        **_UNREACHABLE,
    ),
    Case(
        name="certificate for another name",
        behaviour=send(GOOD_ANSWER),
        verdict="is for another name",
        certificate="other_name",
        **_UNREACHABLE,
    ),
    Case(
        name="expired certificate",
        behaviour=send(GOOD_ANSWER),
        verdict="has expired. Renew it",
        certificate="expired",
        **_UNREACHABLE,
    ),
    broken(
        "plain HTTP", b"HTTP/1.1 400 Bad\r\n\r\n", "not speak TLS", scheme="https", **_UNREACHABLE
    ),
    Case(
        name="cut over TLS",
        behaviour=send(answer(GOOD_BODY)[:-20]),
        verdict="was closed in the middle of the body",
        certificate="good",
    ),
    Case(
        name="slow body over TLS",
        behaviour=drip(_HEAD + b"Content-Length: 99999\r\n\r\n", slowly=itertools.repeat(b" ")),
        verdict="The body of the answer was not complete within",
        certificate="good",
        **_SLOW,
    ),
)

ECHOES = (
    broken(
        "the key in the answer",
        answer(b"who is " + KEY.encode(), "401 Unauthorized", "text/plain", f"X-Key: {KEY}"),
        "received `401`",
        status=401,
    ),
    broken(
        "the key in the profile",
        answer_profile(gender=KEY),
        '(`#/profile/gender`)…received "[redacted]"',
    ),
    status("302 F", 'redirect to "/?key=[redacted]"', f"Location: /?key={KEY}"),
)

CASES = (
    *STATUSES,
    *BODIES,
    *PROFILES,
    *ODD,
    *SIZES,
    *CUTS,
    *SLOW,
    *TLS,
    *ECHOES,
)
