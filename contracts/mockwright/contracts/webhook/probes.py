"""The probes of a profile endpoint: calls, with the checks that judge them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

from mockwright.contracts.engine.findings import Check
from mockwright.contracts.server.access import WRONG_KEY, Shown
from mockwright.contracts.webhook.checks.access import (
    HEAD_REQUEST,
    KEY_IN_QUERY,
    MISSING_KEY,
    WRITE_METHODS,
    WRONG_CREDENTIALS,
    WRONG_SCHEME,
)
from mockwright.contracts.webhook.checks.answers import ANSWER_CHECKS
from mockwright.contracts.webhook.checks.calls import COMPRESSION, ENTITY_TAG, OTHER_TAG
from mockwright.contracts.webhook.checks.ids import ENCODED_ID, REPEATED_ID
from mockwright.contracts.webhook.checks.profiles import PROFILE_CHECKS
from mockwright.contracts.webhook.ids import UnknownId, find_unknown_forms
from mockwright.contracts.webhook.subject import PARAMETER, Probe, Subject

# One in this many parallel calls is for an unknown id.
_UNKNOWN_EACH = 4
_QUERY_NAMES = ("access_token", "key")
_JSON = ("Content-Type", "application/json")


def probe_profiles(subject: Subject) -> Iterator[Probe]:
    """One call for each existing id."""
    for profile_id, role in subject.roles.items():
        facts = {
            "profile_id": profile_id,
            "role": role,
            "now": subject.now,
            "has_key": subject.has_key,
            "variant": f"the call for `{profile_id[:80]}`",
        }
        yield Probe((subject.ask(profile_id),), (*ANSWER_CHECKS, *PROFILE_CHECKS), facts)


def probe_unknown_id(subject: Subject, unknown: UnknownId, answers: Mapping[str, Any]) -> Probe:
    """A call that should find no profile. `answers` maps existing ids to the answered ids."""
    facts = {
        "variant": unknown.variant,
        "asked": unknown.asked,
        "status": unknown.status,
        "known": sorted({*answers, *(text for text in answers.values() if isinstance(text, str))}),
        "is_promised": unknown.is_promised,
    }
    return Probe((subject.call(unknown.query),), (unknown.check,), facts)


def probe_ids(subject: Subject, known: str, answers: Mapping[str, Any]) -> Iterator[Probe]:
    """Calls with unknown ids in every form, and with a known id repeated or encoded."""
    for unknown in find_unknown_forms(subject, known):
        yield probe_unknown_id(subject, unknown, answers)
    unknown_id = subject.unknown_id
    first, second = quote(known, safe=""), quote(unknown_id, safe="")
    for variant, query in {
        "twice, the known one first": f"{PARAMETER}={first}&{PARAMETER}={second}",
        "twice, the known one last": f"{PARAMETER}={second}&{PARAMETER}={first}",
    }.items():
        unknown = UnknownId(REPEATED_ID, variant, query, status=400)
        probe = probe_unknown_id(subject, unknown, answers)
        repeated = [known, unknown_id, answers[known]]
        yield probe._replace(facts={**probe.facts, "repeated": repeated})
    encoded = "".join(f"%{byte:02X}" for byte in known.encode())
    calls = (subject.call(f"{PARAMETER}={encoded}"),)
    facts = {"variant": "percent-encoded", "plain_id": answers[known]}
    yield Probe(calls, (ENCODED_ID,), facts)


def probe_without_key(subject: Subject, known: str) -> Probe:
    """A call without any credential."""
    facts = {"variant": "header parameter Authorization (missing)"}
    return Probe((subject.bare(subject.ask(known)),), (MISSING_KEY,), facts)


def probe_wrong_keys(subject: Subject, known: str, *, is_mock: bool) -> Iterator[Probe]:
    """Calls with one wrong credential each."""
    call, key = subject.ask(known), subject.access.key
    for name, _ in subject.confidential_headers:
        probe = _show(call, name, WRONG_KEY, WRONG_CREDENTIALS, "a wrong one")
        yield probe._replace(facts={**probe.facts, "is_mock": is_mock})
    if not key:
        return
    for check, variant, value in (
        (WRONG_CREDENTIALS, "a wrong key", f"Bearer {WRONG_KEY}"),
        (WRONG_CREDENTIALS, "an empty key", "Bearer "),
        (WRONG_SCHEME, "as `Basic`", f"Basic {key}"),
        (WRONG_SCHEME, "without a scheme", key),
    ):
        probe = _show(call, "Authorization", value, check, variant)
        yield probe._replace(facts={**probe.facts, "is_mock": is_mock})
    for name in _QUERY_NAMES:
        request = call.request.without_header("Authorization").with_query(name, key)
        facts = {"variant": f"query parameter {name}"}
        yield Probe((Shown(request),), (KEY_IN_QUERY,), facts)


def _show(call: Shown, name: str, value: str, check: Check, variant: str) -> Probe:
    shown = Shown(call.request.with_header(name, value))
    return Probe((shown,), (check,), {"variant": f"header parameter {name} ({variant})"})


def probe_methods(subject: Subject, known: str) -> Iterator[Probe]:
    """Calls with other methods; methods that change or delete use an unknown id."""
    query = f"{PARAMETER}={quote(known, safe='')}"
    yield Probe((subject.call(query, "HEAD"),), (HEAD_REQUEST,), {"variant": "HEAD"})
    yield Probe((subject.call(query, "POST"),), (WRITE_METHODS,), {"variant": "POST"})
    query = f"{PARAMETER}={subject.unknown_id}"
    for method in ("PUT", "PATCH", "DELETE"):
        headers = () if method == "DELETE" else (_JSON,)
        call = subject.call(query, method, *headers)
        yield Probe((call,), (WRITE_METHODS,), {"variant": method})


def probe_representations(subject: Subject, known: str, tag: str | None) -> Iterator[Probe]:
    """Calls for a compressed answer, and conditional calls; `tag` is the known entity tag."""
    gzip = subject.ask(known, ("Accept-Encoding", "gzip"))
    plain = subject.ask(known, ("Accept-Encoding", "identity"))
    yield Probe((plain, gzip), (COMPRESSION,), {"variant": "compressed"})
    tags = [OTHER_TAG, *([tag] if tag else [])]
    calls = tuple(subject.ask(known, ("If-None-Match", text)) for text in tags)
    yield Probe(calls, (ENTITY_TAG,), {"variant": "conditional"})


def parallel_ids(subject: Subject, known: list[str], count: int) -> list[str]:
    """The ids of `count` parallel calls: existing ids in rotation, and the unknown id."""
    existing = cycle(known)
    ids = (
        subject.unknown_id if n % _UNKNOWN_EACH == _UNKNOWN_EACH - 1 else next(existing)
        for n in range(count)
    )
    return list(islice(ids, count))
