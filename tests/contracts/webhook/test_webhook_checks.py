"""Edge cases of webhook checks, without a complete endpoint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockwright.contracts.engine.exchanges import Exchange, SentRequest
from mockwright.contracts.engine.findings import Check, Trial
from mockwright.contracts.webhook.checks.registry import WEBHOOK_CHECKS
from mockwright.contracts.webhook.latency import measure
from mockwright.contracts.webhook.runs import Plan
from mockwright.openapi.exchange import Response
from tests.broken_webhooks.webhook import KEY, USER, Call, Webhook, person, serving
from tests.contracts.webhook.webhook_checking import NOW, WEBHOOK, check
from tests.mock_server.bad_endpoints.endpoints import CERTIFICATES, Behaviour, send
from tests.mock_server.bad_endpoints.endpoints import serving as serving_raw

CHECKS = {check.id: check for check in WEBHOOK_CHECKS}
FACTS = {"profile_id": USER, "role": "user", "now": NOW}


def answered(profile: Any, *headers: tuple[str, str], seconds: float = 0.0) -> Exchange:
    """An exchange with status 200 and a profile."""
    body = json.dumps({"profile": profile}).encode()
    sent = SentRequest("GET", f"http://127.0.0.1:9/profile?profileId={USER}")
    return Exchange(
        sent, Response(200, (("Content-Type", "application/json"), *headers), body), "", seconds
    )


def judge(name: str, *exchanges: Exchange, **facts: Any) -> list[str]:
    """The severities of a check's findings."""
    trial = Trial(WEBHOOK, exchanges, {**FACTS, **facts})
    return [finding.severity for finding in CHECKS[name].judge(trial)]


def test_check_ids_are_unique() -> None:
    """All checks have different ids."""
    assert len(CHECKS) == len(WEBHOOK_CHECKS)


@pytest.mark.parametrize("check", WEBHOOK_CHECKS, ids=lambda check: check.id)
def test_every_check_has_advice(check: Check) -> None:
    """Titles are short, and advice is a sentence."""
    assert len(check.title) < 90
    assert not check.title.endswith(".")
    assert check.advice.endswith(".")


@pytest.mark.parametrize(
    ("birthdate", "now", "found"),
    [
        ("2007-06-01", "2025-06-01T00:00:00Z", []),
        ("2007-06-02", "2025-06-01T23:59:59Z", ["failure"]),
        ("2008-02-29", "2026-02-28T23:59:59Z", ["failure"]),
        ("2008-02-29", "2026-03-01T00:00:00Z", []),
        ("no date", "2026-03-01T00:00:00Z", []),
        (7, "2026-03-01T00:00:00Z", []),
    ],
)
def test_a_person_is_an_adult_on_the_birthday(birthdate: Any, now: str, found: list[str]) -> None:
    """A person is an adult from the eighteenth birthday; invalid dates are left to the schema."""
    assert judge("adult", answered(person(USER, birthdate=birthdate)), now=now) == found


@pytest.mark.parametrize(
    ("expiry", "found"),
    [
        ("2025-06-01T00:00:00Z", ["warning"]),
        ("2025-06-01T02:00:00+02:00", ["warning"]),
        ("2025-06-01T00:00:01Z", ["warning"]),
        ("2025-06-01T23:59:59Z", ["warning"]),
        ("2025-06-02T00:00:00Z", []),
        ("tomorrow", []),
    ],
)
def test_an_expiry_has_to_be_a_day_ahead(expiry: str, found: list[str]) -> None:
    """Expiry within a day is a warning; invalid times are left to the schema."""
    assert judge("expiry", answered(person(USER, expiresAt=expiry))) == found


@pytest.mark.parametrize(("role", "found"), [("user", ["warning"]), ("persona", ["failure"])])
def test_a_persona_needs_a_time_zone(role: str, found: list[str]) -> None:
    """A missing time zone is a failure for a persona and a warning for a user."""
    profile = person(USER)
    del profile["timeZone"]
    assert judge("time-zone", answered(profile), role=role) == found


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([{}], []),
        ([{"version": "2"}], ["failure"]),
        ([{"city": "Lyon"}], ["failure"]),
        ([{}, {"city": "Lyon"}], ["failure"]),
        ([{"mainPictureUrl": "https://example.org/pictures/main.jpg?s=2"}], ["warning"]),
        ([{"pictures": ["https://example.org/pictures/1.jpg?s=1"]}], ["warning"]),
        ([{"pictures": ["https://example.org/pictures/2.jpg"]}], ["failure"]),
    ],
)
def test_a_version_is_one_profile(others: list[dict[str, Any]], found: list[str]) -> None:
    """A changed version or content is a failure; changed picture queries are a warning."""
    exchanges = [answered(person(USER)), *(answered(person(USER, **other)) for other in others)]
    assert judge("version-stable", *exchanges) == found


def test_without_versions_nothing_is_compared() -> None:
    """Profiles without a version are not compared."""
    profiles = [{"id": USER, "firstName": name} for name in ("Alex", "Sam")]
    assert judge("version-stable", *map(answered, profiles)) == []


@pytest.mark.parametrize(("limit", "found"), [(None, []), (94, ["failure"]), (95, [])])
def test_latency_is_judged_by_its_95th_percentile(limit: int | None, found: list[str]) -> None:
    """Of 100 calls that take 1 to 100 ms, five may exceed the limit."""
    exchanges = [answered(person(USER), seconds=ms / 1000) for ms in range(1, 101)]
    assert judge("latency", *exchanges, max_latency_ms=limit) == found


def test_latency_is_measured_by_nearest_rank() -> None:
    """Latency has median, 95th percentile and maximum, and is None without answers."""
    silent = Exchange(SentRequest("GET", "http://127.0.0.1:9/"), None, "No answer.", 9.0)
    exchanges = [answered({}, seconds=s / 1000) for s in (30, 10, 20, 0.25)]
    assert str(measure([*exchanges, silent])) == "p50 10 ms, p95 30 ms, max 30 ms"
    assert str(measure([exchanges[-1]])) == "p50 0.2 ms, p95 0.2 ms, max 0.2 ms"
    assert measure([silent]) is None


PICTURE = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\x89PNG"
ONLINE: dict[str, tuple[Behaviour, list[str]]] = {
    "picture": (send(PICTURE), []),
    "missing": (send(PICTURE.replace(b"200", b"404")), ["failure"]),
    "page": (send(PICTURE.replace(b"image/png", b"text/html")), ["failure"]),
    "no type": (send(PICTURE.replace(b"Content-Type", b"X-Content")), ["failure"]),
    "elsewhere": (send(PICTURE.replace(b"200", b"302")), ["warning"]),
    "cut": (send(PICTURE.replace(b"4\r", b"9\r")), ["failure"]),
}


@pytest.mark.parametrize("name", ONLINE)
def test_pictures_are_fetched_online(name: str) -> None:
    """Each picture is fetched once, without the key."""
    behaviour, found = ONLINE[name]
    plan = Plan(requests=1, parallel=0, is_online=True, ca_file=CERTIFICATES / "ca.pem", seconds=60)
    with serving_raw(behaviour, "good") as pictures:
        url = pictures.url.replace("/profile", "/1.png?size=2")

        class Shows(Webhook):
            def show(self, profile: dict[str, Any]) -> dict[str, Any]:
                return {**profile, "mainPictureUrl": url, "pictures": [url, "http://plain/"]}

        with serving(Shows().respond) as endpoint:
            checked = check(endpoint, plan=plan)
    findings = [f for f in checked.findings if f.check == "online-pictures"]
    assert [f.severity for f in findings] == found
    assert len(pictures.requests) == 1
    assert pictures.requests[0].startswith(b"GET /1.png?size=2 HTTP/1.1\r\n")
    assert KEY.encode() not in pictures.requests[0]
    assert checked.found - {"online-pictures"} == {"https-pictures"}


def test_the_query_of_the_url_stays() -> None:
    """The query of the operator's URL is sent with each call, before the id."""
    queries: list[str] = []
    webhook = Webhook()

    def respond(call: Call) -> Any:
        queries.append(call.query)
        return webhook.respond(call._replace(query=call.query.removeprefix("v=2%2F").lstrip("&")))

    with serving(respond) as url:
        checked = check(f"{url}?v=2%2F")
    assert checked.findings == []
    others = [query for query in queries if not query.startswith("v=2%2F")]
    assert others == [""]  # the detection of the mock uses another path


def test_ids_are_percent_encoded() -> None:
    """Any text can be an id; it is sent and returned unchanged."""
    unusual = "a b/ü?&=+%#🦊"

    class Unusual(Webhook):
        def __init__(self) -> None:
            super().__init__()
            self.profiles = {unusual: person(unusual)}

    with serving(Unusual().respond) as url:
        checked = check(url, roles={unusual: "user"})
    assert [f.detail for f in checked.findings] == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_writing_methods_use_an_unknown_id(method: str) -> None:
    """Methods that could change or delete a profile are sent with an unknown id."""
    with serving(Webhook().respond) as url:
        checked = check(url)
    sent = [e.request.target for e in checked.exchanges if e.request.method == method]
    assert len(sent) == 1
    assert "profileId=mockwright-unknown-" in sent[0]
